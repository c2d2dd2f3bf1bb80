"""Private calendar addresses, for all replicas. Of the secret in an address a digest alone is kept, so a copy opens none.

Polling costs no writes: that an address was fetched is noted at most once an hour, and what its entries said only when
one of them has changed. From what they said before follows since when they say it, which survives any restart.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import Field
from sqlalchemy import Connection, RowMapping, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from termtime.store.access_tables import feeds
from termtime.store.database import Database
from termtime.store.sessions import make_digest
from trust.values import LocalDatetime, RefusedError, Value

SECRET_BYTES = 32
ID_LETTERS = 12
MOST = 20
APART = timedelta(hours=1)
SECOND = timedelta(seconds=1)
TOO_MANY = f"{MOST} calendar addresses are the most anybody has; revoke one that is no longer used."
_FIND = select(feeds).where(feeds.c.digest == bindparam("digest"), feeds.c.revoked.is_(None))

Marks = Mapping[str, tuple[str, str]]


class Feed(Value):
    """A calendar address: whose, of which group, and of what use it is. Its id tells it apart and opens nothing.

    Attributes:
        id: What it is listed and revoked by.
        person: Whose eyes it sees with, by id.
        group: Of which group; empty for the person's own meetings.
        made: When it was made.
        fetched: When it was last fetched, to the hour.
        revoked: When it stopped working.
        marks: What each entry said when it was last fetched, by uid, and since when.
    """

    id: str
    person: str
    group: str = ""
    made: LocalDatetime
    fetched: LocalDatetime | None = None
    revoked: LocalDatetime | None = None
    marks: Marks = Field(default_factory=dict)


class SqlFeeds:
    """Keeps calendar addresses by the digest of their secret."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def make(self, person: str, group: str, now: datetime) -> str:
        """Make an address and give its secret, which nobody can be told again.

        Raises:
            RefusedError: They have too many.
        """
        secret = secrets.token_urlsafe(SECRET_BYTES)
        live = select(func.count()).where(feeds.c.person == person, feeds.c.revoked.is_(None))
        async with self._database.writing() as connection:
            if (await connection.execute(live)).scalar_one() >= MOST:
                raise RefusedError(TOO_MANY)
            row = {"digest": make_digest(secret), "person": person, "group": group, "made": now}
            await connection.execute(feeds.insert(), row)
        return secret

    async def find(self, secret: str) -> Feed | None:
        """Find an address that works. One that never did and one that was revoked take the same one look."""
        asked = {"digest": make_digest(secret)}
        row = await self._database.run(lambda connection: connection.execute(_FIND, asked).mappings().first())
        return _read(row) if row else None

    async def note_fetch(
        self, secret: str, feed: Feed, said: Mapping[str, str], now: datetime
    ) -> Mapping[str, datetime] | None:
        """Note that an address is fetched, and give since when each entry says what it says; None once it is revoked.

        Args:
            secret: The address's secret.
            feed: What was found by it.
            said: A mark of what each entry says, by its uid.
            now: The moment.
        """
        marks: Marks | None = feed.marks
        if _needs_note(feed, said, now):
            digest = make_digest(secret)
            # Should the power fail before it is on the disk, entries only seem to have changed a little later.
            marks = await self._database.run(
                lambda connection: _note(connection, digest, said, now), writes=True, lasting=False
            )
        if marks is None:
            return None
        return {uid: datetime.fromisoformat(since) for uid, (_, since) in marks.items()}

    async def fetch_of(self, person: str) -> tuple[Feed, ...]:
        """Read somebody's addresses that work, the oldest first."""
        query = select(feeds).where(feeds.c.person == person, feeds.c.revoked.is_(None))
        async with self._database.reading() as connection:
            rows = (await connection.execute(query.order_by(feeds.c.made, feeds.c.digest))).mappings()
            return tuple(_read(row) for row in rows)

    async def revoke(self, person: str, feed: str, now: datetime) -> bool:
        """Revoke one of somebody's addresses by its id; say whether they had it."""
        if len(feed) != ID_LETTERS:
            return False
        one = feeds.c.digest.startswith(feed, autoescape=True)
        async with self._database.writing() as connection:
            return await _revoke(connection, now, feeds.c.person == person, one) == 1

    async def revoke_all(self, person: str, now: datetime) -> int:
        """Revoke all of somebody's addresses; say how many."""
        async with self._database.writing() as connection:
            return await _revoke(connection, now, feeds.c.person == person)


def date_marks(before: Marks, said: Mapping[str, str], now: datetime) -> dict[str, tuple[str, str]]:
    """Say since when each entry says what it says: as before, or from now on, and always later than what it said before."""
    second = now.astimezone(UTC).replace(microsecond=0)

    def date(uid: str, mark: str) -> tuple[str, str]:
        last, since = before.get(uid, ("", ""))
        if last == mark:
            return last, since
        after = datetime.fromisoformat(since) + SECOND if since else second
        return mark, max(second, after).isoformat()

    return {uid: date(uid, mark) for uid, mark in said.items()}


def _needs_note(feed: Feed, said: Mapping[str, str], now: datetime) -> bool:
    known = {uid: mark for uid, (mark, _) in feed.marks.items()}
    return known != said or feed.fetched is None or now - feed.fetched >= APART


def _note(connection: Connection, digest: str, said: Mapping[str, str], now: datetime) -> Marks | None:
    # Read again, and held: another replica may be dating the same change.
    held = connection.execute(_FIND.with_for_update(), {"digest": digest}).mappings().first()
    if held is None:
        return None
    marks = date_marks(held["marks"] or {}, said, now)
    connection.execute(update(feeds).where(feeds.c.digest == digest).values(fetched=now, marks=marks))
    return marks


async def _revoke(connection: AsyncConnection, now: datetime, *which: Any) -> int:
    ended = update(feeds).where(feeds.c.revoked.is_(None), *which).values(revoked=now, marks=None)
    return (await connection.execute(ended)).rowcount


def _read(row: RowMapping) -> Feed:
    kept = {name: row[name] for name in Feed.model_fields if name not in ("id", "marks")}
    return Feed(id=row["digest"][:ID_LETTERS], marks=row["marks"] or {}, **kept)

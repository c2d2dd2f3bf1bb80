"""The delivery ledger: one row for every message nobody asked for and every person it is for, and what became of it.

A row is claimed before anything is sent, and marked as being sent just before it is: so of all replicas one sends, and
whoever dies leaves a row that tells how far it came. Claimed but not being sent, it was surely not sent, and is claimed
again once it lapses; being sent, nobody can know, and it is closed as that. A claim is named by its moment.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, bindparam, or_, select, update

from termtime.store.database import Database
from termtime.store.tables import broadcasts, conversations, deliveries
from trust.audiences import Broadcast
from trust.nudges import ON_ITS_WAY, Nudge, NudgeKind, Row, State

# Sending takes twenty seconds at the most; who has not got on with it in this time has died.
LAPSES = timedelta(minutes=3)
KEYS_AT_ONCE = 400
_KEY = (deliveries.c.key, deliveries.c.person)
_THIS = (
    deliveries.c.key == bindparam("named"),
    deliveries.c.person == bindparam("whose"),
    deliveries.c.at == bindparam("claimed"),
)
_MARK = (
    update(deliveries).where(*_THIS, deliveries.c.outcome == bindparam("was")).values(outcome=State.SENDING)
)
_NOTE = (
    update(deliveries)
    .where(*_THIS, deliveries.c.outcome.in_((State.SENDING, State.NOT_KNOWN)))
    .values(
        outcome=bindparam("became"),
        why=bindparam("why"),
        until=bindparam("until"),
        message=bindparam("message"),
    )
)
NOT_SEEN = "the program stopped while it was being sent"


class SqlDeliveries:
    """Keeps the delivery ledger, and the messages people sent to an audience."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def fetch(
        self,
        keys: Collection[str] | None = None,
        *,
        kind: NudgeKind | None = None,
        person: str = "",
        since: datetime | None = None,
    ) -> tuple[Row, ...]:
        """Read rows: of some occasions, of a kind, of a person, due since a moment, or all; by occasion and person."""
        query = select(deliveries).order_by(*_KEY)
        if kind is not None:
            query = query.where(deliveries.c.kind == kind)
        if person:
            query = query.where(deliveries.c.person == person)
        if since is not None:
            query = query.where(deliveries.c.due >= since)
        wanted = sorted(keys or ())
        parts = [wanted[n : n + KEYS_AT_ONCE] for n in range(0, len(wanted), KEYS_AT_ONCE)]
        queries = [query] if keys is None else [query.where(deliveries.c.key.in_(part)) for part in parts]
        found = await self._database.run(
            lambda connection: [connection.execute(one).all() for one in queries]
        )
        return tuple(_read(row) for rows in found for row in rows)

    async def claim(self, nudges: Sequence[Nudge], seen: Iterable[Row], now: datetime) -> tuple[Nudge, ...]:
        """Claim the messages of one person, all at once, and give those that are ours.

        Args:
            nudges: What is to be sent.
            seen: The rows they have already, as they were read: whoever changed one since was quicker.
            now: The moment, which names the claim.
        """
        known = {(row.key, row.person): row for row in seen}

        def claim(connection: Connection) -> list[Nudge]:
            # In one order, so that of two replicas the first to come gets them all.
            return [
                nudge
                for nudge in sorted(nudges, key=lambda one: one.key)
                if self._claim(connection, nudge, known.get((nudge.key, nudge.person)), now)
            ]

        ours = await self._database.run(claim, writes=True)
        return tuple(nudge for nudge in nudges if nudge in ours)

    async def mark_sending(self, nudges: Sequence[Nudge], claimed: datetime) -> tuple[Nudge, ...]:
        """Note that claimed messages are now being sent; give those that are still ours."""

        def mark(connection: Connection, nudge: Nudge) -> bool:
            ours = _name(nudge) | {"was": State.CLAIMED, "claimed": claimed}
            return bool(connection.execute(_MARK, ours).rowcount == 1)

        still = await self._database.run(lambda c: [one for one in nudges if mark(c, one)], writes=True)
        return tuple(still)

    async def note(
        self,
        nudges: Sequence[Nudge],
        outcome: State,
        claimed: datetime,
        *,
        why: str = "",
        until: datetime | None = None,
        message: str = "",
    ) -> None:
        """Note what became of messages that were being sent, even where somebody gave us up meanwhile."""
        said = {"became": outcome, "why": why, "until": until, "message": message, "claimed": claimed}

        def write(connection: Connection) -> None:
            for nudge in nudges:
                connection.execute(_NOTE, _name(nudge) | said)

        await self._database.run(write, writes=True)

    async def put(self, rows: Sequence[Row], seen: Iterable[Row]) -> None:
        """Add rows of messages that are not sent now, or replace those that are still as they were read."""
        known = {(row.key, row.person): row for row in seen}

        def write(connection: Connection) -> None:
            for row in rows:
                before = known.get((row.key, row.person))
                if before is None:
                    self._database.add_once(connection, deliveries, _write(row))
                else:
                    same = _is_at(before.outcome, before.at)
                    connection.execute(update(deliveries).where(*_is(row), *same).values(**_write(row)))

        await self._database.run(write, writes=True)

    async def close_abandoned(self, now: datetime) -> None:
        """Close what was being sent when whoever sent it died: nobody can know whether it arrived."""
        abandoned = (deliveries.c.outcome == State.SENDING) & (deliveries.c.at < now - LAPSES)
        closed = update(deliveries).where(abandoned).values(outcome=State.NOT_KNOWN, why=NOT_SEEN)
        await self._database.run(lambda connection: connection.execute(closed), writes=True)

    async def fetch_waiting(self, before: datetime) -> tuple[Row, ...]:
        """Read what is deferred, or was claimed by somebody who did not get on with it."""
        lapsed = and_(deliveries.c.outcome == State.CLAIMED, deliveries.c.at < before - LAPSES)
        query = select(deliveries).where(or_(deliveries.c.outcome == State.DEFERRED, lapsed)).order_by(*_KEY)
        found = await self._database.run(lambda connection: connection.execute(query).all())
        return tuple(_read(row) for row in found)

    async def fetch_reachable(self) -> frozenset[str]:
        """Read which accounts have a chat with the bot."""
        query = select(conversations.c.user_aad_id).where(conversations.c.user_aad_id != "").distinct()
        return frozenset(await self._database.run(lambda connection: connection.scalars(query).all()))

    async def save_broadcast(self, broadcast: Broadcast, people: Iterable[str]) -> bool:
        """Keep a message with a row for everyone it is for; False when it was sent before."""
        body = broadcast.model_dump() | {"audience": broadcast.audience.model_dump(mode="json")}
        async with self._database.writing() as connection:
            if not await self._database.claim(connection, broadcasts, body):
                return False
            rows = [_write(make_broadcast_row(broadcast, person)) for person in people]
            if rows:
                await connection.execute(deliveries.insert(), rows)
        return True

    async def fetch_broadcasts(
        self, ids: Collection[str] | None = None, by: str = ""
    ) -> tuple[Broadcast, ...]:
        """Read messages people sent, the latest first: by their ids, of one sender, or all."""
        query = select(broadcasts).order_by(broadcasts.c.at.desc(), broadcasts.c.id)
        if ids is not None:
            query = query.where(broadcasts.c.id.in_(sorted(ids)))
        if by:
            query = query.where(broadcasts.c.by == by)
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).mappings()
            return tuple(Broadcast.model_validate(dict(row)) for row in rows)

    def _claim(self, connection: Connection, nudge: Nudge, before: Row | None, now: datetime) -> bool:
        if before is None:
            row = _write(make_row(nudge, State.CLAIMED, now))
            return self._database.add_once(connection, deliveries, row)
        theirs = update(deliveries).where(*_is(nudge), *_is_at(before.outcome, before.at))
        if before.outcome is State.CLAIMED and before.at >= now - LAPSES:
            return False
        values = {"outcome": State.CLAIMED, "why": "", "until": None, "at": now}
        return bool(connection.execute(theirs.values(**values)).rowcount == 1)


def make_row(
    nudge: Nudge, outcome: State, now: datetime, *, why: str = "", until: datetime | None = None
) -> Row:
    """Make the row of a message to somebody."""
    return Row(
        key=nudge.key, person=nudge.person, kind=nudge.kind, about=nudge.about, due=nudge.due,
        outcome=outcome, why=why, until=until, at=now,
    )  # fmt: skip


def make_broadcast_row(broadcast: Broadcast, person: str) -> Row:
    """Make the row of a message that somebody sent to an audience, before it is on its way."""
    return Row(
        key=f"{NudgeKind.BROADCAST}/{broadcast.id}", person=person, kind=NudgeKind.BROADCAST, about=broadcast.id,
        due=broadcast.at, outcome=State.DEFERRED, why=ON_ITS_WAY, until=broadcast.at, at=broadcast.at,
    )  # fmt: skip


def _is(one: Nudge | Row) -> tuple[Any, ...]:
    return deliveries.c.key == one.key, deliveries.c.person == one.person


def _name(one: Nudge) -> dict[str, Any]:
    return {"named": one.key, "whose": one.person}


def _is_at(outcome: State, at: datetime) -> tuple[Any, ...]:
    return deliveries.c.outcome == outcome, deliveries.c.at == at


def _write(row: Row) -> dict[str, Any]:
    return row.model_dump()


def _read(row: Any) -> Row:
    return Row.model_validate(row._asdict())

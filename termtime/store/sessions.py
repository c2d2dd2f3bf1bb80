"""Who is signed in to the pages, for all replicas. What the browser shows is kept as a digest only."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from sqlalchemy import bindparam, delete, select

from termtime.store.access_tables import sessions
from termtime.store.database import Database
from trust.values import LocalDatetime, Value

_FIND = select(sessions).where(
    sessions.c.digest == bindparam("digest"), sessions.c.expires > bindparam("now")
)


class Session(Value):
    """A person signed in from one browser, and how: by their account there, or inside Teams."""

    person: str
    how: str
    began: LocalDatetime
    expires: LocalDatetime


class SqlSessions:
    """Keeps sessions by the digest of their secret."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, secret: str, session: Session) -> None:
        """Keep a session; what has expired by its beginning goes."""
        row = session.model_dump() | {"digest": make_digest(secret)}
        async with self._database.writing() as connection:
            await connection.execute(delete(sessions).where(sessions.c.expires <= session.began))
            await connection.execute(sessions.insert(), row)

    async def find(self, secret: str, now: datetime) -> Session | None:
        """Find a session that has not expired."""
        asked = {"digest": make_digest(secret), "now": now}
        row = await self._database.run(lambda connection: connection.execute(_FIND, asked).mappings().first())
        return Session.model_validate({name: row[name] for name in Session.model_fields}) if row else None

    async def end(self, secret: str) -> None:
        """End one session."""
        async with self._database.writing() as connection:
            await connection.execute(delete(sessions).where(sessions.c.digest == make_digest(secret)))

    async def end_all(self, person: str) -> None:
        """End every session of a person."""
        async with self._database.writing() as connection:
            await connection.execute(delete(sessions).where(sessions.c.person == person))


def make_digest(secret: str) -> str:
    """Make what is kept of a secret: enough to know it again, and not to use it."""
    return sha256(secret.encode()).hexdigest()

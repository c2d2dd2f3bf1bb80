"""The one connection pool, and the two ways to use it: read a snapshot, or write a whole change or none of it.

Decides how a transaction begins on each database and turns a driver's error into a sentence. Every write that
changes what answers are made from raises the revision of its part, so that a store in another process, or another
replica, notices with one small query.
"""

from __future__ import annotations

import asyncio
import re
import socket
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import Column, Connection, Engine, Table, bindparam, create_engine, delete, event, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from termtime.store.address import Address
from termtime.store.tables import revisions
from trust.values import RefusedError

T = TypeVar("T")
_REVISIONS = select(revisions.c.part, revisions.c.number)


class Part(StrEnum):
    """A part of the year that is cached, and read again, by itself."""

    APPLIED = "applied"
    MEETINGS = "meetings"
    PAPERS = "papers"
    TRUST = "trust"


class Database:
    """A pool of connections to one database."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self.engine = _make_engine(address)
        self._direct = _make_direct_engine(address) if address.file else None
        snapshot = {} if address.file else {"isolation_level": "REPEATABLE READ"}
        self._readers = self.engine.execution_options(**snapshot)
        self._writers = self.engine.execution_options(writes=True)
        # Making a statement takes longer than carrying it out.
        self._upserts: dict[str, Any] = {}
        # A sync notes thousands of changes at once: they queue here in turn, not inside the driver against a timeout.
        self._turn = asyncio.Semaphore(1 if address.file else 8)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Open a snapshot: everything read inside belongs to one moment."""
        with self.refusing():
            async with self._readers.connect() as connection:
                yield connection

    @asynccontextmanager
    async def writing(self, *parts: Part) -> AsyncIterator[AsyncConnection]:
        """Open a transaction, kept when the block ends and undone when it raises; parts get a new revision.

        The revisions are raised first and in one order, so two writers of a part wait for each other and never
        for one another's rows crosswise.
        """
        with self.refusing():
            async with self._turn, self._writers.begin() as connection:
                for part in sorted(parts):
                    await connection.execute(self._raise_revision(part))
                yield connection

    async def run(self, work: Callable[[Connection], T], *, writes: bool = False, lasting: bool = True) -> T:
        """Do a whole transaction in one go, kept unless it raises.

        On SQLite every step of an asynchronous connection changes threads; here the whole changes once, which is what
        something done for each message can afford.

        Args:
            work: Reads and writes.
            writes: Whether it writes.
            lasting: Whether it waits for the disk. What does not may be lost with the power, though never with the
                process, until something lasting is written after it. PostgreSQL always waits.
        """
        if self._direct is None:
            async with self.writing() if writes else self.reading() as connection:
                return await connection.run_sync(work)
        with self.refusing():
            if not writes:
                return await asyncio.to_thread(_run, self._direct, work)
            async with self._turn:
                return await asyncio.to_thread(_run, self._direct, work, writes=True, lasting=lasting)

    @contextmanager
    def refusing(self) -> Iterator[None]:
        """Turn the driver's errors into one sentence, which carries no data and no password."""
        try:
            yield
        except IntegrityError as error:
            msg = f"The database {self.address.name} refused the change: {_reason(error)}."
            raise RefusedError(msg) from error
        except _driver_errors() as error:
            msg = f"The database {self.address.name} could not be used: {_reason(error)}."
            raise RefusedError(msg) from error

    @property
    def engines(self) -> tuple[Engine, ...]:
        """The engines beneath, for whoever watches how they fare."""
        return (self.engine.sync_engine, *([self._direct] if self._direct is not None else []))

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()
        if self._direct is not None:
            self._direct.dispose()

    def insert(self, table: Table) -> Any:
        """Begin the database's own INSERT, which knows ON CONFLICT."""
        return (sqlite_insert if self.address.file else postgresql_insert)(table)

    async def upsert(
        self, connection: AsyncConnection, table: Table, rows: Sequence[Mapping[str, Any]]
    ) -> None:
        """Add rows, or replace those with the same primary key."""
        if rows:
            await connection.execute(self.make_upsert(table), list(rows))

    def make_upsert(self, table: Table) -> Any:
        """Make the statement that adds a row, or replaces the one with the same primary key."""
        if table.name not in self._upserts:
            statement = self.insert(table)
            replaced = {c.name: statement.excluded[c.name] for c in table.columns if not c.primary_key}
            keys = list(table.primary_key.columns)
            self._upserts[table.name] = statement.on_conflict_do_update(index_elements=keys, set_=replaced)
        return self._upserts[table.name]

    async def delete(
        self, connection: AsyncConnection, column: Column[str], values: Iterable[str], *also: Any
    ) -> None:
        """Delete the rows of a column's table that hold these values there, and meet the other conditions."""
        gone = [{"gone": value} for value in values]
        if gone:
            statement = delete(column.table).where(column == bindparam("gone"), *also)
            await connection.execute(statement, gone)

    async def claim(self, connection: AsyncConnection, table: Table, row: Mapping[str, Any]) -> bool:
        """Add a row unless its primary key is taken; say whether it was added."""
        return await connection.run_sync(self.add_once, table, row)

    def add_once(self, connection: Connection, table: Table, row: Mapping[str, Any]) -> bool:
        """Do as `claim` does, inside a `run`."""
        statement = self.insert(table).on_conflict_do_nothing()
        return bool(connection.execute(statement, row).rowcount == 1)

    def _raise_revision(self, part: Part) -> Any:
        statement = self.insert(revisions).values(part=part.value, number=1)
        return statement.on_conflict_do_update(
            index_elements=[revisions.c.part], set_={"number": revisions.c.number + 1}
        )


def read_revisions(connection: Connection) -> dict[Part, int]:
    """Read how often each part has been written; 0 for a part that never was."""
    found = {row.part: row.number for row in connection.execute(_REVISIONS)}
    return {part: found.get(part, 0) for part in Part}


async def fetch_revisions(connection: AsyncConnection) -> dict[Part, int]:
    """Read how often each part has been written, as read_revisions does."""
    return await connection.run_sync(read_revisions)


def _make_engine(address: Address) -> AsyncEngine:
    # Parameters are people's data; they stay out of messages and logs.
    engine = create_async_engine(
        address.url, connect_args=address.options, hide_parameters=True, pool_pre_ping=not address.file
    )
    if address.file:
        _listen(engine.sync_engine)
    return engine


def _make_direct_engine(address: Address) -> Engine:
    """Make a second way to a SQLite file, by the driver beneath the asynchronous one."""
    url = address.url.set(drivername="sqlite")
    engine = create_engine(url, connect_args=address.options, hide_parameters=True)
    _listen(engine)
    return engine


def _listen(engine: Engine) -> None:
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)


def _run(engine: Engine, work: Callable[[Connection], T], **options: bool) -> T:
    with engine.connect().execution_options(**options) as connection, connection.begin():
        return work(connection)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver's own BEGIN comes too late, after the first read; _begin_sqlite sends ours.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if "lasting" in options:
        connection.exec_driver_sql(f"PRAGMA synchronous = {'FULL' if options['lasting'] else 'NORMAL'}")
    # A reader that turns writer cannot wait its turn in SQLite, it fails: so writers say so at once.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes", False) else "BEGIN")


def _driver_errors() -> tuple[type[Exception], ...]:
    """Name what a database can raise; while connecting or opening, the drivers' own errors pass through."""
    asyncpg = sys.modules.get("asyncpg")
    own = (asyncpg.PostgresError, asyncpg.InterfaceError) if asyncpg else ()
    return (SQLAlchemyError, sqlite3.Error, OSError, *own)


def _reason(error: BaseException) -> str:
    """Say what the driver said, in one line: those below it may quote the data."""
    if isinstance(error, DBAPIError) and error.orig is not None:
        error = error.orig
    lines = str(error).splitlines() or [type(error).__name__]
    match error:
        case TimeoutError():
            return "it did not answer in time"
        case socket.gaierror():
            return "its host is not known"
        case OSError() if "Connect call failed" in lines[0]:
            return "nothing answers there"
    return re.sub(r"^<class '[^']+'>: ", "", lines[0]).strip().rstrip(".")

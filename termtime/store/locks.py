"""One reconcile at a time, wherever it was started.

The lock is held by a connection, so it goes with the process that held it: there is no heartbeat, no expiry and no
stale lock to clear by hand. PostgreSQL has advisory locks for this. SQLite locks a file beside the database, since
a lock on the database itself would stop every other writer.
"""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path

import aiosqlite
from sqlalchemy import text

from scheduler.ports import BusyError
from termtime.store.database import Database
from trust.values import RefusedError

ReconcileLock = AbstractAsyncContextManager[None]

# Any number will do so long as nobody else on the database takes it: "termtime" read as bytes.
RECONCILE = int.from_bytes(b"termtime")
MIGRATE = RECONCILE + 1

BUSY = "Another sync is under way on this database; let it finish, then run this one again."


def make_reconcile_lock(database: Database) -> ReconcileLock:
    """Make the lock of the database's kind."""
    if database.address.file:
        return _hold_file(database.address.file)
    return _hold_advisory(database)


@asynccontextmanager
async def _hold_file(database_file: Path) -> AsyncIterator[None]:
    path = database_file.with_name(database_file.name + ".reconcile")
    async with AsyncExitStack() as stack:
        try:
            connection = await stack.enter_async_context(
                aiosqlite.connect(path, timeout=0, isolation_level=None)
            )
            await connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                raise BusyError(BUSY) from None
            raise RefusedError(f"The file {path} could not be locked: {error}.") from error
        yield


@asynccontextmanager
async def _hold_advisory(database: Database) -> AsyncIterator[None]:
    # Without a transaction: one that stays open for a whole sync would keep PostgreSQL from tidying up.
    engine = database.engine.execution_options(isolation_level="AUTOCOMMIT")
    with database.refusing():
        connection = await engine.connect()
    try:
        with database.refusing():
            held = await connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": RECONCILE})
        if not held:
            raise BusyError(BUSY)
        try:
            yield
        finally:
            with database.refusing():
                await connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": RECONCILE})
    finally:
        await connection.close()

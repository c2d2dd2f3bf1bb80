"""Opening the store: reach the database, bring its tables up to date, refuse one that is newer than we are.

The whole upgrade is one transaction behind a lock, so replicas may start together and a failed upgrade leaves the
database as it was. A database that is already up to date is opened without importing Alembic.
"""

from __future__ import annotations

import sqlite3
from asyncio import sleep
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection

from termtime.clock import Clock, read_clock
from termtime.store.address import CONNECT_SECONDS, make_address
from termtime.store.database import Database
from termtime.store.locks import MIGRATE
from termtime.store.year import SqlStore
from trust.values import RefusedError

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0007"
MIGRATIONS = Path(__file__).parent / "migrations"


async def open_store(url: str, *, clock: Clock = read_clock) -> SqlStore:
    """Open the store at a database address, creating or upgrading its tables.

    Args:
        url: A DATABASE_URL: sqlite:///file or postgresql://user:password@host/name.
        clock: Tells when something is claimed or remembered.

    Raises:
        RefusedError: The address cannot be used, the database does not answer or refuses us, or a newer Termtime
            wrote it.
    """
    database = Database(make_address(url))
    _keep_to_ourselves(database.address.file)
    try:
        async with database.reading() as connection:
            revision = await connection.run_sync(_fetch_revision)
        if revision != HEAD:
            _refuse_newer(revision)
            await _upgrade(database)
    except BaseException:
        await database.close()
        raise
    return SqlStore(database, clock)


def _keep_to_ourselves(file: Path | None) -> None:
    """Make a SQLite file that only its owner may read, before anything is in it; one that is there stays as it is."""
    if file is not None and not file.exists() and file.parent.is_dir():
        with suppress(OSError):
            file.touch(mode=0o600)


def make_alembic_config(connection: Connection | None = None) -> Config:
    """Make the configuration alembic runs with, on a connection of ours."""
    from alembic.config import Config  # noqa: PLC0415  (costs 100 ms, needed only to upgrade)

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def is_known(revision: str) -> bool:
    """Say whether this version has a migration to a revision."""
    from alembic.script import ScriptDirectory  # noqa: PLC0415  (as above)

    scripts = ScriptDirectory.from_config(make_alembic_config()).walk_revisions()
    return revision in {script.revision for script in scripts}


async def _upgrade(database: Database) -> None:
    if database.address.file:
        await _use_write_ahead_log(database)
    async with database.writing() as connection:
        await _wait_for_turn(connection)
        await connection.run_sync(_run_migrations)


async def _use_write_ahead_log(database: Database) -> None:
    """Let readers read while a writer writes. It is a property of the file, set once, outside a transaction."""
    with database.refusing():
        async with database.engine.connect() as connection:
            driver = (await connection.get_raw_connection()).driver_connection
            assert driver is not None
            last = monotonic() + CONNECT_SECONDS
            while True:
                try:
                    cursor = await driver.execute("PRAGMA journal_mode = WAL")
                    await cursor.close()
                    return
                except sqlite3.OperationalError as error:
                    # Where two switch at once SQLite does not wait, as it does elsewhere, so we do.
                    if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or monotonic() > last:
                        raise
                await sleep(0.05)


async def _wait_for_turn(connection: AsyncConnection) -> None:
    """Take the upgrade lock until the transaction ends; SQLite's writers already wait for each other."""
    if connection.dialect.name == "postgresql":
        await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATE})


def _run_migrations(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415  (as above)

    # Asked again, now that nobody else can be upgrading it.
    _refuse_newer(_fetch_revision(connection))
    command.upgrade(make_alembic_config(connection), "head")


def _refuse_newer(revision: str | None) -> None:
    """Raise RefusedError for a revision that this version has no migration of."""
    if revision is not None and not is_known(revision):
        msg = (
            f"This database was written by a newer Termtime (revision {revision}). "
            "Upgrade Termtime, or restore the backup made before."
        )
        raise RefusedError(msg)


def _fetch_revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()

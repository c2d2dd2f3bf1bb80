"""Everything in the database as one file, and back: the same for SQLite and PostgreSQL.

The file is a ZIP: a part for each table, a row a line as JSON, and a manifest that says which Termtime and which
revision of the tables wrote it, the columns, how many rows each part has, and its SHA-256. A backup is one snapshot.
A restore is one transaction: the tables are made as they were at the backup's revision, filled, and only then brought
up to date, so a backup of an older Termtime goes in as an older database would. What is asked of a person first is
the command's to decide; how parts are written and checked is in termtime.store.parts.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zipfile import ZipFile

from sqlalchemy import Connection, func, inspect, select, text
from sqlalchemy.exc import DBAPIError

import termtime.store.access_tables  # noqa: F401  (its tables belong to the metadata)
from termtime import __version__
from termtime.store.database import Database, Part, read_revisions
from termtime.store.locks import MIGRATE, make_reconcile_lock
from termtime.store.parts import (
    Manifest,
    TablePart,
    new_backup,
    open_backup,
    read_rows,
    read_whole,
    write_manifest,
    write_part,
)
from termtime.store.tables import metadata, revisions
from trust.values import RefusedError

# Told how many rows are done, of how many, and of which table.
Watch = Callable[[int, int, str], None]

VERSION_TABLE = "alembic_version"
AT_ONCE = 500


class SqlBackups:
    """Writes backups of the whole database, and puts them back."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def name(self) -> str:
        """Name the database for a person."""
        return self._database.address.name

    async def write(self, file: Path, now: datetime, watch: Watch) -> Manifest:
        """Write everything into a new file that only its owner may read, and read it back to be sure.

        Raises:
            RefusedError: The file is there already or cannot be written; nothing is left of it.
        """
        with new_backup(file) as archive:
            return await self._database.run(lambda one: _write(archive, one, now, watch))

    async def count(self) -> dict[str, int]:
        """Count the rows of every table that has some; how often a part was written is nothing to lose."""
        counts = await self._database.run(_count)
        return {name: count for name, count in counts.items() if count and name != revisions.name}

    async def restore(self, file: Path, watch: Watch, *, replacing: bool = False) -> Manifest:
        """Put a backup into the database, whole or not at all.

        Args:
            file: The backup.
            watch: Told how far it is.
            replacing: Whether it may take the place of what the database holds.

        Raises:
            RefusedError: The backup is damaged or of a newer Termtime, the database is not empty, somebody is
                syncing, or the database refuses a row; it is then as it was.
        """
        manifest = check_backup(file)
        with open_backup(file) as archive:
            async with make_reconcile_lock(self._database):
                await self._database.run(
                    lambda one: _restore(archive, manifest, one, watch, replacing=replacing), writes=True
                )
        return manifest


def check_backup(file: Path) -> Manifest:
    """Read a backup from end to end and give its manifest.

    Raises:
        RefusedError: It is not there, no backup, damaged, or of a newer Termtime.
    """
    manifest = read_whole(file)
    _refuse_newer(manifest)
    return manifest


def _write(archive: ZipFile, connection: Connection, now: datetime, watch: Watch) -> Manifest:
    total, done, parts = sum(_count(connection).values()), 0, []
    for table in metadata.sorted_tables:
        rows = connection.execution_options(yield_per=AT_ONCE).execute(
            select(table).order_by(*table.primary_key.columns)
        )
        try:
            part = write_part(archive, table, rows.partitions(), now, _from(done, total, table.name, watch))
        except OSError as error:
            # Told apart here from the database's own, which would be taken for one.
            raise RefusedError(f"The backup cannot be written: {error.strerror}.") from error
        parts.append(part)
        done += part.rows
    revision = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar_one()  # noqa: S608
    manifest = Manifest(termtime=__version__, revision=revision, made=now, tables=tuple(parts))
    write_manifest(archive, manifest)
    watch(total, total, "")
    return manifest


def _from(done: int, total: int, name: str, watch: Watch) -> Callable[[int], None]:
    """Count a table's rows from those that are done before it."""
    return lambda ahead: watch(done + ahead, total, name)


def _count(connection: Connection) -> dict[str, int]:
    return {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in metadata.sorted_tables
    }


def _restore(
    archive: ZipFile, manifest: Manifest, connection: Connection, watch: Watch, *, replacing: bool
) -> None:
    if connection.dialect.name == "postgresql":
        # A replica that starts meanwhile must not find the tables gone and make its own.
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATE})
    if not replacing and any(count for name, count in _count(connection).items() if name != revisions.name):
        raise RefusedError("The database is not empty: restore into an empty one, or replace what it holds.")
    before = read_revisions(connection)
    for table in reversed(metadata.sorted_tables):
        table.drop(connection)
    connection.execute(text(f"DROP TABLE {VERSION_TABLE}"))
    _migrate(connection, manifest.revision)
    _refuse_other_tables(connection, manifest)
    done = 0
    for part in manifest.tables:
        _load(archive, part, connection, _from(done, manifest.rows, part.name, watch))
        done += part.rows
    _migrate(connection, "head")
    _raise_revisions(connection, before)
    watch(manifest.rows, manifest.rows, "")


def _migrate(connection: Connection, revision: str) -> None:
    from alembic import command  # noqa: PLC0415  (costs 100 ms, needed only to restore)

    from termtime.store.opening import make_alembic_config  # noqa: PLC0415  (it opens stores, which hold us)

    command.upgrade(make_alembic_config(connection), revision)


def _refuse_newer(manifest: Manifest) -> None:
    from termtime.store.opening import is_known  # noqa: PLC0415  (as above)

    if not is_known(manifest.revision):
        msg = (
            f"This backup was written by a newer Termtime ({manifest.termtime}, revision {manifest.revision}); "
            f"this is {__version__}. Upgrade Termtime, then restore it."
        )
        raise RefusedError(msg)


def _refuse_other_tables(connection: Connection, manifest: Manifest) -> None:
    """Let a backup name nothing but the tables and columns of its revision: it decides what is written to."""
    seen = inspect(connection)
    there = set(seen.get_table_names())
    for part in manifest.tables:
        columns = {column["name"] for column in seen.get_columns(part.name)} if part.name in there else set()
        if part.name == VERSION_TABLE or columns != set(part.columns):
            msg = f"The backup is damaged: revision {manifest.revision} has no such table as its {part.name}."
            raise RefusedError(msg)


def _load(archive: ZipFile, part: TablePart, connection: Connection, watch: Callable[[int], None]) -> None:
    done = 0
    for rows in read_rows(archive, part, AT_ONCE):
        watch(done)
        try:
            connection.execute(part.make_table().insert(), rows)
        except DBAPIError as error:
            reason = str(error.orig).splitlines()[0].rstrip(".")
            raise RefusedError(f"The database refused a row of {part.name}: {reason}.") from error
        done += len(rows)
    if connection.dialect.name == "postgresql":
        _advance_numbers(connection, part)


def _advance_numbers(connection: Connection, part: TablePart) -> None:
    """Let PostgreSQL go on counting where the rows end: it does not notice numbers it was given."""
    table = metadata.tables.get(part.name)
    counted = table.autoincrement_column if table is not None else None
    if counted is None or not part.rows:
        return
    highest = connection.execute(select(func.max(counted))).scalar_one()
    name = func.pg_get_serial_sequence(part.name, counted.name)
    connection.execute(select(func.setval(name, highest)))


def _raise_revisions(connection: Connection, before: dict[Part, int]) -> None:
    """Raise every revision past both what was here and what came, so that no replica takes its old year for this."""
    after = read_revisions(connection)
    connection.execute(revisions.delete())
    raised = [{"part": part.value, "number": max(before[part], after[part]) + 1} for part in Part]
    connection.execute(revisions.insert(), raised)

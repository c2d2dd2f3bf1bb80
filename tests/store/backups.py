"""Databases with something in every table, and backups that somebody has laid hands on."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from alembic import command
from builders import NOW
from sqlalchemy import Column, Connection, create_engine, inspect, select, text
from store.full_year import AFTER_THE_CLOCK_CHANGE, AWKWARD

from termtime.store import SqlStore
from termtime.store.opening import make_alembic_config
from termtime.store.parts import MANIFEST, Kind, find_kind
from termtime.store.tables import metadata, revisions

Parts = dict[str, list[Any]]

SAMPLES: dict[Kind, tuple[Any, Any]] = {
    Kind.TEXT: (AWKWARD, ""),
    Kind.NUMBER: (2_000_000_000, 0),
    Kind.FLAG: (True, False),
    Kind.DAY: (date(2027, 2, 28), date(2026, 9, 1)),
    Kind.MOMENT: (AFTER_THE_CLOCK_CHANGE, NOW.replace(microsecond=123456)),
    Kind.BYTES: (b"PK\x03\x04\x00\xff", b""),
    Kind.JSON: ({"z": [1, None, AWKWARD], "a": "\ud83d"}, []),
    Kind.JSON_OR_NOTHING: ([{"z": 1}], None),
}


def ignore(_done: int, _total: int, _table: str) -> None: ...


def make_row(columns: list[Column[Any]], number: int) -> dict[str, Any]:
    """Make a row whose keys differ by its number, and whose other columns hold what is awkward, or nothing."""
    row: dict[str, Any] = {}
    for column in columns:
        kind = find_kind(column)
        if column.primary_key or column.foreign_keys:
            row[column.name] = (
                number if kind is Kind.NUMBER else NOW if kind is Kind.MOMENT else f"{AWKWARD}{number}"
            )
        else:
            row[column.name] = None if column.nullable and number == 2 else SAMPLES[kind][number - 1]
    return row


async def fill_every_table(store: SqlStore) -> None:
    """Put two rows into each table there is."""
    async with store._database.writing() as connection:
        for table in metadata.sorted_tables:
            rows = [make_row(list(table.columns), number) for number in (1, 2)]
            await connection.execute(table.insert(), rows)


async def read_everything(store: SqlStore) -> Parts:
    """Read every row of every table but how often the parts of the year were written, which a restore raises."""

    def read(connection: Connection) -> Parts:
        found = {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in metadata.sorted_tables
            if table is not revisions
        }
        return found | {
            "": list(connection.execute(text("SELECT version_num FROM alembic_version")).scalars())
        }

    async with store._database.reading() as connection:
        return await connection.run_sync(read)


def rewrite(file: Path, change: Callable[[dict[str, Any], Parts], None], *, honest: bool = True) -> None:
    """Unpack a backup, change its manifest and its rows, and pack it again; honestly, with digests that are right."""
    with ZipFile(file) as archive:
        manifest = json.loads(archive.read(MANIFEST))
        parts = {
            part["name"]: [json.loads(line) for line in archive.read(f"{part['name']}.jsonl").splitlines()]
            for part in manifest["tables"]
        }
    change(manifest, parts)
    contents = {
        name: "".join(json.dumps(row) + "\n" for row in rows).encode() for name, rows in parts.items()
    }
    manifest["tables"] = [part for part in manifest["tables"] if part["name"] in parts]
    for part in manifest["tables"] if honest else ():
        content = contents[part["name"]]
        part |= {"rows": len(parts[part["name"]]), "sha256": sha256(content).hexdigest()}
    with ZipFile(file, "w") as archive:
        for name, content in contents.items():
            archive.writestr(f"{name}.jsonl", content)
        archive.writestr(MANIFEST, json.dumps(manifest))


def age(file: Path, revision: str) -> set[str]:
    """Make a backup look as the Termtime of an older revision wrote it; give the tables that were as they are now."""
    with create_engine("sqlite://").connect() as connection:
        command.upgrade(make_alembic_config(connection), revision)
        seen = inspect(connection)
        columns = {name: [one["name"] for one in seen.get_columns(name)] for name in seen.get_table_names()}
    same: set[str] = set()

    def change(manifest: dict[str, Any], parts: Parts) -> None:
        manifest["revision"] = revision
        for part in manifest["tables"]:
            name, kinds = part["name"], part["columns"]
            if set(columns.get(name, ())) == set(kinds):
                same.add(name)
            elif name in columns:
                kept = [number for number, column in enumerate(kinds) if column in columns[name]]
                parts[name] = [[row[number] for number in kept] for row in parts[name]]
                part["columns"] = {column: kind for column, kind in kinds.items() if column in columns[name]}
            else:
                del parts[name]

    rewrite(file, change)
    return same

"""The journal: who did what to the year, in order, each entry with the papers as they were and as they became.

Every entry is sealed with the one before it, so one that is changed or taken out later shows: the seals after it no
longer follow. Undoing reads an entry, and so do the versions of minutes and the account of who changed what.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from termtime.store.database import Database
from termtime.store.tables import journal as rows
from trust.deeds.result import Entry, Result
from trust.deeds.values import Deed
from trust.people import Person
from trust.values import RefusedError
from trust.year import Year

FIRST_SEAL = ""


class SqlJournal:
    """Reads the journal; entries are written with what they tell of, by SqlStore.do."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def fetch(
        self, *, about: str = "", by: str = "", since: datetime | None = None
    ) -> tuple[Entry, ...]:
        """Read entries in order: about one meeting, of one person, since a moment, or all."""
        query = select(rows).order_by(rows.c.number)
        if about:
            query = query.where(rows.c.about == about)
        if by:
            query = query.where(rows.c.by == by)
        if since is not None:
            query = query.where(rows.c.at >= since)
        async with self._database.reading() as connection:
            return tuple(_read(row) for row in (await connection.execute(query)).mappings())

    async def find_broken(self) -> int | None:
        """Find the first entry whose seal does not follow from the one before; None while nobody tampered."""
        last, number = FIRST_SEAL, 0
        async with self._database.reading() as connection:
            for row in (await connection.execute(select(rows).order_by(rows.c.number))).mappings():
                number += 1
                if row["number"] != number or row["seal"] != _seal(last, row):
                    return number
                last = row["seal"]
        return None


async def fetch_entry(connection: AsyncConnection, number: int) -> Entry:
    """Read one entry. Raises RefusedError when there is none."""
    row = (await connection.execute(select(rows).where(rows.c.number == number))).mappings().first()
    if row is None:
        raise RefusedError("There is no such entry to take back.")
    return _read(row)


async def add_entry(
    connection: AsyncConnection, year: Year, deed: Deed, by: Person, now: datetime, result: Result
) -> int:
    """Add an entry for what a deed did, and give its number. Nobody else may write the year meanwhile."""
    latest = select(rows.c.number, rows.c.seal).order_by(rows.c.number.desc()).limit(1)
    last = (await connection.execute(latest)).first()
    row: dict[str, Any] = {
        "number": last.number + 1 if last else 1,
        "at": now,
        "by": by.id,
        "kind": deed.kind,
        "about": _find_subject(deed, result),
        "deed": deed.model_dump(mode="json"),
        "before": result.find_before(year).model_dump(mode="json", exclude_defaults=True),
        "after": result.saved.model_dump(mode="json", exclude_defaults=True),
    }
    seal = _seal(last.seal if last else FIRST_SEAL, row)
    await connection.execute(rows.insert(), row | {"seal": seal})
    return int(row["number"])


def _find_subject(deed: Deed, result: Result) -> str:
    """Name the meeting a deed is about."""
    named = getattr(deed, "meeting", "")
    if named:
        return str(named)
    saved = result.saved
    keys = [meeting.key for meeting in saved.meetings] + [action.meeting for action in saved.actions]
    return keys[0] if keys else ""


def _seal(last: str, row: Mapping[Any, Any]) -> str:
    said = [row[name] for name in ("number", "by", "kind", "about", "deed", "before", "after")]
    at = row["at"].astimezone(UTC).isoformat()
    return sha256(json.dumps([last, at, *said], sort_keys=True).encode()).hexdigest()


def _read(row: Mapping[Any, Any]) -> Entry:
    return Entry.model_validate({name: row[name] for name in Entry.model_fields})

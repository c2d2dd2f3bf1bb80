"""The journal: who did what to the year, in order, each entry with the papers as they were and as they became.

It is a sealed chain (`seals`). Undoing reads an entry, and so do the versions of minutes and the account of who changed
what. An entry whose content was disposed of says no more than who, when, what kind and of which meeting: it is not read
here any longer.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from termtime.store.audit import fetch_disposals
from termtime.store.database import Database
from termtime.store.seals import Chain, Head, add_sealed, find_broken, find_head, holds
from termtime.store.tables import journal as rows
from trust.deeds.result import Entry, Result
from trust.deeds.values import Deed
from trust.people import Person
from trust.retention import Kept
from trust.values import RefusedError
from trust.year import Year

JOURNAL = Chain(rows, ("deed", "before", "after"))


class SqlJournal:
    """Reads the journal; entries are written with what they tell of, by SqlStore.do."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def fetch(
        self,
        *,
        about: str = "",
        by: str = "",
        since: datetime | None = None,
        kinds: Collection[str] = (),
    ) -> tuple[Entry, ...]:
        """Read entries in order: about one meeting, of one person, since a moment, of some kinds of deed, or all."""
        query = select(rows).where(rows.c.deed.is_not(None)).order_by(rows.c.number)
        if about:
            query = query.where(rows.c.about == about)
        if by:
            query = query.where(rows.c.by == by)
        if since is not None:
            query = query.where(rows.c.at >= since)
        if kinds:
            query = query.where(rows.c.kind.in_(sorted(kinds)))
        async with self._database.reading() as connection:
            return tuple(_read(row) for row in (await connection.execute(query)).mappings())

    async def find_broken(self) -> int | None:
        """Find the first entry that is not as it was sealed, or missing; None while nobody tampered."""
        return await self._database.run(
            lambda connection: find_broken(connection, JOURNAL, fetch_disposals(connection, Kept.JOURNAL))
        )

    async def find_head(self) -> Head | None:
        """Find the last entry's number and seal, to remember."""
        return await self._database.run(lambda connection: find_head(connection, JOURNAL))

    async def holds(self, head: Head) -> bool:
        """Say whether an entry that was remembered still stands."""
        return await self._database.run(lambda connection: holds(connection, JOURNAL, head))


async def fetch_entry(connection: AsyncConnection, number: int) -> Entry:
    """Read one entry. Raises RefusedError when there is none."""
    row = (await connection.execute(select(rows).where(rows.c.number == number))).mappings().first()
    if row is None or row["deed"] is None:
        raise RefusedError("There is no such entry to take back.")
    return _read(row)


async def add_entry(
    connection: AsyncConnection, year: Year, deed: Deed, by: Person, now: datetime, result: Result
) -> int:
    """Add an entry for what a deed did, and give its number. Nobody else may write the year meanwhile."""
    row: dict[str, Any] = {
        "at": now,
        "by": by.id,
        "kind": deed.kind,
        "about": _find_subject(deed, result),
        "deed": deed.model_dump(mode="json"),
        "before": result.find_before(year).model_dump(mode="json", exclude_defaults=True),
        "after": result.saved.model_dump(mode="json", exclude_defaults=True),
    }
    return await connection.run_sync(add_sealed, JOURNAL, row)


def _find_subject(deed: Deed, result: Result) -> str:
    """Name the meeting a deed is about."""
    named = getattr(deed, "meeting", "")
    if named:
        return str(named)
    saved = result.saved
    keys = [meeting.key for meeting in saved.meetings] + [action.meeting for action in saved.actions]
    return keys[0] if keys else ""


def _read(row: Mapping[Any, Any]) -> Entry:
    return Entry.model_validate({name: row[name] for name in Entry.model_fields})

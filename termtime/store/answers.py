"""What flows back from Microsoft 365 into the year: replies to invitations, and who attended.

The year is read anew after every change to it, and most readings of the tenant bring nothing new: so what is there
already is found first, and only a real change is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Table, delete, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from termtime.store.database import Database, Part
from termtime.store.tables import attendance as attendance_rows
from termtime.store.tables import meetings
from termtime.store.tables import replies as reply_rows
from trust.papers import Attendance, Reply

# PostgreSQL takes 32,767 parameters in one statement, SQLite hardly more.
AT_ONCE = 1000

Row = dict[str, Any]


class SqlAnswers:
    """Keeps replies and attendance. Those of a meeting that is not kept are left out."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save_replies(self, replies: Sequence[Reply]) -> None:
        """Add or replace replies by meeting and person; of two, the newer stays, and one without a time is oldest."""
        await self._save(reply_rows, [reply.model_dump() for reply in replies])

    async def delete_replies(self, meeting: str, before: datetime) -> None:
        """Drop a meeting's replies from before a moment, those without a time too, because it has moved since."""
        columns = reply_rows.c
        old = (columns.meeting == meeting) & or_(columns.at.is_(None), columns.at < before)
        async with self._database.reading() as connection:
            if not await connection.scalar(select(exists().where(old))):
                return
        async with self._database.writing(Part.MEETINGS) as connection:
            await connection.execute(delete(reply_rows).where(old))

    async def save_attendance(self, attendances: Sequence[Attendance]) -> None:
        """Add or replace who attended, by meeting and person."""
        await self._save(attendance_rows, [attendance.model_dump() for attendance in attendances])

    async def _save(self, table: Table, rows: Sequence[Row]) -> None:
        async with self._database.reading() as connection:
            if not await _find_changed(connection, table, rows):
                return
        async with self._database.writing(Part.MEETINGS) as connection:
            # Asked again: someone may have replied by other means in between.
            await self._database.upsert(connection, table, await _find_changed(connection, table, rows))


async def _find_changed(connection: AsyncConnection, table: Table, rows: Sequence[Row]) -> list[Row]:
    """Find the rows that are new or differ from the stored ones without being older."""
    stored: dict[tuple[str, str], Row] = {}
    known: set[str] = set()
    named = sorted({row["meeting"] for row in rows})
    for start in range(0, len(named), AT_ONCE):
        some = named[start : start + AT_ONCE]
        known |= set(await connection.scalars(select(meetings.c.key).where(meetings.c.key.in_(some))))
        found = await connection.execute(select(table).where(table.c.meeting.in_(some)))
        stored |= {_key(row): dict(row) for row in found.mappings()}
    return [
        row
        for key, row in _choose_newest(rows).items()
        if row["meeting"] in known
        and (key not in stored or (row != stored[key] and _moment(row) >= _moment(stored[key])))
    ]


def _choose_newest(rows: Iterable[Row]) -> dict[tuple[str, str], Row]:
    """Give one row for each meeting and person; of two as old as each other the later one."""
    newest: dict[tuple[str, str], Row] = {}
    for row in rows:
        key = _key(row)
        if key not in newest or _moment(row) >= _moment(newest[key]):
            newest[key] = row
    return newest


def _key(row: Mapping[Any, Any]) -> tuple[str, str]:
    return row["meeting"], row["person"]


def _moment(row: Row) -> float:
    at: datetime | None = row.get("at")
    return at.timestamp() if at else float("-inf")

"""Between values and rows: the trust part by part, everything else column by field."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from pydantic import ValidationError
from sqlalchemy import Table, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from termtime.store.database import Database
from termtime.store.tables import actions, agendas, attendance, meetings, minutes, replies, trust_rows
from trust.meetings import Meeting
from trust.papers import Action, Agenda, Attendance, Minutes, Reply
from trust.values import RefusedError, Value
from trust.year import Trust, Year

V = TypeVar("V", bound=Value)


async def save_trust_rows(connection: AsyncConnection, trust: Trust) -> None:
    """Replace the stored trust."""
    await connection.execute(delete(trust_rows))
    await connection.execute(
        insert(trust_rows),
        [
            {"part": part, "position": position, "body": body}
            for part, bodies in trust.model_dump(mode="json").items()
            for position, body in enumerate(bodies if isinstance(bodies, list) else [bodies])
        ],
    )


async def fetch_trust(connection: AsyncConnection) -> Trust:
    """Read the trust. Raises RefusedError when none was imported, or this version cannot read it."""
    found: dict[str, list[Any]] = {}
    rows = select(trust_rows.c.part, trust_rows.c.body).order_by(trust_rows.c.part, trust_rows.c.position)
    for part, body in await connection.execute(rows):
        found.setdefault(part, []).append(body)
    if "settings" not in found:
        raise RefusedError(
            "No trust has been imported yet: run termtime import with the folder of its files."
        )
    [settings] = found.pop("settings")
    try:
        return Trust.model_validate({"settings": settings, **found})
    except ValidationError as error:
        raise _does_not_fit("trust", error) from error


async def fetch_papers(connection: AsyncConnection) -> dict[str, tuple[Value, ...]]:
    """Read meetings and their papers, as the fields of a Year."""
    return {
        "meetings": await _fetch(connection, meetings, Meeting, meetings.c.starts, meetings.c.key),
        "agendas": await _fetch(connection, agendas, Agenda, agendas.c.meeting),
        "minutes": await _fetch(connection, minutes, Minutes, minutes.c.meeting),
        "actions": await _fetch(connection, actions, Action, actions.c.id),
        "replies": await _fetch(connection, replies, Reply, replies.c.meeting, replies.c.person),
        "attendance": await _fetch(
            connection, attendance, Attendance, attendance.c.meeting, attendance.c.person
        ),
    }


async def save_papers(database: Database, connection: AsyncConnection, year: Year) -> None:
    """Add or replace a year's meetings and papers by their keys.

    Raises:
        RefusedError: A paper names a meeting that is neither in the year nor stored.
    """
    await save_meeting_rows(database, connection, year.meetings)
    papers: tuple[Agenda | Minutes | Action | Reply | Attendance, ...] = (
        *year.agendas,
        *year.minutes,
        *year.actions,
        *year.replies,
        *year.attendance,
    )
    known = set((await connection.execute(select(meetings.c.key))).scalars())
    for paper in papers:
        if paper.meeting not in known:
            kind = type(paper).__name__
            raise RefusedError(f"{kind} for the meeting {paper.meeting}: there is no such meeting.")
    tables: tuple[tuple[Table, Sequence[Value]], ...] = (
        (agendas, year.agendas),
        (minutes, year.minutes),
        (actions, year.actions),
        (replies, year.replies),
        (attendance, year.attendance),
    )
    for table, values in tables:
        await database.upsert(connection, table, [value.model_dump() for value in values])


async def save_meeting_rows(
    database: Database, connection: AsyncConnection, values: Iterable[Meeting]
) -> None:
    """Add or replace meetings by key."""
    await database.upsert(connection, meetings, [meeting.model_dump() for meeting in values])


async def _fetch(connection: AsyncConnection, table: Table, value: type[V], *order: Any) -> tuple[V, ...]:
    rows = (await connection.execute(select(table).order_by(*order))).mappings()
    try:
        return tuple(value.model_validate(dict(row)) for row in rows)
    except ValidationError as error:
        raise _does_not_fit(table.name, error) from error


def _does_not_fit(what: str, error: ValidationError) -> RefusedError:
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(step) for step in first["loc"])
    return RefusedError(
        f"The stored {what} cannot be read by this version of Termtime ({where}: {first['msg']}); "
        "import the trust's files again, or restore a backup."
    )

"""Between values and rows: the trust part by part, everything else column by field."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from pydantic import ValidationError
from sqlalchemy import Table, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from termtime.store.database import Database
from termtime.store.tables import (
    actions,
    agendas,
    attendance,
    meetings,
    minutes,
    paper_templates,
    replies,
    requests,
    trust_rows,
)
from trust.deeds.requests import Request
from trust.deeds.result import Result, put_in_order
from trust.meetings import Meeting
from trust.papers import Action, Agenda, Attendance, Minutes, PaperTemplate, Reply
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


async def save_template_rows(connection: AsyncConnection, templates: Iterable[PaperTemplate]) -> None:
    """Replace the trust's own templates."""
    await connection.execute(delete(paper_templates))
    rows = [template.model_dump() for template in templates]
    if rows:
        await connection.execute(insert(paper_templates), rows)


async def fetch_templates(connection: AsyncConnection) -> tuple[PaperTemplate, ...]:
    """Read the trust's own templates."""
    return await _fetch(connection, paper_templates, PaperTemplate, paper_templates.c.paper)


async def fetch_papers(connection: AsyncConnection) -> dict[str, tuple[Value, ...]]:
    """Read meetings and their papers, as the fields of a Year."""
    return {
        "meetings": put_in_order(await _fetch(connection, meetings, Meeting)),
        "agendas": put_in_order(await _fetch(connection, agendas, Agenda)),
        "minutes": put_in_order(await _fetch(connection, minutes, Minutes)),
        "actions": put_in_order(await _fetch(connection, actions, Action)),
        "replies": put_in_order(await _fetch(connection, replies, Reply)),
        "attendance": put_in_order(await _fetch(connection, attendance, Attendance)),
        "requests": put_in_order(await _fetch_requests(connection)),
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


async def save_result(database: Database, connection: AsyncConnection, result: Result) -> None:
    """Save what became of the year by a deed."""
    saved = result.saved
    await save_meeting_rows(database, connection, saved.meetings)
    tables: tuple[tuple[Table, Sequence[Value]], ...] = (
        (agendas, saved.agendas),
        (minutes, saved.minutes),
        (actions, saved.actions),
        (replies, saved.replies),
    )
    for table, values in tables:
        await database.upsert(connection, table, [value.model_dump() for value in values])
    await database.delete(connection, actions.c.id, result.dropped)
    await database.delete(connection, requests.c.id, result.closed)
    if (asked := result.request) is not None:
        row = {"id": asked.id, "deed": asked.deed.model_dump(mode="json")}
        row |= {name: getattr(asked, name) for name in ("by", "at", "needs")}
        await database.upsert(connection, requests, [row])


async def save_meeting_rows(
    database: Database, connection: AsyncConnection, values: Iterable[Meeting]
) -> None:
    """Add or replace meetings by key."""
    await database.upsert(connection, meetings, [meeting.model_dump() for meeting in values])


async def _fetch_requests(connection: AsyncConnection) -> tuple[Request, ...]:
    columns = [requests.c[name] for name in Request.model_fields]
    found = await connection.execute(select(*columns))
    return tuple(Request.model_validate(dict(row)) for row in found.mappings())


async def _fetch(connection: AsyncConnection, table: Table, value: type[V], *order: Any) -> tuple[V, ...]:
    names = table.columns.keys()
    rows = await connection.execute(select(table).order_by(*order))
    try:
        # A mapping of each row would take as long as all the rest of it.
        return tuple(value.model_validate(dict(zip(names, row, strict=True))) for row in rows)
    except ValidationError as error:
        raise _does_not_fit(table.name, error) from error


def _does_not_fit(what: str, error: ValidationError) -> RefusedError:
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(step) for step in first["loc"])
    return RefusedError(
        f"The stored {what} cannot be read by this version of Termtime ({where}: {first['msg']}); "
        "import the trust's files again, or restore a backup."
    )

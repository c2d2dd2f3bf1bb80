"""Disposal: counting what is kept of each kind, and removing what is due, each kind in one transaction with its account.

What is due is decided in `trust.retention` and `trust.retaining`; here it is found in the database and removed. The list
of meetings itself (which group met when) is nobody's data and stays, as does all that mirrors Microsoft 365, where nothing
is deleted by a disposal: no document, no message, no invitation.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import partial

from sqlalchemy import ColumnElement, Connection, Table, bindparam, delete, func, null, select, update

from termtime.store.audit import Note, add_note
from termtime.store.database import Database, Part
from termtime.store.journal import JOURNAL
from termtime.store.leavers import count_leavers, forget_leavers
from termtime.store.seals import erase
from termtime.store.sweeping import delete_old_rows
from termtime.store.tables import actions, agendas, attendance, journal, minutes, papers, replies
from termtime.store.trails import count_trails, dispose_of_trails, find_reasons
from trust.auditing import AuditKind, Detail
from trust.retaining import Paper, Stock, choose_due, count_papers, find_papers
from trust.retention import Kept, find_age, find_cutoff, say_rule
from trust.values import place_in_london
from trust.year import Year

# What each kind of disposal changes of the year that answers are made from.
PARTS: dict[Kept, tuple[Part, ...]] = {
    Kept.REASONS: (Part.MEETINGS,),
    Kept.REPLIES: (Part.MEETINGS,),
    Kept.AGENDAS: (Part.MEETINGS, Part.PAPERS),
    Kept.MINUTES: (Part.MEETINGS, Part.PAPERS),
    Kept.ACTIONS: (Part.MEETINGS,),
    Kept.LEAVERS: (Part.TRUST,),
}
OF_THE_YEAR = (Kept.REASONS, Kept.REPLIES, Kept.AGENDAS, Kept.MINUTES, Kept.ACTIONS)


class SqlRetention:
    """Counts what is kept, and disposes of what is due."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def fetch_stocks(self, year: Year, now: datetime) -> tuple[Stock, ...]:
        """Count every kind: how much there is, how old, how much of it is due."""
        return await self._database.run(
            lambda connection: tuple(_count(connection, kind, year, now) for kind in Kept)
        )

    async def dispose(self, year: Year, now: datetime, by: str) -> tuple[Stock, ...]:
        """Dispose of what is due, each kind whole or not at all, and note each in the audit log.

        Returns:
            What there was of each kind of which something went, and how much was due.
        """
        done: list[Stock] = []
        for kind in Kept:
            # Counted one after the other: what is noted of one disposal is part of the audit log that another thins.
            stock = await self._database.run(partial(_count, kind=kind, year=year, now=now))
            if not stock.due:
                continue
            async with self._database.writing(*PARTS.get(kind, ())) as connection:
                if kind is Kept.TRACES:
                    await delete_old_rows(connection, now - find_age(year.trust.settings.retention, kind))
                await connection.run_sync(_dispose, stock, year, now, by)
            done.append(stock)
        return tuple(done)


def _count(connection: Connection, kind: Kept, year: Year, now: datetime) -> Stock:
    settings = year.trust.settings
    rule = say_rule(settings.retention, kind)
    if kind is Kept.LEAVERS:
        return count_leavers(connection, year.trust, rule, now)
    if kind not in OF_THE_YEAR:
        return count_trails(connection, kind, rule, settings, now)
    stock = count_papers(year, kind, rule, now)
    if kind is not Kept.REASONS:
        return stock
    noted = select(func.count()).select_from(journal).where(find_reasons(settings, now))
    more = connection.scalar(noted) or 0
    return stock.model_copy(update={"count": stock.count + more, "due": stock.due + more})


def _dispose(connection: Connection, stock: Stock, year: Year, now: datetime, by: str) -> None:
    kind, settings = stock.kind, year.trust.settings
    told: dict[str, str | int] = {"count": stock.due, "rule": stock.rule}
    if kind is Kept.LEAVERS:
        forget_leavers(connection, year.trust, now)
    elif kind in OF_THE_YEAR:
        _delete_papers(connection, kind, choose_due(year, kind, find_papers(year, kind), now))
    else:
        told = told | dispose_of_trails(connection, kind, settings, now)
    if kind is Kept.REASONS:
        cutoff = find_cutoff(settings.retention, kind, settings.year, place_in_london(now))
        gone = erase(connection, JOURNAL, find_reasons(settings, now))
        # Of the journal's contents, so that their absence is accounted for there.
        account: Detail = {
            "what": kind.value,
            "erased": gone,
            "rule": stock.rule,
            "until": cutoff.isoformat(),
        }
        add_note(connection, Note(AuditKind.DISPOSED, by, Kept.JOURNAL.value, now, account))
    add_note(connection, Note(AuditKind.DISPOSED, by, kind.value, now, told))


def _delete_papers(connection: Connection, kind: Kept, due: Collection[Paper]) -> None:
    keyed = [{"of": paper.meeting, "named": paper.name} for paper in due]
    if not keyed:
        return
    match kind:
        case Kept.ACTIONS:
            connection.execute(delete(actions).where(actions.c.id == bindparam("named")), keyed)
        case Kept.REASONS:
            connection.execute(update(replies).where(*_is_of(replies)).values(reason=""), keyed)
        case Kept.REPLIES:
            for table in (replies, attendance):
                connection.execute(delete(table).where(*_is_of(table)), keyed)
        case _:
            rows = agendas if kind is Kept.AGENDAS else minutes
            _run(connection, delete(rows).where(rows.c.meeting == bindparam("of")), keyed, named=False)
            # The row of a Word document stays, empty: so it is not read again.
            nothing = update(papers).where(papers.c.item == bindparam("named"))
            _run(connection, nothing.values(lines=[], found=null(), found_on=None), keyed, named=True)


def _run(
    connection: Connection, statement: object, keyed: Collection[dict[str, str]], *, named: bool
) -> None:
    some = [one for one in keyed if bool(one["named"]) is named]
    if some:
        connection.execute(statement, some)  # type: ignore[call-overload]


def _is_of(table: Table) -> tuple[ColumnElement[bool], ...]:
    return table.c.meeting == bindparam("of"), table.c.person == bindparam("named")

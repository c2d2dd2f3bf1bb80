"""The account of every sync run: what it planned, and how each change ended."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from graph_sync.kinds import Kind
from termtime.store.database import Database
from termtime.store.tables import ledger as ledger_rows
from termtime.store.tables import sync_runs
from trust.values import LocalDatetime, Value

if TYPE_CHECKING:
    from graph_sync.ledger import Ledger


class LoggedChange(Value):
    """A change of a past run and how it ended, in the words of graph_sync.plan and graph_sync.ledger."""

    verb: str
    kind: Kind
    key: str
    title: str
    reason: str
    mails: int
    outcome: str
    why: str
    until: str


class LoggedRun(Value):
    """A past run with all its changes, in the order of its plan."""

    started: LocalDatetime
    finished: LocalDatetime
    changes: tuple[LoggedChange, ...]


class SqlRuns:
    """Keeps the accounts of runs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save_run(self, started: datetime, finished: datetime, ledger: Ledger) -> None:
        """Keep the account of a run."""
        async with self._database.writing() as connection:
            added = insert(sync_runs).values(started=started, finished=finished).returning(sync_runs.c.id)
            run = (await connection.execute(added)).scalar_one()
            rows = [
                {
                    "run": run,
                    "position": position,
                    "verb": entry.change.verb,
                    "kind": entry.change.kind,
                    "key": entry.change.key,
                    "title": entry.change.title,
                    "reason": entry.change.reason,
                    "mails": entry.change.mails,
                    "outcome": entry.outcome,
                    "why": entry.why,
                    "until": entry.until,
                }
                for position, entry in enumerate(ledger.entries)
            ]
            await self._database.upsert(connection, ledger_rows, rows)

    async def fetch_last_run(self) -> LoggedRun | None:
        """Read the account of the last run, if there was one."""
        async with self._database.reading() as connection:
            last = select(sync_runs).order_by(sync_runs.c.id.desc()).limit(1)
            run = (await connection.execute(last)).one_or_none()
            if run is None:
                return None
            of_run = select(ledger_rows).where(ledger_rows.c.run == run.id).order_by(ledger_rows.c.position)
            fields = LoggedChange.model_fields
            changes = tuple(
                LoggedChange(**{name: row[name] for name in fields})
                for row in (await connection.execute(of_run)).mappings()
            )
        return LoggedRun(started=run.started, finished=run.finished, changes=changes)

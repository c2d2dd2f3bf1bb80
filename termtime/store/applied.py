"""What the sync last wrote (graph_sync.ports.SyncStore), the account of its runs, and the links that follow.

A sync confirms many changes at nearly the same time, and each must be durable before it goes on. Those that arrive
while a transaction is waiting for its turn travel in it together.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from graph_sync.kinds import Id, Kind
from graph_sync.ports import Applied
from termtime.store.database import Database, Part
from termtime.store.tables import applied as applied_rows
from termtime.store.tables import ledger as ledger_rows
from termtime.store.tables import sync_runs
from trust.values import LocalDatetime, Value
from trust.year import Links

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


@dataclass
class _Batch:
    """What one transaction will write; open to more until it begins."""

    things: dict[Id, Applied] = field(default_factory=dict)
    writing: asyncio.Task[None] | None = None


class SqlSyncStore:
    """Remembers what was last applied, change by change."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._batch = _Batch()

    async def fetch_applied(self) -> Mapping[Id, Applied]:
        """Read everything that was ever applied, by kind and key."""
        ordered = select(applied_rows).order_by(applied_rows.c.kind, applied_rows.c.key)
        async with self._database.reading() as connection:
            rows = (await connection.execute(ordered)).mappings()
            return {found.id: found for found in (Applied.model_validate(dict(row)) for row in rows)}

    async def save_applied(self, applied: Applied) -> None:
        """Add or replace one thing by its kind and key."""
        batch = self._batch
        batch.things[applied.id] = applied
        if batch.writing is None:
            batch.writing = asyncio.create_task(self._write(batch))
        # One caller that gives up must not take the others' saves with it.
        await asyncio.shield(batch.writing)

    async def _write(self, batch: _Batch) -> None:
        try:
            async with self._database.writing(Part.APPLIED) as connection:
                self._batch = _Batch()
                rows = [thing.model_dump() for thing in batch.things.values()]
                await self._database.upsert(connection, applied_rows, rows)
        finally:
            if self._batch is batch:
                self._batch = _Batch()

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


async def fetch_links(connection: AsyncConnection) -> tuple[Links, ...]:
    """Work out where each meeting's things are, from what stands; ordered by meeting key."""
    standing = select(applied_rows).where(applied_rows.c.graph_id != "").order_by(applied_rows.c.key)
    found: dict[str, dict[str, str]] = {}
    for row in await connection.execute(standing):
        # A folder's key is a meeting's only at its full depth; a document's has the paper's name after it.
        steps = row.key.split("/")
        meeting = "/".join(steps[:3])
        match row.kind, len(steps):
            case Kind.EVENT, 3:
                found.setdefault(meeting, {})["join_url"] = row.join_url
            case Kind.FOLDER, 3:
                found.setdefault(meeting, {})["folder_url"] = row.web_url
            case Kind.FILE, 4 if f"{steps[3]}_url" in Links.model_fields:
                found.setdefault(meeting, {})[f"{steps[3]}_url"] = row.web_url
    return tuple(Links(meeting=meeting, **urls) for meeting, urls in found.items())

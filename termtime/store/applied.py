"""What the sync last wrote, and the recipients it was debited for, change by change.

A sync confirms many changes at nearly the same time, and each must be durable before it goes on. Those that arrive
while a transaction is waiting for its turn travel in it together, debits and notes alike.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from graph_sync.kinds import Id
from graph_sync.ports import Applied, Sending
from termtime.store.database import Database, Part
from termtime.store.tables import applied as applied_rows
from termtime.store.tables import sendings as sending_rows


@dataclass
class _Batch:
    """What one transaction will write; open to more until it begins."""

    things: dict[Id, Applied] = field(default_factory=dict)
    # By the moment as a number: wall-clock times from both sides of a clock change may look the same.
    sendings: dict[tuple[str, str, float], Sending] = field(default_factory=dict)
    writing: asyncio.Task[None] | None = None


class SqlApplied:
    """Remembers what was last applied, and every debit."""

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
        self._batch.things[applied.id] = applied
        await self._share_transaction()

    async def fetch_sendings(self, since: datetime) -> tuple[Sending, ...]:
        """Read the debits after a moment, oldest first."""
        columns = sending_rows.c
        query = (
            select(sending_rows).where(columns.at > since).order_by(columns.at, columns.mailbox, columns.key)
        )
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).mappings()
            return tuple(Sending.model_validate(dict(row)) for row in rows)

    async def save_sending(self, sending: Sending) -> None:
        """Add a debit, or replace that of the same mailbox, key and moment."""
        self._batch.sendings[sending.mailbox, sending.key, sending.at.timestamp()] = sending
        await self._share_transaction()

    async def _share_transaction(self) -> None:
        batch = self._batch
        if batch.writing is None:
            batch.writing = asyncio.create_task(self._write(batch))
        # One caller that gives up must not take the others' saves with it.
        await asyncio.shield(batch.writing)

    async def _write(self, batch: _Batch) -> None:
        try:
            async with self._database.writing(Part.APPLIED) as connection:
                self._batch = _Batch()
                things = [thing.model_dump() for thing in batch.things.values()]
                sendings = [sending.model_dump() for sending in batch.sendings.values()]
                await self._database.upsert(connection, applied_rows, things)
                await self._database.upsert(connection, sending_rows, sendings)
        finally:
            if self._batch is batch:
                self._batch = _Batch()

"""The mirror of the tenant: each part of it as it was last read, and from where to read on.

A part may hold a hundred thousand rows, of which a reading changes a few or, when it starts again, all: so every kind
of statement runs once for all its rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from graph_sync.ports import Json, Stream, StreamChange
from termtime.store.database import Database
from termtime.store.tables import stream_rows, streams


class SqlMirror:
    """Remembers what was last seen."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def fetch_streams(self) -> Mapping[str, Stream]:
        """Read what was last seen, by name of the part."""
        columns = stream_rows.c
        ordered = select(columns.stream, columns.id, columns.body).order_by(columns.stream, columns.id)
        seen: dict[str, dict[str, Json]] = {}
        async with self._database.reading() as connection:
            for name, row_id, body in await connection.execute(ordered):
                seen.setdefault(name, {})[row_id] = body
            parts = await connection.execute(select(streams).order_by(streams.c.name))
            return {
                part.name: Stream(part.name, part.token, part.since, seen.get(part.name, {}))
                for part in parts
            }

    async def fetch_stream(self, name: str) -> Stream | None:
        """Read one part; None before it was first seen."""
        columns = stream_rows.c
        rows = select(columns.id, columns.body).where(columns.stream == name).order_by(columns.id)
        async with self._database.reading() as connection:
            head = (await connection.execute(select(streams).where(streams.c.name == name))).first()
            if head is None:
                return None
            found = {row.id: row.body for row in await connection.execute(rows)}
        return Stream(name, head.token, head.since, found)

    async def save_streams(self, changes: Sequence[StreamChange]) -> None:
        """Note what was seen, all of it or nothing."""
        if not changes:
            return
        async with self._database.writing() as connection:
            for change in changes:
                await self._save_rows(connection, change)
            # Most readings bring no rows, only where to read on: those are one statement for all parts.
            heads = [
                {"name": change.name, "token": change.token, "since": change.since} for change in changes
            ]
            await self._database.upsert(connection, streams, heads)

    async def _save_rows(self, connection: AsyncConnection, change: StreamChange) -> None:
        of_part = stream_rows.c.stream == change.name
        if change.afresh:
            await connection.execute(delete(stream_rows).where(of_part))
        else:
            gone = [row_id for row_id, body in change.rows.items() if body is None]
            await self._database.delete(connection, stream_rows.c.id, gone, of_part)
        there = [
            {"stream": change.name, "id": row_id, "body": body}
            for row_id, body in change.rows.items()
            if body is not None
        ]
        await self._database.upsert(connection, stream_rows, there)

"""What is kept about each person who talks to the bot (bot.personal): when they want no messages, and what they have seen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.personal import Look, Looks, Personal, Preferences
from termtime.store.database import Database
from termtime.store.tables import looks, preferences
from trust.settings import QuietHours


class SqlPersonal:
    """Keeps people's preferences and looks, by their id in the trust's files."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def fetch(self, person: str) -> Personal:
        """Read everything kept about a person."""
        query = select(preferences).where(preferences.c.person == person)
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).mappings().one_or_none()
            seen = await _fetch_looks(connection, person)
        return Personal(preferences=_read(row) if row else Preferences(), looks=seen)

    async def fetch_preferences(self) -> dict[str, Preferences]:
        """Read the preferences of everyone who has any."""
        async with self._database.reading() as connection:
            rows = (await connection.execute(select(preferences))).mappings().all()
        return {row["person"]: _read(row) for row in rows}

    async def save_preferences(self, person: str, wanted: Preferences) -> None:
        """Add or replace a person's preferences."""
        hours = wanted.quiet_hours
        row = {
            "person": person,
            "paused_until": wanted.paused_until,
            "quiet_starts": f"{hours.starts:%H:%M}" if hours else "",
            "quiet_ends": f"{hours.ends:%H:%M}" if hours else "",
        }
        async with self._database.writing() as connection:
            await self._database.upsert(connection, preferences, [row])

    async def save_look(self, person: str, look: Look) -> None:
        """Keep a person's latest look; the one before it moves back, and the one before that is dropped."""
        async with self._database.writing() as connection:
            last = (await _fetch_looks(connection, person)).last
            row = {"person": person, "last": look.as_json(), "before": last.as_json() if last else None}
            await self._database.upsert(connection, looks, [row])


async def _fetch_looks(connection: AsyncConnection, person: str) -> Looks:
    row = (await connection.execute(select(looks).where(looks.c.person == person))).mappings().one_or_none()
    return Looks(last=row["last"], before=row["before"]) if row else Looks()


def _read(row: Mapping[Any, Any]) -> Preferences:
    hours = None
    if row["quiet_starts"]:
        starts, ends = (time.fromisoformat(row[name]) for name in ("quiet_starts", "quiet_ends"))
        hours = QuietHours(starts=starts, ends=ends)
    return Preferences(paused_until=row["paused_until"], quiet_hours=hours)

"""Which due jobs have been taken (scheduler.ports.JobClaims), so that of all replicas one does each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select

from termtime.clock import Clock
from termtime.store.database import Database
from termtime.store.tables import job_runs


class SqlJobClaims:
    """Hands out each job, once for each time it is due."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def fetch_last_runs(self) -> Mapping[str, datetime]:
        """Read when each job (by id) was last due and claimed; a job never claimed is absent."""
        last = select(job_runs.c.job_id, func.max(job_runs.c.due_at).label("due_at")).group_by(
            job_runs.c.job_id
        )
        async with self._database.reading() as connection:
            return {row.job_id: row.due_at for row in await connection.execute(last)}

    async def claim(self, job_id: str, due_at: datetime) -> bool:
        """Take on a job that fell due at a moment. False if another replica has it, or had it, already."""
        row = {"job_id": job_id, "due_at": due_at, "claimed_at": self._clock()}
        async with self._database.writing() as connection:
            return await self._database.claim(connection, job_runs, row)

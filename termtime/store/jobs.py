"""Which due jobs are taken, and how far they are (scheduler.ports.JobClaims), so that of all replicas one does each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, or_, select, update

from scheduler.due import LAPSES, JobRun
from scheduler.ports import Lease
from termtime.store.database import Database
from termtime.store.tables import job_runs

_ABANDONED = job_runs.c.ended.is_(None) & or_(
    job_runs.c.alive.is_(None), job_runs.c.alive < bindparam("lapsed")
)


class SqlJobClaims:
    """Hands out each job to one replica at a time, until it has ended, for each time it is due."""

    def __init__(self, database: Database) -> None:
        self._database = database
        taken = database.insert(job_runs)
        # One statement, so that of several replicas one wins, the first time and after a lapse alike.
        self._take = taken.on_conflict_do_update(
            index_elements=[job_runs.c.job_id, job_runs.c.due_at],
            set_={"claimed_at": taken.excluded.claimed_at, "alive": taken.excluded.alive},
            where=_ABANDONED,
        )

    async def fetch_last_runs(self) -> Mapping[str, JobRun]:
        """Read the last run of each job, by its id; a job never claimed is absent."""
        last_due = func.max(job_runs.c.due_at).label("due_at")
        latest = select(job_runs.c.job_id, last_due).group_by(job_runs.c.job_id).subquery()
        same = (job_runs.c.job_id == latest.c.job_id) & (job_runs.c.due_at == latest.c.due_at)
        last = select(job_runs).join(latest, same)
        async with self._database.reading() as connection:
            return {
                row.job_id: JobRun(due_at=row.due_at, alive=row.alive, ended=row.ended)
                for row in await connection.execute(last)
            }

    async def claim(self, job_id: str, due_at: datetime, now: datetime) -> Lease | None:
        """Take on a job that fell due at a moment. None if it has ended, or another replica is at it."""
        row = {"job_id": job_id, "due_at": due_at, "claimed_at": now, "alive": now, "lapsed": now - LAPSES}
        async with self._database.writing() as connection:
            won = (await connection.execute(self._take, row)).rowcount == 1
        return Lease(job_id=job_id, due_at=due_at, claimed_at=now) if won else None

    async def keep(self, lease: Lease, now: datetime) -> bool:
        """Say that we are still at it. False when it has been taken from us."""
        return await self._note(lease, alive=now)

    async def end(self, lease: Lease, now: datetime) -> None:
        """Note that a job is over, well or ill; nobody does it again. Nothing is noted of one taken from us."""
        await self._note(lease, ended=now)

    async def give_back(self, lease: Lease) -> None:
        """Leave a job that has not ended to whoever takes it next, at once."""
        await self._note(lease, alive=None)

    async def _note(self, lease: Lease, **values: Any) -> bool:
        ours = (
            job_runs.c.job_id == lease.job_id,
            job_runs.c.due_at == lease.due_at,
            job_runs.c.claimed_at == lease.claimed_at,
            job_runs.c.ended.is_(None),
        )
        async with self._database.writing() as connection:
            return (await connection.execute(update(job_runs).where(*ours).values(**values))).rowcount == 1

"""Runs what is due, once among all replicas: the only module that knows APScheduler.

The scheduler merely ticks; what a tick means is decided by scheduler.due and claimed in the database before it runs.
A tick missed while the machine slept is made up for once. A job that fails is written to the log and is not run again
for the moment it fell due: the nightly reconcile makes good whatever it left undone.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

from scheduler.due import Job, find_due
from scheduler.ports import JobClaims
from trust.values import LONDON, RefusedError
from trust.year import Trust

EVERY_FIVE_MINUTES = CronTrigger(minute="*/5", timezone=LONDON)
GRACE_SECONDS = 3600

FetchTrust = Callable[[], Awaitable[Trust]]
Run = Callable[[Job], Awaitable[None]]
Clock = Callable[[], datetime]

_log = structlog.get_logger(__name__)


def start_jobs(fetch_trust: FetchTrust, claims: JobClaims, run: Run, clock: Clock) -> Callable[[], None]:
    """Start running jobs as they fall due, in the running event loop; the function returned stops it."""

    async def tick() -> None:
        await run_due(clock(), fetch_trust, claims, run)

    scheduler = AsyncIOScheduler(timezone=LONDON)
    scheduler.add_job(
        tick,
        EVERY_FIVE_MINUTES,
        id="tick",
        coalesce=True,
        max_instances=1,
        misfire_grace_time=GRACE_SECONDS,
        # Whatever fell due while nothing was running need not wait for the next full five minutes.
        next_run_time=datetime.now(LONDON),
    )
    scheduler.start()

    def stop() -> None:
        scheduler.shutdown(wait=False)

    return stop


async def run_due(now: datetime, fetch_trust: FetchTrust, claims: JobClaims, run: Run) -> tuple[Job, ...]:
    """Claim and run what is due; tell which jobs this replica took on. Before the first import nothing is due."""
    try:
        trust = await fetch_trust()
    except RefusedError:
        return ()
    taken: list[Job] = []
    for job in find_due(now, trust, await claims.fetch_last_runs()):
        if await claims.claim(job.id, job.due_at):
            taken.append(job)
            await _run_safely(job, run)
    return tuple(taken)


async def _run_safely(job: Job, run: Run) -> None:
    try:
        await run(job)
    except Exception:  # noqa: BLE001  whatever went wrong with one job, the next one is still due
        await _log.aexception("job failed", job=job.id, due_at=job.due_at.isoformat())

"""Runs what is due, once among all replicas: the only module that knows APScheduler.

The scheduler merely ticks; what a tick means is decided by scheduler.due and claimed in the database before it runs. A
tick missed while the machine slept is made up for once. A job that fails is written to the log and is not run again for
the moment it fell due: the nightly reconcile makes good whatever it left undone. Where wakes are kept, a reconcile that
fails leaves one for later, so it is tried again sooner than that. What is done at every tick claims its own work.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

from scheduler.due import Job, JobKind, find_due, find_quiet_since
from scheduler.ports import JobClaims, Wakes
from trust.values import LONDON, RefusedError
from trust.year import Trust

EVERY_MINUTE = CronTrigger(minute="*", timezone=LONDON)
EVERY_FIVE_MINUTES = CronTrigger(minute="*/5", timezone=LONDON)
EVERY_FIFTEEN_SECONDS = CronTrigger(second="*/15", timezone=LONDON)
GRACE_SECONDS = 3600
# How long a tick that is under way is waited for when the service stops.
LAST_TICK_SECONDS = 20.0
TRY_AGAIN_IN = timedelta(minutes=10)

FetchTrust = Callable[[], Awaitable[Trust]]
Run = Callable[[Job], Awaitable[None]]
Clock = Callable[[], datetime]

_log = structlog.get_logger(__name__)


def start_jobs(
    fetch_trust: FetchTrust, claims: JobClaims, run: Run, clock: Clock, wakes: Wakes | None = None
) -> Callable[[], None]:
    """Start running jobs as they fall due, in the running event loop; the function returned stops it.

    With `wakes`, Microsoft 365 tells of changes: ticks are frequent, and a change is followed by a reconcile.
    """
    ticking = asyncio.Lock()

    async def tick() -> None:
        # A long reconcile lasts many ticks; those find it at work and leave.
        if not ticking.locked():
            async with ticking:
                await run_due(clock(), fetch_trust, claims, run, wakes)

    return _start(tick, EVERY_FIFTEEN_SECONDS if wakes else EVERY_FIVE_MINUTES)


@asynccontextmanager
async def ticking(
    work: Callable[[], Awaitable[object]], trigger: CronTrigger = EVERY_MINUTE
) -> AsyncIterator[None]:
    """Do something at every tick for as long as the block lasts, never twice at a time; the last is let finish."""
    at_work: set[asyncio.Task[None]] = set()

    async def do_safely() -> None:
        try:
            await work()
        except RefusedError as error:
            await _log.ainfo("tick refused", why=str(error))
        except Exception:  # noqa: BLE001  whatever went wrong, the next tick tries again
            await _log.aexception("tick failed")

    async def tick() -> None:
        # A task of its own: stopping the scheduler must not stop what is being sent at this moment.
        if not at_work:
            task = asyncio.create_task(do_safely())
            at_work.add(task)
            task.add_done_callback(at_work.discard)

    stop = _start(tick, trigger)
    try:
        yield
    finally:
        stop()
        if at_work:
            await asyncio.wait(at_work, timeout=LAST_TICK_SECONDS)
        for task in at_work:
            task.cancel()


def _start(tick: Callable[[], Awaitable[None]], trigger: CronTrigger) -> Callable[[], None]:
    scheduler = AsyncIOScheduler(timezone=LONDON)
    scheduler.add_job(
        tick,
        trigger,
        id="tick",
        coalesce=True,
        max_instances=2,
        misfire_grace_time=GRACE_SECONDS,
        # Whatever fell due while nothing was running need not wait for the next full five minutes.
        next_run_time=datetime.now(LONDON),
    )
    scheduler.start()

    def stop() -> None:
        scheduler.shutdown(wait=False)

    return stop


async def run_due(
    now: datetime, fetch_trust: FetchTrust, claims: JobClaims, run: Run, wakes: Wakes | None = None
) -> tuple[Job, ...]:
    """Claim and run what is due; tell which jobs this replica took on. Before the first import nothing is due."""
    try:
        trust = await fetch_trust()
    except RefusedError:
        return ()
    last_runs = await claims.fetch_last_runs()
    due = list(find_due(now, trust, last_runs, told=wakes is not None))
    quiet_since = find_quiet_since(now, last_runs)
    if wakes and quiet_since and await wakes.take_wake(quiet_since):
        due.append(Job(kind=JobKind.PROMPT, due_at=now))
    taken: list[Job] = []
    for job in due:
        if await claims.claim(job.id, job.due_at):
            taken.append(job)
            done = await _run_safely(job, run)
            if wakes and not done and job.kind is not JobKind.SUBSCRIPTIONS:
                await wakes.note_wake(now + TRY_AGAIN_IN)
    return tuple(taken)


async def _run_safely(job: Job, run: Run) -> bool:
    try:
        await run(job)
    except RefusedError as error:
        await _log.awarning("job refused", job=job.id, why=str(error))
        return False
    except Exception:  # noqa: BLE001  whatever went wrong with one job, the next one is still due
        await _log.aexception("job failed", job=job.id, due_at=job.due_at.isoformat())
        return False
    return True

"""Runs what is due, once among all replicas: the only module that knows APScheduler.

The scheduler merely ticks; what a tick means is decided by scheduler.due and claimed in the database before it runs. A
tick missed while the machine slept is made up for once. Whoever has claimed a job says again and again that they are at
it, so that one whose replica dies is taken over by another, and done again. A job that fails has ended: it is written to
the log and is not run again for the moment it fell due, for the nightly reconcile makes good whatever it left undone.
Where wakes are kept, a reconcile that fails leaves one for later, so it is tried again sooner than that. A job that finds
somebody else at the same work is left to lapse, and so tried again; one that is stopped is given back. What is done at
every tick claims its own work.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import datetime, timedelta
from enum import Enum, auto

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

from scheduler.due import ALIVE_EVERY, Job, JobKind, find_due, find_quiet_since
from scheduler.ports import BusyError, JobClaims, Lease, StoppedError, Wakes
from trust.values import LONDON, RefusedError
from trust.year import Trust

EVERY_MINUTE = CronTrigger(minute="*", timezone=LONDON)
EVERY_FIFTEEN_SECONDS = CronTrigger(second="*/15", timezone=LONDON)
GRACE_SECONDS = 3600
# How long a tick that is under way is waited for when the service stops.
LAST_TICK_SECONDS = 20.0
# What is cut off then gets so long to give back what it holds.
TIDY_SECONDS = 5.0
TRY_AGAIN_IN = timedelta(minutes=10)

FetchTrust = Callable[[], Awaitable[Trust]]
Run = Callable[[Job], Awaitable[None]]
Clock = Callable[[], datetime]
Sleep = Callable[[float], Awaitable[object]]

_log = structlog.get_logger(__name__)


class Ending(Enum):
    """How this replica's doing of a job ended."""

    DONE = auto()
    FAILED = auto()
    LEFT = auto()
    STOPPED = auto()


def running_jobs(
    fetch_trust: FetchTrust, claims: JobClaims, run: Run, clock: Clock, wakes: Wakes | None = None
) -> AbstractAsyncContextManager[None]:
    """Run jobs as they fall due for as long as the block lasts; one under way at its end gets a while to stop.

    With `wakes`, Microsoft 365 tells of changes: ticks are frequent, and a change is followed by a reconcile. A long
    reconcile lasts many ticks; those find it at work and leave.
    """

    async def work() -> None:
        await run_due(clock, fetch_trust, claims, run, wakes)

    return ticking(work, EVERY_FIFTEEN_SECONDS if wakes else EVERY_MINUTE)


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
        if at_work:
            await asyncio.wait(at_work, timeout=TIDY_SECONDS)


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
    clock: Clock,
    fetch_trust: FetchTrust,
    claims: JobClaims,
    run: Run,
    wakes: Wakes | None = None,
    *,
    sleep: Sleep = asyncio.sleep,
) -> tuple[Job, ...]:
    """Claim and run what is due; tell which jobs this replica took on. Before the first import nothing is due."""
    try:
        trust = await fetch_trust()
    except RefusedError:
        return ()
    now, runs = clock(), await claims.fetch_last_runs()
    due = list(find_due(now, trust, runs, told=wakes is not None))
    quiet_since = find_quiet_since(now, runs)
    if wakes and quiet_since and await wakes.take_wake(quiet_since):
        due.append(Job(kind=JobKind.PROMPT, due_at=now))
    taken: list[Job] = []
    for job in due:
        lease = await claims.claim(job.id, job.due_at, clock())
        if lease is None:
            continue
        taken.append(job)
        async with _staying_alive(claims, lease, clock, sleep):
            ending = await _do(job, lease, claims, run, clock)
        if ending is Ending.STOPPED:
            break
        if wakes and ending is Ending.FAILED and job.kind is not JobKind.SUBSCRIPTIONS:
            await wakes.note_wake(clock() + TRY_AGAIN_IN)
    return tuple(taken)


async def _do(job: Job, lease: Lease, claims: JobClaims, run: Run, clock: Clock) -> Ending:
    """Run a job and note what becomes of its lease."""
    await _log.ainfo("job begun", job=job.id, due_at=job.due_at.isoformat())
    try:
        ending = await _run_safely(job, run)
    except asyncio.CancelledError:
        # Out of time to stop in; whatever it left is found by the run that follows, as after a crash.
        await claims.give_back(lease)
        raise
    await _log.ainfo("job ended", job=job.id, ending=ending.name.lower())
    if ending is Ending.STOPPED:
        await claims.give_back(lease)
    elif ending is not Ending.LEFT:
        await claims.end(lease, clock())
    return ending


async def _run_safely(job: Job, run: Run) -> Ending:
    try:
        await run(job)
    except BusyError as error:
        await _log.ainfo("job put off", job=job.id, why=str(error))
        return Ending.LEFT
    except StoppedError:
        await _log.ainfo("job stopped", job=job.id)
        return Ending.STOPPED
    except RefusedError as error:
        await _log.awarning("job refused", job=job.id, why=str(error))
        return Ending.FAILED
    except Exception:  # noqa: BLE001  whatever went wrong with one job, the next one is still due
        await _log.aexception("job failed", job=job.id, due_at=job.due_at.isoformat())
        return Ending.FAILED
    return Ending.DONE


@asynccontextmanager
async def _staying_alive(claims: JobClaims, lease: Lease, clock: Clock, sleep: Sleep) -> AsyncIterator[None]:
    """Say again and again that we are at it, for as long as the block lasts."""

    async def say_so() -> None:
        while True:
            await sleep(ALIVE_EVERY.total_seconds())
            try:
                ours = await claims.keep(lease, clock())
            except RefusedError as error:
                # It lapses only after several of these.
                await _log.awarning("job could not be kept", job=lease.job_id, why=str(error))
                continue
            if not ours:
                # Doing it twice does no harm, and the lock keeps it from being done at the same time.
                await _log.awarning("job was taken over while it was being done", job=lease.job_id)
                return

    saying = asyncio.create_task(say_so())
    try:
        yield
    finally:
        saying.cancel()
        with suppress(asyncio.CancelledError):
            await saying

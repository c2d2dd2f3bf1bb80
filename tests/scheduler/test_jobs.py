from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta

from builders import NOW, a_trust

from scheduler.due import ALIVE_EVERY, Job, JobKind, JobRun
from scheduler.jobs import Run, run_due, running_jobs, ticking
from scheduler.ports import BusyError, Lease, StoppedError
from trust.calendar import TermName
from trust.values import LONDON, RefusedError
from trust.year import Trust

RECONCILE = Job(kind=JobKind.RECONCILE, due_at=datetime(2026, 12, 14, 2, tzinfo=LONDON))
AUTUMN = Job(
    kind=JobKind.INVITATIONS, due_at=datetime(2026, 8, 12, 7, 30, tzinfo=LONDON), term=TermName.AUTUMN
)
SPRING = Job(
    kind=JobKind.INVITATIONS, due_at=datetime(2026, 12, 14, 7, 30, tzinfo=LONDON), term=TermName.SPRING
)


class Claims:
    """A database's worth of claims in memory."""

    def __init__(self) -> None:
        self.runs: dict[str, JobRun] = {}

    async def fetch_last_runs(self) -> Mapping[str, JobRun]:
        return dict(self.runs)

    async def claim(self, job_id: str, due_at: datetime, now: datetime) -> Lease | None:
        run = self.runs.get(job_id)
        if run and run.due_at == due_at and not run.is_abandoned(now):
            return None
        self.runs[job_id] = JobRun(due_at=due_at, alive=now)
        return Lease(job_id=job_id, due_at=due_at, claimed_at=now)

    async def keep(self, lease: Lease, now: datetime) -> bool:
        self._note(lease, alive=now)
        return True

    async def end(self, lease: Lease, now: datetime) -> None:
        self._note(lease, ended=now)

    async def give_back(self, lease: Lease) -> None:
        self._note(lease, alive=None)

    def _note(self, lease: Lease, **values: datetime | None) -> None:
        self.runs[lease.job_id] = self.runs[lease.job_id].model_copy(update=values)


class ClaimsReadTooEarly(Claims):
    """What a second replica sees that read just before the first one claimed."""

    async def fetch_last_runs(self) -> Mapping[str, JobRun]:
        return {}


class Wakes:
    """A wake in memory."""

    def __init__(self, at: datetime | None = None) -> None:
        self.at = at

    async def note_wake(self, at: datetime) -> None:
        self.at = max(self.at or at, at)

    async def take_wake(self, quiet_since: datetime) -> bool:
        taken = self.at is not None and self.at <= quiet_since
        self.at = None if taken else self.at
        return taken


async def fetch_trust() -> Trust:
    return a_trust()


async def test_everything_due_runs_once_and_not_again():
    claims, ran = Claims(), []

    async def run(job: Job) -> None:
        ran.append(job)

    assert await run_due(lambda: NOW, fetch_trust, claims, run) == (AUTUMN, RECONCILE, SPRING)
    assert await run_due(lambda: NOW, fetch_trust, claims, run) == ()
    assert ran == [AUTUMN, RECONCILE, SPRING]


async def test_two_replicas_run_each_job_once():
    claims, ran = ClaimsReadTooEarly(), []

    async def run(job: Job) -> None:
        ran.append(job)

    await asyncio.gather(*(run_due(lambda: NOW, fetch_trust, claims, run) for _ in range(2)))

    assert sorted(job.id for job in ran) == ["invitations/autumn", "invitations/spring", "reconcile"]


async def test_a_job_that_fails_does_not_keep_the_next_from_running():
    claims, ran = Claims(), []

    async def run(job: Job) -> None:
        if job == AUTUMN:
            raise RuntimeError("the tenant is away")
        ran.append(job)

    assert await run_due(lambda: NOW, fetch_trust, claims, run) == (AUTUMN, RECONCILE, SPRING)
    assert ran == [RECONCILE, SPRING]


async def run_ticks(wakes: Wakes, moments: Mapping[int, bool], run: Run) -> list[tuple[int, list[str]]]:
    """Tick at these seconds after all else was done, where True after a change; tell which ticks ran what."""
    claims, ran = Claims(), []
    await run_due(lambda: NOW, fetch_trust, claims, nothing, Wakes())
    for seconds, changed in moments.items():
        now = NOW + timedelta(seconds=seconds)
        if changed:
            await wakes.note_wake(now)
        if jobs := await run_due(lambda now=now: now, fetch_trust, claims, run, wakes):
            ran.append((seconds, [job.id for job in jobs]))
    return ran


async def nothing(job: Job) -> None:
    pass


async def refuse(job: Job) -> None:
    raise RefusedError("Another sync is under way.")


async def test_a_burst_of_changes_is_one_reconcile_when_it_is_over():
    ticks = {0: True, 15: True, 30: True, 45: False, 60: False, 75: False}

    assert await run_ticks(Wakes(), ticks, nothing) == [(60, ["prompt"])]


async def test_changes_made_by_a_reconcile_lead_to_one_more_a_minute_later_and_there_it_ends():
    wakes = Wakes(NOW)

    async def run(job: Job) -> None:
        if writes:
            await wakes.note_wake(NOW + timedelta(seconds=writes.pop()))

    writes = [30]
    ran = await run_ticks(wakes, dict.fromkeys(range(0, 600, 15), False), run)

    assert ran == [(30, ["prompt"]), (90, ["prompt"])]


async def test_a_reconcile_that_is_refused_is_tried_again_in_ten_minutes():
    ticks = dict.fromkeys(range(0, 1260, 15), False)

    assert await run_ticks(Wakes(NOW), ticks, refuse) == [(30, ["prompt"]), (660, ["prompt"])]


async def test_subscriptions_that_cannot_be_kept_leave_no_wake():
    wakes = Wakes()

    async def run(job: Job) -> None:
        if job.kind is JobKind.SUBSCRIPTIONS:
            await refuse(job)

    await run_due(lambda: NOW, fetch_trust, Claims(), run, wakes)

    assert wakes.at is None


async def test_before_the_first_import_nothing_is_due():
    async def fetch_nothing() -> Trust:
        raise RefusedError("No trust has been imported yet.")

    async def run(job: Job) -> None:
        raise AssertionError(job)

    assert await run_due(lambda: NOW, fetch_nothing, Claims(), run) == ()


async def test_running_jobs_catch_up_at_once():
    ran: asyncio.Queue[Job] = asyncio.Queue()

    async with running_jobs(fetch_trust, Claims(), ran.put, clock=lambda: NOW):
        assert [await asyncio.wait_for(ran.get(), 5) for _ in range(3)] == [AUTUMN, RECONCILE, SPRING]


async def run_spring(claims: Claims, run: Run, now: datetime = NOW, **options: object) -> list[str]:
    """Let one replica look when only the spring's invitations are still to go out."""
    for job in (AUTUMN, RECONCILE):
        claims.runs[job.id] = JobRun(due_at=job.due_at, ended=NOW)
    return [job.id for job in await run_due(lambda: now, fetch_trust, claims, run, **options)]


async def test_a_job_that_finds_another_at_work_is_tried_again_once_its_lease_lapses():
    claims = Claims()

    async def run(job: Job) -> None:
        raise BusyError("Another sync is under way.")

    tries = [await run_spring(claims, run, NOW + timedelta(seconds=n)) for n in (0, 60, 90, 105)]

    assert tries == [["invitations/spring"], [], [], ["invitations/spring"]]
    assert claims.runs["invitations/spring"].ended is None


async def test_a_busy_job_leaves_no_wake_for_it_is_tried_again_anyway():
    wakes = Wakes()

    async def run(job: Job) -> None:
        raise BusyError("Another sync is under way.")

    await run_due(lambda: NOW, fetch_trust, Claims(), run, wakes)

    assert wakes.at is None


async def test_a_job_that_is_stopped_is_given_back_and_the_rest_are_left_unclaimed():
    claims, tried = Claims(), []

    async def run(job: Job) -> None:
        tried.append(job)
        raise StoppedError("The service is being stopped.")

    await run_due(lambda: NOW, fetch_trust, claims, run)

    assert tried == [AUTUMN]
    assert claims.runs == {AUTUMN.id: JobRun(due_at=AUTUMN.due_at)}


async def test_a_job_that_is_cut_off_is_given_back():
    claims, begun = Claims(), asyncio.Event()

    async def run(job: Job) -> None:
        begun.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(run_spring(claims, run))
    await asyncio.wait_for(begun.wait(), 5)
    task.cancel()
    await asyncio.wait({task})

    assert task.cancelled()
    assert claims.runs[SPRING.id] == JobRun(due_at=SPRING.due_at)


async def test_whoever_does_a_job_says_so_every_fifteen_seconds_until_it_has_ended():
    claims, slept, clock = Claims(), [], [NOW]
    kept = asyncio.Event()

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        clock[0] += ALIVE_EVERY
        if len(slept) > 3:
            kept.set()
            await asyncio.Event().wait()

    async def run(job: Job) -> None:
        await asyncio.wait_for(kept.wait(), 5)
        assert claims.runs[SPRING.id].alive == NOW + 3 * ALIVE_EVERY

    for job in (AUTUMN, RECONCILE):
        claims.runs[job.id] = JobRun(due_at=job.due_at, ended=NOW)
    await run_due(lambda: clock[0], fetch_trust, claims, run, sleep=sleep)

    assert slept == [15, 15, 15, 15]
    assert claims.runs[SPRING.id].ended == clock[0]


async def test_a_lease_that_cannot_be_kept_for_a_moment_does_not_break_the_job():
    class Unreachable(Claims):
        async def keep(self, *_: object) -> bool:
            tried.set()
            raise RefusedError("The database cannot be reached.")

    async def sleep(seconds: float) -> None:
        await asyncio.sleep(0)

    async def run(job: Job) -> None:
        await asyncio.wait_for(tried.wait(), 5)

    tried, claims = asyncio.Event(), Unreachable()

    assert await run_spring(claims, run, sleep=sleep) == ["invitations/spring"]
    assert claims.runs[SPRING.id].ended == NOW


async def test_what_is_done_at_every_tick_is_let_finish_when_told_to_stop():
    begun, finished = asyncio.Event(), []

    async def work() -> None:
        begun.set()
        await asyncio.sleep(0)
        finished.append(True)

    async with ticking(work):
        await asyncio.wait_for(begun.wait(), 5)

    assert finished == [True]


async def test_work_that_fails_at_a_tick_harms_nobody():
    tried = asyncio.Event()

    async def work() -> None:
        tried.set()
        raise RuntimeError("a fault of ours")

    async with ticking(work):
        await asyncio.wait_for(tried.wait(), 5)

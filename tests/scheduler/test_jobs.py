from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta

from builders import NOW, a_trust

from scheduler.due import Job, JobKind
from scheduler.jobs import Run, run_due, start_jobs, ticking
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
        self.claimed: dict[str, datetime] = {}

    async def fetch_last_runs(self) -> Mapping[str, datetime]:
        return dict(self.claimed)

    async def claim(self, job_id: str, due_at: datetime) -> bool:
        if self.claimed.get(job_id) == due_at:
            return False
        self.claimed[job_id] = due_at
        return True


class ClaimsReadTooEarly(Claims):
    """What a second replica sees that read just before the first one claimed."""

    async def fetch_last_runs(self) -> Mapping[str, datetime]:
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

    assert await run_due(NOW, fetch_trust, claims, run) == (AUTUMN, RECONCILE, SPRING)
    assert await run_due(NOW, fetch_trust, claims, run) == ()
    assert ran == [AUTUMN, RECONCILE, SPRING]


async def test_two_replicas_run_each_job_once():
    claims, ran = ClaimsReadTooEarly(), []

    async def run(job: Job) -> None:
        ran.append(job)

    await asyncio.gather(*(run_due(NOW, fetch_trust, claims, run) for _ in range(2)))

    assert sorted(job.id for job in ran) == ["invitations/autumn", "invitations/spring", "reconcile"]


async def test_a_job_that_fails_does_not_keep_the_next_from_running():
    claims, ran = Claims(), []

    async def run(job: Job) -> None:
        if job == AUTUMN:
            raise RuntimeError("the tenant is away")
        ran.append(job)

    assert await run_due(NOW, fetch_trust, claims, run) == (AUTUMN, RECONCILE, SPRING)
    assert ran == [RECONCILE, SPRING]


async def run_ticks(wakes: Wakes, moments: Mapping[int, bool], run: Run) -> list[tuple[int, list[str]]]:
    """Tick at these seconds after all else was done, where True after a change; tell which ticks ran what."""
    claims, ran = Claims(), []
    await run_due(NOW, fetch_trust, claims, nothing, Wakes())
    for seconds, changed in moments.items():
        now = NOW + timedelta(seconds=seconds)
        if changed:
            await wakes.note_wake(now)
        if jobs := await run_due(now, fetch_trust, claims, run, wakes):
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

    await run_due(NOW, fetch_trust, Claims(), run, wakes)

    assert wakes.at is None


async def test_before_the_first_import_nothing_is_due():
    async def fetch_nothing() -> Trust:
        raise RefusedError("No trust has been imported yet.")

    async def run(job: Job) -> None:
        raise AssertionError(job)

    assert await run_due(NOW, fetch_nothing, Claims(), run) == ()


async def test_started_jobs_catch_up_at_once_and_stop_when_told():
    ran: asyncio.Queue[Job] = asyncio.Queue()

    stop = start_jobs(fetch_trust, Claims(), ran.put, clock=lambda: NOW)
    try:
        assert [await asyncio.wait_for(ran.get(), 5) for _ in range(3)] == [AUTUMN, RECONCILE, SPRING]
    finally:
        stop()


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

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime

from builders import NOW, a_trust

from scheduler.due import Job, JobKind
from scheduler.jobs import run_due, start_jobs
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

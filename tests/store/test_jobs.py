from __future__ import annotations

import asyncio
from datetime import UTC, timedelta

from builders import NOW

from scheduler.due import LAPSES, JobRun
from scheduler.ports import JobClaims, Lease
from termtime.store import SqlStore, open_store
from trust.values import LONDON

LATER = NOW + LAPSES + timedelta(seconds=1)


async def claim_at_once(store: SqlStore, database_url: str, now=NOW) -> list[Lease]:
    """Have twenty replicas try at the same time; give the leases they got."""
    async with await open_store(database_url) as other:
        ports: list[JobClaims] = [store.jobs, other.jobs] * 10
        tried = await asyncio.gather(*(port.claim("agendas", NOW, now) for port in ports))
    return [lease for lease in tried if lease]


async def test_due_job_is_won_once_among_twenty_replicas_that_try_at_once(store: SqlStore, database_url: str):
    assert len(await claim_at_once(store, database_url)) == 1


async def test_job_whose_replica_fell_silent_is_won_once_among_twenty(store: SqlStore, database_url: str):
    assert await store.jobs.claim("agendas", NOW, NOW)

    assert await claim_at_once(store, database_url, NOW + LAPSES) == []
    assert len(await claim_at_once(store, database_url, LATER)) == 1


async def test_job_is_due_again_at_another_time_but_not_in_another_zone(store: SqlStore):
    assert await store.jobs.claim("agendas", NOW, NOW)
    assert not await store.jobs.claim("agendas", NOW.astimezone(UTC), NOW)
    assert await store.jobs.claim("agendas", NOW + timedelta(days=1), NOW)
    assert await store.jobs.claim("minutes", NOW, NOW)


async def test_job_that_is_kept_up_cannot_be_taken(store: SqlStore):
    lease = await store.jobs.claim("agendas", NOW, NOW)
    assert lease
    assert await store.jobs.keep(lease, NOW + LAPSES)

    assert not await store.jobs.claim("agendas", NOW, LATER)


async def test_job_that_has_ended_is_never_done_again(store: SqlStore):
    lease = await store.jobs.claim("agendas", NOW, NOW)
    assert lease
    await store.jobs.end(lease, LATER)

    assert not await store.jobs.claim("agendas", NOW, LATER + timedelta(days=1))
    assert await store.jobs.fetch_last_runs() == {"agendas": JobRun(due_at=NOW, alive=NOW, ended=LATER)}


async def test_job_that_is_given_back_can_be_taken_at_once(store: SqlStore):
    lease = await store.jobs.claim("agendas", NOW, NOW)
    assert lease
    await store.jobs.give_back(lease)

    assert await store.jobs.fetch_last_runs() == {"agendas": JobRun(due_at=NOW)}
    assert await store.jobs.claim("agendas", NOW, NOW)


async def test_whoever_lost_a_job_can_neither_keep_nor_end_nor_give_back_what_another_has(store: SqlStore):
    lost = await store.jobs.claim("agendas", NOW, NOW)
    won = await store.jobs.claim("agendas", NOW, LATER)
    assert lost
    assert won

    assert not await store.jobs.keep(lost, LATER + LAPSES)
    await store.jobs.end(lost, LATER)
    await store.jobs.give_back(lost)

    assert await store.jobs.fetch_last_runs() == {"agendas": JobRun(due_at=NOW, alive=LATER)}
    assert await store.jobs.keep(won, LATER)


async def test_last_run_of_each_job_is_known(store: SqlStore):
    assert await store.jobs.fetch_last_runs() == {}

    for job_id, due_at in (("agendas", NOW), ("agendas", NOW - timedelta(days=1)), ("minutes", NOW)):
        await store.jobs.claim(job_id, due_at, NOW)

    found = await store.jobs.fetch_last_runs()
    assert {job: run.due_at for job, run in found.items()} == {"agendas": NOW, "minutes": NOW}
    assert {run.due_at.tzinfo for run in found.values()} == {LONDON}

from __future__ import annotations

import asyncio
from datetime import UTC, timedelta

from builders import NOW

from scheduler.ports import JobClaims
from termtime.store import SqlStore, open_store
from trust.values import LONDON


async def test_due_job_is_won_once_among_twenty_replicas_that_try_at_once(store: SqlStore, database_url: str):
    async with await open_store(database_url) as other:
        ports: list[JobClaims] = [store.jobs, other.jobs] * 10

        won = await asyncio.gather(*(port.claim("agendas", NOW) for port in ports))

    assert sorted(won) == [False] * 19 + [True]


async def test_job_is_due_again_at_another_time_but_not_in_another_zone(store: SqlStore):
    assert await store.jobs.claim("agendas", NOW)
    assert not await store.jobs.claim("agendas", NOW.astimezone(UTC))
    assert await store.jobs.claim("agendas", NOW + timedelta(days=1))
    assert await store.jobs.claim("minutes", NOW)


async def test_last_run_of_each_job_is_known(store: SqlStore):
    assert await store.jobs.fetch_last_runs() == {}

    for job_id, due_at in (("agendas", NOW), ("agendas", NOW - timedelta(days=1)), ("minutes", NOW)):
        await store.jobs.claim(job_id, due_at)

    assert await store.jobs.fetch_last_runs() == {"agendas": NOW, "minutes": NOW}
    assert {moment.tzinfo for moment in (await store.jobs.fetch_last_runs()).values()} == {LONDON}

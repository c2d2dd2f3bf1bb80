"""Two replicas of the real service of which one goes, killed or asked to: what it had in hand is done, and done once."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from crashes import take_picture
from hasty import MOMENT
from served import Load, Served, make_environment, serving, start_process

from examples import find_example
from graph_sync.sync import SyncResult
from sandbox.faults import BATCH
from sandbox.server import Sandbox, running_sandbox
from termtime.app import reconcile
from termtime.directory import read_year
from termtime.planning import plan_year, publish_year
from termtime.sandboxing import make_sandbox_seed, make_sandbox_settings
from termtime.store import SqlStore, open_store
from trust.values import place_in_london
from trust.year import Year

TRUST = read_year(find_example()).trust
NOW = place_in_london(MOMENT)
KILLS = 10
PRIYA = "priya.raman@fernvale.example"


@dataclass
class Office:
    """A published year, its database, and the tenant that is to be brought in step with it."""

    store: SqlStore
    database_url: str
    sandbox: Sandbox
    here: Path

    async def start(self) -> Served:
        """Start a replica."""
        environment = make_environment(TRUST, self.sandbox, self.database_url)
        return await start_process(self.here, "-m", "hasty", "serve", **environment)

    async def wait_for_changes(self, count: int) -> None:
        """Wait until so much has been noted as done."""
        async with asyncio.timeout(60):
            while len(await self.store.sync.fetch_applied()) < count:
                await asyncio.sleep(0.01)

    async def wait_until_all_ended(self) -> None:
        async with asyncio.timeout(90):
            while not all(run.ended for run in (await self.store.jobs.fetch_last_runs()).values()):
                await asyncio.sleep(0.1)

    async def reconcile(self) -> SyncResult:
        settings = make_sandbox_settings(TRUST, self.sandbox.url, database_url=self.database_url)
        return await reconcile(settings, self.store, lambda: NOW)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    """Plan and publish a year, of which a term is to be invited now."""
    folder = tmp_path_factory.mktemp("year")
    async with await open_store(f"sqlite:///{folder}/termtime.db") as store:
        await store.save_year(Year(trust=TRUST))
        await plan_year(store, NOW, effort=0.2)
        await publish_year(store)
        return await store.fetch_year()


@asynccontextmanager
async def opening(year: Year, database_url: str, here: Path) -> AsyncIterator[Office]:
    async with (
        await open_store(database_url) as store,
        running_sandbox(make_sandbox_seed(TRUST), limits=False, now=lambda: NOW) as sandbox,
    ):
        await store.save_year(year)
        yield Office(store, database_url, sandbox, here)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def undisturbed(year: Year, tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """Give what stands after a sync that nothing happened to."""
    folder = tmp_path_factory.mktemp("undisturbed")
    async with opening(year, f"sqlite:///{folder}/termtime.db", folder) as office:
        await office.reconcile()
        return take_picture(office.sandbox)


@pytest.fixture
async def office(year: Year, database_url: str, tmp_path: Path) -> AsyncIterator[Office]:
    async with opening(year, database_url, tmp_path) as opened:
        yield opened


async def check_end(office: Office, undisturbed: dict[str, object]) -> None:
    """Nothing is left to do, and what stands is what an undisturbed sync makes, each letter sent once."""
    assert (await office.reconcile()).plan.writes == ()
    assert take_picture(office.sandbox) == undisturbed


@pytest.mark.parametrize("changes", [1, 60, 150])
async def test_a_job_whose_replica_is_killed_is_taken_over_and_nothing_is_done_twice(
    office: Office, undisturbed: dict[str, object], changes: int
):
    slow = office.sandbox.faults.add("slow", BATCH, seconds=0.3)
    replicas = await asyncio.gather(office.start(), office.start())
    try:
        await office.wait_for_changes(changes)
        victim, other = sorted(replicas, key=lambda one: not one.find("job begun"))
        await victim.kill()
        runs = await office.store.jobs.fetch_last_runs()
        office.sandbox.faults.rules.remove(slow)
        begun = victim.find("job begun")[-1]
        await office.wait_until_all_ended()
    finally:
        await asyncio.gather(*(one.kill() for one in replicas))
    await check_end(office, undisturbed)

    # What the other had begun itself it had put off, for the lock was held.
    assert runs[begun["job"]].ended is None
    assert (begun["job"], begun["due_at"]) in [(one["job"], one["due_at"]) for one in other.find("job begun")]
    assert [one["ending"] for one in other.find("job ended") if one["job"] == begun["job"]][-1] == "done"


async def test_a_sync_that_is_asked_to_stop_stops_between_changes_and_the_next_start_goes_on(
    office: Office, undisturbed: dict[str, object]
):
    slow = office.sandbox.faults.add("slow", BATCH, seconds=0.3)
    first = await office.start()
    try:
        await office.wait_for_changes(60)
        first.process.send_signal(signal.SIGTERM)
        code = await first.end()
        runs, done = await office.store.jobs.fetch_last_runs(), len(await office.store.sync.fetch_applied())
        office.sandbox.faults.rules.remove(slow)
        second = await office.start()
        try:
            await office.wait_until_all_ended()
        finally:
            await second.kill()
    finally:
        await first.kill()
    await check_end(office, undisturbed)

    assert (code, first.stray) == (0, [])
    assert done < len(await office.store.sync.fetch_applied())
    assert [(run.alive, run.ended) for run in runs.values()] == [(None, None)]
    assert [line["event"] for line in first.lines if line["level"] != "info"] == []


async def test_a_replica_asked_to_stop_under_load_drops_nothing_and_says_so_first(
    year: Year, sqlite_url: str, tmp_path: Path
):
    async with opening(year, sqlite_url, tmp_path) as office:
        await office.reconcile()
        environment = make_environment(TRUST, office.sandbox, sqlite_url, TERMTIME_DRAIN_SECONDS="1")
        async with serving(tmp_path, "--at", "2026-12-14T08:30", **environment) as served:
            load = Load(office.sandbox, PRIYA, [served])
            async with load.running(8):
                await load.wait_until_answered(40)
                served.process.send_signal(signal.SIGTERM)
                code = await served.end()
            stopping = [line["event"] for line in served.lines].index("stopping")

    assert (code, served.stray) == (0, [])
    assert load.refused == 0
    answers = load.asking.count_answers()
    assert answers == dict.fromkeys(load.sent, 1) | {"": answers.get("", 0)}
    late = [
        line for line in served.lines[stopping:] if line["event"] == "request" and line["route"] != "/readyz"
    ]
    assert {line["status"] for line in late} <= {200}


async def test_while_replicas_are_killed_ten_times_every_question_is_answered(
    year: Year, postgres_url: str, tmp_path: Path
):
    async with opening(year, postgres_url, tmp_path) as office:
        await office.reconcile()
        replicas = list(await asyncio.gather(office.start(), office.start()))
        load = Load(office.sandbox, PRIYA, replicas, paths=("/healthz", "/readyz"))
        try:
            async with load.running(4):
                for number in range(KILLS):
                    await load.wait_until_answered(15 + number)
                    # Who was acknowledged early by one that is killed too is out of luck; so one at a time.
                    await load.wait_until_settled()
                    await replicas.pop(0).kill()
                    replicas.append(await office.start())
        finally:
            await asyncio.gather(*(one.kill() for one in replicas))
        assert (await office.reconcile()).plan.writes == ()

    answers = load.asking.count_answers()
    unasked = answers.pop("", 0)
    assert load.answered == set(load.sent) == answers.keys()
    assert unasked == 1
    # Dying between saying an answer and noting that it was said is the one way to say it twice (bot.service).
    twice = {question for question, count in answers.items() if count > 1}
    assert twice <= load.resent
    assert len(twice) <= KILLS
    assert load.looked > 0

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from builders import NOW

from scheduler.engine.problem import Progress
from scheduler.scenario import Avoid, Keep, Question
from termtime import scenarios
from termtime.scenarios import FAILED, running_scenarios, work_out_next
from termtime.store import SqlStore, open_store
from termtime.store.scenarios import Scenario, State
from tests.termtime.planned import HIDDEN, MATHS, plan_small_year

YEAR = plan_small_year()
DAY = MATHS.starts.date()
SEEN = ("art", "maths")


def clock():
    return NOW


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlStore]:
    async with await open_store(f"sqlite:///{tmp_path}/year.db") as opened:
        await opened.save_year(YEAR)
        yield opened


async def ask(store: SqlStore, *wishes, by: str = "eve", seen=SEEN) -> None:
    question = Question(wishes=wishes, seen=seen)
    await store.scenarios.add(Scenario(id="one", by=by, at=NOW, question=question, touched=NOW))
    await store.scenarios.start("one", NOW)


async def find(store: SqlStore) -> Scenario:
    found = await store.scenarios.fetch("one")
    assert found is not None
    return found


async def test_a_question_is_answered_and_the_answer_kept(store: SqlStore):
    await ask(store, Avoid(first=DAY, last=DAY))

    assert await work_out_next(store, clock)
    assert not await work_out_next(store, clock)

    done = await find(store)
    assert done.state is State.DONE
    assert done.result
    assert next(m for m in done.result.meetings if m.key == MATHS.key).starts.date() != DAY
    # Nothing of the year itself has changed.
    assert (await store.fetch_year()).meeting_by_key[MATHS.key] == MATHS


@pytest.mark.parametrize(
    ("by", "seen", "wishes", "why"),
    [
        ("ada", SEEN, (), "Only trust leads"),
        ("it", SEEN, (), "Only trust leads"),
        ("gone", SEEN, (), "Only trust leads"),
        ("eve", (*SEEN, "secret"), (), "You see less of the year"),
        ("eve", SEEN, (Keep(meeting=HIDDEN.key),), "that there is not, or that is not yours"),
    ],
)
async def test_what_its_author_may_not_ask_any_more_fails_in_a_sentence(
    store: SqlStore, by, seen, wishes, why
):
    await ask(store, *wishes, by=by, seen=seen)
    await work_out_next(store, clock)

    failed = await find(store)
    assert failed.state is State.FAILED
    assert why in failed.note


async def test_whatever_goes_wrong_is_a_sentence_and_no_traceback(store: SqlStore, monkeypatch):
    def fail(*_):
        raise ZeroDivisionError(f"a secret of {HIDDEN.key}")

    monkeypatch.setattr(scenarios, "answer_question", fail)
    await ask(store)
    await work_out_next(store, clock)
    assert (await find(store)).note == FAILED


async def test_how_far_it_is_is_noted_and_what_is_discarded_meanwhile_is_left_off(
    store: SqlStore, monkeypatch
):
    begun, left = threading.Event(), threading.Event()

    def work(_year, _scope, _question, _now, watch):
        while not watch(Progress(120, 100)):
            begun.set()
            left.wait(0.01)
        raise AssertionError("ended early, so nothing is noted")

    monkeypatch.setattr(scenarios, "answer_question", work)
    monkeypatch.setattr(scenarios, "SAY_EVERY", 0.02)
    await ask(store)
    working = asyncio.create_task(work_out_next(store, clock))
    async with asyncio.timeout(10):
        while "120" not in (await find(store)).note:
            await asyncio.sleep(0.01)
    assert (await find(store)).note == "The best year so far costs 120; none costs less than 100."

    await store.scenarios.discard("one")

    assert await asyncio.wait_for(working, 10)
    assert await store.scenarios.fetch("one") is None
    assert begun.is_set()


async def test_what_is_under_way_when_the_service_stops_is_given_back(store: SqlStore, monkeypatch):
    def work(_year, _scope, _question, _now, watch):
        while not watch(Progress(120, 100)):
            threading.Event().wait(0.01)

    monkeypatch.setattr(scenarios, "answer_question", work)
    monkeypatch.setattr(scenarios, "SAY_EVERY", 0.02)
    await ask(store)
    async with running_scenarios(store, clock):
        async with asyncio.timeout(10):
            while (await find(store)).state is not State.WORKING:
                await asyncio.sleep(0.01)

    assert (await find(store)).state is State.WAITING

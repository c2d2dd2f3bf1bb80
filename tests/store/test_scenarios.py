from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

from builders import NOW

from scheduler.scenario import Avoid, Certificate, Outcome, Question
from termtime.store import SqlStore, open_store
from termtime.store.scenarios import KEPT_FOR, LAPSES, MOST_OWN, STANDING, Scenario, State

LATER = NOW + LAPSES + timedelta(seconds=1)
WISH = Avoid(group="maths", first=NOW.date(), last=NOW.date())
RESULT = Outcome(digest="abc", certificate=Certificate(cost=3, bound=2, best=3))


def a_scenario(name: str = "one", **fields: Any) -> Scenario:
    known = {
        "id": name,
        "by": "ada",
        "at": NOW,
        "question": Question(name=name, wishes=(WISH,)),
        "touched": NOW,
    }
    return Scenario(**known | fields)


async def begin(store: SqlStore, name: str = "one", **fields: Any) -> Scenario:
    scenario = a_scenario(name, **fields)
    await store.scenarios.add(scenario)
    await store.scenarios.start(name, fields.get("at", NOW))
    return scenario


async def test_what_was_asked_comes_back_as_it_was_and_a_second_of_its_id_is_left_out(store: SqlStore):
    await store.scenarios.add(a_scenario())
    await store.scenarios.add(a_scenario(question=Question(name="another")))

    assert await store.scenarios.fetch("one") == a_scenario()
    assert await store.scenarios.fetch("two") is None


async def test_one_of_twenty_replicas_takes_a_scenario_on(store: SqlStore, database_url: str):
    await begin(store)
    async with await open_store(database_url) as other:
        taken = await asyncio.gather(*(each.scenarios.take(NOW) for each in [store, other] * 10))

    assert [one.id for one in taken if one] == ["one"]


async def test_the_one_that_has_waited_longest_is_next_and_drafts_never(store: SqlStore):
    await begin(store, "late", at=NOW + timedelta(minutes=1))
    await begin(store, "early")
    await store.scenarios.add(a_scenario("draft", at=NOW - timedelta(days=1)))

    taken = [await store.scenarios.take(NOW) for _ in range(3)]

    assert [one.id if one else None for one in taken] == ["early", "late", None]


async def test_whose_replica_fell_silent_is_taken_over_and_it_may_note_nothing_more(store: SqlStore):
    await begin(store)
    first = await store.scenarios.take(NOW)
    assert first
    assert await store.scenarios.take(NOW + LAPSES) is None

    second = await store.scenarios.take(LATER)
    assert second is not None
    assert await store.scenarios.keep(first, "still at it", LATER) is None
    assert not await store.scenarios.finish(first, RESULT, LATER)
    assert await store.scenarios.finish(second, RESULT, LATER)
    done = await store.scenarios.fetch("one")
    assert done
    assert (done.state, done.result, done.open) == (State.DONE, RESULT, False)


async def test_whoever_says_that_they_are_at_it_keeps_it(store: SqlStore):
    await begin(store)
    ours = await store.scenarios.take(NOW)
    assert ours
    assert (ours := await store.scenarios.keep(ours, "half way", LATER))

    assert await store.scenarios.take(LATER + LAPSES) is None
    found = await store.scenarios.fetch("one")
    assert found
    assert (found.note, found.state) == ("half way", State.WORKING)


async def test_what_is_given_back_is_taken_again_at_once_and_what_failed_says_why(store: SqlStore):
    await begin(store)
    ours = await store.scenarios.take(NOW)
    assert ours
    assert await store.scenarios.give_back(ours, NOW)
    again = await store.scenarios.take(NOW)
    assert again
    assert await store.scenarios.fail(again, "No such group.", NOW)

    found = await store.scenarios.fetch("one")
    assert found
    assert (found.state, found.note) == (State.FAILED, "No such group.")
    assert await store.scenarios.start("one", NOW)


async def test_what_was_discarded_is_gone_for_whoever_works_on_it(store: SqlStore):
    await begin(store)
    ours = await store.scenarios.take(NOW)
    await store.scenarios.discard("one")

    assert ours
    assert await store.scenarios.keep(ours, "", NOW) is None
    assert not await store.scenarios.finish(ours, RESULT, NOW)
    assert await store.scenarios.fetch("one") is None


async def test_of_two_changes_to_the_same_draft_one_is_refused(store: SqlStore):
    draft = a_scenario()
    await store.scenarios.add(draft)
    assert await store.scenarios.save_question(draft, Question(name="mine"))
    assert not await store.scenarios.save_question(draft, Question(name="yours"))

    found = await store.scenarios.fetch("one")
    assert found
    assert found.question.name == "mine"
    assert await store.scenarios.start("one", NOW)
    assert not await store.scenarios.save_question(found, Question(name="too late"))
    assert not await store.scenarios.start("one", NOW)


async def test_the_oldest_go_and_those_of_others_and_certificates_stay(store: SqlStore):
    await store.scenarios.add(a_scenario("ancient", by="ben", at=NOW - KEPT_FOR - timedelta(days=1)))
    await store.scenarios.add(a_scenario("of-ben", by="ben"))
    await store.scenarios.add(a_scenario(f"{STANDING}abc", at=NOW - timedelta(days=1)))
    for number in range(MOST_OWN + 2):
        await store.scenarios.add(a_scenario(f"n{number:02}", at=NOW + timedelta(minutes=number)))

    found = [one.id for one in await store.scenarios.fetch_all()]
    assert found[0] == f"n{MOST_OWN + 1:02}"
    assert "of-ben" in found
    assert not {"ancient", "n00", "n01", f"{STANDING}abc"} & set(found)
    assert await store.scenarios.fetch(f"{STANDING}abc")

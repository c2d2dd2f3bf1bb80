"""What an answer depends on beside the year, and what it may have done, kept in a store of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest
from builders import NOW, a_trust

from bot.asked import Answer
from bot.personal import UNTIL_RESUMED, Preferences
from bot.ports import NO_CONTEXT, Kind, Prefer, Pressed, Recall, Settle
from bot.service import answer_with_effect
from termtime.answering import KEPT, StoreClerk, YearPlanning
from termtime.settling import NOT_OPEN
from termtime.store import SqlStore, open_store
from tests.bot.example import a_year, an_inbound, held, say
from trust.proposals import Verdict
from trust.year import Trust

ADA = a_year().trust.person_by_id["ada"]


@pytest.fixture
async def store(sqlite_url: str) -> AsyncIterator[SqlStore]:
    async with await open_store(sqlite_url) as opened:
        await opened.save_year(a_year())
        yield opened


async def press(store: SqlStore, **data: Any) -> Answer:
    async def find_audience(trust: Trust) -> Any:
        ada = trust.person_by_id["ada"]
        return ada, (ada,)

    inbound = an_inbound(kind=Kind.BUTTON, pressed=Pressed("ask", data))
    return await answer_with_effect(
        inbound, store, StoreClerk(store, lambda: NOW), find_audience, NO_CONTEXT, NOW
    )


async def test_pausing_is_kept_and_told_as_it_stands(store: SqlStore):
    answered = await press(store, intent="preferences", detail="pause")

    assert say(answered).splitlines()[1] == "Done: paused until you say “resume”."
    assert await store.personal.fetch_preferences() == {"ada": Preferences(paused_until=UNTIL_RESUMED)}


async def test_what_has_changed_is_compared_with_the_last_time_it_was_asked(store: SqlStore):
    first = await press(store, intent="changes")
    await store.save_meetings([held("maths-secondary", date(2027, 1, 26), "Spring meeting", "spring-1")])
    told = [say(await press(store, intent="changes")).splitlines()[1] for _ in range(2)]
    again = await press(store, intent="changes", detail="again")

    assert say(first).splitlines()[1].startswith("You have not asked me this before")
    assert told == [
        "1 thing has changed since I last told you, Mon 14 Dec 2026, 08:30.",
        "Nothing has changed since I last told you, Mon 14 Dec 2026, 08:30.",
    ]
    assert say(again).splitlines()[1] == told[0]


async def test_questions_that_need_nothing_personal_have_none_on_the_desk(store: SqlStore):
    desk = await StoreClerk(store, lambda: NOW).fetch_desk()

    assert (desk.personal, desk.matters, type(desk.planning)) == (None, (), YearPlanning)


async def test_what_cannot_be_settled_is_said_in_a_sentence(store: SqlStore):
    clerk = StoreClerk(store, lambda: NOW)

    effects = (Settle("3f2a09c1de", Verdict.ADOPT), Prefer(Preferences()), Recall())

    said = [(await clerk.carry_out(effect, ADA)).sentence for effect in effects]

    assert said == [NOT_OPEN.format(id="3f2a09c1de"), KEPT, KEPT]


def test_planner_lists_every_time_of_a_meetings_window_the_best_first():
    year = a_year()
    meeting = year.meeting_by_key["2026-27/maths-secondary/spring-1"]

    slots = YearPlanning().find_slots(year.trust, year.meetings, meeting)

    costs = [slot.cost for slot in slots.times if slot.possible]
    assert (slots.window, costs) == ("the spring term", sorted(costs))
    assert slots.find_at(meeting.starts) in slots.times


def test_meeting_out_of_term_has_no_other_times():
    august = held("maths", date(2027, 8, 10), rule="extra-1")

    assert YearPlanning().find_slots(a_trust(), (), august).times == ()


def test_every_rule_of_the_planner_is_put_into_words():
    from scheduler.rules import Rule
    from termtime.answering import CONCERNS, HAPPENS

    assert {*CONCERNS, *HAPPENS, "UNPLACED"} == {rule.name for rule in Rule}


async def test_look_is_kept_for_whoever_asked(store: SqlStore):
    await press(store, intent="changes")

    looks = (await store.personal.fetch("ada")).looks
    assert looks.last is not None
    assert (looks.last.groups, looks.before) == (("maths-secondary",), None)

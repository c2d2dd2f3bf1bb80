"""A term lived in fast-forward by the whole example trust; then some weeks with replicas that are killed on PostgreSQL.

`termtime simulate` lives the whole year in the same way; docs/simulation.md has its figures.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date

import pytest
import pytest_asyncio

from examples import find_example
from termtime.simulation.living import simulate_with_kills, simulate_year
from termtime.simulation.reporting import YearReport

# From the first week of term past half-term, when people leave and come.
TERM, DAYS = date(2026, 9, 7), 84
WEEKS, FEW_DAYS, KILLS = date(2026, 9, 21), 14, 4

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def term() -> AsyncIterator[YearReport]:
    yield await simulate_year(find_example(), lambda _stage: None, days=DAYS, begin=TERM)


async def test_nobody_is_told_twice_in_quiet_hours_or_of_what_is_not_for_them(term: YearReport):
    assert term.faults == ()
    assert (term.duplicate_nudges, term.quiet_hours_nudges, term.unentitled_nudges, term.unaccounted) == (
        0,
        0,
        0,
        0,
    )
    assert term.messages > 500


async def test_every_meeting_is_held_or_called_off_and_written_up(term: YearReport):
    assert term.held > 40
    assert term.deeds["note_attendance"] == term.held
    # Those of the last days are still being written.
    assert term.minutes_saved >= term.held * 0.85
    assert 0 < term.minutes_approved <= term.minutes_saved
    assert term.agendas_on_time > 0.5
    assert term.moved > 0


async def test_actions_are_closed_and_replies_come_back_from_outlook_and_teams(term: YearReport):
    assert term.actions_closed > term.actions / 2
    assert term.replies > 500
    assert min(term.deeds["give_reply"], term.deeds["reply in Outlook"]) > 200


async def test_people_do_what_people_do(term: YearReport):
    lively = {"take_from_word", "wrote in Word", "undo", "broadcast", "typed", "change_item", "move_item",
              "turn_down_item", "dragged in Outlook", "settled"}  # fmt: skip
    assert lively <= term.deeds.keys()
    assert term.joined > 0


async def test_what_was_refused_was_refused_for_a_reason(term: YearReport):
    assert term.refused.keys() <= {"move_meeting"}
    assert all("Not done" in said for said in term.refusals.values())


async def test_nobody_gets_more_than_they_should(term: YearReport):
    assert term.mails_most <= 30
    assert term.messages_most <= 30
    assert term.deliveries.keys() <= {"sent", "failed", "deferred", "not needed"}


async def test_replicas_killed_in_ticks_and_turns_end_where_an_undisturbed_run_ends(postgres_url: str):
    report = await simulate_with_kills(
        find_example(),
        lambda _stage: None,
        postgres_url,
        kills=KILLS,
        days=FEW_DAYS,
        begin=WEEKS,
    )

    assert report.differences == ()
    assert report.faults == ()
    assert report.killed == KILLS
    assert report.sent_again >= 1
    # What was being sent when a replica died is not known, and nothing else is.
    assert report.deliveries.get("not known", 0) <= len(report.explained)

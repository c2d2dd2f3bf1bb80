from __future__ import annotations

from datetime import date, datetime

import pytest
from builders import NOW, a_group, a_meeting, a_person, a_trust, some_settings

from trust.papers import (
    Action,
    ActionStatus,
    Agenda,
    AgendaItem,
    Answer,
    Attendance,
    Minutes,
    PaperText,
    Reply,
)
from trust.people import AccessNeed
from trust.retaining import Paper, choose_due, choose_leavers_due, count_papers, find_papers, forget_details
from trust.retention import Hold, Kept
from trust.values import LONDON
from trust.year import Year

OLD = "2026-27/maths/autumn-1"
LATE = datetime(2040, 9, 2, 2, tzinfo=LONDON)
YEAR = Year(
    trust=a_trust(settings=some_settings(year="2040-41"), groups=(a_group("maths"), a_group("art"))),
    meetings=(a_meeting("autumn-1", starts=datetime(2026, 11, 3, 15, 45, tzinfo=LONDON)),),
    agendas=(Agenda(meeting=OLD, items=(AgendaItem(title="Ratio", lead="cal"),)),),
    minutes=(Minutes(meeting=OLD, present=("ada", "ben")),),
    actions=(
        Action(id="a1", meeting=OLD, text="Ask", owner="ben", status=ActionStatus.DONE),
        Action(id="a2", meeting=OLD, text="Write", owner="ben"),
    ),
    replies=(
        Reply(meeting=OLD, person="ada", answer=Answer.DECLINED, reason="A clinic"),
        Reply(meeting=OLD, person="ben", answer=Answer.ACCEPTED),
    ),
    attendance=(Attendance(meeting=OLD, person="cal", minutes=40),),
    texts=(PaperText(item="w1", meeting=OLD, paper="minutes", lines=("Said",)),),
)
OF_YEAR = (Kept.REASONS, Kept.REPLIES, Kept.AGENDAS, Kept.MINUTES, Kept.ACTIONS)


def hold(**about: str) -> Year:
    settings = YEAR.trust.settings.model_copy(update={"holds": (Hold(reason="A claim", **about),)})
    return YEAR.model_copy(update={"trust": YEAR.trust.model_copy(update={"settings": settings})})


def name(papers: tuple[Paper, ...]) -> list[str]:
    return [paper.name for paper in papers]


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        (Kept.REASONS, ["ada"]),
        (Kept.REPLIES, ["ada", "ben", "cal"]),
        (Kept.AGENDAS, [""]),
        (Kept.MINUTES, ["", "w1"]),
        # An open action still asks something of somebody.
        (Kept.ACTIONS, ["a1"]),
    ],
)
def test_what_is_long_over_is_due(kind: Kept, names: list[str]):
    assert name(choose_due(YEAR, kind, find_papers(YEAR, kind), LATE)) == names


@pytest.mark.parametrize("kind", OF_YEAR)
def test_nothing_of_the_running_year_is_due_and_it_is_said_when_it_will_be(kind: Kept):
    running = YEAR.model_copy(update={"trust": a_trust()})

    stock = count_papers(running, kind, "", NOW)

    assert (stock.due, stock.held, stock.oldest) == (0, 0, date(2026, 11, 3))
    assert stock.next is not None
    assert stock.next >= date(2027, 9, 1)


@pytest.mark.parametrize("kind", OF_YEAR)
def test_hold_on_a_group_keeps_all_of_it_and_one_on_another_group_nothing(kind: Kept):
    held, other = hold(group="maths"), hold(group="art")

    assert choose_due(held, kind, find_papers(held, kind), LATE) == ()
    stock = count_papers(held, kind, "", LATE)
    assert (stock.due, stock.held) == (0, stock.count)
    assert choose_due(other, kind, find_papers(other, kind), LATE) == choose_due(
        YEAR, kind, find_papers(YEAR, kind), LATE
    )


@pytest.mark.parametrize(
    ("person", "due"),
    [
        ("ada", {Kept.REASONS: [], Kept.REPLIES: ["ben", "cal"], Kept.MINUTES: ["w1"], Kept.ACTIONS: ["a1"]}),
        ("ben", {Kept.REASONS: ["ada"], Kept.REPLIES: ["ada", "cal"], Kept.ACTIONS: []}),
        ("cal", {Kept.AGENDAS: [], Kept.REPLIES: ["ada", "ben"]}),
    ],
)
def test_hold_on_a_person_keeps_what_names_them(person: str, due: dict[Kept, list[str]]):
    held = hold(person=person)

    assert {kind: name(choose_due(held, kind, find_papers(held, kind), LATE)) for kind in due} == due


def test_leavers_are_due_a_year_after_they_left_unless_held():
    gone = a_person("gone", ends=date(2025, 12, 31), access_needs=(AccessNeed.HEARING_LOOP,))
    people = (gone, a_person("going", ends=date(2026, 12, 1)), a_person("here"))
    trust = a_trust(people=people, officers=())

    assert choose_leavers_due(trust, datetime(2026, 12, 30, tzinfo=LONDON)) == ()
    assert choose_leavers_due(trust, datetime(2026, 12, 31, tzinfo=LONDON)) == (gone,)
    held = trust.settings.model_copy(update={"holds": (Hold(person="gone", reason="A claim"),)})
    assert (
        choose_leavers_due(trust.model_copy(update={"settings": held}), datetime(2030, 1, 1, tzinfo=LONDON))
        == ()
    )
    assert (forget_details(gone).access_needs, forget_details(gone).name) == ((), "Gone")

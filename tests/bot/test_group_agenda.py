from __future__ import annotations

from datetime import date

import pytest
from builders import a_meeting

from tests.bot.example import SITE, buttons_of, held, say
from tests.bot.papers_example import AUGUST, MATHS, a_busy_year, put
from trust.meetings import MeetingStatus
from trust.papers import Agenda, AgendaItem, AgendaStatus

ENGLISH = "The agenda of English, Spring meeting, Tue 12 Jan 2027, 15:45–17:00:"
NOT_YET = f"{ENGLISH} not published yet: due by Tue 5 Jan 2027."


def test_the_next_agenda_shows_times_leads_and_outcomes():
    answered = put("dee", "group_agenda", group="maths-secondary")

    assert say(answered).splitlines() == [
        "Secondary Mathematics: Spring meeting, Tue 19 Jan 2027, 15:45–17:00",
        "Published.",
        "- 15:45 · 10 min · Welcome and open actions · Ada",
        "- 15:55 · 45 min · Fractions in Year 7 · Ben · Outcome: One unit for all",
        "- 16:40 · 15 min · Questions",
        f"Open the agenda: {SITE}/s/a.docx",
    ]
    assert (answered.sources, answered.rule) == (
        (f"agenda {MATHS}/spring-1",), "open group, published agenda: seen by staff of the trust"
    )  # fmt: skip


def test_a_draft_is_for_officers_and_not_published_for_everyone_else():
    draft = put("cal", "group_agenda", group="english")

    assert say(draft).splitlines()[1:] == [
        "A draft, not published yet: due by Tue 5 Jan 2027. One item has no time yet; 75 minutes are left.",
        "- Secret plans",
    ]
    assert draft.rule == "open group, draft agenda: seen by an officer of the group"
    assert say(put("eve", "group_agenda", group="english")) == NOT_YET
    assert say(put("cal dee", "group_agenda", group="english")) == NOT_YET


def test_a_draft_and_none_at_all_sound_the_same_to_others():
    assert put("dee", "group_agenda", a_busy_year(agendas=()), group="english") == put(
        "dee", "group_agenda", group="english"
    )


def test_one_that_should_have_been_published_is_said_to_be_late():
    soon = held("english", date(2026, 12, 16), rule="autumn-2")

    assert say(put("dee", "group_agenda", a_busy_year(meetings=(soon,)), group="english")) == (
        "The agenda of English, Autumn meeting, Wed 16 Dec 2026, 15:45–17:00: "
        "not published yet: it was due by Wed 9 Dec 2026."
    )


def test_times_are_left_out_where_they_do_not_add_up():
    items = tuple(AgendaItem(title=f"Item {n}", minutes=60) for n in range(12))
    agendas = (Agenda(meeting=f"{MATHS}/spring-1", status=AgendaStatus.PUBLISHED, items=items),)
    answered = put("dee", "group_agenda", a_busy_year(agendas=agendas), group="maths-secondary")

    assert say(answered).splitlines()[2] == "- 60 min · Item 0"
    assert buttons_of(answered)[:2] == ["Open the agenda", "More"]


def test_whoever_writes_it_sees_by_how_much_it_is_too_long_and_may_edit_it():
    items = tuple(AgendaItem(title=f"Item {n}", minutes=30) for n in range(3))
    agendas = (Agenda(meeting=f"{MATHS}/spring-1", items=items),)
    answered = put("ada", "group_agenda", a_busy_year(agendas=agendas), group="maths-secondary")

    state, *shown = say(answered).splitlines()[1:5]
    assert state == (
        "A draft, not published yet: due by Tue 12 Jan 2027. "
        "Its items take 15 minutes more than the meeting lasts: shorten one, or leave one for next time."
    )
    assert shown == [
        "- 15:45 · 30 min · Item 0",
        "- 16:15 · 30 min · Item 1",
        "- 16:45 · 30 min · Item 2",
    ]
    assert buttons_of(answered)[:3] == ["Open the agenda", "Edit the agenda", "Publish it"]


@pytest.mark.parametrize(
    ("people", "group", "offered"),
    [
        ("ada", "maths-secondary", ["Edit the agenda"]),
        ("eve", "maths-secondary", ["Propose an item"]),
        ("dee", "maths-secondary", []),
        ("ada eve", "maths-secondary", []),
        ("ada ben", "maths-secondary", ["Edit the agenda"]),
        ("cal", "english", ["Edit the agenda", "Publish it"]),
        ("gus", "english", ["Propose an item"]),
        ("dot", "safeguarding", ["Draft the agenda", "Edit the agenda"]),
    ],
)
def test_only_what_one_may_do_is_offered(people, group, offered):
    may = {"Edit the agenda", "Propose an item", "Publish it", "Draft the agenda"}

    assert [one for one in buttons_of(put(people, "group_agenda", group=group)) if one in may] == offered


def test_a_meeting_that_was_cancelled_or_never_was_is_said_so():
    off = a_meeting("summer-3", "english", status=MeetingStatus.CANCELLED).model_copy(
        update={"starts": AUGUST_FIRST.starts, "ends": AUGUST_FIRST.ends}
    )

    assert say(put("dee", "group_agenda", a_busy_year(meetings=(off,)), group="english", when=AUGUST)) == (
        "English's meeting of Mon 2 Aug 2027 was cancelled."
    )
    assert say(put("dee", "group_agenda", group="geography")) == (
        "Geography has no announced meeting to come in 2026-27."
    )


AUGUST_FIRST = held("english", date(2027, 8, 2))


def test_an_agenda_without_items_is_in_its_document():
    agendas = (Agenda(meeting=f"{MATHS}/spring-1", status=AgendaStatus.PUBLISHED),)
    answered = put("dee", "group_agenda", a_busy_year(agendas=agendas), group="maths-secondary")

    assert say(answered).splitlines()[1] == "Published. Its items are not held here, only the document."


def test_a_group_that_has_not_met_has_no_last_agenda():
    assert (
        say(put("dee", "group_agenda", group="english", past=True)) == "English has not met yet in 2026-27."
    )


def test_agendas_of_a_confidential_group_are_for_its_members():
    assert say(put("dee", "group_agenda", group="safeguarding")) == (
        "Safeguarding Leads is confidential: its agendas are for its members."
    )

from __future__ import annotations

import pytest

from tests.bot.example import a_year, buttons_of, say, some_meetings
from tests.bot.register_example import (
    FEBRUARY,
    a_conference,
    a_registered_trust,
    a_registered_year,
    moved,
    put,
)
from trust.meetings import MeetingStatus

MATHS = "maths-secondary"
PLACED = a_registered_year(a_conference(MATHS, room="Loft"))


def told(detail: str, **fields: object) -> str:
    return say(put("dee", "meeting_detail", **{"group": MATHS, "detail": detail} | fields)).splitlines()[1]


@pytest.mark.parametrize(
    ("detail", "sentence"),
    [
        ("place", "It is online, in Teams: there is no room to go to."),
        ("format", "It is online, in Teams: there is no room to go to."),
        ("time", "It starts at 15:45 and ends at 17:00 on Tue 19 Jan 2027."),
        ("length", "It lasts 1 hour 15 minutes, from 15:45 to 17:00 on Tue 19 Jan 2027."),
        ("link", "Join with the link below."),
        ("organiser", "It is led by Ada (chair) with Ben (co-chair). Its invitation comes from codesign@fernvale.example."),
    ],
)  # fmt: skip
def test_the_detail_asked_for_comes_first(detail, sentence):
    assert told(detail) == sentence


def test_the_meeting_stands_below_its_detail_with_what_may_be_done_next():
    answered = put("dee", "meeting_detail", group=MATHS, detail="time")

    assert (
        say(answered).splitlines()[2]
        == "- Tue 19 Jan 2027, 15:45–17:00 · Spring meeting · Online · in 5 weeks"
    )
    assert buttons_of(answered) == ["Join", "Agenda", "All dates", "Who chairs it?", "Minutes"]


def test_a_kind_of_meeting_that_is_named_is_the_one_meant():
    told_of = told("room", year=PLACED, topic="conference")

    assert told_of == "It is a conference, in person, at The Mill Centre, Loft, Mill Lane."


def test_what_is_over_is_told_as_over():
    assert told("time", past=True) == "It started at 15:45 and ended at 17:00 on Tue 17 Nov 2026."
    assert told("link", past=True) == "It is over, so there is no link to join."


def test_a_cancelled_meeting_is_told_only_where_there_is_no_other_and_says_so():
    cancelled = tuple(moved(m, status=MeetingStatus.CANCELLED) for m in some_meetings())
    year = a_year(trust=a_registered_trust(), meetings=cancelled)

    assert (
        told("time", year=year)
        == "This meeting is cancelled. It starts at 15:45 and ends at 17:00 on Tue 19 Jan 2027."
    )
    assert told("link", year=year) == "This meeting is cancelled. There is no link to join."


def test_without_a_group_it_is_the_askers_own_next_meeting():
    assert put("cal", "meeting_detail", detail="time").sources == ("meeting 2026-27/english/spring-1",)


def test_without_a_detail_the_whole_meeting_is_shown():
    assert say(put("dee", "meeting_detail", group=MATHS)) == say(
        put("dee", "group_dates", group=MATHS, soonest=True)
    )


def test_a_stretch_without_a_meeting_is_answered_as_for_dates():
    entities = {"group": MATHS, "when": FEBRUARY}

    assert say(put("dee", "meeting_detail", detail="time", **entities)) == say(
        put("dee", "group_dates", **entities)
    )


def test_places_of_a_confidential_group_are_for_its_members():
    assert say(put("dee", "meeting_detail", group="safeguarding", detail="place")) == (
        "Safeguarding Leads is confidential: its meeting places and links are for its members."
    )
    assert told("time", group="safeguarding") == "It starts at 15:45 and ends at 17:00 on Wed 20 Jan 2027."


def test_nothing_of_a_restricted_group_is_told_outside():
    assert say(put("dee", "meeting_detail", group="resilience", detail="time")).splitlines() == [
        "Resilience Group is restricted: its dates are for its members. You may ask Rae Adeyemi, 01632 960115."
    ]


def test_a_name_nobody_goes_by_gets_the_words_of_every_unknown_group():
    assert (
        say(put("dee", "meeting_detail", unknown="case review"))
        == "I don't know a group called “case review”."
    )


def test_a_place_asked_of_an_online_meeting_gives_the_next_in_a_room_too():
    assert told("place", year=PLACED) == (
        "It is online, in Teams: there is no room to go to. The next in a room is on Wed 23 Jun 2027 (Summer conference): "
        "a conference, in person, at The Mill Centre, Loft, Mill Lane."
    )

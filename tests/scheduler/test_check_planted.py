"""Whatever hard fault is planted in a random year that has none, the judge finds it, and at the meeting it is in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from builders import NOW, a_cadence, a_group, a_meeting, a_person, a_school, a_trust, some_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.check import FaultKind, Severity, check_year
from trust.cadence import CadenceRule, Format
from trust.calendar import Blackout, InsetDay, TermName
from trust.groups import Office, Officer
from trust.meetings import Meeting
from trust.people import AccessNeed
from trust.places import Room, Venue
from trust.values import LONDON, Weekday
from trust.year import Trust

MIDWEEK = (Weekday.TUE, Weekday.WED, Weekday.THU)
RULE = CadenceRule(
    key="spring-1", title="Spring meeting", term=TermName.SPRING, half=1, days=MIDWEEK, format=Format.IN_PERSON,
    venue="mill", blocks=(time(13, 0),),
)  # fmt: skip
DAYS = [
    day
    for n in range(40)
    if (day := date(2027, 1, 5) + timedelta(days=n)).weekday() in (1, 2, 3) and day <= date(2027, 2, 11)
]
Planted = tuple[Trust, list[Meeting]]
BROKEN: dict[FaultKind, Callable[[Trust, list[Meeting]], Planted]] = {}


def plants(kind: FaultKind) -> Callable[[Callable[..., Planted]], Callable[..., Planted]]:
    """Register a way to break the first meeting of a year, or to do without it."""

    def register(plant: Callable[..., Planted]) -> Callable[..., Planted]:
        BROKEN[kind] = plant
        return plant

    return register


@st.composite
def clean_years(draw: st.DrawFn) -> Planted:
    """Groups of their own people, each with a room of its own, meeting on any day of their window."""
    schools = [a_school(f"s{n}") for n in range(draw(st.integers(1, 3)))]
    groups = [f"g{n}" for n in range(draw(st.integers(2, 5)))]
    people, officers, meetings = [], [], []
    for group in groups:
        members = [
            a_person(f"{group}-{n}", school=draw(st.sampled_from(schools)).id, roles=(f"{group}-lead",),
                     working_days=MIDWEEK if n == 0 else draw(st.sampled_from([MIDWEEK, MIDWEEK[:1]])))
            for n in range(draw(st.integers(1, 4)))
        ]  # fmt: skip
        people += members
        officers.append(Officer(group=group, office=Office.CHAIR, person=members[0].id))
        starts = datetime.combine(
            draw(st.sampled_from(DAYS)), draw(st.sampled_from([time(15, 45), time(13)])), LONDON
        )
        meetings.append(
            a_meeting(group=group, starts=starts, format=Format.IN_PERSON, place="mill", room=f"room {group}")
        )
    trust = a_trust(
        settings=some_settings(cadences={"termly": a_cadence(RULE)}),
        schools=tuple(schools),
        people=tuple(people),
        groups=tuple(a_group(group) for group in groups),
        officers=tuple(officers),
        venues=(Venue(id="mill", name="The Mill"), Venue(id="hall", name="The Hall")),
        rooms=tuple(Room(place="mill", name=f"room {group}", capacity=4) for group in groups),
    )
    return trust, meetings


def change(meetings: list[Meeting], **fields: Any) -> list[Meeting]:
    return [meetings[0].model_copy(update=fields), *meetings[1:]]


def shift(meetings: list[Meeting], **by: int) -> list[Meeting]:
    first = meetings[0]
    return change(meetings, starts=first.starts + timedelta(**by), ends=first.ends + timedelta(**by))


def alter(trust: Trust, **fields: Any) -> Trust:
    return trust.model_copy(update=fields)


def change_chair(trust: Trust, **fields: Any) -> Trust:
    return alter(trust, people=(trust.people[0].model_copy(update=fields), *trust.people[1:]))


@plants(FaultKind.CADENCE)
def forget(trust: Trust, meetings: list[Meeting]) -> Planted:
    return trust, meetings[1:]


@plants(FaultKind.WINDOW)
def leave_the_half_term(trust: Trust, meetings: list[Meeting]) -> Planted:
    return trust, shift(meetings, weeks=12)


@plants(FaultKind.WEEKDAY)
def meet_on_a_friday(trust: Trust, meetings: list[Meeting]) -> Planted:
    return trust, shift(meetings, days=4 - meetings[0].starts.weekday())


@plants(FaultKind.MOMENT)
def start_late(trust: Trust, meetings: list[Meeting]) -> Planted:
    return trust, shift(meetings, minutes=5)


@plants(FaultKind.VENUE)
def go_elsewhere(trust: Trust, meetings: list[Meeting]) -> Planted:
    return trust, change(meetings, place="hall")


@plants(FaultKind.BLACKOUT)
def keep_the_day_free(trust: Trust, meetings: list[Meeting]) -> Planted:
    day = meetings[0].starts.date()
    return alter(trust, blackouts=(Blackout(reason="Mocks", groups=("g0",), starts=day, ends=day),)), meetings


@plants(FaultKind.CLOSED_SCHOOL)
def close_the_chairs_school(trust: Trust, meetings: list[Meeting]) -> Planted:
    inset = InsetDay(school=trust.people[0].school, day=meetings[0].starts.date())
    return alter(trust, inset_days=(inset,)), meetings


@plants(FaultKind.OFFICER_AWAY)
def send_the_chair_home(trust: Trust, meetings: list[Meeting]) -> Planted:
    return change_chair(trust, working_days=(Weekday.MON,)), meetings


@plants(FaultKind.OFFICER_CLASH)
def need_the_chair_twice(trust: Trust, meetings: list[Meeting]) -> Planted:
    other = meetings[1].model_copy(update={"starts": meetings[0].starts, "ends": meetings[0].ends})
    return change_chair(trust, roles=("g0-lead", "g1-lead")), [meetings[0], other, *meetings[2:]]


@plants(FaultKind.COVER)
def take_too_many_out(trust: Trust, meetings: list[Meeting]) -> Planted:
    trust = alter(trust, schools=tuple(s.model_copy(update={"cover_limit": 1}) for s in trust.schools))
    another = a_person("another", school=trust.people[0].school, roles=("g0-lead",))
    at = meetings[0].starts.replace(hour=13, minute=0)
    return alter(trust, people=(*trust.people, another)), change(
        meetings, starts=at, ends=at + timedelta(minutes=75)
    )


@plants(FaultKind.ROOM)
def lose_the_loop(trust: Trust, meetings: list[Meeting]) -> Planted:
    return change_chair(trust, access_needs=(AccessNeed.HEARING_LOOP,)), meetings


@plants(FaultKind.ROOM_CLASH)
def share_a_room(trust: Trust, meetings: list[Meeting]) -> Planted:
    starts = meetings[1].starts + timedelta(minutes=60)
    return trust, change(meetings, room="room g1", starts=starts, ends=starts + timedelta(minutes=75))


@plants(FaultKind.NOTICE)
def tell_nobody(trust: Trust, meetings: list[Meeting]) -> Planted:
    return trust, shift(meetings, weeks=-7)


few = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def find_hard(trust: Trust, meetings: list[Meeting], before: list[Meeting]) -> set[tuple[FaultKind, str]]:
    faults = check_year(trust, meetings, now=NOW, before=before)
    return {(f.kind, key) for f in faults if f.severity is Severity.HARD for key in f.meetings}


@few
@given(clean_years())
def test_a_clean_year_has_no_hard_fault(year):
    trust, meetings = year

    assert find_hard(trust, meetings, before=meetings) == set()


@pytest.mark.parametrize("kind", BROKEN, ids=lambda kind: kind.value)
@few
@given(year=clean_years())
def test_a_planted_hard_fault_is_found_at_its_meeting(kind, year):
    trust, meetings = BROKEN[kind](*year)

    assert (kind, "2026-27/g0/spring-1") in find_hard(trust, meetings, before=year[1])


def test_every_hard_fault_there_is_has_been_planted():
    assert set(BROKEN) == {kind for kind in FaultKind if kind.severity is Severity.HARD}

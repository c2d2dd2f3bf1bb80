"""Each test plants one fault in a year that has none."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from builders import a_cadence, a_group, a_meeting, a_membership, a_person, a_school, a_trust, some_settings

from scheduler.check import FaultKind, Severity, check_year
from trust.cadence import CadenceRule, Format
from trust.calendar import Blackout, InsetDay, TermName
from trust.groups import Office, Officer
from trust.meetings import Meeting, MeetingStatus
from trust.people import AccessNeed
from trust.places import Room
from trust.values import LONDON, Weekday
from trust.year import Trust

TUESDAY = datetime(2027, 1, 19, 15, 45, tzinfo=LONDON)


def once(**fields) -> dict:
    """Settings of a trust whose groups meet once, in spring."""
    rule = CadenceRule(**{"key": "spring-1", "title": "Spring meeting", "term": TermName.SPRING} | fields)
    return {"settings": some_settings(cadences={"termly": a_cadence(rule)})}


def find_kinds(trust: Trust, *meetings: Meeting) -> list[tuple[FaultKind, tuple[str, ...]]]:
    return [(fault.kind, fault.people) for fault in check_year(trust, meetings)]


def test_a_year_that_keeps_every_rule_has_no_fault():
    assert check_year(a_trust(**once()), [a_meeting()]) == ()


def test_a_missing_meeting_is_named():
    (fault,) = check_year(a_trust(**once()), [])

    assert (fault.kind, fault.severity, fault.meetings) == (
        FaultKind.CADENCE,
        Severity.HARD,
        ("2026-27/maths/spring-1",),
    )
    assert fault.why == "Maths has no meeting for Spring meeting (spring-1), where its cadence asks for one."


def test_a_group_that_has_ended_misses_nothing():
    assert check_year(a_trust(groups=(a_group("maths", ends=date(2026, 12, 1)),), **once()), []) == ()


def test_a_cancelled_meeting_stands_for_its_rule_and_clashes_with_nothing():
    cancelled = a_meeting(status=MeetingStatus.CANCELLED)

    assert check_year(a_trust(**once()), [cancelled, a_meeting("extra")]) == ()


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"format": Format.IN_PERSON}, FaultKind.CADENCE),
        ({"starts": datetime(2027, 4, 20, 15, 45, tzinfo=LONDON)}, FaultKind.WINDOW),
        ({"starts": datetime(2027, 3, 2, 15, 45, tzinfo=LONDON)}, FaultKind.WINDOW),
    ],
)
def test_a_meeting_of_the_wrong_kind_or_time_of_year_is_named(fields, kind):
    assert find_kinds(a_trust(**once(half=1)), a_meeting(**fields)) == [(kind, ())]


def test_a_blackout_of_the_group_is_named():
    blackout = Blackout(reason="mock exams", groups=("maths",), starts=TUESDAY.date(), ends=TUESDAY.date())

    assert [f.why for f in check_year(a_trust(blackouts=(blackout,), **once()), [a_meeting()])] == [
        "Maths, Spring meeting on Tue 19 Jan 2027 falls in mock exams."
    ]


def test_a_closed_school_is_named_with_the_members_it_shuts_out():
    inset = InsetDay(school="elm", day=TUESDAY.date())

    assert find_kinds(a_trust(inset_days=(inset,), **once()), a_meeting()) == [
        (FaultKind.CLOSED_SCHOOL, ("ben",))
    ]


def test_a_weekend_is_closed_to_central_staff_too():
    trust = a_trust(people=(a_person("ada", school=None, roles=("maths-lead",)),), officers=(), **once())

    assert find_kinds(trust, a_meeting(starts=TUESDAY + timedelta(days=4))) == [(FaultKind.CLOSED_SCHOOL, ())]


def test_a_school_that_has_yet_to_join_is_not_missed():
    schools = (a_school("oak"), a_school("elm", joined=date(2027, 4, 1)))

    assert check_year(a_trust(schools=schools, **once()), [a_meeting()]) == ()


def test_an_officer_who_does_not_work_that_day_is_named():
    ada = a_person("ada", roles=("maths-lead",), working_days=(Weekday.MON,))

    assert find_kinds(a_trust(people=(ada, *a_trust().people[1:]), **once()), a_meeting()) == [
        (FaultKind.OFFICER_AWAY, ("ada",))
    ]


def with_physics(*members: str, **fields) -> Trust:
    """A trust with a physics group of these people beside maths, chaired by dee."""
    chair = Officer(group="physics", office=Office.CHAIR, person="dee")
    return a_trust(
        groups=(a_group("maths"), a_group("physics")),
        officers=(*a_trust().officers, chair),
        memberships=tuple(a_membership("physics", person) for person in members),
        **once() | fields,
    )


def test_a_member_needed_twice_is_a_price_and_an_officer_a_broken_promise():
    faults = check_year(with_physics("ada", "cal"), [a_meeting(), a_meeting(group="physics")])

    assert [(f.severity, f.kind, f.people) for f in faults] == [
        (Severity.HARD, FaultKind.OFFICER_CLASH, ("ada",)),
        (Severity.SOFT, FaultKind.MEMBER_CLASH, ("cal",)),
    ]


def test_one_after_the_other_is_no_clash():
    after = a_meeting(group="physics", starts=TUESDAY + timedelta(minutes=75))

    assert check_year(with_physics("ada"), [a_meeting(), after]) == ()


@pytest.mark.parametrize(
    ("room", "why"),
    [
        ({"capacity": 2}, "Loft takes 2, and 3 are members"),
        ({"step_free": False}, "Loft has steps"),
        ({"hearing_loop": False}, "Loft has no hearing loop"),
        ({"name": "Cellar"}, "there is no room Loft at that place"),
    ],
)
def test_an_unsuitable_room_is_named(room, why):
    needs = (AccessNeed.STEP_FREE, AccessNeed.HEARING_LOOP)
    people = (*a_trust().people[:2], a_person("cal", roles=("maths-lead",), access_needs=needs))
    loft = Room(
        **{"place": "oak", "name": "Loft", "capacity": 9, "step_free": True, "hearing_loop": True} | room
    )

    faults = check_year(
        a_trust(people=people, rooms=(loft,), **once()), [a_meeting(place="oak", room="Loft")]
    )

    assert [fault.why for fault in faults] == [f"Maths, Spring meeting on Tue 19 Jan 2027: {why}."]


def test_one_room_for_two_meetings_at_once_is_named():
    meetings = [a_meeting(place="oak", room="Loft"), a_meeting(group="physics", place="oak", room="Loft")]

    assert find_kinds(with_physics(), *meetings) == [(FaultKind.ROOM_CLASH, ())]

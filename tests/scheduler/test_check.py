"""Each test plants one fault in a year that has none."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from builders import a_cadence, a_group, a_meeting, a_membership, a_person, a_school, a_trust, some_settings

from scheduler.check import FaultKind, Severity, check_year
from trust.cadence import CadenceRule, Format
from trust.calendar import Blackout, InsetDay, TermName
from trust.groups import Office, Officer
from trust.meetings import Meeting, MeetingStatus
from trust.people import AccessNeed
from trust.places import Room, Venue
from trust.values import LONDON, Weekday
from trust.year import Trust

TUESDAY = datetime(2027, 1, 19, 15, 45, tzinfo=LONDON)


def once(**fields) -> dict:
    """Settings of a trust whose groups meet once, in spring."""
    rule = CadenceRule(**{"key": "spring-1", "title": "Spring meeting", "term": TermName.SPRING} | fields)
    return {"settings": some_settings(cadences={"termly": a_cadence(rule)})}


def find_kinds(trust: Trust, *meetings: Meeting) -> list[tuple[FaultKind, tuple[str, ...]]]:
    return [(fault.kind, fault.people) for fault in check_year(trust, meetings)]


def find_hard(trust: Trust, *meetings: Meeting) -> list[str]:
    return [fault.why for fault in check_year(trust, meetings) if fault.severity is Severity.HARD]


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
        ({"format": Format.IN_PERSON, "place": "oak"}, FaultKind.CADENCE),
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

    assert find_hard(trust, a_meeting(starts=TUESDAY + timedelta(days=4))) == [
        "Maths, Spring meeting on Sat 23 Jan 2027 is not on Mon or Tue or Wed or Thu or Fri, as its cadence asks.",
        "Maths, Spring meeting on Sat 23 Jan 2027 is at a weekend or on a bank holiday.",
    ]


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

    assert find_hard(with_physics("ada", **once(blocks=(time(17, 0),))), a_meeting(), after) == []


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


def test_stairs_shut_out_whoever_needs_none_unless_there_is_a_step_free_way():
    people = (
        *a_trust().people[:2],
        a_person("cal", roles=("maths-lead",), access_needs=(AccessNeed.NO_STAIRS,)),
    )
    loft = Room(place="oak", name="Loft", capacity=9, stairs=True)
    meeting = a_meeting(place="oak", room="Loft")

    def judge(room: Room) -> list[str]:
        return find_hard(a_trust(people=people, rooms=(room,), **once()), meeting)

    assert judge(loft) == ["Maths, Spring meeting on Tue 19 Jan 2027: Loft is reached by stairs alone."]
    assert judge(loft.model_copy(update={"step_free": True})) == []
    assert judge(loft.model_copy(update={"stairs": False})) == []


def test_a_place_nobody_knows_is_named():
    assert find_hard(a_trust(**once()), a_meeting(place="atlantis")) == [
        "Maths, Spring meeting on Tue 19 Jan 2027: there is no school or venue atlantis."
    ]


def test_a_closed_host_is_named_though_no_member_is_from_there():
    schools = (*a_trust().schools, a_school("ash"))
    inset = InsetDay(school="ash", day=TUESDAY.date())

    assert find_hard(a_trust(schools=schools, inset_days=(inset,), **once()), a_meeting(place="ash")) == [
        "Maths, Spring meeting on Tue 19 Jan 2027 cannot have Ash School (Ash School's INSET day)."
    ]


@pytest.mark.parametrize(
    ("rule", "kind", "why"),
    [
        ({"starts": time(16, 0)}, FaultKind.MOMENT, "starts at 15:45, where its cadence says 16:00"),
        (
            {"starts": time(9, 0), "blocks": (time(13, 0),)},
            FaultKind.MOMENT,
            "starts at 15:45, where its cadence says 09:00 or 13:00",
        ),
        ({"minutes": 90}, FaultKind.MOMENT, "lasts 75 minutes, where its cadence says 90"),
        ({"venue": "mill"}, FaultKind.VENUE, "is nowhere yet, where its cadence says The Mill"),
        (
            {"days": (Weekday.WED, Weekday.THU)},
            FaultKind.WEEKDAY,
            "is not on Wed or Thu, as its cadence asks",
        ),
    ],
)
def test_a_time_or_place_other_than_the_rules_is_named(rule, kind, why):
    trust = a_trust(venues=(Venue(id="mill", name="The Mill"),), **once(**rule))

    (fault,) = check_year(trust, [a_meeting()])

    assert (fault.kind, fault.severity) == (kind, Severity.HARD)
    assert fault.why == f"Maths, Spring meeting on Tue 19 Jan 2027 {why}."


def test_a_block_of_the_rule_is_as_good_as_its_start():
    assert check_year(a_trust(**once(starts=time(9, 0), blocks=(time(15, 45),))), [a_meeting()]) == ()


def with_cover(limit: int, **fields) -> Trust:
    """A trust whose groups meet in lesson time, and whose schools can cover so many."""
    schools = (a_school("oak", cover_limit=limit), a_school("elm"))
    return with_physics("cal", schools=schools, **once(starts=time(14, 0), **fields))


def test_more_staff_out_of_lessons_than_a_school_can_cover_is_named_with_the_people():
    early = TUESDAY.replace(hour=14, minute=0)
    meetings = [a_meeting(starts=early), a_meeting(group="physics", starts=early)]

    faults = [f for f in check_year(with_cover(2), meetings) if f.kind is FaultKind.COVER]

    # Cal is in both groups and counts once.
    assert [(f.severity, f.people, f.meetings, f.why) for f in faults] == [
        (
            Severity.HARD,
            ("ada", "cal", "dee"),
            ("2026-27/maths/spring-1", "2026-27/physics/spring-1"),
            "Oak School has 3 staff out of lessons at once on Tue 19 Jan 2027, and can cover 2: Ada, Cal and Dee.",
        )
    ]
    assert find_hard(with_cover(3), *meetings) == []


def test_one_lesson_after_another_needs_no_more_cover_and_an_evening_none():
    early = TUESDAY.replace(hour=13, minute=0)
    after = [a_meeting(starts=early), a_meeting(group="physics", starts=early + timedelta(minutes=75))]

    assert FaultKind.COVER not in {kind for kind, _ in find_kinds(with_cover(2), *after)}
    assert FaultKind.COVER not in {kind for kind, _ in find_kinds(with_cover(1), a_meeting())}


def test_the_trusts_cover_limit_holds_where_a_school_has_none_of_its_own():
    trust = with_cover(2)
    rules = trust.settings.rules.model_copy(update={"cover_limit": 1})
    settings = trust.settings.model_copy(update={"rules": rules})
    free = trust.model_copy(update={"settings": settings, "schools": (a_school("oak"), a_school("elm"))})

    (fault,) = [
        f for f in check_year(free, [a_meeting(starts=TUESDAY.replace(hour=14))]) if f.kind is FaultKind.COVER
    ]

    assert fault.people == ("ada", "cal")


def test_one_room_for_two_meetings_at_once_is_named():
    meetings = [a_meeting(place="oak", room="Loft"), a_meeting(group="physics", place="oak", room="Loft")]

    assert find_kinds(with_physics(), *meetings) == [(FaultKind.ROOM_CLASH, ())]

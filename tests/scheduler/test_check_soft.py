"""Each test plants one thing with a price in a year that has none; most say what it is told as."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from builders import a_cadence, a_group, a_meeting, a_membership, a_person, a_school, a_trust, some_settings

from scheduler.check import FaultKind, Severity, check_year
from trust.cadence import CadenceRule, Format
from trust.calendar import Blackout, InsetDay, TermName
from trust.groups import Office, Officer
from trust.meetings import Meeting, MeetingStatus
from trust.people import PersonKind
from trust.register import Deadline
from trust.settings import Rules
from trust.values import LONDON, Weekday
from trust.weights import Weights
from trust.year import Trust

TUESDAY = datetime(2027, 1, 19, 15, 45, tzinfo=LONDON)
PART_TIME = (Weekday.MON, Weekday.WED, Weekday.FRI)
MATHS = "Maths, Spring meeting on Tue 19 Jan 2027"


def a_rule(key: str = "spring-1", **fields: Any) -> CadenceRule:
    return CadenceRule(**{"key": key, "title": "Spring meeting", "term": TermName.SPRING} | fields)


def meeting_by(*rules: CadenceRule, **fields: Any) -> Trust:
    """A trust whose groups keep these rules, with whatever rules of its own are given beside."""
    own = {name: fields.pop(name) for name in tuple(fields) if name in Rules.model_fields}
    cadence = a_cadence(*(rules or (a_rule(),)))
    return a_trust(settings=some_settings(cadences={"termly": cadence}, rules=Rules(**own)), **fields)


def find_whys(trust: Trust, *meetings: Meeting, kind: FaultKind | None = None) -> list[str]:
    """Tell the soft faults, of one kind where it is given."""
    faults = check_year(trust, meetings)
    assert [fault.why for fault in faults if fault.severity is Severity.HARD] == []
    return [fault.why for fault in faults if kind in (None, fault.kind)]


def test_a_member_who_does_not_work_that_day_is_named():
    people = (*a_trust().people[:2], a_person("cal", roles=("maths-lead",), working_days=PART_TIME))

    (fault,) = check_year(meeting_by(people=people), [a_meeting()])

    assert (fault.kind, fault.people, fault.why) == (
        FaultKind.MEMBER_AWAY,
        ("cal",),
        f"{MATHS}: not a working day of Cal.",
    )


def test_a_schools_only_representative_who_is_away_is_named_with_the_school():
    ash = a_person("eve", school="ash", roles=("maths-lead",), working_days=PART_TIME)
    trust = meeting_by(people=(*a_trust().people, ash), schools=(*a_trust().schools, a_school("ash")))

    assert find_whys(trust, a_meeting(), kind=FaultKind.ONLY_ONE) == [
        f"{MATHS}: nobody can come from Ash School, whose only one is Eve (does not work that day)."
    ]


def test_two_who_belong_to_a_school_stand_in_for_each_other():
    ash = [a_person(p, school="ash", roles=("maths-lead",), working_days=d) for p, d in
           (("eve", PART_TIME), ("fay", tuple(Weekday)[:5]))]  # fmt: skip
    trust = meeting_by(people=(*a_trust().people, *ash), schools=(*a_trust().schools, a_school("ash")))

    assert find_whys(trust, a_meeting(), kind=FaultKind.ONLY_ONE) == []


def test_a_schools_only_representative_needed_elsewhere_is_named_for_the_meeting_they_miss():
    chair = Officer(group="physics", office=Office.CHAIR, person="dee")
    eve = a_person("eve", school="ash", roles=("maths-lead", "physics-lead"))
    trust = meeting_by(
        people=(*a_trust().people, eve),
        schools=(*a_trust().schools, a_school("ash")),
        groups=(a_group("maths"), a_group("physics")),
        officers=(*a_trust().officers, chair),
    )

    assert find_whys(trust, a_meeting(), a_meeting(group="physics"), kind=FaultKind.ONLY_ONE) == [
        (
            "Physics, Spring meeting on Tue 19 Jan 2027: nobody can come from Ash School, whose only one is Eve "
            "(needed elsewhere)."
        )
    ]


def test_whoever_can_never_come_is_shut_out():
    people = (*a_trust().people[:2], a_person("cal", roles=("maths-lead",), working_days=PART_TIME))
    trust = meeting_by(people=people)
    later = a_meeting("extra", starts=TUESDAY + timedelta(weeks=6))
    on_a_wednesday = a_meeting("extra", starts=TUESDAY + timedelta(weeks=6, days=1))

    assert find_whys(trust, a_meeting(), later, kind=FaultKind.SHUT_OUT) == [
        "Maths meets 2 times in the year, and never when these can come: Cal (does not work that day)."
    ]
    assert find_whys(trust, a_meeting(), on_a_wednesday, kind=FaultKind.SHUT_OUT) == []


def test_a_group_without_chair_and_co_chair_is_told_and_a_co_chair_is_enough():
    assert find_whys(meeting_by(officers=()), a_meeting()) == [
        f"{MATHS}: the group has neither chair nor co-chair that day."
    ]
    assert find_whys(meeting_by(officers=a_trust().officers[1:]), a_meeting()) == []


def test_a_meeting_of_a_group_that_has_ended_brings_nobody_together():
    trust = meeting_by(groups=(a_group("maths", ends=date(2027, 1, 18)),))

    assert find_whys(trust, a_meeting(), kind=FaultKind.NOBODY) == [
        f"{MATHS}: nobody belongs to the group that day."
    ]


def on_days(*days: int, **fields: Any) -> list[Meeting]:
    """Extra meetings of maths so many days after the Tuesday."""
    return [a_meeting(f"extra-{n}", starts=TUESDAY + timedelta(days=n), **fields) for n in days]


def test_people_with_the_same_third_twilight_in_a_week_are_told_of_once():
    trust, (one, two) = meeting_by(), on_days(1, 2)

    assert find_whys(trust, a_meeting(), one) == []
    assert find_whys(trust, a_meeting(), one, two) == [
        "Ada, Ben and Cal have 3 twilights in the week of Mon 18 Jan 2027, where 2 are meant to be the most."
    ]


def test_a_week_is_monday_to_sunday_and_a_morning_no_twilight():
    morning = a_meeting("morning", starts=TUESDAY.replace(hour=9) + timedelta(days=1))

    assert find_whys(meeting_by(), a_meeting(), morning, *on_days(2, 6)) == []


def test_a_second_twilight_on_a_day_is_told_to_those_who_have_it():
    late = a_meeting("late", starts=TUESDAY + timedelta(hours=2))

    assert find_whys(meeting_by(), a_meeting(), late) == [
        "Ada, Ben and Cal have 2 twilights on Tue 19 Jan 2027."
    ]


@pytest.mark.parametrize(("budget", "told"), [(150, []), (140, ["Ada, Ben and Cal"])])
def test_directed_time_is_counted_by_half_term(budget, told):
    in_another_half = a_meeting("spring-2", starts=TUESDAY + timedelta(weeks=6))
    trust = meeting_by(directed_minutes_per_half_term=budget)

    assert find_whys(trust, a_meeting(), *on_days(7), in_another_half) == [
        f"{who} have 150 minutes after school in the first half of spring, over a directed time of {budget}."
        for who in told
    ]


def test_part_timers_have_their_share_of_directed_time_and_guests_none():
    people = (
        *a_trust().people,
        a_person("eve", roles=("maths-lead",), working_days=(Weekday.TUE,)),
        a_person("guy", roles=("maths-lead",), kind=PersonKind.GUEST, working_days=(Weekday.TUE,)),
    )
    trust = meeting_by(people=people, directed_minutes_per_half_term=200)

    assert find_whys(trust, a_meeting()) == [
        "Eve has 75 minutes after school in the first half of spring, over a directed time of 40."
    ]


@pytest.mark.parametrize(("weeks", "told"), [(5, ["5 weeks"]), (6, []), (8, []), (9, ["9 weeks"])])
def test_meetings_too_near_or_too_far_apart_are_told(weeks, told):
    trust = meeting_by(a_rule(), a_rule("spring-2"), spacing_weeks=(6, 8))
    second = a_meeting("spring-2", starts=TUESDAY + timedelta(weeks=weeks))

    assert find_whys(trust, a_meeting(), second, kind=FaultKind.SPACING) == [
        f"Maths, Spring meeting on {second.starts:%a} {second.starts.day} {second.starts:%b %Y} is {apart} after "
        "Spring meeting on Tue 19 Jan 2027; 6 to 8 weeks are meant to lie between."
        for apart in told
    ]


def test_a_twilight_on_a_schools_own_meeting_night_is_told_and_a_morning_is_not():
    schools = (a_school("oak", staff_meeting_night=Weekday.TUE), a_school("elm"))
    morning = a_meeting(starts=TUESDAY.replace(hour=9))

    assert find_whys(meeting_by(schools=schools), a_meeting()) == [
        f"{MATHS} is on the staff meeting night of Oak School."
    ]
    assert find_whys(meeting_by(a_rule(starts=time(9, 45)), schools=schools), morning) == []


@pytest.mark.parametrize("whom", [{}, {"groups": ("maths",)}, {"schools": ("elm",)}])
def test_a_day_to_be_avoided_is_told(whom):
    eid = Blackout(reason="Eid", starts=TUESDAY.date(), ends=TUESDAY.date(), avoid_only=True, **whom)

    assert find_whys(meeting_by(blackouts=(eid,)), a_meeting()) == [
        f"{MATHS} is on a day better avoided: Eid."
    ]
    assert find_whys(meeting_by(blackouts=(eid,)), a_meeting(starts=TUESDAY + timedelta(days=1))) == []


@pytest.mark.parametrize(
    ("day", "told"),
    [(4, "first"), (5, "first"), (6, ""), (10 + 28, ""), (11 + 28, "last"), (12 + 28, "last")],
)
def test_the_first_and_last_two_school_days_of_a_half_term_are_told(day, told):
    meeting = a_meeting(
        starts=datetime(2027, 1, 1, 15, 45, tzinfo=LONDON) + timedelta(days=day - 1 + (day > 30) * 3)
    )
    on = f"{meeting.starts:%a} {meeting.starts.day} {meeting.starts:%b %Y}"

    assert find_whys(meeting_by(), meeting, kind=FaultKind.EDGE) == [
        f"Maths, Spring meeting on {on} is in the {told} two school days of a half-term (Fernshire)."
    ] * bool(told)


def test_the_days_before_a_deadline_are_told_to_those_who_owe_it():
    due = TUESDAY.date() + timedelta(days=3)
    data = Deadline(id="data", title="Data collection", due=due, audience=("head",), pinch_days=3)
    people = (*a_trust().people[:2], a_person("cal", roles=("maths-lead", "head")))

    (fault,) = check_year(meeting_by(people=people, deadlines=(data,)), [a_meeting()])

    assert (fault.people, fault.why) == (
        ("cal",),
        f"{MATHS} is just before Data collection is due on Fri 22 Jan 2027: Cal.",
    )
    assert check_year(meeting_by(deadlines=(data,)), [a_meeting()]) == ()
    earlier = data.model_copy(update={"pinch_days": 2})
    assert check_year(meeting_by(people=people, deadlines=(earlier,)), [a_meeting()]) == ()


def with_leads(first_in_term: bool = True) -> Trust:
    opening = a_cadence(a_rule(first_in_term=first_in_term))
    return a_trust(
        settings=some_settings(cadences={"termly": a_cadence(a_rule()), "leads": opening}),
        groups=(a_group("maths"), a_group("heads", cadence="leads")),
        memberships=(a_membership("heads", "dee"),),
        officers=(*a_trust().officers, Officer(group="heads", office=Office.CHAIR, person="dee")),
    )


def test_a_meeting_before_the_leads_meeting_of_the_term_is_told():
    after = a_meeting(group="heads", starts=TUESDAY + timedelta(days=1))

    assert find_whys(with_leads(), a_meeting(), after) == [
        "Heads, Spring meeting on Wed 20 Jan 2027 should open the term, but Maths meets before it."
    ]
    assert find_whys(with_leads(first_in_term=False), a_meeting(), after) == []
    assert find_whys(with_leads(), a_meeting(starts=after.starts), after) == []


def test_workshops_of_a_series_in_two_weeks_are_told():
    trust = with_leads(first_in_term=False)
    rule = a_rule(series="phonics")
    settings = trust.settings.model_copy(
        update={"cadences": {"termly": a_cadence(rule), "leads": a_cadence(rule)}}
    )
    trust = trust.model_copy(update={"settings": settings})
    next_day, next_week = (a_meeting(group="heads", starts=TUESDAY + timedelta(days=n)) for n in (1, 7))

    assert find_whys(trust, a_meeting(), next_day) == []
    assert find_whys(trust, a_meeting(), next_week) == [
        (
            "The meetings of the series phonics are meant for one week, but fall in the week of Mon 18 Jan 2027 and "
            "the week of Mon 25 Jan 2027."
        )
    ]


def test_a_week_far_busier_than_its_term_is_told():
    groups = [f"g{n}" for n in range(6)]
    trust = meeting_by(
        groups=tuple(a_group(group, roles=()) for group in groups),
        memberships=tuple(a_membership(group, f"p{group}") for group in groups),
        people=tuple(a_person(f"p{group}") for group in groups),
        officers=tuple(Officer(group=group, office=Office.CHAIR, person=f"p{group}") for group in groups),
    )
    at_once = [a_meeting(group=group) for group in groups]
    spread = [
        a_meeting(group=group, starts=TUESDAY + timedelta(days=7 * (n // 2)))
        for n, group in enumerate(groups)
    ]

    assert find_whys(trust, *at_once) == [
        "The week of Mon 18 Jan 2027 has 6 meetings, where the term's average week has 0.5."
    ]
    assert find_whys(trust, *spread) == []


@pytest.mark.parametrize("form", [form for form in Format if form is not Format.ONLINE])
def test_people_who_are_to_meet_in_one_place_need_one(form):
    trust = meeting_by(a_rule(format=form))

    (fault,) = check_year(trust, [a_meeting(format=form)])

    assert fault.kind is FaultKind.NO_PLACE
    assert check_year(trust, [a_meeting(format=form, place="oak")]) == ()


def test_one_school_hosting_twice_while_another_never_does_is_told():
    trust = meeting_by(a_rule(format=Format.MODERATION))
    here = {"format": Format.MODERATION, "place": "oak"}

    assert find_whys(trust, a_meeting(**here), *on_days(14, **here)) == [
        "Oak School hosts Maths 2 times, and Elm School 0 times."
    ]
    assert find_whys(trust, a_meeting(**here), *on_days(14, format=Format.MODERATION, place="elm")) == []


def test_a_rule_without_weight_is_no_fault():
    officers, member = a_trust().people[:2], a_person("cal", roles=("maths-lead",), working_days=PART_TIME)
    trust = meeting_by(people=(*officers, member), weights=Weights(away=0))

    assert check_year(trust, [a_meeting()]) == ()


def test_a_cancelled_meeting_costs_nobody_anything():
    inset = InsetDay(school="oak", day=TUESDAY.date())
    cancelled = a_meeting(status=MeetingStatus.CANCELLED)

    assert check_year(meeting_by(inset_days=(inset,), officers=()), [cancelled]) == ()


def test_another_years_meetings_are_left_alone():
    old = a_meeting().model_copy(
        update={"key": "2024-25/maths/spring-1", "starts": TUESDAY - timedelta(days=730),
                "ends": TUESDAY - timedelta(days=729)}
    )  # fmt: skip

    assert check_year(meeting_by(), [a_meeting(), old]) == ()


def test_faults_are_told_hard_ones_first():
    away = tuple(a_person(p, roles=("maths-lead",), working_days=PART_TIME) for p in ("ada", "cal"))

    faults = check_year(meeting_by(people=(*away, a_trust().people[1])), [a_meeting()])

    assert [fault.kind for fault in faults] == [FaultKind.OFFICER_AWAY, FaultKind.MEMBER_AWAY]


def test_a_long_list_of_people_ends_with_how_many_more_there_are():
    many = tuple(a_person(f"p{n}", roles=("maths-lead",), working_days=PART_TIME) for n in range(8))

    assert find_whys(meeting_by(people=(*a_trust().people, *many)), a_meeting()) == [
        f"{MATHS}: not a working day of P0, P1, P2, P3, P4, P5 and 2 more."
    ]

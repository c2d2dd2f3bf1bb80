"""Who could attend what, told from a year's meetings."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from builders import a_group, a_meeting, a_person, a_school, a_trust

from scheduler.checks.attendance import Absence
from scheduler.fairness import (
    Missed,
    Standing,
    Summary,
    Unreached,
    find_owed,
    find_standings,
    find_unreached,
    make_summaries,
)
from trust.calendar import InsetDay
from trust.groups import GroupKind, Office, Officer
from trust.meetings import Meeting, MeetingStatus
from trust.places import Phase
from trust.values import LONDON, Weekday

TUESDAY = datetime(2027, 1, 19, 15, 45, tzinfo=LONDON)
NOT_TUESDAYS = (Weekday.MON, Weekday.WED, Weekday.THU)


def some_meetings(*weeks: int, **fields: Any) -> list[Meeting]:
    return [a_meeting(f"m-{week}", starts=TUESDAY + timedelta(weeks=week), **fields) for week in weeks]


def missed(*keys: str, why: Absence) -> tuple[Missed, ...]:
    return tuple(Missed(meeting=f"2026-27/{key}", why=why) for key in keys)


def test_a_part_timer_who_misses_everything_stands_first():
    people = (*a_trust().people[:2], a_person("cal", roles=("maths-lead",), working_days=NOT_TUESDAYS))

    standings = find_standings(a_trust(people=people), some_meetings(0, 1))

    assert standings == (
        Standing(
            person="cal",
            meetings=2,
            attendable=0,
            missed=missed("maths/m-0", "maths/m-1", why=Absence.NOT_WORKING),
            working_share=0.6,
        ),
        Standing(person="ada", meetings=2, attendable=2),
        Standing(person="ben", meetings=2, attendable=2, only_one_in=("maths",)),
    )


def test_a_closed_school_is_why_its_people_missed_it():
    trust = a_trust(inset_days=(InsetDay(school="elm", day=TUESDAY.date()),))

    worst = find_standings(trust, some_meetings(0, 1))[0]

    assert (worst.person, worst.missed) == ("ben", missed("maths/m-0", why=Absence.SCHOOL_CLOSED))


def test_a_person_needed_twice_goes_where_they_hold_office():
    trust = a_trust(
        people=(*a_trust().people, a_person("eve", roles=("maths-lead", "art-lead"))),
        groups=(a_group("maths"), a_group("art")),
        officers=(Officer(group="maths", office=Office.CHAIR, person="eve"),),
    )

    standings = find_standings(trust, [a_meeting(group="art"), a_meeting()])

    assert (standings[0].person, standings[0].missed) == (
        "eve",
        missed("art/spring-1", why=Absence.ELSEWHERE),
    )


def test_meetings_one_after_the_other_are_both_attended():
    after = a_meeting("later", starts=TUESDAY + timedelta(minutes=75))

    assert find_standings(a_trust(), [a_meeting(), after])[0].missed == ()


def test_an_earlier_year_whose_term_dates_are_gone_shuts_nobody_out_for_them():
    earlier = datetime(2025, 1, 21, 15, 45, tzinfo=LONDON)
    held = a_meeting().model_copy(
        update={"key": "2024-25/maths/spring-1", "starts": earlier, "ends": earlier + timedelta(hours=1)}
    )

    standings = find_standings(a_trust(), [held], "2024-25")

    assert [(s.person, s.meetings, s.attendable) for s in standings] == [
        ("ada", 1, 1),
        ("ben", 1, 1),
        ("cal", 1, 1),
    ]


def test_cancelled_meetings_and_other_years_do_not_count():
    cancelled = a_meeting(status=MeetingStatus.CANCELLED)

    assert find_standings(a_trust(), [cancelled]) == ()
    assert find_standings(a_trust(), [a_meeting()], "2025-26") == ()


def test_people_who_belong_to_nothing_have_no_standing():
    assert "dee" not in {standing.person for standing in find_standings(a_trust(), [a_meeting()])}


@pytest.mark.parametrize(
    ("missed_of", "meetings", "owed"),
    [(0, 4, {}), (1, 5, {}), (1, 4, {"ada": 1}), (2, 4, {"ada": 2}), (3, 4, {"ada": 3}), (4, 4, {"ada": 3}),
     (1, 1, {"ada": 1}), (2, 2, {"ada": 2})],
)  # fmt: skip
def test_the_next_plan_owes_by_the_share_that_was_missed(missed_of, meetings, owed):
    keys = [f"maths/m-{n}" for n in range(missed_of)]
    standing = Standing(
        person="ada", meetings=meetings, attendable=meetings - missed_of,
        missed=missed(*keys, why=Absence.NOT_WORKING),
    )  # fmt: skip

    assert find_owed([standing]) == owed


def test_standings_are_summed_up_by_whatever_can_be_said_of_a_person():
    people = (*a_trust().people[:2], a_person("cal", roles=("maths-lead",), working_days=NOT_TUESDAYS))
    standings = find_standings(a_trust(people=people), some_meetings(0, 1))

    assert make_summaries(standings, lambda s: "part time" if s.is_part_time else "full time") == (
        Summary(of="full time", people=2, meetings=4, attendable=4, shut_out=0, only_ones=1),
        Summary(of="part time", people=1, meetings=2, attendable=0, shut_out=1, only_ones=0),
    )


def test_a_school_with_nobody_in_a_group_of_its_phase_is_not_reached():
    schools = (*a_trust().schools, a_school("ash"), a_school("fir", phase=Phase.PRIMARY))
    trust = a_trust(schools=schools, groups=(a_group("maths", phases=(Phase.SECONDARY,)),))

    assert find_unreached(trust) == (Unreached(group="maths", schools=("ash",)),)


def test_somebody_who_joins_in_the_year_reaches_their_school():
    eve = a_person("eve", school="ash", roles=("maths-lead",), starts=date(2027, 4, 12))
    trust = a_trust(schools=(*a_trust().schools, a_school("ash")), people=(*a_trust().people, eve))

    assert find_unreached(trust) == ()


def test_groups_of_officers_specialists_or_another_time_leave_nobody_out():
    alone = ("ash", "fir", "yew")
    trust = a_trust(
        schools=(*a_trust().schools, *(a_school(school) for school in alone)),
        groups=(
            a_group("maths"),
            a_group("leads", roles=(), officers_of=(GroupKind.SUBJECT,)),
            a_group("old", roles=("maths-lead",), phases=(Phase.SECONDARY,), ends=date(2026, 7, 31)),
        ),
    )

    assert find_unreached(trust) == ()

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date, datetime, time, timedelta

import pytest
from builders import (
    a_cadence,
    a_group,
    a_meeting,
    a_membership,
    a_person,
    a_school,
    a_trust,
    some_half_terms,
    some_settings,
)

from scheduler.check import Severity, check_year
from scheduler.engine.problem import Progress
from scheduler.planner import propose_year
from scheduler.proposal import Proposal, Status
from trust.cadence import CadenceRule, Format
from trust.calendar import Blackout, InsetDay, TermName
from trust.groups import Office, Officer
from trust.meetings import MeetingStatus
from trust.people import AccessNeed
from trust.places import Room, Venue
from trust.settings import Rules
from trust.values import LONDON, RefusedError, Weekday
from trust.year import Trust

YEAR = "2026-27"


def days_of(proposal: Proposal) -> dict[str, date]:
    return {meeting.key.removeprefix(f"{YEAR}/"): meeting.starts.date() for meeting in proposal.meetings}


def a_rule(key: str = "autumn-1", **fields) -> CadenceRule:
    return CadenceRule(**{"key": key, "title": "Meeting", "term": TermName.AUTUMN} | fields)


def with_cadences(**cadences) -> dict:
    return {"settings": some_settings(cadences=cadences)}


def in_november(**fields) -> Trust:
    """A maths group that must meet once, in November."""
    rule = a_rule("moderation", month=11)
    return a_trust(**with_cadences(termly=a_cadence(rule)) | fields)


def two_groups_with_one_chair(*rules: CadenceRule, **fields) -> Trust:
    chairs = tuple(Officer(group=group, office=Office.CHAIR, person="ada") for group in ("maths", "physics"))
    groups = (a_group("maths"), a_group("physics"))
    return a_trust(groups=groups, officers=chairs, **with_cadences(termly=a_cadence(*rules)) | fields)


def test_a_year_has_a_meeting_for_every_rule_of_every_cadence():
    proposal = propose_year(a_trust(), YEAR)

    assert [m.key for m in proposal.meetings] == [
        f"{YEAR}/maths/{term}-1" for term in ("autumn", "spring", "summer")
    ]
    assert {m.status for m in proposal.meetings} == {MeetingStatus.PROPOSED}
    assert (proposal.status, proposal.cost, proposal.bound, proposal.unmet) == (Status.OPTIMAL, 0, 0, ())
    assert check_year(a_trust(), proposal.meetings) == ()


def test_a_meeting_at_a_quarter_to_four_stays_there_across_the_clock_change():
    proposal = propose_year(a_trust(), YEAR)

    assert {m.starts.timetz().replace(tzinfo=None) for m in proposal.meetings} == {time(15, 45)}
    assert {m.starts.utcoffset() for m in proposal.meetings} == {timedelta(0), timedelta(hours=1)}


def test_fixed_meetings_stay_word_for_word_and_stand_for_their_rule():
    fixed = a_meeting(
        "spring-1", title="A title of the chair's own", starts=datetime(2027, 3, 1, 16, tzinfo=LONDON)
    )

    proposal = propose_year(a_trust(), YEAR, [fixed])

    assert [m for m in proposal.meetings if m.key == fixed.key] == [fixed]
    assert len(proposal.meetings) == 3


def test_a_cancelled_meeting_stands_for_its_rule_and_occupies_nobody():
    trust = two_groups_with_one_chair(a_rule(half=1, days=(Weekday.THU,)), half_terms=one_week())
    cancelled = a_meeting(
        "autumn-1", starts=datetime(2026, 9, 10, 15, 45, tzinfo=LONDON), status=MeetingStatus.CANCELLED
    )

    proposal = propose_year(trust, YEAR, [cancelled])

    assert days_of(proposal) == {"maths/autumn-1": date(2026, 9, 10), "physics/autumn-1": date(2026, 9, 10)}


def one_week():
    (half, *_) = some_half_terms()
    return (half.model_copy(update={"starts": date(2026, 9, 7), "ends": date(2026, 9, 11)}),)


def test_one_chair_of_two_groups_is_never_double_booked():
    trust = two_groups_with_one_chair(a_rule(half=1, days=(Weekday.WED, Weekday.THU)), half_terms=one_week())

    proposal = propose_year(trust, YEAR)

    assert set(days_of(proposal).values()) == {date(2026, 9, 9), date(2026, 9, 10)}


def test_a_meeting_with_no_day_left_is_named_with_who_is_needed_elsewhere():
    trust = two_groups_with_one_chair(a_rule(half=1, days=(Weekday.THU,)), half_terms=one_week())

    proposal = propose_year(trust, YEAR)

    assert (proposal.status, len(proposal.meetings), len(proposal.unmet)) == (Status.IMPOSSIBLE, 1, 1)
    placed, unplaced = proposal.meetings[0].group, proposal.unmet[0]
    assert {placed, unplaced.group} == {"maths", "physics"}
    assert unplaced.why == (
        "2 meetings need Ada, so each needs a time of its own, but only 1 is left in the autumn term: "
        f"“Meeting” is kept to Thu. They are {unplaced.group.title()} (Meeting) and {placed.title()} (Meeting)."
    )
    assert unplaced.repairs[0].startswith("If “Meeting” could be held on a ")


def test_an_extra_meeting_already_fixed_keeps_its_chair_from_another_group():
    trust = two_groups_with_one_chair(a_rule(half=1, days=(Weekday.THU,)), half_terms=one_week())
    extra = a_meeting("extra", starts=datetime(2026, 9, 10, 15, 0, tzinfo=LONDON))

    proposal = propose_year(trust, YEAR, [extra])

    assert {unmet.why for unmet in proposal.unmet} == {
        (
            "No time in the autumn term will do: “Meeting” is kept to Thu; meetings already fixed need Ada. "
            "They are Maths (Meeting) and Physics (Meeting)."
        )
    }


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        (
            {"people": (a_person("ada", working_days=(Weekday.MON,)), a_person("ben", working_days=(Weekday.TUE,)))},
            "No time in the autumn term will do: Ada works on Mon only; Ben works on Tue only.",
        ),
        (
            {"blackouts": (Blackout(reason="mock exams", starts=date(2026, 11, 1), ends=date(2026, 11, 30)),)},
            "No time in November will do: days are kept free for mock exams (Mon 2 Nov, Tue 3 Nov and 19 more days).",
        ),
        (
            {"half_terms": some_half_terms()[:1]},
            "There is no school day for it in November.",
        ),
        (
            {"people": (a_person("zoe"),), "officers": ()},
            "No time in the autumn term will do: Maths has no members.",
        ),
        (
            {
                "inset_days": tuple(
                    InsetDay(school=school, day=date(2026, 11, day))
                    for day in range(1, 31)
                    for school in [("oak", "elm")[day % 2]]
                )
            },
            (
                "No time in November will do: Oak School's INSET day (Mon 2 Nov, Wed 4 Nov and 9 more days); "
                "Elm School's INSET day (Tue 3 Nov, Thu 5 Nov and 8 more days)."
            ),
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_done_says_which_fact_forbids_it(fields, why):
    proposal = propose_year(in_november(**fields), YEAR)

    assert [unmet.why for unmet in proposal.unmet] == [why]
    assert (proposal.status, proposal.meetings) == (Status.IMPOSSIBLE, ())


def test_when_no_day_suits_every_school_the_fewest_are_left_out_and_it_is_said():
    far = a_person("far", school="ash", roles=("maths-lead",))
    schools = (a_school("oak"), a_school("elm"), a_school("ash"))
    shut = Blackout(
        reason="building works", schools=("ash",), starts=date(2026, 11, 1), ends=date(2026, 11, 30)
    )
    people = (*a_trust().people, far)

    proposal = propose_year(in_november(schools=schools, people=people, blackouts=(shut,)), YEAR)

    assert [warning.why for warning in proposal.warnings] == [
        "No day in November suits every school of Maths; on the best there is still building works at Ash School."
    ]
    assert (proposal.unmet, len(proposal.meetings)) == ((), 1)


def a_conference(**fields) -> Trust:
    """Maths and physics meet on the same day at a venue with the rooms given."""
    rule = a_rule(
        "conference",
        format=Format.CONFERENCE,
        starts=time(9, 0),
        minutes=360,
        venue="mill",
        days=(Weekday.THU,),
    )
    people = (a_person("ada", roles=("maths-lead",)), a_person("ben", roles=("physics-lead",)))
    return a_trust(**{"groups": (a_group("maths"), a_group("physics")), "people": people, "officers": (),
                      "half_terms": one_week(), "venues": (Venue(id="mill", name="The Mill"),)}
                     | with_cadences(termly=a_cadence(rule)) | fields)  # fmt: skip


def test_conference_rooms_are_given_by_need_and_never_twice():
    rooms = (
        Room(place="mill", name="Loft", capacity=10),
        Room(place="mill", name="Hall", capacity=90, step_free=True),
    )
    wheels = a_person("ben", roles=("physics-lead",), access_needs=(AccessNeed.STEP_FREE,))
    trust = a_conference(rooms=rooms, people=(a_person("ada", roles=("maths-lead",)), wheels))

    proposal = propose_year(trust, YEAR)

    assert {m.group: (m.place, m.room) for m in proposal.meetings} == {
        "maths": ("mill", "Loft"),
        "physics": ("mill", "Hall"),
    }


def test_two_meetings_and_one_room_leave_one_without():
    proposal = propose_year(a_conference(rooms=(Room(place="mill", name="Loft", capacity=10),)), YEAR)

    assert len(proposal.meetings) == 1
    assert [unmet.why.partition(":")[0] for unmet in proposal.unmet] == [
        "2 meetings need a room at The Mill in the autumn term but 1 day x 1 room = 1"
    ]


def test_a_group_too_large_for_every_room_is_told_so():
    trust = a_conference(
        rooms=(Room(place="mill", name="Cell", capacity=1),),
        memberships=(a_membership("maths", "ben"),),
    )

    proposal = propose_year(trust, YEAR)

    assert [(unmet.group, unmet.why) for unmet in proposal.unmet] == [
        (
            "maths",
            "No time in the autumn term will do: no free room at The Mill takes 2 people; the largest, Cell, takes 1.",
        )
    ]


def test_moderation_is_hosted_by_each_school_in_turn_in_a_room_that_fits():
    rules = [a_rule(f"moderation-{n}", half=1 + n // 2, format=Format.MODERATION) for n in range(3)]
    rooms = (Room(place="oak", name="Library", capacity=3), Room(place="oak", name="Cupboard", capacity=1))
    trust = a_trust(rooms=rooms, **with_cadences(termly=a_cadence(*rules)))

    proposal = propose_year(trust, YEAR)

    assert sorted((m.place, m.room) for m in proposal.meetings)[::2] == [("elm", None), ("oak", "Library")]


def test_leads_meet_before_every_other_group_of_the_term():
    leads = a_group("leads", cadence="leads", roles=(), officers_of=("subject",))
    cadences = with_cadences(
        termly=a_cadence(a_rule()),
        leads=a_cadence(a_rule(starts=time(16, 0), days=(Weekday.WED,), first_in_term=True)),
    )

    days = days_of(propose_year(a_trust(groups=(a_group("maths"), leads), **cadences), YEAR))

    assert days["leads/autumn-1"] < days["maths/autumn-1"]


def test_two_meetings_of_a_group_keep_the_weeks_the_trust_likes_between_them():
    settings = some_settings(
        cadences={"termly": a_cadence(a_rule("autumn-1"), a_rule("autumn-2"))},
        rules=Rules(spacing_weeks=(9, 10)),
    )

    first, second = sorted(days_of(propose_year(a_trust(settings=settings), YEAR)).values())

    assert 9 * 7 - 5 <= (second - first).days <= 10 * 7 + 5


def test_members_days_weigh_more_than_a_monday():
    people = (*a_trust().people[:2], a_person("cal", roles=("maths-lead",), working_days=(Weekday.MON,)))

    assert {day.weekday() for day in days_of(propose_year(a_trust(people=people), YEAR)).values()} == {0}


def test_a_group_that_ends_before_a_term_owes_no_meeting_for_it():
    trust = a_trust(groups=(a_group("maths", ends=date(2026, 12, 31)),))

    assert list(days_of(propose_year(trust, YEAR))) == ["maths/autumn-1"]


def test_watching_tells_ever_better_years_and_the_proved_bound():
    heard: list[Progress] = []

    proposal = propose_year(four_groups_in_a_week(), YEAR, effort=1, watch=lambda p: bool(heard.append(p)))

    assert proposal.cost > 0
    assert [progress.best for progress in heard] == sorted((p.best for p in heard), reverse=True)
    assert heard[-1].best >= proposal.cost
    assert max(progress.bound for progress in heard) <= proposal.bound <= proposal.cost


def four_groups_in_a_week() -> Trust:
    """Four groups of one chair, who cannot meet in a week without breaking soft rules."""
    ids = ("maths", "physics", "art", "music")
    chairs = tuple(Officer(group=group, office=Office.CHAIR, person="ada") for group in ids)
    return a_trust(
        groups=tuple(a_group(id_) for id_ in ids),
        officers=chairs,
        half_terms=one_week(),
        **with_cadences(termly=a_cadence(a_rule())),
    )


def test_a_year_ended_at_once_is_complete_and_valid_all_the_same():
    trust = four_groups_in_a_week()

    proposal = propose_year(trust, YEAR, watch=lambda _: True)

    assert (len(proposal.meetings), proposal.unmet) == (4, ())
    assert [f for f in check_year(trust, proposal.meetings) if f.severity is Severity.HARD] == []
    assert proposal.bound <= proposal.cost


def test_nothing_is_placed_before_the_earliest_day_and_what_is_too_late_is_named():
    proposal = propose_year(a_trust(), YEAR, earliest=date(2027, 3, 1))

    assert list(days_of(proposal)) == ["maths/spring-1", "maths/summer-1"]
    assert min(days_of(proposal).values()) >= date(2027, 3, 1)
    assert [unmet.why for unmet in proposal.unmet] == [
        "No time in the autumn term will do: nothing may be planned before 01 Mar 2027."
    ]


def test_a_year_without_term_dates_is_refused():
    with pytest.raises(RefusedError, match="no term dates in 2030-31, so there is no year to plan"):
        propose_year(a_trust(), "2030-31")


def test_without_any_work_allowed_there_is_still_a_year():
    trust = four_groups_in_a_week()

    proposal = propose_year(trust, YEAR, effort=0)

    assert (len(proposal.meetings), proposal.unmet) == (4, ())
    assert [f for f in check_year(trust, proposal.meetings) if f.severity is Severity.HARD] == []


def run_code(code: str, **environment: str) -> str:
    variables = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)} | environment
    done = subprocess.run(
        [sys.executable, "-c", code], env=variables, capture_output=True, text=True, check=True
    )
    return done.stdout


def test_the_same_seed_gives_the_same_year_whatever_the_hash_seed():
    code = (
        "from small_trusts import a_crowded_trust; from scheduler.planner import propose_year;"
        "print(propose_year(a_crowded_trust(), '2026-27', seed=7, effort=0.1).model_dump_json())"
    )

    first, second = (run_code(code, PYTHONHASHSEED=hash_seed) for hash_seed in ("1", "2"))

    assert '"status":"' in first
    assert first == second


def test_importing_the_planner_does_not_load_the_solver():
    assert run_code("import sys, scheduler.planner; print('ortools' in sys.modules)") == "False\n"

"""When one meeting could be held, and everything that stands in the way of its other times."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from builders import a_cadence, a_group, a_meeting, a_membership, a_person, a_school, a_trust, some_settings

from scheduler.planner import set_out
from scheduler.slots import ObstacleKind
from trust.cadence import CadenceRule, Format
from trust.calendar import Blackout, InsetDay, TermName
from trust.meetings import Meeting
from trust.places import Room, Venue
from trust.settings import Rules
from trust.values import LONDON, Weekday
from trust.year import Trust

YEAR = "2026-27"
THURSDAY = date(2026, 11, 12)
K = ObstacleKind


def in_november(rules: Rules | None = None, rule: dict | None = None, **fields) -> Trust:
    """A maths group of Ada, Ben and Cal, who meet once, on a Wednesday or Thursday in November."""
    asked = CadenceRule(
        **{"key": "a", "title": "Review", "term": TermName.AUTUMN, "month": 11,
           "days": (Weekday.WED, Weekday.THU)} | (rule or {})
    )  # fmt: skip
    settings = some_settings(cadences={"termly": a_cadence(asked)}, rules=rules or Rules())
    return a_trust(**{"settings": settings} | fields)


def find_slot_days(trust: Trust, *fixed: Meeting, earliest: date | None = None) -> list[date]:
    desk = set_out(trust, YEAR, fixed, earliest=earliest)
    return [slot.day for slot in desk.choices[f"{YEAR}/maths/a"].slots]


def find_kinds(trust: Trust, day: date, *fixed: Meeting, earliest: date | None = None) -> list[ObstacleKind]:
    desk = set_out(trust, YEAR, fixed, earliest=earliest)
    (occurrence,) = (o for o in desk.occurrences if o.group.id == "maths")
    return [obstacle.kind for obstacle in desk.finder.find_obstacles(occurrence, occurrence.spans_on(day)[0])]


def test_a_meeting_may_be_held_on_any_day_of_its_window():
    assert find_slot_days(in_november()) == [date(2026, 11, day) for day in (4, 5, 11, 12, 18, 19, 25, 26)]


def test_each_block_is_a_slot_of_its_own():
    trust = in_november(rule={"starts": time(9, 0), "minutes": 180, "blocks": (time(13, 0),)})

    assert find_slot_days(trust)[:3] == [date(2026, 11, 4), date(2026, 11, 4), date(2026, 11, 5)]


def a_blackout(**fields) -> Blackout:
    return Blackout(reason="mocks", starts=THURSDAY, ends=THURSDAY, **fields)


def a_chair_elsewhere() -> Meeting:
    return a_meeting("extra", "maths", starts=datetime(2026, 11, 12, 15, 0, tzinfo=LONDON))


@pytest.mark.parametrize(
    ("fields", "kinds"),
    [
        ({}, []),
        ({"rule": {"month": 10}}, [K.WINDOW]),
        ({"rule": {"month": None, "half": 1}}, [K.WINDOW]),
        ({"rule": {"days": (Weekday.MON,)}}, [K.WEEKDAY]),
        ({"rule": {"term": TermName.SPRING, "month": 1}}, [K.WINDOW, K.NO_SCHOOL_DAY]),
        ({"blackouts": (a_blackout(),)}, [K.BLACKOUT]),
        ({"blackouts": (a_blackout(groups=("maths",)),)}, [K.BLACKOUT]),
        ({"blackouts": (a_blackout(avoid_only=True),)}, []),
        ({"people": (a_person("eve"),), "officers": ()}, [K.NO_MEMBERS]),
        ({"people": (a_person("ada", working_days=(Weekday.WED,)), a_person("ben"))}, [K.OFFICER_AWAY]),
        ({"inset_days": (InsetDay(school="elm", day=THURSDAY),)}, [K.OFFICER_SCHOOL_CLOSED]),
        ({"blackouts": (a_blackout(schools=("elm",)),)}, [K.OFFICER_SCHOOL_CLOSED]),
        ({"inset_days": (InsetDay(school="elm", day=THURSDAY),), "officers": ()}, [K.SCHOOL_CLOSED]),
        ({"rules": Rules(cover_limit=1), "rule": {"starts": time(9, 0)}}, [K.COVER]),
        ({"rules": Rules(cover_limit=1)}, []),
    ],
)
def test_what_forbids_a_day_is_found(fields, kinds):
    assert find_kinds(in_november(**fields), THURSDAY) == kinds


def test_everything_that_forbids_a_day_is_found_in_the_order_in_which_one_would_look():
    trust = in_november(
        rules=Rules(cover_limit=1),
        rule={"starts": time(9, 0), "days": (Weekday.MON,)},
        blackouts=(a_blackout(),),
        people=(a_person("ada", working_days=(Weekday.MON,)), a_person("ben"), a_person("cal")),
        inset_days=(InsetDay(school="oak", day=THURSDAY),),
        memberships=(a_membership("maths", "cal"),),
    )

    kinds = find_kinds(trust, THURSDAY, earliest=date(2026, 12, 1))

    assert kinds == [K.WEEKDAY, K.PASSED, K.BLACKOUT, K.OFFICER_AWAY, K.OFFICER_SCHOOL_CLOSED, K.COVER]


def test_a_fixed_meeting_that_needs_the_chair_takes_its_time_and_no_other():
    trust = in_november()

    assert find_kinds(trust, THURSDAY, a_chair_elsewhere()) == [K.OFFICER_BUSY]
    assert THURSDAY not in find_slot_days(trust, a_chair_elsewhere())
    assert date(2026, 11, 11) in find_slot_days(trust, a_chair_elsewhere())


def test_a_room_in_use_is_no_choice_and_without_another_the_time_is_none_either():
    rule = {"format": Format.CONFERENCE, "venue": "mill", "starts": time(9, 0)}
    venues = (Venue(id="mill", name="The Mill"),)
    rooms = tuple(Room(place="mill", name=name, capacity=9) for name in ("Hall", "Loft"))
    others = (a_group("maths"), a_group("art"))
    fixed = a_meeting(
        "extra", "art", starts=datetime(2026, 11, 12, 9, tzinfo=LONDON), place="mill", room="Hall"
    )

    two = set_out(in_november(rule=rule, venues=venues, rooms=rooms, groups=others), YEAR, [fixed])
    slots = two.choices[f"{YEAR}/maths/a"].slots
    one = in_november(rule=rule, venues=venues, rooms=rooms[:1], groups=others)

    assert {slot.day: [room.name for room in slot.rooms] for slot in slots if slot.day.day in (11, 12)} == {
        date(2026, 11, 11): ["Hall", "Loft"],
        THURSDAY: ["Loft"],
    }
    assert find_kinds(one, THURSDAY, fixed) == [K.NO_ROOM]


def test_only_the_days_with_the_fewest_closed_schools_stay_and_it_is_said():
    days = [date(2026, 11, day) for day in (4, 5, 11, 12, 18, 19, 25, 26)]
    closed = [InsetDay(school="elm", day=day) for day in days]
    closed += [InsetDay(school="ash", day=day) for day in days[2:]]
    trust = in_november(
        schools=(a_school("oak"), a_school("elm"), a_school("ash")),
        people=(*a_trust().people, a_person("far", school="ash", roles=("maths-lead",))),
        officers=a_trust().officers[:1],
        inset_days=tuple(closed),
    )

    choice = set_out(trust, YEAR).choices[f"{YEAR}/maths/a"]

    assert [slot.day for slot in choice.slots] == days[:2]
    assert choice.warning == (
        "No day in November suits every school of Maths; on the best there is still Elm School's INSET day."
    )


def test_a_universe_is_every_weekday_time_of_the_term():
    desk = set_out(in_november(), YEAR)
    (occurrence,) = desk.occurrences

    days = [span.day for span in desk.finder.find_universe(occurrence)]

    assert (days[0], days[-1]) == (date(2026, 9, 2), date(2026, 12, 18))
    assert len(days) == 38 + 35

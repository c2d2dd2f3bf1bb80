"""What is rationed: each test leaves the planner one way to keep a limit, or none, and looks at the price."""

from __future__ import annotations

from datetime import time

import pytest
from builders import a_membership, a_person
from small_trusts import YEAR, a_fixed, in_one_week, price

from scheduler.planner import propose_year, set_out
from scheduler.proposal import Proposal
from scheduler.rules import Rule
from trust.places import Room, Venue
from trust.settings import Rules
from trust.values import Weekday
from trust.weights import Weights
from trust.year import Trust

WEDNESDAY = (Weekday.WED,)
MIDWEEK = (Weekday.TUE, Weekday.WED, Weekday.THU)
ONE_AFTER_THE_OTHER = (time(15, 30), time(16, 45))


def plan(trust: Trust, *fixed) -> Proposal:
    return propose_year(trust, YEAR, fixed, effort=1)


def test_two_twilights_on_one_day_are_priced_even_one_after_the_other():
    assert plan(in_one_week(2, WEDNESDAY, ONE_AFTER_THE_OTHER)).cost_by_rule == price((Rule.ONE_A_DAY, 1))


def test_each_twilight_beyond_the_days_first_is_priced_for_each_person():
    people = tuple(a_person(person) for person in ("ada", "ben"))
    members = tuple(a_membership(f"g{n}", person.id) for n in range(3) for person in people)
    starts = (time(15, 0), time(16, 0), time(17, 0))
    trust = in_one_week(3, WEDNESDAY, starts, people=people, memberships=members)

    proposal = plan(trust)

    assert proposal.cost_by_rule == price((Rule.ONE_A_DAY, 4), (Rule.WEEK_LOAD, 2))
    assert set(proposal.cost_by_person) == {"ada", "ben"}


def test_twilights_that_must_overlap_are_a_clash_and_no_second_one():
    assert Rule.ONE_A_DAY not in plan(in_one_week(2, WEDNESDAY)).cost_by_rule


def test_a_meeting_before_three_is_no_twilight():
    starts = (time(14, 59), time(16, 0))

    assert plan(in_one_week(2, WEDNESDAY, starts)).cost == 0


def test_a_third_twilight_in_a_week_is_priced_once_a_person():
    assert plan(in_one_week(3, MIDWEEK)).cost_by_rule == price((Rule.WEEK_LOAD, 1))


def test_twilights_already_fixed_count_towards_the_week():
    fixed = [a_fixed(f"g{n}", day=n) for n in (0, 1)]

    proposal = plan(in_one_week(2, (Weekday.WED, Weekday.THU)), *fixed)

    assert proposal.cost_by_rule == price((Rule.WEEK_LOAD, 2))


@pytest.mark.parametrize("fixed_at", [(time(17, 0),), (time(14, 0),), (time(17, 0), time(18, 0))])
def test_a_fixed_twilight_makes_another_that_day_its_second(fixed_at):
    fixed = [a_fixed("g0", day=2, at=at, key=f"extra-{n}") for n, at in enumerate(fixed_at)]

    proposal = plan(in_one_week(1, WEDNESDAY, settings={"rules": Rules(twilights_per_week=5)}), *fixed)

    seconds = int(fixed_at[0].hour >= 15)
    assert proposal.cost_by_rule == (price((Rule.ONE_A_DAY, 1)) if seconds else {})


@pytest.mark.parametrize(
    ("minutes", "days", "quarters"),
    [
        (120, 5, 0),
        (105, 5, 1),
        (120, 3, 4),  # three fifths of 120 minutes are 4 whole quarter-hours of 8
        (0, 5, 8),
    ],
)
def test_quarter_hours_past_a_persons_share_of_directed_time_are_priced(minutes, days, quarters):
    people = (a_person("ada", working_days=tuple(Weekday)[5 - days : 5]),)
    trust = in_one_week(
        2,
        (Weekday.WED, Weekday.THU),
        people=people,
        settings={"rules": Rules(directed_minutes_per_half_term=minutes)},
    )

    assert plan(trust).cost_by_rule == (price((Rule.DIRECTED_TIME, quarters)) if quarters else {})


def test_fixed_twilights_use_up_directed_time():
    trust = in_one_week(
        1, WEDNESDAY, settings={"rules": Rules(directed_minutes_per_half_term=60, spacing_weeks=(0, 52))}
    )

    # 70 minutes are five begun quarter-hours.
    proposal = plan(trust, a_fixed("g0", day=1, minutes=70))

    assert proposal.cost_by_rule == price((Rule.DIRECTED_TIME, 4))


def test_a_week_busier_than_an_even_year_is_priced():
    people = tuple(a_person(f"p{n}") for n in range(6))
    members = tuple(a_membership(f"g{n}", f"p{n}") for n in range(6))
    trust = in_one_week(6, (Weekday.WED, Weekday.FRI), people=people, memberships=members)

    # Friday 11 September, Wednesday the 16th, Friday the 18th: two weeks, so an even one has four of six meetings.
    problem = set_out(trust, YEAR).build().problem
    busy = [limit for limit in problem.limits if limit.charge and limit.charge.rule is Rule.BUSY_WEEK]

    assert [(limit.most, limit.charge.price, len(limit.uses)) for limit in busy] == [(4, 1, 6), (4, 1, 12)]


def test_a_limit_of_no_weight_is_not_there():
    free = Weights(week_load=0, one_a_day=0, clash=0)
    trust = in_one_week(3, WEDNESDAY, ONE_AFTER_THE_OTHER, settings={"rules": Rules(weights=free)})

    assert plan(trust).cost == 0


def test_no_more_meetings_are_held_at_once_than_there_are_rooms_that_fit():
    people = tuple(a_person(f"p{n}") for n in range(3))
    members = tuple(a_membership(f"g{n}", f"p{n}") for n in range(3))
    trust = in_one_week(3, WEDNESDAY, (time(9, 0),), people=people, memberships=members)
    rule = trust.settings.cadences["c0"].meetings[0].model_copy(update={"venue": "mill"})
    cadence = trust.settings.cadences["c0"].model_copy(update={"meetings": (rule,)})
    full = trust.model_copy(
        update={
            "settings": trust.settings.model_copy(update={"cadences": {"c0": cadence}}),
            "venues": (Venue(id="mill", name="The Mill"),),
            "rooms": tuple(Room(place="mill", name=name, capacity=9) for name in ("Loft", "Hall")),
        }
    )

    proposal = plan(full)

    assert sorted(meeting.room for meeting in proposal.meetings) == ["Hall", "Loft"]
    assert len(proposal.unmet) == 1

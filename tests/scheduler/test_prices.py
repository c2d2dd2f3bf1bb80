from __future__ import annotations

from datetime import date, time

import pytest
from builders import a_group, a_person, a_school, a_trust, some_half_terms, some_settings

from scheduler.bookings import Bookings
from scheduler.engine.problem import Charge
from scheduler.occurrences import find_occurrences
from scheduler.prices import Prices, find_edge_days
from scheduler.rosters import Rosters
from scheduler.rules import UNPLACED_PRICE, Rule, make_prices
from trust.cadence import Cadence, CadenceRule
from trust.calendar import Blackout, TermName
from trust.register import Deadline
from trust.settings import Rules
from trust.values import Weekday
from trust.weights import Weights
from trust.year import Trust

MIDWEEK = date(2026, 9, 16)


def find_charges(trust: Trust, day: date) -> tuple[Charge, ...]:
    rosters = Rosters(trust)
    occurrence = find_occurrences(trust, "2026-27")[0]
    (span,) = occurrence.spans_on(day)
    prices = Prices(trust, Bookings(trust, rosters, ()))
    return prices.find_charges(occurrence, span, rosters.on(occurrence.group, day))


def count_on(trust: Trust, day: date) -> dict[str, int]:
    """Count how often each rule is broken, by what it costs."""
    prices = make_prices(trust.settings.rules.weights)
    return {charge.rule: charge.price // prices[Rule(charge.rule)] for charge in find_charges(trust, day)}


@pytest.mark.parametrize(
    ("day", "breaks"),
    [
        (MIDWEEK, {}),
        (date(2026, 9, 18), {Rule.MIDWEEK: 1}),
        (date(2026, 9, 14), {Rule.MIDWEEK: 1}),
        (date(2026, 9, 3), {Rule.EDGE: 1}),
        (date(2026, 9, 8), {Rule.STAFF_MEETING: 1}),
        (date(2026, 10, 22), {Rule.EDGE: 1}),
        (date(2026, 10, 23), {Rule.EDGE: 1, Rule.MIDWEEK: 1}),
        (date(2026, 9, 15), {Rule.STAFF_MEETING: 1}),
        (date(2026, 9, 24), {Rule.STAFF_MEETING: 2}),
    ],
)
def test_a_day_costs_what_it_breaks(day, breaks):
    nights = {8: Weekday.TUE, 15: Weekday.TUE, 24: Weekday.THU}
    night = nights.get(day.day)
    other = night if day.day == 24 else None
    schools = (a_school("oak", staff_meeting_night=night), a_school("elm", staff_meeting_night=other))

    assert count_on(a_trust(schools=schools), day) == breaks


def test_a_school_may_hold_its_meeting_on_the_evening_of_a_daytime_one():
    schools = (a_school("oak", staff_meeting_night=Weekday.WED), a_school("elm"))
    rule = CadenceRule(key="a", title="A", term=TermName.AUTUMN, starts=time(9, 0))
    settings = some_settings(cadences={"termly": Cadence(name="Termly", meetings=(rule,))})

    assert count_on(a_trust(schools=schools, settings=settings), MIDWEEK) == {}


@pytest.mark.parametrize(
    ("audience", "day", "breaks"),
    [
        ((), MIDWEEK, {Rule.DEADLINE: 1}),
        (("maths-lead",), MIDWEEK, {Rule.DEADLINE: 1}),
        (("senco",), MIDWEEK, {}),
        ((), date(2026, 9, 23), {}),
        ((), date(2026, 9, 17), {Rule.DEADLINE: 1}),
    ],
)
def test_the_days_before_a_deadline_are_dearer_for_those_who_owe_it(audience, day, breaks):
    deadline = Deadline(
        id="data", title="Data collection", due=date(2026, 9, 17), audience=audience, pinch_days=5
    )

    assert count_on(a_trust(deadlines=(deadline,)), day) == breaks


@pytest.mark.parametrize(
    ("owner", "times"),
    [({}, 1), ({"groups": ("maths",)}, 1), ({"schools": ("oak", "elm")}, 1), ({"groups": ("art",)}, 0)],
)
def test_a_day_to_avoid_is_priced_once_for_each_reason(owner, times):
    avoided = Blackout(reason="a faith date", starts=MIDWEEK, ends=MIDWEEK, avoid_only=True, **owner)

    trust = a_trust(blackouts=(avoided,), groups=(a_group("maths"), a_group("art")))

    assert count_on(trust, MIDWEEK) == ({Rule.AVOIDED_DAY: times} if times else {})


def test_members_who_do_not_work_that_day_bear_its_price_and_double_when_alone():
    people = (
        a_person("ada", school="elm", roles=("maths-lead",), working_days=(Weekday.MON,)),
        a_person("ben", roles=("maths-lead",)),
        a_person("cal", roles=("maths-lead",), working_days=(Weekday.MON, Weekday.TUE)),
    )

    charges = find_charges(a_trust(people=people, officers=()), MIDWEEK)

    assert charges == (Charge(Rule.AWAY, 3 * Weights().away, ("ada", "ada", "cal")),)


def test_a_trust_sets_its_own_prices_and_switches_rules_off_by_none():
    rules = Rules(weights=Weights(edge=50, midweek=0))
    trust = a_trust(settings=some_settings(rules=rules))

    assert find_charges(trust, date(2026, 10, 23)) == (Charge(Rule.EDGE, 50),)


def test_every_rule_has_a_price_and_none_is_dearer_than_a_meeting_left_out():
    prices = make_prices(Weights())

    assert list(prices) == list(Rule)
    assert max(prices.values()) == prices[Rule.UNPLACED] == UNPLACED_PRICE


def test_edge_days_step_over_bank_holidays_and_are_each_councils_own():
    halves = (*some_half_terms(), *some_half_terms("westshire")[:1])

    edges = find_edge_days(a_trust(half_terms=halves))

    assert {day for _, day in edges if day.month == 5} == {date(2027, 5, 27), date(2027, 5, 28)}
    assert len([day for council, day in edges if council == "westshire"]) == 4

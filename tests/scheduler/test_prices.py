from __future__ import annotations

from datetime import date

import pytest
from builders import a_group, a_school, a_trust

from scheduler.bookings import Bookings
from scheduler.occurrences import find_occurrences
from scheduler.prices import Prices, find_edge_days
from scheduler.rosters import Rosters
from scheduler.weights import Rule
from trust.register import Deadline
from trust.values import Weekday
from trust.year import Trust


def count_on(trust: Trust, day: date) -> dict[Rule, int]:
    rosters = Rosters(trust)
    occurrence = find_occurrences(trust, "2026-27")[0]
    prices = Prices(trust, Bookings(trust, rosters, ()))
    return dict(prices.count_breaks(occurrence, day, rosters.on(occurrence.group, day)))


@pytest.mark.parametrize(
    ("day", "breaks"),
    [
        (date(2026, 9, 16), {}),
        (date(2026, 9, 18), {Rule.MIDWEEK: 1}),
        (date(2026, 9, 3), {Rule.EDGE: 1}),
        (date(2026, 10, 23), {Rule.EDGE: 1, Rule.MIDWEEK: 1}),
        (date(2026, 9, 15), {Rule.STAFF_MEETING: 1}),
    ],
)
def test_a_day_costs_what_it_breaks(day, breaks):
    schools = (a_school("oak", staff_meeting_night=Weekday.TUE), a_school("elm"))

    assert count_on(a_trust(schools=schools), day) == breaks


@pytest.mark.parametrize(
    ("audience", "day", "breaks"),
    [
        ((), date(2026, 9, 16), {Rule.PINCH: 1}),
        (("maths-lead",), date(2026, 9, 16), {Rule.PINCH: 1}),
        (("senco",), date(2026, 9, 16), {}),
        ((), date(2026, 9, 23), {}),
    ],
)
def test_the_days_before_a_deadline_are_dearer_for_those_who_owe_it(audience, day, breaks):
    deadline = Deadline(
        id="data", title="Data collection", due=date(2026, 9, 17), audience=audience, pinch_days=5
    )

    assert count_on(a_trust(deadlines=(deadline,)), day) == breaks


def test_edge_days_step_over_bank_holidays():
    trust = a_trust(groups=(a_group("maths"),))

    assert {day for _, day in find_edge_days(trust) if day.month == 5} == {
        date(2027, 5, 27),
        date(2027, 5, 28),
    }

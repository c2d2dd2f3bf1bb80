from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from trust.calendar import (
    OpenSpan,
    Span,
    add_working_days,
    each_day,
    find_academic_year,
    find_bank_holidays,
    find_year_bounds,
    is_working_day,
)


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2026, 8, 31), "2025-26"), (date(2026, 9, 1), "2026-27"), (date(2099, 12, 1), "2099-00")],
)
def test_academic_year_turns_on_the_first_of_september(day, year):
    assert find_academic_year(day) == year


@given(st.dates(date(2000, 9, 1), date(2098, 8, 31)))
def test_every_day_lies_within_the_bounds_of_its_year(day):
    first, last = find_year_bounds(find_academic_year(day))

    assert first <= day <= last


def test_bank_holidays_are_those_of_england():
    assert find_bank_holidays(2027)[date(2027, 3, 26)] == "Good Friday"
    assert date(2027, 1, 2) not in find_bank_holidays(2027)


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 12, 24), True),
        (date(2026, 12, 25), False),
        (date(2026, 12, 26), False),
        (date(2026, 12, 28), False),
    ],
)
def test_weekends_and_bank_holidays_are_not_working_days(day, working):
    assert is_working_day(day) is working


@pytest.mark.parametrize(
    ("day", "count", "then"),
    [
        (date(2026, 12, 24), 1, date(2026, 12, 29)),
        (date(2026, 12, 29), -1, date(2026, 12, 24)),
        (date(2026, 12, 26), 0, date(2026, 12, 26)),
        (date(2027, 3, 25), 1, date(2027, 3, 30)),
    ],
)
def test_working_days_are_counted_over_holidays_both_ways(day, count, then):
    assert add_working_days(day, count) == then


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 30))
def test_counting_forward_then_back_comes_home_to_a_working_day(day, count):
    landed = add_working_days(day, count)

    assert is_working_day(landed)
    assert add_working_days(landed, -count) <= day


def test_each_day_includes_both_ends():
    assert each_day(date(2026, 12, 31), date(2027, 1, 1)) == (date(2026, 12, 31), date(2027, 1, 1))
    assert each_day(date(2027, 1, 1), date(2026, 12, 31)) == ()


def test_span_holds_its_first_and_last_day():
    span = Span(starts=date(2026, 9, 2), ends=date(2026, 9, 4))

    assert [span.holds(day) for day in each_day(date(2026, 9, 1), date(2026, 9, 5))] == [
        False,
        True,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("starts", "ends", "held"),
    [
        (None, None, [True, True, True]),
        (date(2026, 9, 2), None, [False, True, True]),
        (None, date(2026, 9, 2), [True, True, False]),
        (date(2026, 9, 2), date(2026, 9, 2), [False, True, False]),
    ],
)
def test_open_span_is_open_where_nothing_is_said(starts, ends, held):
    span = OpenSpan(starts=starts, ends=ends)

    assert [span.holds(day) for day in each_day(date(2026, 9, 1), date(2026, 9, 3))] == held


@pytest.mark.parametrize("kind", [Span, OpenSpan])
def test_span_that_ends_before_it_starts_is_refused(kind):
    with pytest.raises(ValidationError, match="ends on 01 Sep 2026, before it starts on 02 Sep 2026"):
        kind(starts=date(2026, 9, 2), ends=date(2026, 9, 1))

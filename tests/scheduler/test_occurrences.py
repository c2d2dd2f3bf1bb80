from __future__ import annotations

from datetime import date

import pytest
from builders import a_trust

from scheduler.occurrences import describe_window, find_occurrences, find_window, in_order
from trust.cadence import CadenceRule
from trust.calendar import TermName
from trust.values import Weekday


def a_rule(key: str = "m", **fields) -> CadenceRule:
    return CadenceRule(**{"key": key, "title": "Meeting", "term": TermName.AUTUMN} | fields)


def test_a_year_asks_for_each_rule_that_has_no_meeting_yet():
    taken = {"2026-27/maths/spring-1"}

    assert [o.key for o in find_occurrences(a_trust(), "2026-27", taken)] == [
        "2026-27/maths/autumn-1",
        "2026-27/maths/summer-1",
    ]


def test_a_window_is_the_rules_weekdays_in_its_month_of_term():
    rule = a_rule(month=11, days=(Weekday.TUE,))

    assert find_window(a_trust(), "2026-27", rule) == tuple(date(2026, 11, day) for day in (3, 10, 17, 24))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "the autumn term"),
        ({"half": 2}, "the second half of the autumn term"),
        ({"half": 2, "month": 11}, "November"),
    ],
)
def test_a_window_is_told_in_the_words_of_a_school(fields, words):
    assert describe_window(a_rule(**fields)) == words


def test_rules_come_in_the_order_of_the_year_however_they_are_written():
    rules = [
        a_rule("summer", term=TermName.SUMMER),
        a_rule("december", half=2, month=12),
        a_rule("november", half=2, month=11),
        a_rule("september", half=1),
    ]

    assert [rule.key for rule in in_order(rules)] == ["september", "november", "december", "summer"]

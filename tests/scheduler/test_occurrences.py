from __future__ import annotations

from datetime import date, datetime, time

import pytest
from builders import a_group, a_trust

from scheduler.occurrences import Occurrence, Span, find_occurrences, find_window, in_order
from trust.cadence import CadenceRule
from trust.calendar import TermName
from trust.values import LONDON, Weekday


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
    assert a_rule(**fields).window == words


def test_rules_come_in_the_order_of_the_year_however_they_are_written():
    rules = [
        a_rule("summer", term=TermName.SUMMER),
        a_rule("december", half=2, month=12),
        a_rule("november", half=2, month=11),
        a_rule("september", half=1),
    ]

    assert [rule.key for rule in in_order(rules)] == ["september", "november", "december", "summer"]


def at(hour: int, minute: int = 0, **fields) -> Occurrence:
    return Occurrence("2026-27/maths/m", a_group(), a_rule(starts=time(hour, minute), **fields))


def test_an_occurrence_may_start_at_its_rules_time_or_at_any_of_its_blocks():
    spans = at(9, minutes=180, blocks=(time(13, 0),)).spans_on(date(2027, 6, 24))

    day = [datetime(2027, 6, 24, hour, tzinfo=LONDON) for hour in (9, 12, 13, 16)]
    assert spans == (Span(day[0], day[1]), Span(day[2], day[3]))


def test_spans_overlap_unless_one_ends_when_the_other_begins():
    day = date(2026, 9, 16)
    (span,) = at(15, 45).spans_on(day)
    others = [at(hour, minute).spans_on(day)[0] for hour, minute in ((15, 45), (16, 59), (17, 0), (14, 30))]

    assert [span.overlaps(*other) for other in others] == [True, True, False, False]


def test_a_twilight_begins_at_three_or_later():
    day = date(2026, 9, 16)

    assert [at(*start).spans_on(day)[0].is_twilight for start in ((14, 59), (15, 0), (18, 0))] == [
        False,
        True,
        True,
    ]


def test_a_group_that_is_not_there_in_a_rules_window_owes_no_meeting_for_it():
    trust = a_trust(groups=(a_group("maths", starts=date(2027, 2, 1)),))

    assert [o.rule.key for o in find_occurrences(trust, "2026-27")] == ["spring-1", "summer-1"]

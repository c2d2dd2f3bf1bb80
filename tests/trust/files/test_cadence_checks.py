"""Cadences that cannot be kept, or only badly, are told before anything is planned."""

from __future__ import annotations

import pytest
from builders import TRUST_YAML, some_files

from trust.files import parse_files
from trust.files.cadence_checks import find_crowd
from trust.weights import Weights

TERM_DATES = some_files()["term_dates.csv"]
AUTUMN = "{key: autumn-1, title: Autumn meeting, term: autumn}"
A = "key: a, title: A, term: autumn"
B = "key: b, title: B, term: autumn"


def settings_with(*rules: str) -> str:
    return TRUST_YAML.replace(AUTUMN, "\n      - ".join(f"{{{rule}}}" for rule in rules))


def faults_of(text: str, **tables: str) -> list[str]:
    place = "trust.yaml:"
    return [
        str(f).removeprefix(place) for f in parse_files(some_files(**tables) | {"trust.yaml": text}).faults
    ]


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        ("month: 7", "month: July is never in the autumn term."),
        ("half: 1, month: 12", "month: December is never in the first half of the autumn term."),
        ("minutes: 5", "minutes: '5' must be at least 15."),
        ("starts: 23:00, minutes: 90", "minutes: 90 minutes from 23:00 run past midnight."),
        ("starts: 09:00, blocks: [22:59]", "blocks: 75 minutes from 22:59 run past midnight."),
        ("starts: 09:00, blocks: [13:00, 13:00]", "blocks: 13:00 is given twice, as a block or as the time it starts."),
        ("starts: 09:00, blocks: [09:00]", "blocks: 09:00 is given twice, as a block or as the time it starts."),
        ("starts: noon, minutes: 60, blocks: [13:00]", "starts: 'noon' is not a time; write 15:10."),
        ("starts: 09:00, blocks: noon", "blocks: 'noon' is not a time; write 15:10."),
        ("days: []", "days: needs at least 1."),
        ("series: Next steps", "series: 'Next steps' is not a short name: use lower-case letters, digits and single hyphens."),
    ],
)  # fmt: skip
def test_rule_that_contradicts_itself_is_refused_at_its_field(rule, fault):
    assert faults_of(settings_with(f"{A}, {rule}")) == [f"10:cadences.termly.meetings.1.{fault}"]


def test_blocks_and_months_that_agree_with_their_rule_are_taken():
    text = settings_with(f"{A}, half: 2, month: 11, starts: 09:00, minutes: 180, blocks: [13:00, 16:00]")

    assert faults_of(text) == []


def test_two_meetings_of_one_key_and_a_cadence_without_meetings_are_refused():
    assert faults_of(settings_with(A, A)) == [
        "9:cadences.termly.meetings: the key 'a' is given to 2 meetings; a key names one."
    ]
    assert faults_of(TRUST_YAML.replace(f"meetings:\n      - {AUTUMN}", "meetings: []")) == [
        "9:cadences.termly.meetings: needs at least 1."
    ]


@pytest.mark.parametrize(
    ("rules", "fault"),
    [
        ("spacing_weeks: [12, 5]", "spacing_weeks: [12, 5] is not the least and then the most weeks, from 0 to 52."),
        ("spacing_weeks: [5]", "spacing_weeks.2: needs a value."),
        ("spacing_weeks: [5, 6, 7]", "spacing_weeks: takes at most 2."),
        ("weights: {clsh: 3}", "weights.clsh: is not a field here; did you mean 'clash'?"),
        ("weights: {edge: -3}", "weights.edge: '-3' must be at least 0."),
        ("cover_limit: 0", "cover_limit: '0' must be at least 1."),
        ("directed_minutes_per_half_term: 9000", "directed_minutes_per_half_term: '9000' must be at most 6000."),
        (f"weights: {{{', '.join(f'{name}: 0' for name in Weights.model_fields)}}}",
         "weights: warning: every weight is 0, so any possible year is as good as another; leave some at their defaults."),
    ],
)  # fmt: skip
def test_rules_out_of_their_limits_are_told_at_their_field(rules, fault):
    assert faults_of(f"{TRUST_YAML}rules: {{{rules}}}\n") == [f"13:rules.{fault}"]


def test_cadence_without_a_school_day_is_an_error_and_in_one_council_a_warning():
    text = settings_with(
        "key: boxing, title: Late December, term: autumn, month: 12, half: 2, days: Sat",
        "key: october, title: October, term: autumn, half: 2, month: 10",
    ).replace("{fernshire: Fernshire}", "{fernshire: Fernshire, westmarch: Westmarch}")
    west = TERM_DATES.split("\n", 1)[1].replace("fernshire", "westmarch").replace("2026-11-02", "2026-10-26")

    faults = faults_of(text, term_dates=TERM_DATES + west)

    assert [fault for fault in faults if fault[0].isdigit()] == [
        "10:cadences.termly.meetings.1: “Late December” has no school day it could be held on.",
        "11:cadences.termly.meetings.2: warning: “October” has no school day it could be held on in Fernshire.",
    ]


def test_meetings_that_share_too_few_days_are_an_error_told_once():
    text = settings_with(
        f"{A}, month: 12, days: Wed", f"{B}, month: 12", *(
            f"key: c{n}, title: C{n}, term: autumn, half: 2, month: 12, days: Wed" for n in (1, 2, 3)
        )
    )  # fmt: skip

    assert [fault for fault in faults_of(text) if "warning" not in fault] == [
        (
            "14:cadences.termly.meetings.5: “A”, “C1”, “C2” and “C3” need a day each and have only 02 Dec 2026, "
            "09 Dec 2026 and 16 Dec 2026 between them."
        )
    ]


@pytest.mark.parametrize(
    ("rules", "faults"),
    [
        ((f"{A}, half: 1", f"{B}, half: 2"), []),
        ((f"{A}, month: 9", f"{B}, month: 10"), []),
        ((f"{A}, month: 9", f"{B}, month: 10, half: 1", "key: c, title: C, term: autumn, month: 11"), []),
        ((f"{A}, month: 11", f"{B}, month: 11"), ["“B” cannot be held 5 or more weeks after “A”, as spacing_weeks asks."]),
        ((f"{A}, month: 9", "key: b, title: B, term: summer"),
         ["“B” cannot be held 12 or fewer weeks after “A”, as spacing_weeks asks."]),
    ],
)  # fmt: skip
def test_spacing_no_choice_of_days_can_keep_is_a_warning(rules, faults):
    assert faults_of(settings_with(*rules)) == [
        f"11:cadences.termly.meetings.2: warning: {fault}" for fault in faults
    ]


def test_meeting_that_cannot_come_first_in_its_term_is_a_warning():
    assert faults_of(settings_with(f"{A}, half: 1", f"{B}, half: 2, first_in_term: yes")) == [
        (
            "11:cadences.termly.meetings.2.first_in_term: warning: “B” cannot be first in its term: “A” is over before "
            "it may begin."
        )
    ]


@pytest.mark.parametrize(
    ("rules", "fault"),
    [
        ((f"{A}, half: 1, month: 10, series: next-steps", f"{B}, month: 10, series: next-steps"), None),
        ((f"{A}, series: next-steps",),
         ("10:cadences.termly.meetings.1.series: warning: only 1 meeting is of the series 'next-steps'; the others need "
         "the same name here.")),
        ((f"{A}, half: 1, series: next-steps", f"{B}, half: 2, series: next-steps"),
         ("11:cadences.termly.meetings.2.series: the windows of “A” and “B” share no week, and 'next-steps' is held in "
         "one.")),
    ],
)  # fmt: skip
def test_series_is_of_several_meetings_that_share_a_week(rules, fault):
    faults = [found for found in faults_of(settings_with(*rules)) if ".series" in found]

    assert faults == ([fault] if fault else [])


def test_series_of_one_rule_is_whole_when_two_groups_meet_by_it():
    groups = some_files()["groups.csv"] + "art,Art,subject,termly,maths-lead\n"

    assert faults_of(settings_with(f"{A}, series: next-steps"), groups=groups) == []


def test_venue_without_rooms_is_a_warning():
    text = settings_with(f"{A}, venue: mill")

    assert faults_of(text, venues="id,name\nmill,The Mill\n") == [
        (
            "10:cadences.termly.meetings.1.venue: warning: The Mill has no room in rooms.csv, so nobody's seat or access "
            "is looked after there."
        )
    ]
    assert (
        faults_of(text, venues="id,name\nmill,The Mill\n", rooms="place,name,capacity\nmill,Loft,9\n") == []
    )


def test_crowd_is_found_even_where_each_meeting_alone_has_days_enough():
    assert find_crowd({"a": frozenset({1, 2}), "b": frozenset({1, 2}), "c": frozenset({1, 2}), "d": frozenset({3})}) == (
        "a", "b", "c",
    )  # type: ignore[arg-type]  # any days will do  # fmt: skip
    assert find_crowd({"a": frozenset({1}), "b": frozenset({1, 2}), "c": frozenset({2, 3})}) == ()  # type: ignore[arg-type]

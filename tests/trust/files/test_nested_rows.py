"""JSON and YAML keep their nesting and their lines."""

from __future__ import annotations

import pytest
from builders import TRUST_YAML, some_files

from trust.files import parse_files


def faults_of(files: dict[str, str] | dict[str, str | bytes]) -> list[str]:
    return [str(fault) for fault in parse_files(files).faults]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{}", "venues.json:1: must be a list of objects: [ {…}, {…} ]."),
        ("[\n{", "venues.json:2: is not JSON: expecting property name enclosed in double quotes."),
        ("[" * 100_000, "venues.json: cannot be read: it is nested too deeply or holds too long a number."),
        ("[\n\n3]", "venues.json:3: 3 is not an object; write {…}."),
        ('[\n{"id": "a",\n"id": "b"}]', "venues.json:2:id: is given twice in one object; keep one."),
    ],
)
def test_json_that_cannot_be_understood_gets_one_sentence(text, fault):
    assert faults_of(some_files() | {"venues.json": text}) == [fault]


def test_json_rows_are_told_by_the_line_their_object_starts_on():
    text = '[\n  {"id": "hall",\n   "name": "Hall"},\n\n  {"id": "Big Barn", "name": null, "owner": 1}\n]\n'

    assert faults_of(some_files() | {"venues.json": text}) == [
        "venues.json:5:id: 'Big Barn' is not a short name: use lower-case letters, digits and single hyphens.",
        "venues.json:5:name: needs a value.",
        "venues.json:5:owner: is not a field here.",
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("- a\n", "trust.yaml:1: must be a mapping, such as “name: Fernvale Learning Trust”."),
        ("", "trust.yaml:1: must be a mapping, such as “name: Fernvale Learning Trust”."),
        ("a: [\n", "trust.yaml:2: is not YAML: expected the node content, but found '<stream end>'."),
        ("name: \x07\n", "trust.yaml: is not YAML: it holds a character YAML does not allow."),
        ("a: &x 1\nb: *x\n", "trust.yaml: uses a YAML alias (*name); write the value out instead."),
        ("a: " + "[" * 20_000, "trust.yaml: is nested too deeply."),
    ],
)
def test_yaml_that_cannot_be_understood_gets_one_sentence(text, fault):
    assert faults_of(some_files() | {"trust.yaml": text}) == [fault]


def test_yaml_faults_carry_their_own_line_and_dotted_path():
    text = (
        TRUST_YAML.replace("term: autumn}", "term: autum,\n         minutes: long}")
        + "name: Again\nrules: 5\n"
    )

    assert faults_of(some_files() | {"trust.yaml": text}) == [
        "trust.yaml:10:cadences.termly.meetings.1.term: 'autum' is not known; did you mean 'autumn'?",
        "trust.yaml:11:cadences.termly.meetings.1.minutes: 'long' is not a whole number.",
        "trust.yaml:14:name: is given twice; keep one.",
        "trust.yaml:15:rules: '5' is not an object with fields.",
    ]


def test_yaml_keeps_times_and_years_as_they_are_written():
    text = TRUST_YAML + "rules:\n  quiet_hours: {starts: 18:30, ends: 07:15}\n  safety_share:\nleads: ~\n"
    parsed = parse_files(some_files() | {"trust.yaml": text})

    assert parsed.year is not None
    quiet = parsed.year.trust.settings.rules.quiet_hours
    assert (str(quiet.starts), str(quiet.ends)) == ("18:30:00", "07:15:00")

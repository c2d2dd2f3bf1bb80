"""CSV as spreadsheets really write it."""

from __future__ import annotations

import pytest
from builders import some_files

from trust.files import parse_files


def faults_of(files: dict[str, str] | dict[str, str | bytes]) -> list[str]:
    return [str(fault) for fault in parse_files(files).faults]


def people_of(text: str | bytes) -> list[tuple[str, str]]:
    parsed = parse_files(some_files() | {"people.csv": text})
    assert parsed.year is not None, parsed.faults
    return [(person.id, person.name) for person in parsed.year.trust.people]


HEADINGS = "id,name,upn,school,roles\n"


ADA = "ada,Ada Lane,ada@fernvale.example,oak,maths-lead\n"


def test_smallest_trust_has_no_fault():
    assert faults_of(some_files()) == []


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + HEADINGS + ADA,
        (HEADINGS + ADA).replace("\n", "\r\n"),
        (HEADINGS + ADA).replace("\n", "\r"),
        "ID, Name ,UPN,School,Roles\n" + ADA,
        HEADINGS.strip() + ",,\n" + ADA.strip() + ",,\n,,,,,,\n\n \n",
        HEADINGS + "\n\n" + ADA,
        b"\xef\xbb\xbf" + (HEADINGS + ADA).encode(),
        HEADINGS + '"ada","Ada Lane","ada@fernvale.example","oak","maths-lead"',
        HEADINGS + "ada,Ada Lane,ADA@Fernvale.example ,oak, maths-lead ;\n",
    ],
    ids=["bom", "crlf", "cr", "headings", "blank columns", "blank lines", "bytes", "quoted", "spaces"],
)
def test_csv_as_spreadsheets_write_it_is_accepted(text):
    assert people_of(text) == [("ada", "Ada Lane")]


def test_heading_may_have_spaces_and_capitals():
    text = "id,name,upn,roles,Working days\nada,Ada Lane,ada@fernvale.example,maths-lead,Mon-Wed\n"
    parsed = parse_files(some_files(people=text))

    assert parsed.year is not None
    assert [day.value for day in parsed.year.trust.people[0].working_days] == ["Mon", "Tue", "Wed"]


def test_row_is_the_line_the_row_starts_on_even_after_quoted_line_breaks():
    text = HEADINGS + ADA.replace("Ada Lane", '"Ada\nLane"') + "ben,Ben,ben,oak,\n"

    assert faults_of(some_files(people=text)) == [
        "people.csv:2:name: 'Ada\\nLane' holds a line break or another character that cannot be seen.",
        "people.csv:4:upn: 'ben' is not an address such as name@trust.example.",
    ]


@pytest.mark.parametrize(
    ("people", "fault"),
    [
        ("", "people.csv: is empty; its first line must name the columns."),
        ("id;name;upn\na;b;c\n", "people.csv:1: is separated by semicolons; save it separated by commas."),
        ("id\tname\tupn\na\tb\tc\n", "people.csv:1: is separated by tabs; save it separated by commas."),
        (HEADINGS + 'ada,"Ada\n', "people.csv:2: cannot be read as CSV: a quotation mark is not closed, or not doubled inside a cell."),
        (HEADINGS + '"ada"x,Ada\n', "people.csv:2: cannot be read as CSV: a quotation mark is not closed, or not doubled inside a cell."),
        (HEADINGS + "a" * 200_000, "people.csv:2: cannot be read as CSV: field larger than field limit (131072)."),
        ("id,name,upn,Name,roles\n" + ADA, "people.csv:1:name: 2 columns have this heading; keep one."),
        ("id,name,upn,shool,roles\n" + ADA, "people.csv:1:shool: is not a column of people; did you mean 'school'?"),
        ("id,name,upn,favourite_colour\n", "people.csv:1:favourite_colour: is not a column of people."),
        ("id,name,school\n", "people.csv:1:upn: this column is missing; every person needs one."),
        (HEADINGS + ADA.strip() + ",more\n", "people.csv:2: has 6 cells under 5 headings; put a cell with a comma in quotation marks."),
        (HEADINGS.strip() + ",\n" + ADA.strip() + ",more\n", "people.csv:2: 'more' stands in column 6, which has no heading."),
        (HEADINGS + ADA.replace("Ada Lane", "=1+1"), "people.csv:2:name: '=1+1' looks like a spreadsheet formula; write the text itself."),
        (HEADINGS + "ada\0", "people.csv:2: holds a NUL character, so it is not a text file; export it again."),
    ],
)  # fmt: skip
def test_csv_that_cannot_be_understood_gets_one_sentence(people, fault):
    assert [f for f in faults_of(some_files(people=people)) if f.startswith("people.csv")] == [fault]

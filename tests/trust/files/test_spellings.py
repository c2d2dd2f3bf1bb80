"""Cells as people write them."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from builders import some_files

from trust.files import parse_files
from trust.values import LONDON

MEETING = "key,group,title,format,starts,ends\n2026-27/maths/autumn-1,maths,Autumn,Online,{},{}\n"


def people_faults(column: str, cell: str) -> list[str]:
    text = f"id,name,upn,roles,{column}\nada,Ada Lane,ada@fernvale.example,maths-lead,{cell}\n"
    return [str(fault) for fault in parse_files(some_files(people=text)).faults]


def school_finish(cell: str) -> time:
    text = f"id,name,phase,council,finish_time\noak,Oak School,secondary,fernshire,{cell}\n"
    parsed = parse_files(some_files(schools=text))
    assert parsed.year is not None, parsed.faults
    return parsed.year.trust.schools[0].finish_time


@pytest.mark.parametrize("cell", ["15:10", "15.10", "3.10pm", "3:10 PM", "3.10 p.m.", "15:10:00"])
def test_times_people_write_are_read(cell):
    assert school_finish(cell) == time(15, 10)


def test_midday_and_midnight_are_read():
    assert (school_finish("12.00pm"), school_finish("12.05am")) == (time(12, 0), time(0, 5))


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("3.10", "'3.10' may be morning or afternoon; write 03:10 or 15:10."),
        ("1510", "'1510' is not a time; write 15:10."),
        ("15.10pm", "'15.10pm' is not a time; write 15:10."),
        ("25:10", "'25:10' is not a time; write 15:10."),
        ("", "needs a value."),
    ],
)
def test_times_that_could_mean_anything_are_refused(cell, sentence):
    text = f"id,name,phase,council,finish_time\noak,Oak School,secondary,fernshire,{cell}\n"

    assert [str(f) for f in parse_files(some_files(schools=text)).faults] == [
        f"schools.csv:2:finish_time: {sentence}"
    ]


@pytest.mark.parametrize("cell", ["2026-09-01", "01/09/2026", "1/9/2026"])
def test_dates_people_write_are_read(cell):
    text = f"id,name,upn,roles,starts\nada,Ada Lane,ada@fernvale.example,maths-lead,{cell}\n"
    parsed = parse_files(some_files(people=text))

    assert parsed.year is not None
    assert parsed.year.trust.people[0].starts == date(2026, 9, 1)


@pytest.mark.parametrize(
    ("column", "cell", "sentence"),
    [
        ("starts", "01/09/26", "'01/09/26' needs its year in full, such as 01/09/2026."),
        ("starts", "31/02/2027", "'31/02/2027' is not a day in the calendar."),
        ("starts", "2027-02-31", "'2027-02-31' is not a day in the calendar."),
        ("starts", "1 September", "'1 September' is not a date; write 2026-09-01 or 01/09/2026."),
        ("starts", "46266", "'46266' is not a date; write 2026-09-01 or 01/09/2026."),
        ("kind", "gest", "'gest' is not known; did you mean 'guest'?"),
        ("kind", "x", "'x' is not known; expected staff or guest."),
        ("working_days", "Mon; Someday", "'Someday' is not known; expected Mon, Tue, Wed, Thu, Fri, Sat or Sun."),
        ("working_days", "Fri-Mon", "'Fri-Mon' is not known; expected Mon, Tue, Wed, Thu, Fri, Sat or Sun."),
        ("access_needs", "stepfree", "'stepfree' is not known; did you mean 'step-free'?"),
        ("school", "Oak School", "'Oak School' is not a short name: use lower-case letters, digits and single hyphens."),
        ("school", "ok", "'ok' is not a school; did you mean 'oak'?"),
    ],
)  # fmt: skip
def test_cells_that_cannot_be_read_say_what_was_met_and_what_is_expected(column, cell, sentence):
    assert people_faults(column, cell) == [f"people.csv:2:{column}: {sentence}"]


def test_known_words_may_have_capitals_and_spaces():
    text = (
        "id,name,phase,council,finish_time,staff_meeting_night\noak,Oak,All Through,fernshire,15:10,tuesday\n"
    )
    parsed = parse_files(some_files(schools=text))

    assert parsed.year is not None
    school = parsed.year.trust.schools[0]
    assert (school.phase, school.staff_meeting_night) == ("all-through", "Tue")


@pytest.mark.parametrize(
    ("cell", "value"), [("Yes", True), ("y", True), ("TRUE", True), ("no", False), ("0", False)]
)
def test_yes_and_no_are_read(cell, value):
    parsed = parse_files(some_files(rooms=f"place,name,capacity,step_free\noak,Hall,60,{cell}\n"))

    assert parsed.year is not None
    assert parsed.year.trust.rooms[0].step_free is value


@pytest.mark.parametrize(
    "starts",
    ["2026-09-15T15:45", "2026-09-15 15:45", "15/09/2026 15.45", "15/09/2026 3.45pm", "2026-09-15T14:45:00Z"],
)
def test_moments_people_write_are_read_as_london_time(starts):
    parsed = parse_files(some_files(year__meetings=MEETING.format(starts, "2026-09-15T17:00")))

    assert parsed.year is not None, parsed.faults
    assert parsed.year.meetings[0].starts == datetime(2026, 9, 15, 15, 45, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("starts", "ends", "sentence"),
    [
        (
            "2026-09-15",
            "2026-09-15T17:00",
            "starts: '2026-09-15' needs a day and a time; write 2026-09-15T15:45.",
        ),
        ("2026-09-15T15:45", "2026-09-15T15:00", "ends: ends at 15:00 on 15 Sep 2026, not after it starts."),
        ("2026-09-15T15:45", "2026-09-15T15:45+99:00", "ends: '15:45+99:00' is not a time; write 15:10."),
    ],
)
def test_moments_that_cannot_be_read_are_refused(starts, ends, sentence):
    faults = parse_files(some_files(year__meetings=MEETING.format(starts, ends))).faults

    assert [str(fault) for fault in faults] == [f"year/meetings.csv:2:{sentence}"]

"""A year written as files is the same year when read again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import Annotated, Any, Literal, get_args, get_origin

import pytest
from builders import a_group, a_meeting, a_person, a_school, a_trust, some_files, some_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from examples import read_example
from trust.files import parse_files, write_files, write_table
from trust.files.sheets import read_sheet
from trust.files.tables import SETTINGS, TABLE_BY_NAME, TABLES
from trust.meetings import Meeting
from trust.papers import Action, Agenda, AgendaItem, Minutes, Reply
from trust.people import Role
from trust.register import Domain
from trust.values import LONDON, Name, Value
from trust.year import Year


def test_smallest_trust_is_the_same_when_written_and_read_again():
    year = parse_files(some_files()).year
    assert year is not None

    assert parse_files(write_files(year)).year == year


def test_example_trust_is_the_same_when_written_and_read_again():
    year = parse_files(read_example()).year
    assert year is not None

    assert parse_files(write_files(year)).year == year


def test_meetings_and_papers_are_written_beside_the_trust():
    key = "2026-27/maths/spring-1"
    year = Year(
        trust=a_trust(roles=(Role(id="maths-lead", name="Maths lead"),)),
        meetings=(a_meeting(),),
        agendas=(
            Agenda(meeting=key, items=(AgendaItem(title="Fractions; decimals", minutes=20, lead="ada"),)),
        ),
        minutes=(Minutes(meeting=key, decisions=("Agreed; at once.", "Share it"), present=("ada", "ben")),),
        actions=(Action(id="a1", meeting=key, text="Share the plan", owner="ben", due=date(2027, 2, 1)),),
        replies=(
            Reply(
                meeting=key, person="cal", answer="declined", at=datetime(2027, 1, 5, 9, 30, tzinfo=LONDON)
            ),
        ),
    )
    files = write_files(year)

    assert parse_files(files).year == year
    assert [name for name in files if name.startswith("year/")] == [
        "year/meetings.csv", "year/agendas.json", "year/minutes.json", "year/actions.csv", "year/replies.csv",
    ]  # fmt: skip
    assert files["year/meetings.csv"].splitlines()[1] == (
        "2026-27/maths/spring-1,maths,Spring meeting,online,2027-01-19T15:45,2027-01-19T17:00,published,,"
    )


def test_defaults_are_left_empty_and_known_words_are_written_out():
    people = (a_person("ada", working_days=("Mon", "Tue")), a_person("ben"))

    assert write_table(TABLE_BY_NAME["people"], people) == (
        "people.csv",
        (
            "id,name,upn,kind,school,roles,working_days,access_needs,starts,ends\n"
            "ada,Ada,ada@fernvale.example,staff,oak,,Mon; Tue,,,\n"
            "ben,Ben,ben@fernvale.example,staff,oak,,,,,\n"
        ),
    )


def test_table_that_csv_cannot_hold_is_written_as_json():
    roles = (Role(id="maths-lead", name="Maths lead", aliases=("sums; numbers",)),)

    name, text = write_table(TABLE_BY_NAME["roles"], roles)

    assert name == "roles.json"
    assert read_sheet(TABLE_BY_NAME["roles"], name, text).values == roles


def test_text_a_spreadsheet_would_run_is_never_written_as_csv():
    group = a_group(purpose='=HYPERLINK("http://example.org")')

    assert write_table(TABLE_BY_NAME["groups"], (group,))[0] == "groups.json"


def test_times_with_seconds_and_the_hour_that_comes_twice_survive():
    school = a_school(finish_time=time(15, 10, 30))
    twice = datetime(2026, 10, 25, 1, 30, tzinfo=LONDON)
    meetings = (
        a_meeting("first", starts=twice),
        a_meeting("second", starts=twice.replace(fold=1), ends=datetime(2026, 10, 25, 4, 0, tzinfo=LONDON)),
    )
    year = Year(trust=a_trust(schools=(school, a_school("elm"))), meetings=meetings)
    meetings_again = read_sheet(
        TABLE_BY_NAME["year/meetings"], *write_table(TABLE_BY_NAME["year/meetings"], meetings)
    )

    assert [m.starts.timestamp() for m in meetings_again.values] == [m.starts.timestamp() for m in meetings]
    assert "15:10:30" in write_files(year)["schools.csv"]


_KINDS: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    bool: st.booleans(),
    int: st.integers(1, 14),
    date: st.dates(date(2026, 9, 1), date(2027, 8, 31)),
    datetime: st.datetimes(datetime(2026, 9, 1), datetime(2027, 8, 31), timezones=st.just(LONDON)),  # noqa: DTZ001
    time: st.times(),
}


def _values_of(annotation: Any, metadata: Sequence[Any] = ()) -> st.SearchStrategy[Any]:
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _values_of(args[0], (*metadata, *args[1:]))
    if patterns := [found for item in metadata if (found := getattr(item, "pattern", None))]:
        return st.from_regex(
            patterns[0], fullmatch=True, alphabet=st.characters(codec="ascii", exclude_characters="\n")
        )
    if origin is Literal:
        return st.sampled_from(args)
    if origin is tuple:
        return st.lists(_values_of(args[0]), max_size=3).map(tuple)
    if type(None) in args:
        return st.none() | _values_of(args[0], metadata)
    if issubclass(annotation, Enum):
        return st.sampled_from(list(annotation))
    return _rows_of(annotation) if issubclass(annotation, Value) else _KINDS[annotation]


def _rows_of(model: type[Value]) -> st.SearchStrategy[Value]:
    def make(cells: dict[str, Any]) -> Value | None:
        if model is Meeting:
            cells |= {
                "key": f"2026-27/{cells['group']}/extra",
                "ends": cells["starts"] + timedelta(minutes=75),
            }
        try:
            return model.model_validate(cells)
        except ValidationError:
            return None

    fields = {
        name: _values_of(field.annotation, field.metadata) for name, field in model.model_fields.items()
    }
    return st.fixed_dictionaries(fields).map(make).filter(bool)


@pytest.mark.parametrize("table", TABLES, ids=[table.name for table in TABLES])
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow]
)
@given(data=st.data())
def test_any_rows_are_the_same_when_written_and_read_again(table, data):
    rows = tuple(data.draw(st.lists(_rows_of(table.model), max_size=2)))

    sheet = read_sheet(table, *write_table(table, rows))

    assert (sheet.values, sheet.faults) == (rows, ())


@given(name=_values_of(Name).filter(str.strip), purpose=_KINDS[str])
def test_any_settings_are_the_same_when_written_and_read_again(name, purpose):
    settings = some_settings(
        name=name, short_name="null", domains=(Domain(id="on", name="1e3", detail=purpose),)
    )

    assert read_sheet(
        SETTINGS, "trust.yaml", write_files(Year(trust=a_trust(settings=settings)))["trust.yaml"]
    ).values == (settings,)

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from builders import a_person, a_trust
from pydantic import TypeAdapter, ValidationError

from trust.cadence import CadenceRule
from trust.people import Person
from trust.values import LONDON, LocalDatetime, Slugs, Texts, Value, Weekday, read_weekdays


def test_values_cannot_be_changed():
    with pytest.raises(ValidationError, match="frozen"):
        a_person().name = "Someone else"


def test_values_refuse_fields_they_do_not_know():
    with pytest.raises(ValidationError, match="Extra inputs"):
        a_person(shoe_size=7)


def test_copy_with_changes_forgets_lookups_of_the_old_value():
    trust = a_trust()
    assert set(trust.person_by_id) == {"ada", "ben", "cal", "dee"}

    copied = trust.model_copy(update={"people": (a_person("eve"),)})

    assert set(copied.person_by_id) == {"eve"}
    assert set(trust.person_by_id) == {"ada", "ben", "cal", "dee"}


@pytest.mark.parametrize(
    ("cell", "parts"),
    [("maths; numeracy ;", ("maths", "numeracy")), ("", ()), (["maths", "numeracy"], ("maths", "numeracy"))],
)
def test_lists_are_split_at_semicolons(cell, parts):
    assert TypeAdapter(Texts).validate_python(cell) == parts


@pytest.mark.parametrize("word", ["Maths", "maths_lead", "-maths", "maths--lead", "maths lead", ""])
def test_short_names_have_one_spelling(word):
    with pytest.raises(ValidationError):
        TypeAdapter(Slugs).validate_python([word])


def test_addresses_are_lower_case_and_anything_else_is_refused():
    assert a_person(upn=" Ada.Lane@Fernvale.Example ").upn == "ada.lane@fernvale.example"
    for wrong in ("ada", "ada@fernvale", "ada lane@fernvale.example", 5):
        with pytest.raises(ValidationError):
            a_person(upn=wrong)


@pytest.mark.parametrize(
    ("given", "hours"),
    [
        (datetime(2026, 7, 1, 15, 45), 15),  # noqa: DTZ001
        (datetime(2026, 7, 1, 14, 45, tzinfo=UTC), 15),
        (datetime(2026, 12, 1, 15, 45, tzinfo=UTC), 15),
    ],
)
def test_moments_are_london_time_summer_and_winter(given, hours):
    moment = TypeAdapter(LocalDatetime).validate_python(given)

    assert (moment.hour, moment.tzinfo) == (hours, LONDON)


@pytest.mark.parametrize(("fold", "hour"), [(0, 2), (1, 0)])
def test_time_the_clocks_skip_in_spring_becomes_one_that_exists(fold, hour):
    skipped = datetime(2027, 3, 28, 1, 30, tzinfo=LONDON, fold=fold)

    assert TypeAdapter(LocalDatetime).validate_python(skipped).hour == hour


@pytest.mark.parametrize("word", ["Tue", "tues", "TUESDAY", " Tuesday "])
def test_weekdays_are_known_by_every_usual_name(word):
    assert Weekday(word) is Weekday.TUE


@pytest.mark.parametrize("word", ["T", "Tuesdays", "Someday", "monkey"])
def test_other_words_are_no_weekdays(word):
    with pytest.raises(ValueError, match="not a valid Weekday"):
        Weekday(word)


def test_weekdays_are_numbered_as_in_datetime():
    assert [day.number for day in Weekday] == [0, 1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("cell", "days"),
    [
        ("Mon-Wed", ("Mon", "Tue", "Wed")),
        ("Thursday – Fri", ("Thu", "Fri")),
        ("Mon; Fri", ("Mon", "Fri")),
        (["Mon", "Friday"], ("Mon", "Fri")),
        ((Weekday.MON,), ("Mon",)),
    ],
)
def test_working_days_may_be_a_span_or_a_list(cell, days):
    assert a_person(working_days=cell).working_days == days


@pytest.mark.parametrize("cell", ["Fri-Mon", "Mon-Someday", "x"])
def test_working_days_that_mean_nothing_are_refused(cell):
    with pytest.raises(ValidationError):
        a_person(working_days=cell)
    assert read_weekdays(cell) == (cell,)


def test_every_value_can_be_stored_as_json_and_read_again():
    rule = CadenceRule(key="autumn-1", title="Autumn", term="autumn", days="Mon-Thu")
    person = a_person(access_needs="step-free")

    assert CadenceRule.model_validate_json(rule.model_dump_json()) == rule
    assert Person.model_validate_json(person.model_dump_json()) == person
    assert isinstance(rule, Value)

from __future__ import annotations

from datetime import date

import pytest
from builders import a_group, a_school, a_trust, some_half_terms, some_settings

from trust.calendar import Blackout, InsetDay, TermName
from trust.opening import (
    find_avoided,
    find_blackout,
    find_closure,
    find_half_term,
    find_term_days,
    is_school_day,
)

OAK = a_school("oak")
TRUST = a_trust(
    settings=some_settings(councils={"fernshire": "Fernshire", "westmarch": "Westmarch"}),
    schools=(OAK, a_school("elm", council="westmarch", joined=date(2027, 1, 1))),
    half_terms=(
        *some_half_terms(),
        *(
            half.model_copy(update={"starts": date(2026, 10, 26)})
            for half in some_half_terms("westmarch")[1:2]
        ),
    ),
    inset_days=(InsetDay(school="elm", day=date(2026, 9, 7)), InsetDay(school="oak", day=date(2026, 9, 2))),
    blackouts=(
        Blackout(reason="Mock exams", starts=date(2026, 11, 23), ends=date(2026, 11, 24), schools=("oak",)),
        Blackout(
            reason="Key Stage 2 tests", starts=date(2027, 5, 10), ends=date(2027, 5, 13), groups=("year-6",)
        ),
        Blackout(reason="Staff day", starts=date(2026, 10, 5), ends=date(2026, 10, 5)),
    ),
)


@pytest.mark.parametrize(
    ("school", "day", "why"),
    [
        ("oak", date(2026, 9, 3), ""),
        ("oak", date(2026, 9, 2), "Oak School's INSET day"),
        ("oak", date(2026, 9, 7), ""),
        ("oak", date(2026, 9, 5), "a weekend"),
        ("oak", date(2027, 5, 3), "a bank holiday (May Day)"),
        ("oak", date(2026, 10, 27), "outside Fernshire's term dates"),
        ("oak", date(2026, 11, 24), "Mock exams at Oak School"),
        ("oak", date(2026, 11, 25), ""),
        ("elm", date(2026, 11, 24), "Elm School joins the trust on 01 Jan 2027"),
        ("elm", date(2027, 1, 5), "outside Westmarch's term dates"),
    ],
)
def test_school_says_why_it_cannot_take_part(school, day, why):
    found = TRUST.school_by_id[school]

    assert find_closure(TRUST, found, day) == why
    assert is_school_day(TRUST, found, day) is (why == "")


def test_half_term_is_that_of_the_schools_own_council():
    half_term = find_half_term(TRUST, TRUST.school_by_id["elm"], date(2026, 10, 27))

    assert half_term is not None
    assert (half_term.council, half_term.term, half_term.half) == ("westmarch", "autumn", 2)
    assert find_half_term(TRUST, OAK, date(2026, 10, 27)) is None


@pytest.mark.parametrize(
    ("group", "day", "why"),
    [
        ("maths", date(2026, 10, 5), "Staff day"),
        ("maths", date(2026, 10, 6), ""),
        ("maths", date(2027, 5, 10), ""),
        ("year-6", date(2027, 5, 10), "Key Stage 2 tests"),
        ("maths", date(2026, 11, 23), ""),
    ],
)
def test_blackout_is_for_the_whole_trust_or_the_group_named(group, day, why):
    assert find_blackout(TRUST, a_group(group), day) == why


def test_term_days_are_the_weekdays_of_any_council():
    days = find_term_days(TRUST, TermName.AUTUMN)

    assert (days[0], days[-1], len(days)) == (date(2026, 9, 2), date(2026, 12, 18), 78)
    assert date(2026, 10, 26) in days
    assert {day.weekday() for day in days} == {0, 1, 2, 3, 4}


def test_days_better_avoided_are_neither_closed_nor_blacked_out_and_each_row_is_a_reason():
    day = date(2026, 11, 10)
    of_all, of_group, of_schools, of_others = (
        Blackout(reason=reason, starts=day, ends=day, avoid_only=True, schools=schools, groups=groups)
        for reason, schools, groups in (
            ("Festival", (), ()),
            ("Fasting", (), ("maths",)),
            ("Parents' evening", ("oak", "elm"), ()),
            ("Options evening", ("ash",), ("art",)),
        )
    )
    trust = a_trust(blackouts=(of_all, of_group, of_schools, of_others))

    assert find_avoided(trust, a_group("maths"), ("oak", "elm"), day) == (
        "Festival",
        "Fasting",
        "Parents' evening",
    )
    assert find_avoided(trust, a_group("art"), (), day) == ("Festival", "Options evening")
    assert find_avoided(trust, a_group("maths"), ("oak",), date(2026, 11, 11)) == ()
    assert (find_blackout(trust, a_group("maths"), day), find_closure(trust, OAK, day)) == ("", "")

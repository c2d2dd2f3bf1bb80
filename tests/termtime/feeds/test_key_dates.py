from __future__ import annotations

from datetime import date

import pytest
from builders import some_half_terms, some_settings

from termtime.feeds.key_dates import find_key_dates
from tests.termtime.feeds.example import SATURDAY, a_viewer, the_trust, the_year
from trust.calendar import HalfTerm, TermName


def tell(person: str, **fields) -> dict[str, tuple[date, date]]:
    found = find_key_dates(a_viewer(person, the_year(**fields)))
    return {entry.summary: (entry.starts, entry.ends) for entry in found}


def test_staff_get_the_dates_of_their_own_school_as_whole_days():
    assert tell("stu") == {
        "Autumn term begins": (date(2026, 9, 2), date(2026, 9, 3)),
        "October half-term": (date(2026, 10, 24), date(2026, 11, 2)),
        "Autumn term ends": (date(2026, 12, 18), date(2026, 12, 19)),
        "Christmas holiday": (date(2026, 12, 19), date(2027, 1, 4)),
        "INSET day: Reading": (date(2027, 1, 4), date(2027, 1, 5)),
        "Spring term begins": (date(2027, 1, 4), date(2027, 1, 5)),
        "Due: Data": (date(2027, 1, 29), date(2027, 1, 30)),
        "February half-term": (date(2027, 2, 13), date(2027, 2, 22)),
        "Spring term ends": (date(2027, 3, 25), date(2027, 3, 26)),
        "Easter holiday": (date(2027, 3, 26), date(2027, 4, 12)),
        "Summer term begins": (date(2027, 4, 12), date(2027, 4, 13)),
        "May half-term": (date(2027, 5, 29), date(2027, 6, 7)),
        "Summer term ends": (date(2027, 7, 21), date(2027, 7, 22)),
    }


def test_another_schools_inset_and_what_others_owe_is_not_theirs():
    assert "INSET day" in tell("far")
    assert "INSET day: Reading" not in tell("far")
    assert "Due: Report" not in tell("stu")
    trust = the_trust()
    head = trust.person_by_id["stu"].model_copy(update={"roles": ("principal",)})
    trust = trust.model_copy(update={"people": (*(p for p in trust.people if p.id != "stu"), head)})

    assert "Due: Report" in tell("stu", trust=trust)


def test_key_dates_take_no_time_and_each_has_a_name_of_its_own():
    found = find_key_dates(a_viewer("stu"))

    assert not any(entry.busy or entry.private or entry.cancelled for entry in found)
    assert len({entry.uid for entry in found}) == len(found)
    assert [entry.starts for entry in found] == sorted(entry.starts for entry in found)
    assert {entry.description for entry in found} == {"", "By noon."}


@pytest.mark.parametrize("person", ["gum", "gus", "ivy"])
def test_guests_and_whoever_runs_the_service_get_none(person):
    assert tell(person) == {}


def test_who_has_left_gets_none():
    assert find_key_dates(a_viewer("goe"))
    assert find_key_dates(a_viewer("goe", now=SATURDAY)) == ()


def test_somebody_at_no_school_gets_every_councils_and_what_they_share_once():
    others = tuple(
        half.model_copy(update={"council": "west"} | ({"ends": date(2026, 12, 16)} if half.term is TermName.AUTUMN and half.half == 2 else {}))
        for half in some_half_terms()
    )  # fmt: skip
    settings = some_settings(councils={"fernshire": "Fernshire", "west": "Westmarch"})
    trust = the_trust(settings=settings, half_terms=(*some_half_terms(), *others))

    found = tell("cen", trust=trust)

    assert found["Autumn term ends (Fernshire)"] == (date(2026, 12, 18), date(2026, 12, 19))
    assert found["Autumn term ends (Westmarch)"] == (date(2026, 12, 16), date(2026, 12, 17))
    assert "Autumn term ends" not in found
    assert found["Spring term begins"] == (date(2027, 1, 4), date(2027, 1, 5))
    assert not any(name.startswith("INSET") for name in found)


def test_a_term_of_one_half_has_no_holiday_of_no_days():
    halves = (
        HalfTerm(
            council="fernshire", term="autumn", half=1, starts=date(2026, 9, 2), ends=date(2026, 10, 23)
        ),
        HalfTerm(
            council="fernshire", term="autumn", half=2, starts=date(2026, 10, 24), ends=date(2026, 12, 18)
        ),
    )

    assert "October half-term" not in tell("stu", trust=the_trust(half_terms=halves))

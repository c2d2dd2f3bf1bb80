from __future__ import annotations

import pytest

from tests.bot.example import say
from tests.bot.register_example import FEBRUARY, JANUARY, LAST_YEAR, a_day, put


def lines(**entities: object) -> list[str]:
    return say(put("ada", "bank_holidays", **entities)).splitlines()[1:]


def test_bank_holidays_to_come_are_those_of_the_academic_year():
    assert lines() == [
        "The next is Christmas Day, Fri 25 Dec 2026 (in 11 days).",
        "- Christmas Day · Fri 25 Dec 2026",
        "- Boxing Day · Sat 26 Dec 2026",
        "- Boxing Day (observed) · Mon 28 Dec 2026",
        "- New Year's Day · Fri 1 Jan 2027",
        "- Good Friday · Fri 26 Mar 2027",
        "- Easter Monday · Mon 29 Mar 2027",
        "- May Day · Mon 3 May 2027",
        "- Spring Bank Holiday · Mon 31 May 2027",
        "- Late Summer Bank Holiday · Mon 30 Aug 2027",
    ]


def test_they_are_told_as_england_and_waless():
    answered = put("ada", "bank_holidays")

    assert (
        answered.text.splitlines()[-1] == "Bank holidays of England and Wales · as of Mon 14 Dec 2026, 08:30"
    )
    assert answered.rule == "open to all staff: everyone listening is staff of the trust"


@pytest.mark.parametrize(
    ("entities", "said"),
    [
        ({"soonest": True}, "The next is Christmas Day, Fri 25 Dec 2026 (in 11 days)."),
        ({"topic": "good friday"}, "Good Friday, Fri 26 Mar 2027 (in 14 weeks)."),
        ({"nth": 2}, "Boxing Day, Sat 26 Dec 2026 (in 12 days)."),
        ({"when": JANUARY}, "In “january” (Fri 1 Jan 2027 – Sun 31 Jan 2027):"),
        ({"when": FEBRUARY}, "None in “feb” (Mon 1 Feb 2027 – Sun 28 Feb 2027). The next:"),
        ({"when": a_day("2027-01-01")}, "Yes, Fri 1 Jan 2027 is a bank holiday: New Year's Day."),
        ({"when": a_day("2027-01-05")}, "No, Tue 5 Jan 2027 is not a bank holiday. The next:"),
    ],
)
def test_the_one_asked_for_comes_first(entities, said):
    assert lines(**entities)[0] == said


def test_past_ones_and_those_of_other_years_are_known_too():
    assert lines(past=True)[0] == "- Late Summer Bank Holiday · Mon 31 Aug 2026"
    assert lines(when=LAST_YEAR)[1] == "- Christmas Day · Thu 25 Dec 2025"


def test_one_that_falls_on_a_weekend_is_told_with_the_day_it_is_kept():
    assert lines(when=a_day("2026-12-26"))[1:] == [
        "- Boxing Day · Sat 26 Dec 2026",
        "- Boxing Day (observed) · Mon 28 Dec 2026",
    ]

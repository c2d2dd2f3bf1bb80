from __future__ import annotations

from tests.bot.example import a_year, buttons_of, say
from tests.bot.register_example import FEBRUARY, JANUARY, a_day, a_registered_trust, put


def lines(people: str, **entities: object) -> list[str]:
    return say(put(people, "inset_days", **entities)).splitlines()


def test_inset_days_to_come_are_those_of_the_askers_school():
    answered = put("ada", "inset_days")

    assert say(answered).splitlines() == [
        "Oak School",
        "The next is Mon 4 Jan 2027 (in 3 weeks).",
        "- Mon 4 Jan 2027 · Start of spring",
    ]
    assert buttons_of(answered) == ["Past ones", "Term dates"]


def test_a_school_that_is_named_has_its_own():
    assert lines("ada", school="ash")[2:] == ["- Thu 11 Feb 2027 · Subject knowledge"]


def test_past_ones_are_the_latest_first():
    assert lines("ada", past=True) == ["Oak School", "- Wed 2 Sep 2026 · Start of year"]


def test_those_of_a_stretch_and_the_nearest_where_there_are_none():
    assert lines("ada", when=JANUARY)[1:] == [
        "In “january” (Fri 1 Jan 2027 – Sun 31 Jan 2027):",
        "- Mon 4 Jan 2027 · Start of spring",
    ]
    assert lines("ada", when=FEBRUARY)[1:] == [
        "Oak School has no INSET day in “feb” (Mon 1 Feb 2027 – Sun 28 Feb 2027). The nearest:",
        "- Mon 4 Jan 2027 · Start of spring",
    ]


def test_a_single_day_is_answered_with_yes_or_no_and_who_keeps_it():
    assert lines("ada", when=a_day("2027-01-04"))[1:] == [
        "Yes, Mon 4 Jan 2027 is an INSET day of Oak School.",
        "- Mon 4 Jan 2027 · Start of spring: all schools of Fernshire",
    ]
    assert lines("ada", when=a_day("2027-02-11"))[1:] == [
        "No, Thu 11 Feb 2027 is not an INSET day of Oak School.",
        "- Thu 11 Feb 2027 · Subject knowledge: Ash School",
    ]


def test_somebody_at_no_school_sees_every_schools():
    assert lines("rae")[2:] == [
        "- Mon 4 Jan 2027 · Start of spring: all schools of Fernshire",
        "- Thu 11 Feb 2027 · Subject knowledge: Ash School",
    ]


def test_a_school_without_any_is_said_to_have_none_to_come():
    assert lines("ada", school="elm", past=True) == [
        "Elm School",
        "Elm School has no INSET day that is over yet.",
    ]


def test_a_trust_that_holds_none_says_so():
    year = a_year(trust=a_registered_trust(inset_days=()))

    assert say(put("ada", "inset_days", year)).splitlines()[1] == "No INSET days of Oak School are held here."

from __future__ import annotations

from datetime import date

import pytest

from bot.understand.when import When
from tests.bot.example import a_year, buttons_of, say
from tests.bot.register_example import FEBRUARY, LAST_YEAR, SPRING, a_day, a_registered_trust, put
from trust.calendar import InsetDay

CHRISTMAS = When(date(2026, 12, 19), date(2027, 1, 3), "christmas")
CHRISTMAS_SAID = (
    "Christmas holiday: Sat 19 Dec 2026 – Sun 3 Jan 2027. The last day before it is Fri 18 Dec 2026; "
    "schools go back on Mon 4 Jan 2027 (in 3 weeks)."
)


def lines(people: str, **entities: object) -> list[str]:
    return say(put(people, "term_dates", **entities)).splitlines()


def told(people: str = "ada", **entities: object) -> str:
    return lines(people, **entities)[1]


def test_term_dates_are_those_to_come_of_the_askers_council_the_next_holiday_first():
    assert lines("ada") == [
        "Oak School",
        CHRISTMAS_SAID,
        "Fernshire:",
        "- Autumn term, second half · Mon 2 Nov 2026 – Fri 18 Dec 2026",
        "- Spring term, first half · Mon 4 Jan 2027 – Fri 12 Feb 2027",
        "- Spring term, second half · Mon 22 Feb 2027 – Thu 25 Mar 2027",
        "- Summer term, first half · Mon 12 Apr 2027 – Fri 28 May 2027",
        "- Summer term, second half · Mon 7 Jun 2027 – Wed 21 Jul 2027",
    ]


def test_a_school_that_is_named_has_its_own_councils_dates_and_names():
    assert lines("ada", school="ash", when=SPRING) == [
        "Ash School",
        "In “next term” (Mon 4 Jan 2027 – Thu 25 Mar 2027):",
        "Westmarch:",
        "- Term 3 (spring, first half) · Mon 4 Jan 2027 – Thu 11 Feb 2027",
        "- Term 4 (spring, second half) · Mon 22 Feb 2027 – Wed 24 Mar 2027",
    ]


def test_somebody_at_no_school_is_told_every_council_that_differs():
    said = lines("rae", detail="ends")

    assert said[1] == (
        "Fernshire: Schools break up on Fri 18 Dec 2026 (in 4 days): the last day of the second half of the autumn term. "
        "Westmarch: Schools break up on Thu 17 Dec 2026 (in 3 days): the last day of the second half of the autumn term, "
        "Term 2."
    )
    assert [line for line in said if line.endswith(":") and not line.startswith("-")] == [
        "Fernshire:",
        "Westmarch:",
    ]


def test_going_back_says_when_pupils_are_in_where_the_first_day_is_inset():
    assert told(detail="starts") == (
        "Schools go back on Mon 4 Jan 2027 (in 3 weeks): the first day of the first half of the spring term. "
        "Mon 4 Jan 2027 is not a day for pupils at Oak School: their first is Tue 5 Jan 2027."
    )


@pytest.mark.parametrize(
    ("entities", "day"),
    [
        ({"detail": "ends"}, "Fri 18 Dec 2026"),
        ({"detail": "ends", "when": CHRISTMAS}, "Fri 18 Dec 2026"),
        ({"detail": "ends", "when": SPRING}, "Thu 25 Mar 2027"),
        ({"detail": "ends", "when": FEBRUARY}, "Fri 12 Feb 2027"),
        ({"detail": "ends", "topic": "easter"}, "Thu 25 Mar 2027"),
        ({"detail": "starts", "when": CHRISTMAS}, "Mon 4 Jan 2027"),
        ({"detail": "starts", "when": FEBRUARY}, "Mon 22 Feb 2027"),
        ({"detail": "starts", "topic": "half term"}, "Mon 22 Feb 2027"),
        ({"when": a_day("2026-12-18")}, "Fri 18 Dec 2026"),
        ({"when": a_day("2027-04-12")}, "Mon 12 Apr 2027"),
    ],
)
def test_the_day_schools_break_up_or_go_back_is_read_from_stretches_and_holidays(entities, day):
    assert told(**entities).split(" on ")[1].split(" (")[0] == day


@pytest.mark.parametrize(
    ("topic", "holiday"),
    [
        ("half term", "February half-term: Sat 13 Feb 2027 – Sun 21 Feb 2027."),
        ("october half term", "October half-term: Sat 24 Oct 2026 – Sun 1 Nov 2026."),
        ("xmas", "Christmas holiday: Sat 19 Dec 2026 – Sun 3 Jan 2027."),
        (
            "summer holidays",
            "Summer holiday: from Thu 22 Jul 2027; when schools go back is not held here yet.",
        ),
    ],
)
def test_a_holiday_goes_by_the_names_people_have_for_it(topic, holiday):
    assert told(topic=topic)[: len(holiday)] == holiday


def test_a_stretch_that_is_a_holiday_is_told_as_one():
    assert told(when=CHRISTMAS) == CHRISTMAS_SAID


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (
            "2027-02-11",
            "Thu 11 Feb 2027 is in the first half of the spring term and no INSET day at Oak School.",
        ),
        ("2027-01-09", "Schools are closed on Sat 9 Jan 2027: it is a weekend."),
        ("2027-05-03", "Schools are closed on Mon 3 May 2027: May Day."),
        ("2026-12-28", f"Mon 28 Dec 2026 is a bank holiday: Boxing Day (observed). {CHRISTMAS_SAID}"),
        ("2026-12-24", CHRISTMAS_SAID),
    ],
)
def test_a_single_day_is_told_for_what_it_is(day, said):
    assert told(when=a_day(day)) == said


def test_an_inset_day_in_the_middle_of_a_half_term_is_told():
    trust = a_registered_trust(inset_days=(InsetDay(school="oak", day=date(2027, 2, 3)),))

    assert told(year=a_year(trust=trust), when=a_day("2027-02-03")) == (
        "Wed 3 Feb 2027 is an INSET day at Oak School: no pupils are in."
    )


def test_a_council_that_is_named_has_its_own():
    assert lines("ada", topic="westmarch")[2] == "Westmarch:"


def test_another_year_is_not_held():
    assert told(when=LAST_YEAR) == (
        "I hold no term dates in “this time last year” (Mon 8 Dec 2025 – Sun 14 Dec 2025). "
        "I hold the year 2026-27 alone."
    )


def test_what_may_be_asked_next_leaves_out_what_was_asked():
    assert buttons_of(put("ada", "term_dates", detail="ends")) == [
        "When do we go back?",
        "INSET days",
        "Bank holidays",
    ]

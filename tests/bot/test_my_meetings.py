from __future__ import annotations

from datetime import date, timedelta

from builders import NOW

from bot.understand.when import When
from tests.bot.example import a_year, buttons_of, held, say, some_meetings
from tests.bot.register_example import FEBRUARY, JANUARY, LAST_YEAR, a_day, a_registered_year, put

MATHS_SPRING = [
    "Week of Mon 18 Jan 2027:",
    "- Secondary Mathematics · Tue 19 Jan 2027, 15:45–17:00 · Spring meeting · Online",
]
MATHS_SUMMER = [
    "Week of Mon 3 May 2027:",
    "- Secondary Mathematics · Tue 4 May 2027, 15:45–17:00 · Summer conference · Online",
]


def lines(people: str, **entities: object) -> list[str]:
    return say(put(people, "my_meetings", **entities)).splitlines()[1:]


def test_meetings_to_come_stand_week_by_week_after_how_many_are_near():
    assert lines("ada") == [
        "No meeting in the next four weeks, 2 in all to come.",
        *MATHS_SPRING,
        *MATHS_SUMMER,
    ]


def test_meetings_of_a_stretch_are_those_that_begin_in_it():
    assert lines("ada", when=JANUARY) == [
        "1 meeting in “january” (Fri 1 Jan 2027 – Sun 31 Jan 2027).",
        *MATHS_SPRING,
    ]


def test_a_stretch_without_meetings_says_so_and_gives_the_nearest_on_either_side():
    assert lines("ada", when=FEBRUARY) == [
        "You have no announced meeting in “feb” (Mon 1 Feb 2027 – Sun 28 Feb 2027). The nearest:",
        *MATHS_SPRING,
        *MATHS_SUMMER,
    ]


def test_a_day_without_meetings_is_a_day_and_no_stretch():
    assert lines("ada", when=a_day("2027-03-02", "2nd of march"))[0] == (
        "You have no announced meeting on “2nd of march” (Tue 2 Mar 2027). The nearest:"
    )


def test_another_year_is_said_not_to_be_held():
    assert lines("ada", when=LAST_YEAR)[0] == (
        "You have no announced meeting in “this time last year” (Mon 8 Dec 2025 – Sun 14 Dec 2025). "
        "I hold the year 2026-27 alone. The nearest:"
    )


def test_past_meetings_are_the_latest_first():
    assert lines("ada", past=True) == [
        "2 meetings so far this year, the latest first.",
        "Week of Mon 16 Nov 2026:",
        "- Secondary Mathematics · Tue 17 Nov 2026, 15:45–17:00 · November moderation · Online",
        "Week of Mon 5 Oct 2026:",
        "- Secondary Mathematics · Tue 6 Oct 2026, 15:45–17:00 · Autumn meeting · Online",
    ]


def test_many_meetings_are_turned_page_by_page():
    many = [
        held("maths-secondary", date(2027, 2, 1) + timedelta(weeks=n), rule=f"more-{n}") for n in range(6)
    ]
    year = a_registered_year(*many)

    first, second = put("ada", "my_meetings", year), put("ada", "my_meetings", year, page=1)

    assert [len(one.sources) for one in (first, second)] == [6, 2]
    assert buttons_of(first) == ["More", "My next meeting", "My groups"]
    assert buttons_of(second) == ["Back", "My next meeting", "My groups"]


def test_a_page_carries_the_stretch_it_is_of():
    many = [held("maths-secondary", date(2027, 1, 4) + timedelta(days=n), rule=f"more-{n}") for n in range(7)]

    more = put("ada", "my_meetings", a_registered_year(*many), when=JANUARY).card.body["actions"][0]["data"]

    assert more == {
        "verb": "turn", "intent": "my_meetings", "page": 1, "first": "2027-01-01", "last": "2027-01-31", "words": "january",
    }  # fmt: skip


def test_somebody_in_no_group_is_told_so():
    assert say(put("dee", "my_meetings")) == "The trust's files put you in no group of 2026-27."


def test_in_a_group_chat_only_what_all_may_know_of_is_shown_and_the_words_tell_no_more():
    assert say(put("rae dee", "my_meetings")) == say(put("dee rae", "my_meetings"))
    assert lines("ada dee", when=JANUARY)[-1] == (
        "Only what everyone here may know of. Ask me in a chat of our own about all of yours."
    )


def test_a_named_group_is_answered_with_its_dates():
    assert put("ada", "my_meetings", group="english").sources == ("meeting 2026-27/english/spring-1",)
    assert NOW.date() < date(2027, 1, 12)


def test_somebody_in_no_group_who_asks_of_a_stretch_is_told_every_groups_meetings_they_may_know_of():
    assert say(put("dee", "my_meetings", when=JANUARY)).splitlines() == [
        "Every group's meetings",
        "3 meetings in “january” (Fri 1 Jan 2027 – Sun 31 Jan 2027).",
        "Week of Mon 11 Jan 2027:",
        "- English · Tue 12 Jan 2027, 15:45–17:00 · Spring meeting · Online",
        "Week of Mon 18 Jan 2027:",
        "- Secondary Mathematics · Tue 19 Jan 2027, 15:45–17:00 · Spring meeting · Online",
        "- Safeguarding Leads · Wed 20 Jan 2027, 15:45–17:00",
    ]


def test_words_that_bring_their_own_preposition_keep_it():
    when = When(JANUARY.first, JANUARY.last, "in january")

    assert lines("ada", when=when)[0] == "1 meeting “in january” (Fri 1 Jan 2027 – Sun 31 Jan 2027)."


def test_a_group_nobody_goes_by_is_said_to_be_unknown():
    assert say(put("ada", "my_meetings", unknown="knitting")) == "I don't know a group called “knitting”."


def test_nothing_of_anybodys_in_a_stretch_says_that_the_asker_is_in_no_group():
    assert (
        say(put("dee", "my_meetings", when=FEBRUARY)) == "The trust's files put you in no group of 2026-27."
    )


def test_nothing_to_come_is_said_where_there_was_something():
    year = a_year(meetings=some_meetings()[:2])

    assert say(put("ada", "my_meetings", year)) == (
        "None of your groups has a coming meeting in 2026-27 that has been announced."
    )

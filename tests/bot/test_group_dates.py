from __future__ import annotations

from tests.bot.example import buttons_of, say
from tests.bot.register_example import AUTUMN, FEBRUARY, JANUARY, put

MATHS = "maths-secondary"


def lines(**entities: object) -> list[str]:
    return say(put("dee", "group_dates", **{"group": MATHS} | entities)).splitlines()


def test_dates_of_a_stretch_are_what_was_and_what_is_to_come_in_it():
    assert lines(when=AUTUMN) == [
        "Secondary Mathematics (dates)",
        "In “this term” (Wed 2 Sep 2026 – Fri 18 Dec 2026):",
        "- Tue 6 Oct 2026, 15:45–17:00 · Autumn meeting · Online",
        "- Tue 17 Nov 2026, 15:45–17:00 · November moderation · Online",
    ]


def test_the_only_date_of_a_stretch_is_shown_whole():
    answered = put("dee", "group_dates", group=MATHS, when=JANUARY)

    assert answered.sources == ("meeting 2026-27/maths-secondary/spring-1",)
    assert buttons_of(answered) == ["Join", "Agenda", "All dates", "Minutes"]


def test_a_stretch_without_dates_gives_the_nearest():
    assert lines(when=FEBRUARY)[1:] == [
        "Secondary Mathematics has no announced meeting in “feb” (Mon 1 Feb 2027 – Sun 28 Feb 2027). The nearest:",
        "- Tue 19 Jan 2027, 15:45–17:00 · Spring meeting · Online",
        "- Tue 4 May 2027, 15:45–17:00 · Summer conference · Online",
    ]


def test_the_second_one_is_the_second_of_the_list():
    assert lines(nth=2)[0] == "Secondary Mathematics: Tue 4 May 2027, 15:45–17:00 (in 20 weeks)."


def test_a_place_beyond_the_list_says_how_many_there_are():
    assert lines(nth=5)[1] == "There are only 2."


def test_what_a_cadence_asks_for_and_has_no_date_is_said_to_those_who_may_know_its_title():
    assert lines(group="geography")[0] == (
        "Geography has no announced meeting to come in 2026-27. Not dated yet: Autumn meeting (the autumn term), "
        "Spring meeting (the spring term), Summer meeting (the summer term), November moderation (November) and "
        "Summer conference (the second half of the summer term)."
    )


def test_a_stretch_of_a_confidential_group_keeps_titles_and_places_from_outsiders():
    assert lines(group="safeguarding", when=JANUARY) == [
        "Safeguarding Leads: Wed 20 Jan 2027, 15:45–17:00 (in 5 weeks).",
        "Chair: Dot",
        "Co-chair: vacant",
        "Title, place and papers are for members: the group is confidential.",
    ]

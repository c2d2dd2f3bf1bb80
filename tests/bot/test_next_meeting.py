from __future__ import annotations

from tests.bot.example import say
from tests.bot.register_example import AUTUMN, FEBRUARY, SPRING, put

MATHS = "meeting 2026-27/maths-secondary"


def test_the_next_meeting_of_a_stretch_is_the_first_to_come_in_it():
    assert put("ada", "next_meeting", when=SPRING).sources == (f"{MATHS}/spring-1",)


def test_a_stretch_that_is_over_is_answered_with_what_was_in_it():
    assert put("ada", "next_meeting", when=AUTUMN).sources == (f"{MATHS}/autumn-1",)


def test_a_stretch_without_a_meeting_gives_the_nearest():
    assert say(put("ada", "next_meeting", when=FEBRUARY)).splitlines() == [
        "Your meetings (the nearest)",
        "You have no announced meeting in “feb” (Mon 1 Feb 2027 – Sun 28 Feb 2027). The nearest:",
        "- Tue 19 Jan 2027, 15:45–17:00 · Secondary Mathematics · Spring meeting · Online",
        "- Tue 4 May 2027, 15:45–17:00 · Secondary Mathematics · Summer conference · Online",
    ]


def test_the_second_and_the_last_one_are_picked_by_their_place():
    assert put("ada", "next_meeting", nth=2).sources == (f"{MATHS}/summer-1",)
    assert put("ada", "next_meeting", nth=-1).sources == (f"{MATHS}/summer-1",)


def test_a_third_one_where_there_are_two_is_none():
    assert say(put("ada", "next_meeting", nth=3)) == (
        "None of your groups has a further meeting in 2026-27 that has been announced."
    )


def test_the_last_one_of_what_is_over_is_the_latest():
    assert put("ada", "next_meeting", past=True, nth=-1).sources == (f"{MATHS}/moderation",)


def test_the_one_after_that_is_the_second_from_where_the_conversation_is():
    assert put("ada", "next_meeting", after=True).sources == (f"{MATHS}/summer-1",)
    assert put("ada", "next_meeting", past=True, after=True).sources == (f"{MATHS}/autumn-1",)

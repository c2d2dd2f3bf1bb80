from __future__ import annotations

import pytest

from bot.handlers.likeness import PARTLY, find_alike, find_wordings, leave_out
from tests.bot.register_example import a_registered_trust

NAMES = ("December data collection", "March data collection", "Pupil premium statement", "Data")


@pytest.mark.parametrize(
    ("topic", "found"),
    [
        ("data", ["Data"]),
        ("march data", ["March data collection"]),
        ("data collections", ["December data collection", "March data collection"]),
        ("pupil premum", ["Pupil premium statement"]),
        ("knitting", []),
        ("?!", []),
        ("", []),
    ],
)
def test_a_topic_finds_the_likest_rows_only(topic, found):
    assert find_alike(topic, NAMES, lambda name: [name]) == found


def test_half_the_words_are_enough_where_that_is_asked_for():
    assert find_alike("statement thing", NAMES, lambda name: [name]) == []
    assert find_alike("statement thing", NAMES, lambda name: [name], PARTLY) == ["Pupil premium statement"]


def test_the_glossary_says_a_topic_in_other_words():
    assert find_wordings(a_registered_trust(), "the LQC's data") == ()
    assert find_wordings(a_registered_trust(), "data for the LQC") == (
        "data for the local quality committee",
    )


def test_ways_of_asking_are_left_out():
    assert leave_out("when is the Maths audit due?", {"due"}) == "Maths audit"

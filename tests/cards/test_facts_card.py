from __future__ import annotations

from cards.facts import make_facts_card
from cards.limits import check_limits
from examples.gallery.parts import FOOTING


def test_facts_that_are_empty_are_left_out_and_so_is_an_empty_sentence():
    card = make_facts_card("Who is who", "Ada", "", {"School": "Oak School", "Chairs": ""}, FOOTING)

    assert card.text.splitlines()[:-1] == ["Ada", "School: Oak School"]
    assert [part["type"] for part in card.body["body"]] == ["Container", "FactSet", "TextBlock"]


def test_a_card_without_facts_is_within_the_limits():
    assert check_limits(make_facts_card("Who is who", "Ada", "Ada leads maths.", {}, FOOTING)) == ()

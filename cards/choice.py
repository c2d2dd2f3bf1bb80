"""The card that asks back when a question can be read in more than one way."""

from __future__ import annotations

from cards.card import Button, Card, Footing, make_card
from cards.elements import make_text
from cards.words import join_words


def make_choice_card(
    question: str, buttons: tuple[Button, ...], footing: Footing, *, kicker: str = "Which one?"
) -> Card:
    """Ask which of a few readings was meant; the names may be typed as well as pressed."""
    names = join_words([button.title for button in buttons], "or")
    hint = make_text("Press one, or type its name.", isSubtle=True, size="Small")
    text = [f"{question} {names}? Type its name." if names else question]
    return make_card(kicker, question, [hint] if buttons else [], text, footing, buttons)

"""The card of a plain sentence, for an answer that has nothing to lay out."""

from __future__ import annotations

from cards.card import Button, Card, Footing, Link, make_card
from cards.elements import make_text


def make_notice_card(
    title: str,
    sentences: str,
    footing: Footing,
    *,
    kicker: str = "Termtime",
    actions: tuple[Button | Link, ...] = (),
) -> Card:
    """Say something in a sentence or two."""
    return make_card(kicker, title, [make_text(sentences)], [sentences], footing, actions)

"""The card of somebody's groups, each with a few words about it."""

from __future__ import annotations

from collections.abc import Mapping

from cards.card import Button, Card, Footing, make_card
from cards.elements import Element, make_text


def make_groups_card(
    title: str, rows: Mapping[str, str], footing: Footing, *, buttons: tuple[Button, ...] = ()
) -> Card:
    """Show groups by name, each with a few words that may be empty."""
    body: list[Element] = []
    for name, words in rows.items():
        body.append(make_text(name, weight="Bolder", spacing="Medium"))
        if words:
            body.append(make_text(words, isSubtle=True, spacing="None"))
    text = [title, *(f"- {name}. {words}".rstrip() for name, words in rows.items())]
    return make_card("Co-design", title, body, text, footing, buttons)

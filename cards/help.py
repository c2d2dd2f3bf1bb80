"""The card of what the bot can do, as questions to copy."""

from __future__ import annotations

from collections.abc import Mapping

from cards.card import Button, Card, Footing, make_card
from cards.elements import make_facts, make_text


def make_help_card(
    abilities: Mapping[str, str],
    contact: str,
    footing: Footing,
    *,
    lead: str = "",
    buttons: tuple[Button, ...] = (),
) -> Card:
    """Show what may be asked.

    Args:
        abilities: A topic to an example question.
        contact: Whom to ask about anything else.
        footing: What the answer rests on.
        lead: A sentence before the list.
        buttons: Questions to press.
    """
    beyond = f"For anything else, ask {contact}."
    body = [*([make_text(lead)] if lead else []), *make_facts(abilities), make_text(beyond, isSubtle=True)]
    text = [lead, *(f"- {topic}: {example}" for topic, example in abilities.items()), beyond]
    return make_card("Help", "What you can ask", body, text, footing, buttons)

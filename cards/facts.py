"""The card of a sentence and a few facts below it: a person, what a group is for, where papers are."""

from __future__ import annotations

from collections.abc import Mapping

from cards.card import Button, Card, Footing, Link, make_card
from cards.elements import make_facts, make_text


def make_facts_card(
    kicker: str,
    title: str,
    lead: str,
    facts: Mapping[str, str],
    footing: Footing,
    *,
    actions: tuple[Button | Link, ...] = (),
) -> Card:
    """Say a sentence, then facts by name; an empty fact is left out."""
    body = [*([make_text(lead)] if lead else []), *make_facts(facts)]
    text = [title, lead, *(f"{name}: {value}" for name, value in facts.items() if value)]
    return make_card(kicker, title, body, text, footing, actions)

"""The card of a change to a meeting: before it is made, once it is made, and while it waits for another to agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cards.card import Button, Card, Footing, make_card
from cards.elements import Element, make_facts, make_panel, make_text
from cards.inputs import say_field


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """A change to a meeting as somebody may see it.

    Attributes:
        kicker: What kind of card it is: "Move a meeting".
        title: Whose meeting.
        lead: What is, was or would be done, in a sentence.
        facts: What there is to know about it, by name; an empty one is left out.
        warning: What stands in its way, or whose agreement it waits for.
        typed: What may be typed instead of pressing.
    """

    kicker: str
    title: str
    lead: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    warning: str = ""
    typed: str = ""


def make_change_card(
    shown: ChangeShown,
    footing: Footing,
    *,
    fields: Sequence[Element] = (),
    buttons: tuple[Button, ...] = (),
) -> Card:
    """Show a change, with what there is to fill in and the buttons that make it or take it back."""
    body: list[Element] = [make_text(shown.lead, weight="Bolder")] if shown.lead else []
    body += make_facts(shown.facts)
    if shown.warning:
        body.append(make_panel([make_text(shown.warning)], style="attention"))
    body += fields
    if shown.typed:
        body.append(make_text(shown.typed, isSubtle=True, size="Small"))
    told = [f"{name}: {value}" for name, value in shown.facts.items() if value]
    asked = "; ".join(say_field(field) for field in fields)
    asked = f"To fill in: {asked}." if asked else ""
    text = [shown.title, shown.lead, *told, shown.warning, asked, shown.typed]
    return make_card(shown.kicker, shown.title, body, text, footing, buttons)

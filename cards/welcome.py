"""The card that greets, once, on install: what this is, what to ask, nothing more."""

from __future__ import annotations

from cards.card import Button, Card, Footing, make_card
from cards.elements import make_panel, make_text

EXAMPLES = (
    "When is my next meeting?",
    "When does maths meet?",
    "Who chairs English?",
    "Where are the minutes of science?",
)


def make_welcome_card(trust: str, footing: Footing, *, buttons: tuple[Button, ...] = ()) -> Card:
    """Greet somebody new to the bot."""
    lead = (
        f"I know {trust}'s co-design year: when each group meets, who chairs it, and where its minutes are."
    )
    quiet = "I answer when you ask. Type as you would to a colleague."
    body = [
        make_text(lead),
        make_panel([make_text(f"“{example}”", spacing="Small") for example in EXAMPLES], spacing="Medium"),
        make_text(quiet, isSubtle=True, size="Small"),
    ]
    text = [lead, "Ask me: " + " ".join(EXAMPLES), quiet]
    return make_card("Welcome", "Hello, I am Termtime", body, text, footing, buttons)

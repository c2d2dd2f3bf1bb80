"""The cards of a message to an audience: its preview with a field for the words, what arrives, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence

from cards.card import Button, Card, Footing, make_card
from cards.elements import Element, make_facts, make_panel, make_text
from cards.inputs import make_text_input
from cards.words import join_words
from trust.audiences import LONGEST
from trust.nudges import Tally

FIELD = "text"
MOST_NAMES = 12
EMPTY = "Write the message first."
LABELS = {
    "sent": "Sent",
    "failed": "Failed",
    "deferred": "Deferred",
    "not_known": "Not known",
    "not_needed": "Not needed",
    "under_way": "Being sent",
}


def make_preview_card(
    to: str,
    count: int,
    names: Sequence[str],
    footing: Footing,
    *,
    text: str = "",
    note: str = "",
    actions: tuple[Button, ...] = (),
) -> Card:
    """Show to whom a message would go, and ask for its words.

    Args:
        to: Whom it goes to, in words.
        count: How many they are.
        names: Their names, where the sender may know them.
        footing: What the count rests on.
        text: The message, as far as it was written.
        note: What else is to be known before sending.
        actions: Send, and what else may be done.
    """
    people = "1 person" if count == 1 else f"{count} people"
    listed = list(names[:MOST_NAMES])
    rest = count - len(listed)
    if listed and rest > 0:
        listed.append(f"{rest} more")
    who = f"{join_words(listed)}." if listed else ""
    lead = f"To {to}: {people}."
    field = make_text_input(FIELD, "Message", value=text, longest=LONGEST, lines=True, required=EMPTY)
    typed = f"Or type: send a message to {to}: and then the message."
    body = [make_text(lead, weight="Bolder"), *([make_text(who)] if who else []), field]
    body += [make_text(line, isSubtle=True, size="Small") for line in (note, typed) if line]
    said = [
        "A message, not sent yet",
        lead,
        who,
        f"Message: {text}" if text else "Message: not written yet.",
        note,
        typed,
    ]
    return make_card("Not sent yet", "A message", body, said, footing, actions)


def make_message_card(by: str, to: str, text: str, footing: Footing) -> Card:
    """Show a message somebody sent, as it arrives. Its words are theirs, not ours."""
    paragraphs = [line for line in text.splitlines() if line.strip()]
    body: list[Element] = [make_panel([make_text(line) for line in paragraphs])]
    note = f"{by} sent this to {to}."
    body.append(make_text(note, isSubtle=True, size="Small"))
    return make_card("Message", f"From {by}", body, [f"From {by}", *paragraphs, note], footing)


def make_ledger_card(
    title: str,
    lead: str,
    tally: Tally,
    footing: Footing,
    *,
    reasons: Sequence[str] = (),
    actions: tuple[Button, ...] = (),
) -> Card:
    """Show what became of a message: how many it reached, and why it did not reach the rest."""
    facts = {"For": "1 person" if tally.audience == 1 else f"{tally.audience} people"}
    facts |= {LABELS[name]: str(count) for name, count in tally if count or name == "sent"}
    body = [make_text(lead, weight="Bolder"), *make_facts(facts), *(make_text(f"• {one}") for one in reasons)]
    said = [
        title,
        lead,
        *(f"{name}: {value}" for name, value in facts.items()),
        *(f"- {one}" for one in reasons),
    ]
    return make_card("What became of it", title, body, said, footing, actions)

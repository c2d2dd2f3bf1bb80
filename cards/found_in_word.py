"""The card of what people wrote into minutes in Word: each thing found, to be ticked and taken over, or left there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cards.card import Button, Card, Footing, Link, make_card
from cards.elements import make_text
from cards.inputs import make_choice_input
from cards.words import join_words, shorten

MOST_LETTERS = 200
TAKE, WHO = "What is to be taken into the minutes?", "Who does it?"
LEFT = "It was found in Word. Nothing is taken over until somebody says so, and the document stays as it is."
SAY = "Or type: take all of it from Word, or: take number 2 from Word"


@dataclass(frozen=True, slots=True)
class FoundShown:
    """What was found, each in a line by the name it is taken over by.

    Attributes:
        group: Whose meeting it was.
        meeting: Which one.
        lines: What can be taken as it is.
        open_action: An action of which it is not sure whose it is; "" when there is none.
        owners: Who it may be, by id.
        more: How many other things there are, for which there is no room.
    """

    group: str
    meeting: str
    lines: Mapping[str, str]
    open_action: str = ""
    owners: Mapping[str, str] = field(default_factory=dict)
    more: int = 0


def make_found_card(
    found: FoundShown, footing: Footing, *, lead: str = "", actions: Sequence[Button | Link] = ()
) -> Card:
    """Offer what was found in Word."""
    lines = {name: shorten(line, MOST_LETTERS) for name, line in found.lines.items()}
    question = shorten(found.open_action, MOST_LETTERS)
    more = f"And {found.more} more, once these are settled." if found.more else ""
    body = [
        *([make_text(lead, weight="Bolder")] if lead else []),
        make_text(found.meeting, weight="Bolder"),
        make_text(LEFT, isSubtle=True, spacing="None"),
    ]
    if lines:
        body.append(make_choice_input("picked", TAKE, lines, value=list(lines), several=True, open_list=True))
    if question:
        body.append(make_text(f"It is not clear whose this is: {question}", spacing="Medium"))
        body.append(make_choice_input("owner", WHO, found.owners))
    if more:
        body.append(make_text(more, isSubtle=True, size="Small"))
    text = [
        f"Found in Word: {found.group}, {found.meeting}",
        lead,
        LEFT,
        TAKE if lines else "",
        *(f"{number}. {line}" for number, line in enumerate(lines.values(), 1)),
        f"It is not clear whose this is: {question}" if question else "",
        f"{WHO} {join_words(list(found.owners.values()), 'or')}" if question else "",
        more,
        SAY,
    ]
    return make_card("Found in Word", found.group, body, text, footing, actions)

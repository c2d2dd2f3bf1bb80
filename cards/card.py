"""A card and its parts: the text that says the same, the buttons and links below it, the line that says whence.

`make_card` is the only place where a card is put together, so every card has the same header, the same last line
and the same rules for buttons. What stands between is the business of one module a card.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from cards.elements import Element, make_header, make_plain, make_small_print
from cards.words import format_moment

VERSION = "1.5"
MOST_ACTIONS = 6
MOST_ABOUT = 60  # letters: a name to tell buttons apart by, not all that is said of a row
SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"


@dataclass(frozen=True, slots=True)
class Card:
    """An Adaptive Card and the plain text that says the same."""

    body: dict[str, Any]
    text: str


@dataclass(frozen=True, slots=True)
class Button:
    """A question asked by pressing. `verb` and `data` come back to the bot, which decides again who may ask.

    With `fills_in` the card's fields come back beside the data, once those that are required are filled in. `about` tells
    it apart from others of the same title, for those who hear the card or point at it.
    """

    title: str
    verb: str
    data: Mapping[str, str | int] = field(default_factory=dict)
    fills_in: bool = False
    about: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A document or a call to open; only https addresses become buttons."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Footing:
    """What an answer rests on, and when that was true."""

    source: str
    as_of: datetime

    @property
    def line(self) -> str:
        """The last line of every card."""
        return f"{self.source} · as of {format_moment(self.as_of)}"


def make_card(
    kicker: str,
    title: str,
    body: Sequence[Element],
    text: Iterable[str],
    footing: Footing,
    actions: Sequence[Button | Link] = (),
) -> Card:
    """Put a card together.

    Args:
        kicker: A few words above the title saying what kind of answer this is.
        title: What the answer is about.
        body: Elements between the header and the last line.
        text: Lines that say the same as the card does; links are added to them here.
        footing: What the answer rests on.
        actions: Buttons and links, the useful ones first; what exceeds six is left off.
    """
    shown = [a for a in actions if isinstance(a, Button) or is_safe_address(a.url)][:MOST_ACTIONS]
    links = [f"{a.title}: {a.url}" for a in shown if isinstance(a, Link)]
    twin = "\n".join([*(line for line in text if line), *links, footing.line])
    card: dict[str, Any] = {
        "type": "AdaptiveCard",
        "$schema": SCHEMA,
        "version": VERSION,
        "fallbackText": twin,
        "speak": twin,
        "body": [make_header(kicker, title), *body, make_small_print(footing.line)],
    }
    if shown:
        card["actions"] = [_make_action(action) for action in shown]
    return Card(card, twin)


def make_button_row(buttons: Sequence[Button], about: str) -> Element:
    """Make a row of buttons that stands beside what it is about, in the body of a card."""
    shown = [_make_action(replace(button, about=about)) for button in buttons[:MOST_ACTIONS]]
    return {"type": "ActionSet", "spacing": "Small", "actions": shown}


def make_openers(opens: Iterable[Button], rows: Iterable[str], first: int = 1) -> tuple[Button, ...]:
    """Name buttons after the numbers of the rows they open: a row's whole title is too wide for a button on a phone."""
    pairs = enumerate(zip(opens, rows, strict=False), first)
    return tuple(replace(button, title=f"Open {number}", about=row) for number, (button, row) in pairs)


def is_safe_address(url: str) -> bool:
    """Say whether a link may be offered: https, with a host, and nothing before an @ in it."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc


def _make_action(action: Button | Link) -> Element:
    if isinstance(action, Link):
        return {"type": "Action.OpenUrl", "title": action.title, "url": action.url}
    data = {"verb": action.verb, **action.data}
    # Clients that do not know Execute (older phones) send the same data as a message.
    inputs = "auto" if action.fills_in else "none"
    submit = {"type": "Action.Submit", "title": action.title, "data": data, "associatedInputs": inputs}
    about = {"tooltip": make_plain(action.about[:MOST_ABOUT])} if action.about else {}
    return {**submit, **about, "type": "Action.Execute", "verb": action.verb, "fallback": submit}

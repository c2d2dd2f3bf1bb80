"""Teams messages as the pages show them: who, when, the text, and a card as the text a reader would get from it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sandbox.connector.state import Activity, Conversation
from sandbox.pages.times import show_moment

WORDS = ("text", "title", "value", "altText", "label", "placeholder")
HOLDERS = ("body", "items", "columns", "facts", "actions", "inlines", "rows", "cells", "card")


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message: its text, its cards as lines of text, and all of it as JSON."""

    by_bot: bool
    name: str
    when: str
    edited: bool
    text: str
    cards: tuple[tuple[str, ...], ...]
    source: str


def make_bubbles(talk: Conversation) -> list[Bubble]:
    """Return a conversation's messages, oldest first."""
    return [_make_bubble(activity) for activity in talk.messages]


def _make_bubble(activity: Activity) -> Bubble:
    cards = [a["content"] for a in activity.get("attachments") or [] if isinstance(a.get("content"), dict)]
    sender = activity["from"]
    return Bubble(
        by_bot=sender["id"].startswith("28:"),
        name=sender.get("name") or "",
        when=show_moment(datetime.fromisoformat(activity["timestamp"])),
        edited="edited" in activity,
        text=activity.get("text") or activity.get("summary") or "",
        cards=tuple(tuple(read_card(card)) for card in cards),
        source=json.dumps(cards if len(cards) != 1 else cards[0], indent=2, ensure_ascii=False)
        if cards
        else "",
    )


def read_card(part: Any) -> list[str]:
    """Return the words of a card in reading order; buttons in square brackets."""
    if isinstance(part, list):
        return [line for item in part for line in read_card(item)]
    if not isinstance(part, dict):
        return [part] if isinstance(part, str) and part else []
    kind = str(part.get("type", ""))
    if kind.startswith("Action."):
        return [f"[{part.get('title', kind)}]"]
    if "title" in part and "value" in part and not kind:
        return [f"{part['title']}: {part['value']}"]
    lines = [
        str(part[name]) for name in WORDS if isinstance(part.get(name), str) and not kind.startswith("Input.")
    ]
    if kind.startswith("Input."):
        lines = [f"{part.get('label') or part.get('placeholder') or part.get('id')}: ____"]
    return lines + [line for name in HOLDERS if name in part for line in read_card(part[name])]

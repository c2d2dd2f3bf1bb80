"""The few Adaptive Card elements our cards are built from, and the one way text gets into them.

Every string passes `make_plain`: names and titles come from people's files, and none of it may become a link or a
template on someone's screen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

Element = dict[str, Any]
_BREAK = "\u200b"
# The first sign of a link or its definition, an address, a tag, a template, a list; overlapping ones too, as in "{{{".
_OPENING = re.compile(r"\](?=[(\[:])|:(?=//)|<(?=[\w/!?])|\{(?=\{)|^\s*(?:\d+[.)]|[-+*])(?=\s)", re.MULTILINE)


def make_plain(text: str) -> str:
    """Break what Teams would read as a Markdown link or list, or a template; it looks the same.

    >>> make_plain("Maths [notes](https://x.example)").replace("\u200b", "|")
    'Maths [notes]|(https:|//x.example)'
    """
    return _OPENING.sub(rf"\g<0>{_BREAK}", text)


def make_text(text: str, **style: Any) -> Element:
    """Make a paragraph that wraps."""
    return {"type": "TextBlock", "text": make_plain(text), "wrap": True, **style}


def make_header(kicker: str, title: str) -> Element:
    """Make the coloured band at the top of a card."""
    return {
        "type": "Container",
        "style": "accent",
        "bleed": True,
        "items": [
            make_text(kicker, size="Small", weight="Bolder", color="Accent", spacing="None"),
            make_text(title, size="Large", weight="Bolder", style="heading", spacing="None"),
        ],
    }


def make_small_print(line: str) -> Element:
    """Make the last line of a card."""
    return make_text(line, id="source", size="Small", isSubtle=True, separator=True, spacing="Medium")


def make_facts(facts: Mapping[str, str]) -> list[Element]:
    """Make a table of names and values, leaving out what is empty; nothing when all of it is."""
    rows = [{"title": name, "value": make_plain(value)} for name, value in facts.items() if value]
    return [{"type": "FactSet", "facts": rows, "spacing": "Medium"}] if rows else []


def make_panel(items: Sequence[Element], **style: Any) -> Element:
    """Make a shaded box."""
    return {"type": "Container", "style": "emphasis", "items": list(items), **style}


def make_date_tile(moment: datetime) -> Element:
    """Make a column like a leaf of a calendar. It repeats a date that stands in words beside it."""
    centred: dict[str, Any] = {"horizontalAlignment": "Center", "spacing": "None"}
    leaf = make_panel([
        make_text(f"{moment:%a}", size="Small", color="Accent", weight="Bolder", **centred),
        make_text(f"{moment.day}", size="ExtraLarge", weight="Bolder", **centred),
        make_text(f"{moment:%b}", size="Small", isSubtle=True, **centred),
    ])  # fmt: skip
    return {"type": "Column", "width": "72px", "items": [leaf]}


def make_dated_row(moment: datetime, lines: Iterable[Element], *, separator: bool = False) -> Element:
    """Make a row with a calendar leaf on the left and lines on the right."""
    words = {"type": "Column", "width": "stretch", "items": list(lines), "verticalContentAlignment": "Center"}
    return {
        "type": "ColumnSet",
        "columns": [make_date_tile(moment), words],
        "separator": separator,
        "spacing": "Medium",
    }

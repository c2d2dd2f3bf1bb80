"""The card of a list that is not of meetings alone: rows under headings, with the answer in a sentence first.

A row about a day has a calendar leaf beside it; the day stands in its words too, for those who hear the card.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from cards.card import Button, Card, Footing, Link, make_button_row, make_card
from cards.elements import Element, make_dated_row, make_text
from trust.values import LONDON


@dataclass(frozen=True, slots=True)
class Row:
    """A row: what it is, what is said of it, the heading it stands under, the day beside it, a warning, its own buttons."""

    title: str
    lines: tuple[str, ...] = ()
    heading: str = ""
    day: date | None = None
    warning: str = ""
    buttons: tuple[Button, ...] = ()


def make_rows_card(
    title: str,
    rows: Sequence[Row],
    footing: Footing,
    *,
    kicker: str,
    lead: str = "",
    note: str = "",
    actions: tuple[Button | Link, ...] = (),
) -> Card:
    """Show rows in the order given; a heading stands once above the rows that share it.

    Args:
        title: What the answer is about.
        rows: One page of them.
        footing: What the answer rests on.
        kicker: What kind of answer it is.
        lead: The thing asked, in a sentence.
        note: A sentence below the rows.
        actions: What may be asked or opened next; the pager first.
    """
    body: list[Element] = [make_text(lead, weight="Bolder")] if lead else []
    text = [title, lead]
    heading = ""
    for row in rows:
        if row.heading and row.heading != heading:
            body.append(make_text(row.heading, weight="Bolder", color="Accent", spacing="Large"))
            text.append(f"{row.heading}:")
        heading = row.heading
        body += _make_row(row)
        text.append("- " + " · ".join(filter(None, (row.title, *row.lines, row.warning))))
    if note:
        body.append(make_text(note, isSubtle=True, size="Small", spacing="Medium"))
    return make_card(kicker, title, body, [*text, note], footing, actions)


def _make_row(row: Row) -> list[Element]:
    lines = [make_text(row.title, weight="Bolder", spacing="None" if row.day else "Medium")]
    lines += [make_text(line, isSubtle=True, spacing="None") for line in row.lines if line]
    if row.warning:
        lines.append(make_text(row.warning, color="Attention", weight="Bolder", spacing="None"))
    if row.buttons:
        lines.append(make_button_row(row.buttons, row.title))
    return [make_dated_row(datetime.combine(row.day, time(), LONDON), lines)] if row.day else lines

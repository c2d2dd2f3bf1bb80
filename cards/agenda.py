"""The card of an agenda: each item with its time, who leads it and what it should lead to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cards.card import Button, Card, Footing, Link, make_card
from cards.elements import Element, make_text
from cards.words import shorten

MOST_OUTCOME = 200


@dataclass(frozen=True, slots=True)
class ItemShown:
    """An item of an agenda; `starts` is a time of day, "15:45", where the times add up."""

    title: str
    minutes: int = 0
    starts: str = ""
    lead: str = ""
    outcome: str = ""

    @property
    def time(self) -> str:
        """When it begins and how long it takes, as far as that is set."""
        return " · ".join(filter(None, (self.starts, f"{self.minutes} min" if self.minutes else "")))

    @property
    def details(self) -> str:
        """Who leads it and what it should lead to."""
        outcome = shorten(self.outcome, MOST_OUTCOME)
        return " · ".join(filter(None, (self.lead, f"Outcome: {outcome}" if outcome else "")))


def make_agenda_card(
    group: str,
    meeting: str,
    state: str,
    items: Sequence[ItemShown],
    footing: Footing,
    *,
    kicker: str = "Agenda",
    actions: tuple[Button | Link, ...] = (),
) -> Card:
    """Show one page of an agenda.

    Args:
        group: Whose agenda it is.
        meeting: Which meeting of theirs, in words.
        state: How far the agenda is, in a sentence.
        items: The page's items.
        footing: What the answer rests on.
        kicker: Which part of the agenda.
        actions: What may be asked or opened next.
    """
    body: list[Element] = [
        make_text(meeting, weight="Bolder"),
        make_text(state, isSubtle=True, spacing="None"),
    ]
    body += make_item_rows(items)
    return make_card(
        kicker, group, body, [f"{group}: {meeting}", state, *list_items(items)], footing, actions
    )


def make_item_rows(items: Sequence[ItemShown]) -> list[Element]:
    """Make a row of each item."""
    timed = any(item.time for item in items)
    return [_make_row(item, timed=timed, separator=number > 0) for number, item in enumerate(items)]


def list_items(items: Sequence[ItemShown]) -> list[str]:
    """Write a line of each item."""
    return ["- " + " · ".join(filter(None, (item.time, item.title, item.details))) for item in items]


def _make_row(item: ItemShown, *, timed: bool, separator: bool) -> Element:
    lines = [make_text(item.title, weight="Bolder")]
    if item.details:
        lines.append(make_text(item.details, isSubtle=True, spacing="None"))
    times = [make_text(item.starts, weight="Bolder", color="Accent")] if item.starts else []
    if item.minutes:
        times.append(make_text(f"{item.minutes} min", isSubtle=True, size="Small", spacing="None"))
    columns = [
        # An item without a time yet stands in line with those that have one.
        *([{"type": "Column", "width": "64px", "items": times}] if timed else []),
        {"type": "Column", "width": "stretch", "items": lines},
    ]
    return {"type": "ColumnSet", "columns": columns, "separator": separator, "spacing": "Medium"}

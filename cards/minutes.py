"""The card of a group's recent minutes: which meeting, how far they are, and where they are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

from cards.card import Button, Card, Footing, Link, is_safe_address, make_card
from cards.elements import Element, make_dated_row, make_text
from cards.shown import MinutesShown
from cards.words import format_day, shorten
from trust.values import LONDON

MOST_ROWS = 3
MOST_SUMMARY = 300


def make_minutes_card(
    group: str,
    minutes: Sequence[MinutesShown],
    footing: Footing,
    *,
    note: str = "",
    buttons: tuple[Button, ...] = (),
) -> Card:
    """Show a group's minutes, the latest first, with a link to each that has one."""
    shown = minutes[:MOST_ROWS]
    body: list[Element] = [make_text(note)] if note else []
    body += [_make_row(m, first=n == 0) for n, m in enumerate(shown)]
    links = tuple(
        Link("Open the latest" if n == 0 else f"Open {m.held.day} {m.held:%b %Y}", m.url)
        for n, m in enumerate(shown)
    )
    text = [f"Minutes of {group}", note, *(_say(m) for m in shown)]
    return make_card("Minutes", group, body, text, footing, (*links, *buttons))


def _make_row(minutes: MinutesShown, *, first: bool) -> Element:
    lines = [
        make_text(f"{minutes.meeting}, {format_day(minutes.held)}", weight="Bolder"),
        make_text(_find_state(minutes), isSubtle=True, spacing="None"),
    ]
    if minutes.summary:
        lines.append(make_text(shorten(minutes.summary, MOST_SUMMARY), spacing="Small", maxLines=3))
    return make_dated_row(datetime.combine(minutes.held, time(), LONDON), lines, separator=not first)


def _say(minutes: MinutesShown) -> str:
    return f"- {minutes.meeting}, {format_day(minutes.held)}: {_find_state(minutes)}. {shorten(minutes.summary, MOST_SUMMARY)}".rstrip()


def _find_state(minutes: MinutesShown) -> str:
    saved = f", saved {format_day(minutes.saved)}" if minutes.saved else ""
    where = "" if is_safe_address(minutes.url) else ", not linked here yet"
    return f"{minutes.status.capitalize()}{saved}{where}"

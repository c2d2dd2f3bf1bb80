"""The cards nobody asked for: one thing somebody is reminded of, or several in one message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cards.card import Button, Card, Footing, Link, make_card, make_openers
from cards.elements import make_facts, make_text
from cards.rows import Row, make_rows_card

ROWS_A_PAGE = 5
KICKER = "Reminder"


@dataclass(frozen=True, slots=True)
class NudgeShown:
    """What somebody is reminded of.

    Attributes:
        title: What it is about.
        lead: What is asked, or told, in a sentence.
        lines: What else is said.
        facts: Names and values said below, where it is shown alone.
        warning: What is late.
        day: The day it is about.
        typed: What may be typed in place of pressing.
        actions: The buttons, where it is shown alone.
    """

    title: str
    lead: str
    lines: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    warning: str = ""
    day: date | None = None
    typed: str = ""
    actions: tuple[Button | Link, ...] = ()


def make_nudge_card(shown: NudgeShown, footing: Footing) -> Card:
    """Show one thing somebody is reminded of, with all its buttons."""
    rows = [Row(shown.lead, shown.lines, day=shown.day, warning=shown.warning)]
    if not shown.facts:
        return make_rows_card(
            shown.title, rows, footing, kicker=KICKER, note=shown.typed, actions=shown.actions
        )
    body = [make_text(shown.lead, weight="Bolder"), *(make_text(line) for line in shown.lines)]
    body += [*make_facts(dict(shown.facts)), make_text(shown.typed, isSubtle=True, size="Small")]
    text = [shown.title, shown.lead, *shown.lines, *_say_facts(dict(shown.facts)), shown.typed]
    return make_card(KICKER, shown.title, body, text, footing, shown.actions)


def make_digest_card(
    title: str,
    shown: Sequence[NudgeShown],
    footing: Footing,
    *,
    first: int = 0,
    kicker: str = KICKER,
    note: str = "",
    actions: tuple[Button, ...] = (),
) -> Card:
    """Show a page of several things, numbered from where the page begins; the first `actions` open them, in order."""
    rows = [
        Row(f"{number}. {one.title}", (one.lead, *one.lines[:1]), warning=one.warning)
        for number, one in enumerate(shown, start=first + 1)
    ]
    opens = make_openers(actions, (one.title for one in shown), first + 1)
    return make_rows_card(
        title, rows, footing, kicker=kicker, note=note, actions=(*opens, *actions[len(rows) :])
    )


def _say_facts(facts: Mapping[str, str]) -> list[str]:
    return [f"{name}: {value}" for name, value in facts.items() if value]

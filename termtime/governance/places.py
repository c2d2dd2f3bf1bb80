"""Places whose text names somebody: where to look, never what it says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from termtime.store.holdings import Holdings
from trust.year import Year

Named = Callable[[str], bool]


def find_mentions(year: Year, held: Holdings, name: str, upn: str) -> Iterator[dict[str, Any]]:
    """Find where a person's name or address stands in texts: each place once, by what it is about."""
    found = (*_find_in_year(year, _make_test(name)), *_find_in_rows(held, _make_test(name), upn))
    for about, where in dict.fromkeys(found):
        yield {"about": about, "where": where}


def _make_test(name: str) -> Named:
    if not name:
        return lambda _text: False
    pattern = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)
    return lambda text: bool(pattern.search(text))


def _find_in_year(year: Year, named: Named) -> Iterator[tuple[str, str]]:
    for agenda in year.agendas:
        if any(named(f"{item.title} {item.outcome}") for item in (*agenda.items, *agenda.proposed)):
            yield agenda.meeting, "agenda"
    for minutes in year.minutes:
        if any(map(named, (minutes.summary, *minutes.decisions))):
            yield minutes.meeting, "minutes"
    for action in year.actions:
        if named(action.text):
            yield action.meeting, "an action"


def _find_in_rows(held: Holdings, named: Named, upn: str) -> Iterator[tuple[str, str]]:
    for row in held.find("papers"):
        yield row["meeting"], f"{row['paper']} in Word"
    for row in held.find("applied"):
        yield row["key"], "what was last written to Microsoft 365"
    for row in held.find("stream_rows"):
        yield row["stream"], f"what was last seen in Microsoft 365 of {upn}"
    for row in held.find("proposals"):
        yield row["body"]["key"], "a change made by hand"
    for row in held.find("ledger"):
        if named(f"{row['title']} {row['reason']}"):
            yield row["key"], "the account of a sync"

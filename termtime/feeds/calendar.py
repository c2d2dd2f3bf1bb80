"""A feed's entries written as iCalendar (RFC 5545, and 7986 for its name and how often to fetch it).

Times are London's wall clock with a VTIMEZONE, so a 15:45 meeting stays at 15:45 across both clock changes. The moment
an entry last changed is given, and everything that must rise with changes follows from it; nothing depends on when a
calendar is written, so the same entries make the same bytes. There is no METHOD: a feed is read, and invites nobody.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from icalendar import Calendar, Event, Parameters, Timezone, TimezoneDaylight, TimezoneStandard, vText

from termtime.feeds.entries import Entry
from trust.values import place_in_london

MADE_BY = "-//Termtime//Co-design calendar//EN"
REFRESH = timedelta(hours=1)
# SEQUENCE counts seconds from here: it rises with every change even where all that was kept has been lost.
FIRST_SECOND = datetime(2020, 1, 1, tzinfo=UTC)
FREE, BUSY = "TRANSPARENT", "OPAQUE"


def write_calendar(title: str, entries: Iterable[Entry], changed: Mapping[str, datetime]) -> bytes:
    """Write a calendar.

    Args:
        title: What it is called.
        entries: What it holds.
        changed: When each entry last changed, by its uid.
    """
    calendar = Calendar()
    calendar.add("prodid", MADE_BY)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    for name in ("name", "x-wr-calname"):
        # Neither name is known to the library as a text, which escapes nothing else.
        calendar.add(name, vText(clean(title)))
    calendar.add("x-wr-timezone", "Europe/London")
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    # Always there, as a calendar must hold something.
    calendar.add_component(_make_timezone())
    for entry in entries:
        calendar.add_component(_make_event(entry, changed[entry.uid]))
    written: bytes = calendar.to_ical()
    return written


def clean(text: str) -> str:
    r"""Leave what a line may hold: every kind of line break becomes one, and other control characters go.

    >>> clean("Tea\r\nBEGIN:VALARM\x0bx\x00")
    'Tea\nBEGIN:VALARM\nx'
    """
    lines = "\n".join(text.splitlines())
    return "".join(c for c in lines if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs"))


def _make_event(entry: Entry, changed: datetime) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    for name in ("dtstamp", "last-modified"):
        event.add(name, changed.astimezone(UTC))
    event.add("sequence", max(0, int((changed - FIRST_SECOND).total_seconds())))
    event.add("dtstart", _place(entry.starts))
    event.add("dtend", _place(entry.ends))
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("transp", BUSY if entry.busy else FREE)
    event.add("x-microsoft-cdo-busystatus", "BUSY" if entry.busy else "FREE")
    event.add("class", "PRIVATE" if entry.private else "PUBLIC")
    for name in ("summary", "location", "description"):
        if text := clean(getattr(entry, name)):
            event.add(name, text)
    if entry.categories:
        event.add("categories", [clean(category) for category in entry.categories])
    if entry.url:
        event.add("url", entry.url)
    if entry.join_url:
        how = Parameters({"VALUE": "URI", "FEATURE": ["AUDIO", "VIDEO"], "LABEL": "Microsoft Teams"})
        event.add("conference", entry.join_url, parameters=how)
    return event


def _place(moment: datetime | date) -> datetime | date:
    """Place a moment in London; of an hour that comes twice, what a wall clock cannot tell is told in UTC."""
    if not isinstance(moment, datetime):
        return moment
    local = place_in_london(moment)
    return local.astimezone(UTC) if local.fold else local


def _make_timezone() -> Timezone:
    """Describe London's clocks by rule, as Outlook wants it; no rule of before 1996 is needed."""
    zone = Timezone()
    zone.add("tzid", "Europe/London")
    kinds: tuple[tuple[Any, str, datetime, int, int], ...] = (
        (TimezoneDaylight, "BST", datetime(1996, 3, 31, 1), 0, 1),  # noqa: DTZ001  (local by its nature)
        (TimezoneStandard, "GMT", datetime(1996, 10, 27, 2), 1, 0),  # noqa: DTZ001
    )
    for kind, name, first, before, after in kinds:
        part = kind()
        part.add("tzname", name)
        part.add("dtstart", first)
        part.add("tzoffsetfrom", timedelta(hours=before))
        part.add("tzoffsetto", timedelta(hours=after))
        part.add("rrule", {"FREQ": "YEARLY", "BYMONTH": first.month, "BYDAY": "-1SU"})
        zone.add_component(part)
    return zone

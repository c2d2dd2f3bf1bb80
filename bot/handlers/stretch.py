"""A stretch of days a question is about: what lies in it, what lies nearest, and how it is said back.

The days it was read as are always said beside the asker's own words, so that a misreading shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.asked import Asked
from bot.understand.when import When
from cards.words import format_day
from trust.calendar import find_year_bounds
from trust.meetings import Meeting, MeetingStatus

PREPOSITIONS = frozenset({
    "after", "at", "before", "between", "by", "during", "from", "in", "on", "over", "since", "till", "until",
})  # fmt: skip


def say_days(first: date, last: date) -> str:
    """Write one day, or from which to which.

    >>> say_days(date(2027, 1, 4), date(2027, 1, 8))
    'Mon 4 Jan 2027 – Fri 8 Jan 2027'
    """
    return format_day(first) if first == last else f"{format_day(first)} – {format_day(last)}"


def say_stretch(asked: Asked, when: When) -> str:
    """Say a stretch in words, the asker's own in quotation marks, and in days."""
    days = say_days(when.first, when.last)
    words = f"“{when.words}”" if when.words and asked.question.entities.when else when.words
    return f"{words} ({days})" if words else days


def say_in(asked: Asked, when: When) -> str:
    """Say "in" a stretch, or "on" a day, unless the asker's words begin so themselves."""
    said = say_stretch(asked, when)
    if when.words.casefold().split(" ")[0] in PREPOSITIONS:
        return said
    return f"{'on' if when.first == when.last else 'in'} {said}"


def say_heading(asked: Asked, when: When) -> str:
    """Say of a list that it is what lies in a stretch."""
    said = say_in(asked, when)
    return f"{said[0].upper()}{said[1:]}:"


def overlaps(when: When, first: date, last: date) -> bool:
    """Say whether any day from the first to the last, both included, lies in a stretch."""
    return first <= when.last and last >= when.first


def find_within(meetings: Sequence[Meeting], when: When | None) -> list[Meeting]:
    """Find the meetings that begin in a stretch, in the order given; all of them without one."""
    return [m for m in meetings if when is None or when.first <= m.starts.date() <= when.last]


def find_nearest(meetings: Sequence[Meeting], when: When) -> list[Meeting]:
    """Find the last meeting before a stretch and the first after it, leaving out what was cancelled."""
    held = sorted(
        (m for m in meetings if m.status is MeetingStatus.PUBLISHED), key=lambda m: (m.starts, m.key)
    )
    before = [m for m in held if m.starts.date() < when.first]
    after = [m for m in held if m.starts.date() > when.last]
    return [*before[-1:], *after[:1]]


def say_none_then(asked: Asked, what: str, when: When, nearest: Sequence[object]) -> str:
    """Say that a stretch holds nothing, and that no other year is held where one was asked about."""
    first, last = find_year_bounds(asked.trust.settings.year)
    alone = "" if overlaps(when, first, last) else f" I hold the year {asked.trust.settings.year} alone."
    near = " The nearest:" if nearest else ""
    return f"{what} {say_in(asked, when)}.{alone}{near}"

"""The words faults are told in: dates as schools write them, and lists short enough to be read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

MOST_NAMED = 6


def name_some(names: Iterable[str]) -> str:
    """Join names as a sentence does; beyond six only the number of the others is told.

    >>> name_some(["Ada", "Ben", "Cal"])
    'Ada, Ben and Cal'
    >>> name_some("abcdefgh")
    'a, b, c, d, e, f and 2 more'
    """
    listed = list(names)
    if len(listed) > MOST_NAMED:
        return f"{', '.join(listed[:MOST_NAMED])} and {len(listed) - MOST_NAMED} more"
    return " and ".join(part for part in (", ".join(listed[:-1]), *listed[-1:]) if part)


def write_day(day: date) -> str:
    """Write a day with its weekday.

    >>> write_day(date(2027, 1, 5))
    'Tue 5 Jan 2027'
    """
    return f"{day:%a} {day.day} {day:%b %Y}"


def count_of(number: int, noun: str) -> str:
    """Count things.

    >>> count_of(1, "meeting"), count_of(3, "meeting")
    ('1 meeting', '3 meetings')
    """
    return f"{number} {noun}{'s' * (number != 1)}"

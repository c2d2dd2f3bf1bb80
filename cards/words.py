"""Dates, lists and counts in the words people use. Moments are shown in Europe/London."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from trust.values import place_in_london


def format_day(day: date) -> str:
    """Write a day.

    >>> format_day(date(2027, 1, 9))
    'Sat 9 Jan 2027'
    """
    return f"{day:%a} {day.day} {day:%b %Y}"


def format_moment(moment: datetime) -> str:
    """Write a moment: Tue 19 Jan 2027, 15:45."""
    local = place_in_london(moment)
    return f"{format_day(local.date())}, {local:%H:%M}"


def format_span(starts: datetime, ends: datetime) -> str:
    """Write when something lasts, naming the day once if it is one: Tue 19 Jan 2027, 15:45–17:00."""
    first, last = place_in_london(starts), place_in_london(ends)
    if first.date() == last.date():
        return f"{format_moment(first)}–{last:%H:%M}"
    return f"{format_moment(first)} – {format_moment(last)}"


def format_distance(day: date, today: date) -> str:
    """Say how far off a day is.

    >>> format_distance(date(2027, 1, 19), date(2026, 12, 14))
    'in 5 weeks'
    >>> format_distance(date(2026, 12, 11), date(2026, 12, 14))
    '3 days ago'
    """
    days = (day - today).days
    near = {-1: "yesterday", 0: "today", 1: "tomorrow"}
    if days in near:
        return near[days]
    count = abs(days) if abs(days) < 14 else abs(days) // 7
    far = f"{count} {'days' if abs(days) < 14 else 'weeks'}"
    return f"in {far}" if days > 0 else f"{far} ago"


def join_words(words: Sequence[str], last: str = "and") -> str:
    """Join words as a sentence does.

    >>> join_words(["Maths", "Art", "Music"])
    'Maths, Art and Music'
    """
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def shorten(text: str, most: int) -> str:
    """Cut a text to so many letters.

    >>> shorten("At a wedding", 8)
    'At a we…'
    """
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"

"""A year as weeks with a row for each group: what every grid of it shares, in a terminal and on a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Protocol, TypeVar

from trust.cadence import Format

# A sign as well as a colour for each format, for those who see no colours; the commonest goes without.
SIGNS = {
    Format.ONLINE: " ",
    Format.IN_PERSON: "•",
    Format.MODERATION: "▲",
    Format.CONFERENCE: "◆",
    Format.WORKSHOP: "■",
}


class OfGroup(Protocol):
    """Whatever a group holds at a moment: a meeting, or what is shown of one."""

    @property
    def group(self) -> str:
        """The group's id."""
        ...

    @property
    def starts(self) -> datetime:
        """The moment."""
        ...


Held = TypeVar("Held", bound=OfGroup)


def find_monday(day: date) -> date:
    """Find the Monday of a day's week.

    >>> find_monday(date(2027, 1, 10))
    datetime.date(2027, 1, 4)
    """
    return day - timedelta(days=day.weekday())


def find_weeks(first: date, last: date) -> tuple[date, ...]:
    """List the Mondays of the weeks from one day to another, both included."""
    monday = find_monday(first)
    return tuple(monday + timedelta(weeks=n) for n in range((last - monday).days // 7 + 1))


def sort_into_weeks(meetings: Iterable[Held]) -> Mapping[str, Mapping[date, tuple[Held, ...]]]:
    """Sort meetings by group, and each group's by the Monday of their week."""
    found: dict[str, dict[date, tuple[Held, ...]]] = {}
    for meeting in meetings:
        weeks = found.setdefault(meeting.group, {})
        monday = find_monday(meeting.starts.date())
        weeks[monday] = (*weeks.get(monday, ()), meeting)
    return found


def shorten_weekday(day: date) -> str:
    """Write a weekday in two letters.

    >>> shorten_weekday(date(2027, 1, 19))
    'Tu'
    """
    return f"{day:%a}"[:2]

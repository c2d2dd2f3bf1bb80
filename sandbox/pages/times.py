"""Times as the pages show them: London's, in words a British reader expects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sandbox.graph.outlook.state import Entry
from sandbox.graph.outlook.zones import LONDON

WORKING_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
WEEKEND = ("Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Week:
    """A row of the calendar: its Monday, and the entries of each day shown."""

    monday: date
    days: tuple[tuple[date, tuple[Entry, ...]], ...]


def show_day(moment: datetime | date) -> str:
    """Return "Tue 12 Jan 2027"."""
    day = moment.astimezone(LONDON) if isinstance(moment, datetime) else moment
    return f"{day:%a} {day.day} {day:%b %Y}"


def show_clock(moment: datetime) -> str:
    """Return "15:45"."""
    return f"{moment.astimezone(LONDON):%H:%M}"


def show_moment(moment: datetime) -> str:
    """Return "Tue 12 Jan 2027, 15:45"."""
    return f"{show_day(moment)}, {show_clock(moment)}"


def make_weeks(entries: Iterable[Entry]) -> tuple[tuple[str, ...], list[Week]]:
    """Return the days of the week that are needed, and every week that has an entry."""
    by_day: dict[date, list[Entry]] = defaultdict(list)
    for entry in sorted(entries, key=lambda e: e.meeting.start):
        by_day[entry.meeting.start.astimezone(LONDON).date()].append(entry)
    names = WORKING_DAYS + (WEEKEND if any(day.weekday() > 4 for day in by_day) else ())
    mondays = sorted({day - timedelta(days=day.weekday()) for day in by_day})
    return names, [
        Week(monday, tuple((day, tuple(by_day.get(day, ()))) for day in _days(monday, len(names))))
        for monday in mondays
    ]


def _days(monday: date, count: int) -> list[date]:
    return [monday + timedelta(days=n) for n in range(count)]

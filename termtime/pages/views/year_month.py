"""A month of the year, week by week: each meeting on its day, and why a day is not for meetings."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from termtime.pages.views.year_days import DayNote, Notes
from termtime.pages.views.year_marks import Mark
from trust.values import WEEKDAYS

MOST_MARKS = 4
FULL_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the month.

    Attributes:
        day: The day.
        inside: Whether it is of this month; another's stands empty.
        today: Whether it is today.
        notes: Why it is not for meetings, and whether the day before said so.
        marks: The meetings to be seen at once.
        folded: The meetings that are folded away.
    """

    day: date
    inside: bool
    today: bool
    notes: tuple[tuple[DayNote, bool], ...]
    marks: tuple[Mark, ...]
    folded: tuple[Mark, ...]

    @property
    def look(self) -> str:
        """What a style sheet calls it."""
        idle = not (self.marks or self.notes)
        parts = {"other": not self.inside, "today": self.today, "idle": idle}
        said = dict.fromkeys(note.kind for note, _ in self.notes)
        return " ".join((*(name for name, so in parts.items() if so), *said))


@dataclass(frozen=True, slots=True)
class Month:
    """A month: its first day, the weekdays it needs, and its weeks."""

    first: date
    weekdays: tuple[str, ...]
    weeks: tuple[tuple[Day, ...], ...]


def make_month(first: date, today: date, marks: Sequence[Mark], notes: Notes) -> Month:
    """Lay out a month; Saturday and Sunday only where somebody meets on one."""
    by_day: dict[date, list[Mark]] = {}
    for mark in marks:
        by_day.setdefault(mark.starts.date(), []).append(mark)
    width = 7 if any(day.weekday() >= 5 for day in by_day) else len(WEEKDAYS) - 2
    weeks = Calendar().monthdatescalendar(first.year, first.month)
    laid_out = (
        tuple(_make_day(first, today, day, by_day.get(day, []), notes) for day in week[:width])
        for week in weeks
    )
    return Month(
        first, FULL_NAMES[:width], tuple(week for week in laid_out if any(day.inside for day in week))
    )


def _make_day(first: date, today: date, day: date, marks: Sequence[Mark], notes: Notes) -> Day:
    inside = (day.year, day.month) == (first.year, first.month)
    most = len(marks) if len(marks) <= MOST_MARKS else MOST_MARKS - 1
    before = (
        () if day.weekday() == 0 or day.day == 1 else notes.get(date.fromordinal(day.toordinal() - 1), ())
    )
    said = tuple((note, note in before) for note in notes.get(day, ())) if inside else ()
    shown = tuple(marks) if inside else ()
    return Day(day, inside, day == today, said, shown[:most], shown[most:])

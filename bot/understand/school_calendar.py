"""The days a school's year is made of: halves, terms and holidays of one council, looked up from a day.

A council publishes a year or two. The years beside them are taken to fall as the nearest published one, 52 weeks on or
back: near enough to tell which meetings "last summer" means, and never shown as term dates.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache

from trust.calendar import HalfTerm, TermName

A_DAY = timedelta(days=1)
A_WEEK = timedelta(weeks=1)
SCHOOL_YEAR = timedelta(weeks=52)
# Which holiday follows each half.
HOLIDAYS = {
    (TermName.AUTUMN, 1): "october",
    (TermName.AUTUMN, 2): "christmas",
    (TermName.SPRING, 1): "february",
    (TermName.SPRING, 2): "easter",
    (TermName.SUMMER, 1): "may",
    (TermName.SUMMER, 2): "summer",
}
HALF_TERM_HOLIDAYS = ("october", "february", "may")


@dataclass(frozen=True, slots=True)
class Days:
    """From a first day to a last. Holidays are `away`: what is before or after them leaves them out."""

    first: date
    last: date
    away: bool = False

    @property
    def length(self) -> int:
        """Count the days."""
        return (self.last - self.first).days + 1

    def meet(self, other: Days) -> Days | None:
        """Give the days both have, if any."""
        first, last = max(self.first, other.first), min(self.last, other.last)
        return Days(first, last) if first <= last else None


@dataclass(frozen=True, slots=True)
class Named:
    """Days with the name schools have for them, and the academic year (by its September) they are in."""

    name: str
    year: int
    days: Days


@dataclass(frozen=True)
class SchoolCalendar:
    """Halves of terms in order, last year's, this year's and next year's."""

    halves: tuple[tuple[TermName, int, Named], ...]

    @cached_property
    def terms(self) -> tuple[Named, ...]:
        """Whole terms, by name, in order."""
        held: dict[tuple[int, str], Days] = {}
        for term, _, half in self.halves:
            key = (half.year, term.value)
            held[key] = Days(held[key].first if key in held else half.days.first, half.days.last)
        return tuple(Named(name, year, days) for (year, name), days in held.items())

    @cached_property
    def holidays(self) -> tuple[Named, ...]:
        """What lies between the halves, by the name in HOLIDAYS, in order."""
        return tuple(
            Named(
                HOLIDAYS[term, which],
                half.year,
                Days(half.days.last + A_DAY, after.days.first - A_DAY, away=True),
            )
            for (term, which, half), (_, _, after) in zip(self.halves, self.halves[1:], strict=False)
            if after.days.first - half.days.last > A_DAY
        )

    def list_spans(self, unit: str) -> list[Days]:
        """List all terms, or all half-terms, in order."""
        return (
            [term.days for term in self.terms]
            if unit == "term"
            else [half.days for _, _, half in self.halves]
        )

    def find_half(self, ordinal: int, year: int) -> Days | None:
        """Find a half by its place in a year, 1 to 6."""
        halves = [half.days for _, _, half in self.halves if half.year == year]
        return halves[ordinal - 1] if 0 < ordinal <= len(halves) else None

    def find_year(self, year: int) -> Days | None:
        """Find the first and the last school day of a year."""
        halves = [half.days for _, _, half in self.halves if half.year == year]
        return Days(halves[0].first, halves[-1].last) if halves else None

    def find_term(self, day: date) -> Days | None:
        """Find the term a day is in, or that follows it."""
        return find_coming((term.days for term in self.terms), day)


@lru_cache(maxsize=64)
def make_calendar(published: tuple[HalfTerm, ...], year: int) -> SchoolCalendar:
    """Make the calendar around an academic year, named by its September, from one council's half-terms."""
    by_year: dict[int, list[HalfTerm]] = {}
    for half in sorted(published, key=lambda h: h.starts):
        by_year.setdefault(find_year_number(half.starts), []).append(half)
    laid: list[tuple[TermName, int, Named]] = []
    for wanted in (year - 1, year, year + 1) if by_year else ():
        nearest = min(by_year, key=lambda known: abs(known - wanted))
        moved = (wanted - nearest) * SCHOOL_YEAR
        for half in by_year[nearest]:
            days = Days(half.starts + moved, half.ends + moved)
            laid.append((half.term, half.half, Named(half.name.casefold(), wanted, days)))
    return SchoolCalendar(tuple(laid))


def find_year_number(day: date) -> int:
    """Name an academic year by its September.

    >>> find_year_number(date(2027, 1, 4))
    2026
    """
    return day.year if day.month >= 9 else day.year - 1


def find_coming(spans: Iterable[Days], day: date) -> Days | None:
    """Find the first, of spans in order, that is not over yet."""
    return next((span for span in spans if span.last >= day), None)


def find_begun(spans: Iterable[Days], day: date) -> Days | None:
    """Find the latest, of spans in order, that has begun."""
    return max((span for span in spans if span.first <= day), key=lambda span: span.first, default=None)


def find_monday(day: date) -> date:
    """Give the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def find_week(day: date) -> Days:
    """Give the week a day is in, Monday to Sunday."""
    monday = find_monday(day)
    return Days(monday, monday + 6 * A_DAY)


def find_month(year: int, month: int) -> Days:
    """Give a calendar month; months past December run on into the next year."""
    first = date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)
    return Days(first, date(year + month // 12, month % 12 + 1, 1) - A_DAY)

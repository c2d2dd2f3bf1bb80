"""When schools are open: half-terms by council, INSET days, bank holidays, blackouts, working days.

A school day is a weekday inside a half-term of the school's own council that is neither a bank holiday nor one
of the school's INSET days. Councils with six terms write them as halves: Term 3 is the first half of spring, so
"once a term" means the same everywhere.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Literal, TypeVar

from pydantic import Field, model_validator

from trust.values import Name, Slug, Slugs, Value


class TermName(StrEnum):
    """The three terms of an English school year."""

    AUTUMN = "autumn"
    SPRING = "spring"
    SUMMER = "summer"


Ordered = TypeVar("Ordered", "Span", "OpenSpan")


def _in_order(span: Ordered) -> Ordered:
    if span.starts and span.ends and span.ends < span.starts:
        msg = f"ends on {span.ends:%d %b %Y}, before it starts on {span.starts:%d %b %Y}"
        raise ValueError(msg)
    return span


class Span(Value):
    """Something from one day to another, both included."""

    starts: date
    ends: date

    _ordered = model_validator(mode="after")(_in_order)

    def holds(self, day: date) -> bool:
        """Say whether a day lies in it."""
        return self.starts <= day <= self.ends


class OpenSpan(Value):
    """Something that holds from one day to another, where either may be left open."""

    starts: date | None = None
    ends: date | None = None

    _ordered = model_validator(mode="after")(_in_order)

    def holds(self, day: date) -> bool:
        """Say whether it holds on a day."""
        return (self.starts is None or self.starts <= day) and (self.ends is None or day <= self.ends)


class HalfTerm(Span):
    """One half of a term as a council publishes it."""

    council: Slug
    term: TermName
    half: Literal[1, 2]
    name: str = ""


class InsetDay(Value):
    """A day one school keeps for its own staff training: closed to pupils and to trust meetings."""

    school: Slug
    day: date
    reason: str = "INSET"


class Blackout(Span):
    """Days on which nothing is planned: for the whole trust, or for the schools or groups named."""

    reason: Name
    schools: Slugs = ()
    groups: Slugs = ()
    avoid_only: Annotated[
        bool, Field(description="Better avoided, not forbidden: a faith date, a parents' evening.")
    ] = False


def find_academic_year(day: date) -> str:
    """Name the academic year (September to August) a day falls in.

    >>> find_academic_year(date(2027, 1, 4))
    '2026-27'
    """
    first = day.year if day.month >= 9 else day.year - 1
    return f"{first}-{(first + 1) % 100:02d}"


def find_year_bounds(year: str) -> tuple[date, date]:
    """Give the first and last day of an academic year.

    >>> find_year_bounds("2026-27")
    (datetime.date(2026, 9, 1), datetime.date(2027, 8, 31))
    """
    first = int(year[:4])
    return date(first, 9, 1), date(first + 1, 8, 31)


@lru_cache(maxsize=64)
def find_bank_holidays(calendar_year: int) -> dict[date, str]:
    """Name England's bank holidays in a calendar year."""
    import holidays  # noqa: PLC0415  (costs 50 ms that most commands need not pay)

    return dict(holidays.country_holidays("GB", subdiv="ENG", years=calendar_year))


def is_working_day(day: date) -> bool:
    """Say whether notice periods count this day: Monday to Friday, not a bank holiday."""
    return day.weekday() < 5 and day not in find_bank_holidays(day.year)


def add_working_days(day: date, count: int) -> date:
    """Step forward (or back, when negative) over working days.

    >>> add_working_days(date(2026, 12, 24), 1)
    datetime.date(2026, 12, 29)
    """
    step = timedelta(days=1 if count >= 0 else -1)
    for _ in range(abs(count)):
        day += step
        while not is_working_day(day):
            day += step
    return day


def each_day(starts: date, ends: date) -> tuple[date, ...]:
    """List the days from one to the other, both included."""
    return tuple(starts + timedelta(days=n) for n in range((ends - starts).days + 1))

"""How long each kind of thing is kept: what a trust sets, and the arithmetic of it.

A record belongs to the academic year it is of, and its period begins when that year is over: so everything of one year
falls due together, and nothing of a year that is still running ever does. What is only a trace of the program at work is
kept by its age instead.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from trust.calendar import find_academic_year, find_year_bounds
from trust.values import Name, Slug, Value

Period = Annotated[
    str, StringConstraints(pattern=r"^\d{1,2} (month|year)s?$"), Field(examples=["6 years", "1 month"])
]
Age = Annotated[
    str, StringConstraints(pattern=r"^\d{1,3} (hour|day)s?$"), Field(examples=["24 hours", "90 days"])
]


class Kept(StrEnum):
    """The kinds of thing that are kept for a time: each is a field of Retention."""

    REASONS = "reasons"
    REPLIES = "replies"
    AGENDAS = "agendas"
    MINUTES = "minutes"
    ACTIONS = "actions"
    DELIVERIES = "deliveries"
    TRIALS = "trials"
    LEAVERS = "leavers"
    JOURNAL = "journal"
    AUDIT = "audit"
    THREADS = "threads"
    TRACES = "traces"

    @property
    def by_age(self) -> bool:
        """Whether it is a trace, kept by its age, and no record of an academic year."""
        return self in (Kept.THREADS, Kept.TRACES)


class Retention(Value):
    """How long each kind is kept once its academic year is over; the last two from when they were last of use."""

    reasons: Annotated[Period, Field(description="Why people sent apologies, wherever it is noted.")] = (
        "1 month"
    )
    replies: Annotated[Period, Field(description="Who accepted, declined and attended.")] = "1 year"
    agendas: Annotated[Period, Field(description="Agendas, and what members put forward.")] = "3 years"
    minutes: Annotated[Period, Field(description="Minutes and the decisions in them.")] = "6 years"
    actions: Annotated[Period, Field(description="Actions that are done; open ones stay.")] = "6 years"
    deliveries: Annotated[Period, Field(description="What people were sent unasked, and by whom.")] = "1 year"
    trials: Annotated[Period, Field(description="Years that leads tried out.")] = "1 year"
    leavers: Annotated[
        Period,
        Field(
            description="What is known of people who left beside their names, counted from their last day."
        ),
    ] = "1 year"
    journal: Annotated[Period, Field(description="Who changed what.")] = "6 years"
    audit: Annotated[Period, Field(description="Who saw and took out what.")] = "6 years"
    threads: Annotated[Age, Field(description="What a conversation with the bot was about.")] = "24 hours"
    traces: Annotated[
        Age, Field(description="Guards against doing a thing twice, and accounts of syncs.")
    ] = "90 days"

    def find_period(self, kind: Kept) -> str:
        """Give the period of a kind, in its own words."""
        return str(getattr(self, kind))


class Hold(Value):
    """A legal hold: nothing about this group or this person is disposed of while it stands."""

    group: Slug | None = None
    person: Slug | None = None
    reason: Annotated[Name, Field(description="Why, and who asked for it.")]

    @model_validator(mode="after")
    def _about_one(self) -> Self:
        if bool(self.group) is bool(self.person):
            raise ValueError("group or person, one of the two, says what is held")
        return self


def say_rule(retention: Retention, kind: Kept) -> str:
    """Say a kind's rule.

    >>> say_rule(Retention(), Kept.MINUTES), say_rule(Retention(), Kept.LEAVERS), say_rule(Retention(), Kept.TRACES)
    ('6 years after the academic year', '1 year after their last day', '90 days')
    """
    period = retention.find_period(kind)
    if kind.by_age:
        return period
    return f"{period} after {'their last day' if kind is Kept.LEAVERS else 'the academic year'}"


def find_age(retention: Retention, kind: Kept) -> timedelta:
    """Give how old a trace may become."""
    count, unit = retention.find_period(kind).split()
    return timedelta(hours=int(count)) if unit.startswith("hour") else timedelta(days=int(count))


def find_due_day(retention: Retention, kind: Kept, day: date) -> date:
    """Find the day on which something of a day falls due.

    >>> find_due_day(Retention(), Kept.REPLIES, date(2026, 11, 3))
    datetime.date(2028, 9, 1)
    >>> find_due_day(Retention(), Kept.LEAVERS, date(2026, 12, 31))
    datetime.date(2027, 12, 31)
    """
    period = retention.find_period(kind)
    year_over = find_year_bounds(find_academic_year(day))[1] + timedelta(days=1)
    return max(_add(day, period), year_over) if kind is Kept.LEAVERS else _add(year_over, period)


def find_running_start(year: str, today: date) -> date:
    """Find the first day of the academic year that is running: by the calendar or the trust, whichever began sooner."""
    return min(find_year_bounds(find_academic_year(today))[0], find_year_bounds(year)[0])


def is_due(retention: Retention, kind: Kept, day: date, year: str, today: date) -> bool:
    """Say whether something of a day is due for disposal; nothing of the running academic year is."""
    return day < find_running_start(year, today) and find_due_day(retention, kind, day) <= today


def find_cutoff(retention: Retention, kind: Kept, year: str, now: datetime) -> datetime:
    """Find the moment before which everything of a kind is due: for records the start of an academic year."""
    if kind.by_age:
        return now - find_age(retention, kind)
    start = find_running_start(year, now.date())
    while find_due_day(retention, kind, start - timedelta(days=1)) > now.date():
        start = start.replace(year=start.year - 1)
    return datetime(start.year, start.month, start.day, tzinfo=now.tzinfo)


def _add(day: date, period: str) -> date:
    count, unit = period.split()
    months = day.month - 1 + int(count) * (12 if unit.startswith("year") else 1)
    year, month = day.year + months // 12, months % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))

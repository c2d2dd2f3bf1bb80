"""How often a group meets and in what form: the rule from which a year's occurrences follow."""

from __future__ import annotations

from collections import Counter
from datetime import date, time
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from trust.calendar import TermName
from trust.values import WHOLE_WEEK, Name, Slug, Value, Weekdays


class Format(StrEnum):
    """The form a meeting takes."""

    ONLINE = "online"
    IN_PERSON = "in-person"
    CONFERENCE = "conference"
    MODERATION = "moderation"
    WORKSHOP = "workshop"


# The months a half-term may touch, whichever council draws it.
_MONTHS = {
    TermName.AUTUMN: {1: (8, 9, 10, 11), 2: (10, 11, 12)},
    TermName.SPRING: {1: (1, 2), 2: (2, 3, 4)},
    TermName.SUMMER: {1: (4, 5, 6), 2: (5, 6, 7, 8)},
}


class CadenceRule(Value):
    """One meeting a cadence asks for each year, and the window it must fall in."""

    key: Annotated[Slug, Field(description="Distinguishes the meeting within the year, e.g. autumn-1.")]
    title: Name
    term: TermName
    half: Annotated[Literal[1, 2] | None, Field(description="Only this half of the term.")] = None
    month: Annotated[int | None, Field(ge=1, le=12, description="Only this calendar month.")] = None
    format: Format = Format.ONLINE
    starts: Annotated[time, Field(description="Local start time.")] = time(15, 45)
    minutes: Annotated[int, Field(ge=15, le=600)] = 75
    blocks: Annotated[
        tuple[time, ...],
        Field(
            description="Other times it may start at: a conference in half-day blocks, for those in two groups."
        ),
    ] = ()
    days: Annotated[Weekdays, Field(min_length=1)] = WHOLE_WEEK
    venue: Annotated[Slug | None, Field(description="Where a conference is held.")] = None
    first_in_term: Annotated[
        bool, Field(description="Before other groups meet that term (leads' meetings).")
    ] = False
    series: Annotated[
        Slug | None,
        Field(description="Held in one week with others of this series: a workshop given in parallel."),
    ] = None

    @field_validator("month")
    @classmethod
    def _month_in_window(cls, month: int | None, info: ValidationInfo) -> int | None:
        term, half = info.data.get("term"), info.data.get("half")
        if month and term:
            months = {m for number, held in _MONTHS[term].items() if half in (None, number) for m in held}
            if month not in months:
                raise ValueError(f"{date(2000, month, 1):%B} is never in {describe_term(term, half)}")
        return month

    @field_validator("minutes")
    @classmethod
    def _ends_that_day(cls, minutes: int, info: ValidationInfo) -> int:
        if starts := info.data.get("starts"):
            _refuse_midnight(starts, minutes)
        return minutes

    @field_validator("blocks")
    @classmethod
    def _blocks_apart(cls, blocks: tuple[time, ...], info: ValidationInfo) -> tuple[time, ...]:
        starts, minutes = info.data.get("starts"), info.data.get("minutes")
        if starts and minutes:
            for block, count in Counter((starts, *blocks)).items():
                if count > 1:
                    raise ValueError(f"{block:%H:%M} is given twice, as a block or as the time it starts")
                _refuse_midnight(block, minutes)
        return blocks

    @property
    def window(self) -> str:
        """When it may be held, in words: "the second half of the autumn term", "November"."""
        if self.month:
            return f"{date(2000, self.month, 1):%B}"
        return describe_term(self.term, self.half)


class Cadence(Value):
    """The rule a kind of group meets by."""

    name: Name
    meetings: Annotated[tuple[CadenceRule, ...], Field(min_length=1)]

    @field_validator("meetings")
    @classmethod
    def _keys_apart(cls, meetings: tuple[CadenceRule, ...]) -> tuple[CadenceRule, ...]:
        for key, count in Counter(rule.key for rule in meetings).items():
            if count > 1:
                raise ValueError(f"the key {key!r} is given to {count} meetings; a key names one")
        return meetings


def describe_term(term: TermName, half: int | None) -> str:
    """Name a term or one half of it.

    >>> describe_term(TermName.AUTUMN, 2)
    'the second half of the autumn term'
    """
    part = {1: "the first half of ", 2: "the second half of "}.get(half or 0, "")
    return f"{part}the {term.value} term"


def _refuse_midnight(starts: time, minutes: int) -> None:
    if starts.hour * 60 + starts.minute + minutes >= 24 * 60:
        raise ValueError(f"{minutes} minutes from {starts:%H:%M} run past midnight")

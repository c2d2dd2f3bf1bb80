"""How often a group meets and in what form: the rule from which a year's occurrences follow."""

from __future__ import annotations

from datetime import time
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from trust.calendar import TermName
from trust.values import WHOLE_WEEK, Name, Slug, Value, Weekdays


class Format(StrEnum):
    """The form a meeting takes."""

    ONLINE = "online"
    IN_PERSON = "in-person"
    CONFERENCE = "conference"
    MODERATION = "moderation"
    WORKSHOP = "workshop"


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
    days: Weekdays = WHOLE_WEEK
    venue: Annotated[Slug | None, Field(description="Where a conference is held.")] = None
    first_in_term: Annotated[
        bool, Field(description="Before other groups meet that term (leads' meetings).")
    ] = False


class Cadence(Value):
    """The rule a kind of group meets by."""

    name: Name
    meetings: Annotated[tuple[CadenceRule, ...], Field(min_length=1)]

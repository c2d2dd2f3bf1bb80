"""The one kind of value the house is built from, and the field types that recur in a trust's files.

A trust's file row and the value the program reasons about are the same class, so there is one description of
a school or a group: validation, documentation, JSON Schema and storage all follow from it.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

LONDON = ZoneInfo("Europe/London")


class Value(BaseModel):
    """A frozen value that refuses unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, validate_default=True)

    def __copy__(self) -> Self:
        """Copy the fields alone: a look-up cached on the old value must not answer for the new one."""
        copied = super().__copy__()
        for name in copied.__dict__.keys() - type(self).model_fields.keys():
            del copied.__dict__[name]
        return copied


class RefusedError(Exception):
    """A sentence for the person who asked; nothing was done, or nothing was left half-done."""


def split_list(cell: Any) -> Any:
    """Split a CSV cell at semicolons; leave anything that is already a list alone.

    >>> split_list("maths; numeracy ;")
    ('maths', 'numeracy')
    """
    if isinstance(cell, str):
        return tuple(part for part in (piece.strip() for piece in cell.split(";")) if part)
    return cell


def place_in_london(moment: datetime) -> datetime:
    """Read a wall-clock time without a zone as Europe/London; convert any other zone to it."""
    placed = moment if moment.tzinfo else moment.replace(tzinfo=LONDON)
    # By way of UTC, so that a time the clocks skip in spring becomes one that exists.
    return placed.astimezone(UTC).astimezone(LONDON)


Slug = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$"),
    Field(
        description="A short name in lower case: letters, digits and single hyphens.",
        examples=["maths-secondary"],
    ),
]
Name = Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f\x7f]+$")]
Texts = Annotated[tuple[str, ...], BeforeValidator(split_list)]
Slugs = Annotated[tuple[Slug, ...], BeforeValidator(split_list)]
LocalDatetime = Annotated[datetime, AfterValidator(place_in_london)]


def _lower(address: Any) -> Any:
    return address.strip().lower() if isinstance(address, str) else address


Address = Annotated[
    str,
    BeforeValidator(_lower),
    StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$"),
    Field(description="A user principal name or e-mail address."),
]
YearName = Annotated[
    str,
    StringConstraints(pattern=r"^20\d\d-\d\d$"),
    Field(description="An academic year.", examples=["2026-27"]),
]


class Weekday(StrEnum):
    """A day of the week, as schools write it."""

    MON = "Mon"
    TUE = "Tue"
    WED = "Wed"
    THU = "Thu"
    FRI = "Fri"
    SAT = "Sat"
    SUN = "Sun"

    @classmethod
    def _missing_(cls, value: object) -> Weekday | None:
        short = str(value).strip()[:3].title()
        spelt = re.fullmatch(
            r"(?i)(mon|tues?|wed(nes)?|thu(r|rs)?|fri|satur|sat|sun)(day)?", str(value).strip()
        )
        return next((day for day in cls if day.value == short), None) if spelt else None

    @property
    def number(self) -> int:
        """Monday is 0, as in datetime.weekday()."""
        return _NUMBERS[self]


WEEKDAYS = tuple(Weekday)
_NUMBERS = {day: number for number, day in enumerate(WEEKDAYS)}


def read_weekdays(cell: Any) -> Any:
    """Accept "Mon-Fri" beside "Mon;Tue;Thu"."""
    if isinstance(cell, str) and (span := re.fullmatch(r"\s*(\w+)\s*[-–]\s*(\w+)\s*", cell)):
        try:
            first, last = Weekday(span[1]).number, Weekday(span[2]).number
        except ValueError:
            return split_list(cell)
        if first <= last:
            return WEEKDAYS[first : last + 1]
    return tuple(Weekday(day) for day in cell) if isinstance(cell, list) else split_list(cell)


Weekdays = Annotated[tuple[Weekday, ...], BeforeValidator(read_weekdays)]
WHOLE_WEEK: tuple[Weekday, ...] = WEEKDAYS[:5]

"""A meeting of a group: an occurrence once it has been proposed, then published."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from trust.cadence import Format
from trust.calendar import find_academic_year
from trust.values import LocalDatetime, Name, Slug, Value

MeetingKey = Annotated[
    str,
    StringConstraints(pattern=r"^20\d\d-\d\d/[a-z0-9-]+/[a-z0-9-]+$"),
    Field(
        description="Names a meeting for good: year/group/rule.",
        examples=["2026-27/maths-secondary/autumn-1"],
    ),
]


class MeetingStatus(StrEnum):
    """Where a meeting stands. Only published and cancelled meetings exist for anyone but leads."""

    PROPOSED = "proposed"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class Meeting(Value):
    """A dated meeting of one group. Its key survives every move."""

    key: MeetingKey
    group: Slug
    title: Name
    format: Format
    starts: LocalDatetime
    ends: LocalDatetime
    status: MeetingStatus = MeetingStatus.PROPOSED
    place: Annotated[Slug | None, Field(description="A venue's id, or the host school's.")] = None
    room: Annotated[str | None, Field(description="A room's name at that place.")] = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.ends <= self.starts:
            msg = f"ends at {self.ends:%H:%M on %d %b %Y}, not after it starts"
            raise ValueError(msg)
        if find_group_of(self.key) != self.group:
            msg = f"key {self.key} does not belong to the group {self.group}"
            raise ValueError(msg)
        return self

    @property
    def year(self) -> str:
        """The academic year the meeting falls in."""
        return find_academic_year(self.starts.date())


def find_group_of(key: str) -> str:
    """Find whose a meeting is by its key, or what belongs to it; empty for what is the whole year's.

    >>> find_group_of("2026-27/maths-secondary/autumn-1"), find_group_of("2026-27")
    ('maths-secondary', '')
    """
    return "".join(key.split("/")[1:2])


def make_meeting_key(year: str, group: str, rule: str) -> str:
    """Name a meeting for good.

    >>> make_meeting_key("2026-27", "maths-secondary", "autumn-1")
    '2026-27/maths-secondary/autumn-1'
    """
    return f"{year}/{group}/{rule}"

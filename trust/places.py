"""Where things happen: schools, venues and their rooms."""

from __future__ import annotations

from datetime import date, time
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from trust.values import Name, Slug, Texts, Value, Weekday


class Phase(StrEnum):
    """The phase of education a school serves, as groups draw on it."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    ALL_THROUGH = "all-through"
    SPECIAL = "special"
    ALTERNATIVE_PROVISION = "alternative-provision"
    SIXTH_FORM = "sixth-form"

    @property
    def covers(self) -> frozenset[Phase]:
        """An all-through school is both primary and secondary; any other phase is itself."""
        if self is Phase.ALL_THROUGH:
            return frozenset({self, Phase.PRIMARY, Phase.SECONDARY})
        return frozenset({self})


class School(Value):
    """A school of the trust."""

    id: Slug
    name: Name
    phase: Phase
    council: Slug
    finish_time: Annotated[time, Field(description="When the pupils' day ends.")]
    staff_meeting_night: Annotated[
        Weekday | None,
        Field(description="The weekday of the school's own staff meeting; avoided for twilights."),
    ] = None
    cover_limit: Annotated[
        int | None,
        Field(ge=1, description="Most of its staff out of lessons at once; empty for the trust's rule."),
    ] = None
    joined: Annotated[
        date | None, Field(description="First day in the trust, for a school that joins mid-year.")
    ] = None
    aliases: Texts = ()


class Venue(Value):
    """A place outside the schools that can be booked, such as a conference centre."""

    id: Slug
    name: Name
    address: str = ""


class Room(Value):
    """A room of a venue or of a school."""

    place: Annotated[Slug, Field(description="The venue's or school's id.")]
    name: Name
    capacity: Annotated[int, Field(gt=0, le=5000)]
    step_free: bool = False
    stairs: Annotated[bool, Field(description="Reached by stairs alone.")] = False
    hearing_loop: bool = False

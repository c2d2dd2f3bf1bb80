"""Who is in the trust: people, the roles they hold, the days they work, what they need to take part."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator, Field

from trust.calendar import OpenSpan
from trust.values import WEEKDAYS, WHOLE_WEEK, Address, Name, Slug, Slugs, Texts, Value, Weekdays, split_list


class PersonKind(StrEnum):
    """Staff have an account in the trust's own tenant; guests (governors, external partners) are invited to it."""

    STAFF = "staff"
    GUEST = "guest"


class AccessNeed(StrEnum):
    """What a room must offer for this person."""

    STEP_FREE = "step-free"
    NO_STAIRS = "no-stairs"
    HEARING_LOOP = "hearing-loop"


class Role(Value):
    """A post people hold in a school or centrally: maths lead, SENCo, Year 6 lead."""

    id: Slug
    name: Name
    aliases: Texts = ()


class Person(OpenSpan):
    """A member of staff or a guest, from their first day to their last where those are known."""

    id: Slug
    name: Name
    upn: Annotated[Address, Field(description="The Entra user principal name; invitations go to it.")]
    kind: PersonKind = PersonKind.STAFF
    school: Annotated[Slug | None, Field(description="Empty for central staff and guests.")] = None
    roles: Slugs = ()
    working_days: Weekdays = WHOLE_WEEK
    access_needs: Annotated[tuple[AccessNeed, ...], BeforeValidator(split_list)] = ()

    def works_on(self, day: date) -> bool:
        """Say whether the person is here on a day and it is one of their working days."""
        return self.holds(day) and WEEKDAYS[day.weekday()] in self.working_days

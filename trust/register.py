"""What else a trust keeps and is asked about: deadlines, external support, consultations, glossary."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from trust.calendar import OpenSpan
from trust.values import Name, Slug, Slugs, Texts, Value


class Deadline(Value):
    """A dated step of the improvement cycle, such as a data collection or an evaluation report."""

    id: Slug
    title: Name
    due: date
    audience: Annotated[Slugs, Field(description="Roles whose holders owe it.")] = ()
    detail: str = ""
    pinch_days: Annotated[
        int, Field(ge=0, le=30, description="Days before it in which meetings are better avoided.")
    ] = 0


class SupportKind(StrEnum):
    """Whether an outside partner supports a school or challenges it."""

    SUPPORT = "support"
    CHALLENGE = "challenge"
    BOTH = "both"


class ExternalSupport(OpenSpan):
    """A row of the register of external support and challenge."""

    id: Slug
    area: Name
    organisation: Name
    kind: SupportKind
    schools: Annotated[Slugs, Field(description="Empty for every school.")] = ()
    groups: Annotated[Slugs, Field(description="Groups whose area it is.")] = ()
    contact: str = ""
    detail: str = ""
    review: date | None = None
    days_allowed: Annotated[int | None, Field(ge=0, description="Days a school may draw on.")] = None


class ConsultationStep(Value):
    """A step of a consultation; its days may depend on how an earlier step ends."""

    id: Slug
    consultation: Name
    title: Name
    earliest: date
    latest: date
    after: Annotated[Slug | None, Field(description="The step it waits for.")] = None
    condition: Annotated[str, Field(description="What decides which day it is.")] = ""
    audience: Slugs = ()


class GlossaryEntry(Value):
    """A word of the trust's and what it means."""

    term: Name
    meaning: Annotated[str, Field(min_length=1)]
    aliases: Texts = ()


class Domain(Value):
    """A domain of professional development, used to tag agenda items and sessions."""

    id: Slug
    name: Name
    detail: str = ""

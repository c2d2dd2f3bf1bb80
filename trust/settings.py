"""What a trust sets about itself in trust.yaml: names, offices, the rules it lives by, its cadences."""

from __future__ import annotations

from datetime import time
from enum import StrEnum
from typing import Annotated

from pydantic import Field, field_validator

from trust.cadence import Cadence
from trust.register import Domain
from trust.retention import Hold, Retention
from trust.values import Address, Name, Slug, Slugs, Value, YearName
from trust.weights import Weights

MOST_WEEKS = 52


class QuietHours(Value):
    """Hours in which nobody is messaged."""

    starts: time = time(18, 0)
    ends: time = time(7, 30)


class Rules(Value):
    """The rules a trust starts with; every one may be changed."""

    agenda_published_working_days_before: Annotated[int, Field(ge=0, le=30)] = 5
    minutes_saved_working_days_after: Annotated[int, Field(ge=0, le=30)] = 5
    minutes_locked_working_days_after: Annotated[
        int, Field(ge=0, le=30, description="Approved minutes may be reopened this long, then are locked.")
    ] = 5
    notice_working_days: Annotated[int, Field(ge=0, le=60)] = 10
    invitations_weeks_before_term: Annotated[
        int, Field(ge=0, le=20, description="When the coming term's invitations go out.")
    ] = 3
    twilights_per_week: Annotated[int, Field(ge=1, le=5)] = 2
    spacing_weeks: Annotated[
        tuple[int, int], Field(description="Least and most weeks between two meetings of a group.")
    ] = (5, 12)
    directed_minutes_per_half_term: Annotated[
        int,
        Field(
            ge=0,
            le=6000,
            description="After-school minutes of a full-time member; part-timers have their share.",
        ),
    ] = 450
    cover_limit: Annotated[
        int | None,
        Field(ge=1, description="Most staff of one school out of lessons at once; empty for no limit."),
    ] = None
    weights: Weights = Weights()
    safety_share: Annotated[
        float, Field(gt=0, le=1, description="A sync that would change more than this share stops.")
    ] = 0.3
    quiet_hours: QuietHours = QuietHours()

    @field_validator("spacing_weeks")
    @classmethod
    def _spacing_in_order(cls, weeks: tuple[int, int]) -> tuple[int, int]:
        least, most = weeks
        if not 0 <= least <= most <= MOST_WEEKS:
            raise ValueError(
                f"[{least}, {most}] is not the least and then the most weeks, from 0 to {MOST_WEEKS}"
            )
        return weeks


class Contact(Value):
    """Whom to turn to, in words the bot may repeat to anyone."""

    name: Name
    how: Annotated[str, Field(min_length=1, description="Telephone, e-mail or where to find them.")]


class Organiser(StrEnum):
    """Whose mailbox a meeting is made in, which can never change for that meeting."""

    SERVICE = "service"
    CHAIR = "chair"


class Microsoft365(Value):
    """Where in Microsoft 365 the year is kept."""

    organiser: Annotated[Address, Field(description="The service mailbox that sends invitations.")]
    organised_by: Annotated[
        Organiser,
        Field(description="Whose mailbox a meeting is made in: the service mailbox, or its chair's."),
    ] = Organiser.SERVICE
    recipients_a_day: Annotated[
        int,
        Field(
            ge=500,
            le=10_000,
            description="How many people one mailbox writes to in 24 hours; Exchange stops at 10,000.",
        ),
    ] = 9000
    site_host: Annotated[str, Field(pattern=r"^[a-z0-9.-]+$", examples=["fernvale.sharepoint.com"])]
    site_path: Annotated[str, Field(pattern=r"^/[^?#]+$", examples=["/sites/codesign"])]
    list_prefix: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")] = "codesign-"


class TrustSettings(Value):
    """The contents of trust.yaml."""

    name: Name
    short_name: Name
    year: Annotated[YearName, Field(description="The academic year being planned and run.")]
    councils: Annotated[dict[Slug, Name], Field(min_length=1, description="Council id to name.")]
    microsoft365: Microsoft365
    cadences: Annotated[dict[Slug, Cadence], Field(min_length=1)]
    rules: Rules = Rules()
    leads: Annotated[Slugs, Field(description="People who see that the year is healthy and publish it.")] = ()
    it_administrators: Annotated[
        Slugs, Field(description="People who run the service and read none of it.")
    ] = ()
    auditors: Annotated[
        Slugs, Field(description="People who read the audit log: the data protection officer, say.")
    ] = ()
    retention: Retention = Retention()
    holds: Annotated[tuple[Hold, ...], Field(description="Legal holds: what is kept however old it is.")] = ()
    help_contact: Contact
    safeguarding_contact: Contact
    domains: tuple[Domain, ...] = ()

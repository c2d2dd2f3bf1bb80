"""What is kept about each person who talks to the bot: when they want no messages, and what they have seen already.

Kept so that whoever sends a card unasked can leave it, and so that "what has changed?" has something to compare with.
The trust's own quiet hours hold for everyone; a person can only add to them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from pydantic import Field

from trust.settings import QuietHours
from trust.settling import is_quiet
from trust.values import LocalDatetime, Value, place_in_london

# Paused with no day named: until the person says so.
UNTIL_RESUMED = date.max


class Preferences(Value):
    """When a person wants no messages they did not ask for: before a day, and between two times of any day."""

    paused_until: date | None = None
    quiet_hours: QuietHours | None = None

    def is_paused(self, day: date) -> bool:
        """Say whether messages are paused on a day; they are sent again on the last one."""
        return self.paused_until is not None and day < self.paused_until

    def holds_back(self, now: datetime) -> bool:
        """Say whether a person wants no message at a moment."""
        quiet = self.quiet_hours is not None and is_quiet(self.quiet_hours, now)
        return quiet or self.is_paused(place_in_london(now).date())


class MeetingSeen(Value):
    """What somebody could see of a meeting; None where it was not theirs to see.

    `agenda` says whether it was published, `minutes` how far they were, empty before there were any.
    """

    starts: LocalDatetime
    ends: LocalDatetime
    cancelled: bool = False
    place: str | None = None
    agenda: bool | None = None
    minutes: str | None = None


class Look(Value):
    """What somebody could see of their groups' meetings (by key) at a moment."""

    at: LocalDatetime
    groups: tuple[str, ...] = ()
    meetings: Mapping[str, MeetingSeen] = Field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Give it for keeping, without what is not said."""
        return self.model_dump(mode="json", exclude_defaults=True)


class Looks(Value):
    """The last time somebody asked what has changed, and the time before: what the last answer was compared with."""

    last: Look | None = None
    before: Look | None = None


class Personal(Value):
    """All that is kept about one person."""

    preferences: Preferences = Preferences()
    looks: Looks = Looks()


NOTHING_KEPT = Personal()

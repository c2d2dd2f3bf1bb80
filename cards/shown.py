"""What a card is given: values that hold only what this audience may see. Empty means "not shown"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class OfficeShown:
    """An office and who holds it; nobody means a vacancy, which is said."""

    name: str
    holders: tuple[str, ...]

    @property
    def words(self) -> str:
        """The holders' names, or that there are none."""
        return " and ".join(self.holders) or "vacant"


@dataclass(frozen=True, slots=True)
class MeetingShown:
    """A meeting as one audience may see it. `withheld` says what is not shown, and why."""

    group: str
    starts: datetime
    ends: datetime
    title: str = ""
    place: str = ""
    offices: tuple[OfficeShown, ...] = ()
    cancelled: bool = False
    join_url: str = ""
    agenda_url: str = ""
    minutes_url: str = ""
    withheld: str = ""


@dataclass(frozen=True, slots=True)
class MinutesShown:
    """The minutes of one meeting as one audience may see them."""

    meeting: str
    held: date
    status: str
    saved: date | None = None
    url: str = ""
    summary: str = ""

"""What can be wrong with a year, how grave it is, and which soft faults a trust has switched off."""

from __future__ import annotations

from enum import StrEnum

from trust.values import Value
from trust.weights import Weights


class Severity(StrEnum):
    """Whether a fault breaks a promise or has a price."""

    HARD = "hard"
    SOFT = "soft"


class FaultKind(StrEnum):
    """What can be wrong with a year, in the order in which it is told."""

    CADENCE = "cadence"
    WINDOW = "window"
    WEEKDAY = "weekday"
    MOMENT = "moment"
    VENUE = "venue"
    NOTICE = "notice"
    BLACKOUT = "blackout"
    CLOSED_SCHOOL = "closed school"
    OFFICER_AWAY = "officer away"
    OFFICER_CLASH = "officer clash"
    COVER = "cover"
    ROOM = "room"
    ROOM_CLASH = "room clash"
    MEMBER_CLASH = "member clash"
    ONLY_ONE = "only one missing"
    SHUT_OUT = "shut out"
    MEMBER_AWAY = "member away"
    VACANCY = "vacancy"
    NOBODY = "nobody"
    WEEK_LOAD = "week load"
    ONE_A_DAY = "two on a day"
    EDGE = "edge of half-term"
    SPACING = "spacing"
    DIRECTED_TIME = "directed time"
    STAFF_MEETING = "staff meeting"
    AVOIDED_DAY = "avoided day"
    SERIES = "series"
    FIRST_IN_TERM = "before the leads"
    DEADLINE = "deadline"
    BUSY_WEEK = "busy week"
    NO_PLACE = "no place"
    HOSTS = "hosts"

    @property
    def severity(self) -> Severity:
        """How grave it is."""
        return Severity.HARD if self in _HARD else Severity.SOFT


_HARD = frozenset(
    {
        FaultKind.CADENCE,
        FaultKind.WINDOW,
        FaultKind.WEEKDAY,
        FaultKind.MOMENT,
        FaultKind.VENUE,
        FaultKind.NOTICE,
        FaultKind.BLACKOUT,
        FaultKind.CLOSED_SCHOOL,
        FaultKind.OFFICER_AWAY,
        FaultKind.OFFICER_CLASH,
        FaultKind.COVER,
        FaultKind.ROOM,
        FaultKind.ROOM_CLASH,
    }
)
# The kinds whose price a trust sets, by the weight that sets it; the others have none.
_WEIGHED = {
    FaultKind.MEMBER_CLASH: "clash",
    FaultKind.ONLY_ONE: "away",
    FaultKind.MEMBER_AWAY: "away",
    FaultKind.WEEK_LOAD: "week_load",
    FaultKind.ONE_A_DAY: "one_a_day",
    FaultKind.EDGE: "edge",
    FaultKind.SPACING: "spacing",
    FaultKind.DIRECTED_TIME: "directed_time",
    FaultKind.STAFF_MEETING: "staff_meeting",
    FaultKind.AVOIDED_DAY: "avoided_day",
    FaultKind.SERIES: "series",
    FaultKind.FIRST_IN_TERM: "first_in_term",
    FaultKind.DEADLINE: "deadline",
    FaultKind.BUSY_WEEK: "busy_week",
}


class YearFault(Value):
    """One thing wrong with a year: the meetings (by key) and people (by id) concerned, and a sentence.

    Nobody is named where it concerns everyone in the meetings alike.
    """

    kind: FaultKind
    meetings: tuple[str, ...]
    people: tuple[str, ...] = ()
    why: str

    @property
    def severity(self) -> Severity:
        """How grave it is."""
        return self.kind.severity


def find_switched_off(weights: Weights) -> frozenset[FaultKind]:
    """Find the soft kinds to which a trust gives no weight: to it they are no faults."""
    return frozenset(kind for kind, name in _WEIGHED.items() if not getattr(weights, name))

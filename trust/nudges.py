"""A nudge: one occasion to write to one person unasked; and the ledger's row of what became of any such message."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from hashlib import blake2b
from typing import Annotated

from pydantic import Field

from trust.values import LocalDatetime, Slug, Value


class NudgeKind(StrEnum):
    """What somebody is written to about."""

    AGENDA_DUE = "agenda_due"
    AGENDA_PUBLISHED = "agenda_published"
    REPLY_WANTED = "reply_wanted"
    REMINDER = "reminder"
    MODERATION = "moderation"
    MINUTES_DUE = "minutes_due"
    MINUTES_LATE = "minutes_late"
    FOUND_IN_WORD = "found_in_word"
    ACTION_DUE = "action_due"
    ACTION_LATE = "action_late"
    TERM_DIGEST = "term_digest"
    LEAD_DIGEST = "lead_digest"
    PLANNING = "planning"
    CHANGED = "changed"
    REQUEST = "request"
    BROADCAST = "broadcast"


class Nudge(Value):
    """An occasion to write to somebody.

    Attributes:
        key: The occasion's name, the same whenever it is worked out; with the person it names one message for good.
        kind: What it is about.
        person: Who is written to, by id.
        about: The meeting's key, or a group's id; empty for what is of no one group.
        detail: What else it is about: an action, a term, a request, a change by hand, a broadcast.
        deadline: By when the person should have done it.
        stage: How far it has been taken: 1 the chair, 2 the co-chair, 3 a trust lead.
        due: The moment it fell due.
        until: The moment after which it is pointless.
        insists: Whether it comes on a day the person does not work, no other being soon enough.
    """

    key: str
    kind: NudgeKind
    person: Slug
    about: str = ""
    detail: str = ""
    deadline: date | None = None
    stage: int = 1
    due: LocalDatetime
    until: LocalDatetime
    insists: bool = False

    @property
    def id(self) -> str:
        """A short name of the occasion, for a button to carry.

        >>> Nudge(key="planning/2026-27", kind="planning", person="ada", due="2027-06-01", until="2027-07-01").id
        '2623aa13d3'
        """
        return blake2b(self.key.encode(), digest_size=5).hexdigest()


class State(StrEnum):
    """How far a message has come. The first two pass, the third comes back; the rest are final."""

    CLAIMED = "claimed"
    SENDING = "sending"
    DEFERRED = "deferred"
    SENT = "sent"
    FAILED = "failed"
    NOT_KNOWN = "not known"
    NOT_NEEDED = "not needed"


# Why a message waits or did not arrive, in the ledger's words.
NOT_INSTALLED = "not installed"
BLOCKED = "blocked"
GONE = "the chat is gone"
THROTTLED = "throttled"
PAUSED = "paused"
QUIET = "quiet hours"
ON_ITS_WAY = "on its way"


class Row(Value):
    """One message to one person, and what became of it: a row of the delivery ledger.

    Attributes:
        until: Until when it is deferred; none for as long as the person says.
        at: When it was last looked at.
        message: Teams' id of it, once it was sent.
    """

    key: str
    person: Slug
    kind: NudgeKind
    about: str
    due: LocalDatetime
    outcome: State
    why: str = ""
    until: LocalDatetime | None = None
    at: LocalDatetime
    message: str = ""

    @property
    def reason(self) -> str:
        """How it ended, and why."""
        return f"{self.outcome}: {self.why}" if self.why else self.outcome.value


class Tally(Value):
    """How many messages came how far; together they are everyone who was to have one."""

    sent: Annotated[int, Field(ge=0)] = 0
    failed: Annotated[int, Field(ge=0)] = 0
    deferred: Annotated[int, Field(ge=0)] = 0
    not_known: Annotated[int, Field(ge=0)] = 0
    not_needed: Annotated[int, Field(ge=0)] = 0
    under_way: Annotated[int, Field(ge=0)] = 0

    @property
    def audience(self) -> int:
        """Everyone who was to have one."""
        return sum(count for _, count in self)


def count_rows(rows: Iterable[Row]) -> Tally:
    """Count rows by how far they have come."""
    found = Counter(_PLACES.get(row.outcome, "under_way") for row in rows)
    return Tally(**found)


_PLACES: dict[State, str] = {
    state: state.value.replace(" ", "_") for state in State if state not in (State.CLAIMED, State.SENDING)
}

"""What the engine needs from outside: somewhere to send Graph requests, and somewhere to remember what it wrote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from pydantic import Field as PydanticField

from graph_sync.kinds import Field, Id, Kind
from trust.papers import Attendance
from trust.papers import Reply as Answered
from trust.proposals import Decision, Proposal
from trust.values import LocalDatetime, Value

Json = dict[str, Any]


class Applied(Value):
    """What we last wrote of one thing, and where it is; of an event, in whose `mailbox` too.

    It is kept when the thing is cancelled, with an empty `graph_id`, so that its `generation` is never used twice.
    """

    kind: Kind
    key: str
    graph_id: str = ""
    mailbox: str = ""
    fields: dict[str, Field] = PydanticField(default_factory=dict)
    web_url: str = ""
    join_url: str = ""
    generation: int = 0

    @property
    def id(self) -> Id:
        """Kind and key, which name it for good."""
        return self.kind, self.key

    @property
    def stands(self) -> bool:
        """Whether it is there, as far as we know."""
        return bool(self.graph_id)


@dataclass(frozen=True, slots=True)
class Stream:
    """One part of the tenant as it was last read: users, groups, a library, a diary, or where they are.

    Attributes:
        name: Which part, such as "groups" or "diary/codesign@fernvale.example".
        token: The path that asks what has changed since; empty when it has to be read anew.
        since: When it was last read from the beginning.
        rows: What is there, by id, in as few of Graph's properties as we need.
    """

    name: str
    token: str
    since: datetime
    rows: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class StreamChange:
    """What a reading brings: rows to add or replace, None for one that is gone; `afresh` drops all others first."""

    name: str
    token: str
    since: datetime
    rows: Mapping[str, Json | None]
    afresh: bool = False


class Sending(Value):
    """A debit to a mailbox's daily allowance of recipients, noted before they are written to."""

    mailbox: str
    key: str
    at: LocalDatetime
    recipients: int


class SyncStore(Protocol):
    """Remembers what was last applied, change by change, and what was last seen. A save is durable when it returns."""

    async def fetch_applied(self) -> Mapping[Id, Applied]:
        """Read everything that was ever applied, by kind and key."""
        ...

    async def save_applied(self, applied: Applied) -> None:
        """Add or replace one thing by its kind and key."""
        ...

    async def fetch_streams(self) -> Mapping[str, Stream]:
        """Read what was last seen, by name of the part."""
        ...

    async def save_streams(self, changes: Sequence[StreamChange]) -> None:
        """Note what was seen, all of it or nothing."""
        ...

    async def fetch_sendings(self, since: datetime) -> tuple[Sending, ...]:
        """Read the debits after a moment, oldest first."""
        ...

    async def save_sending(self, sending: Sending) -> None:
        """Add a debit, or replace that of the same mailbox, key and moment."""
        ...

    async def fetch_decisions(self) -> tuple[Decision, ...]:
        """Read what people decided about proposals, oldest first."""
        ...

    async def delete_decisions(self, proposals: Sequence[str]) -> None:
        """Drop the decisions about these proposals, by id: they are carried out, or no longer about anything."""
        ...

    async def save_proposals(self, proposals: Sequence[Proposal], now: datetime) -> None:
        """Replace the open proposals; one that stays open keeps the moment it was first found."""
        ...

    async def save_replies(self, replies: Sequence[Answered]) -> None:
        """Add or replace replies by meeting and person."""
        ...

    async def delete_replies(self, meeting: str, before: datetime) -> None:
        """Drop a meeting's replies from before a moment, because it has moved since."""
        ...

    async def save_attendance(self, attendances: Sequence[Attendance]) -> None:
        """Add or replace who attended, by meeting and person."""
        ...


@dataclass(frozen=True, slots=True)
class Part:
    """One Graph request, addressed below the version root; it may travel in a batch with others.

    Every part must be safe to send again, except one sent `once`: when its answer is lost, the sender looks before
    sending it again. A `patient` one speaks of something just made: a 404 means that it has not arrived there yet.
    """

    method: str
    path: str
    body: Json | bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    patient: bool = False
    once: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """What Graph said to one part. Status 0 means that no answer came, however often it was sent."""

    status: int
    body: Json = field(default_factory=dict)
    retry_after: float | None = None

    @property
    def ok(self) -> bool:
        """Whether it was done."""
        return 200 <= self.status < 300

    @property
    def unsure(self) -> bool:
        """Whether it may have been done all the same: no answer, or an error of the service."""
        return self.status == 0 or self.status >= 500

    @property
    def code(self) -> str:
        """Graph's name for the error."""
        return str((self.body.get("error") or {}).get("code", ""))

    @property
    def message(self) -> str:
        """Graph's sentence about the error."""
        return str((self.body.get("error") or {}).get("message", ""))


@dataclass(frozen=True, slots=True)
class Content:
    """What came of fetching a file; status 0 means that no answer came, or not all of it."""

    status: int
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the year is kept: the site's document library, and the mailboxes that make Teams links."""

    drive_id: str
    root_id: str
    with_teams: frozenset[str] = frozenset()


class Tenant(Protocol):
    """Microsoft 365, as the engine sees it."""

    @property
    def requests(self) -> int:
        """How many HTTP requests were sent so far."""
        ...

    async def request(self, part: Part) -> Reply:
        """Send one request and wait for its final answer; throttling and lost answers are dealt with."""
        ...

    async def fetch_content(self, path: str, most: int) -> Content:
        """Fetch a file, cut off after `most` bytes."""
        ...

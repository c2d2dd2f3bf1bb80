"""What the engine needs from outside: somewhere to send Graph requests, and somewhere to remember what it wrote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from pydantic import Field as PydanticField

from graph_sync.kinds import Field, Id, Kind
from trust.settings import Microsoft365
from trust.values import Value

Json = dict[str, Any]


class Applied(Value):
    """What we last wrote of one thing, and where it is.

    It is kept when the thing is cancelled, with an empty `graph_id`, so that its `generation` is never used twice.
    """

    kind: Kind
    key: str
    graph_id: str = ""
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


class SyncStore(Protocol):
    """Remembers what was last applied, change by change. A save is durable when it returns."""

    async def fetch_applied(self) -> Mapping[Id, Applied]:
        """Read everything that was ever applied, by kind and key."""
        ...

    async def save_applied(self, applied: Applied) -> None:
        """Add or replace one thing by its kind and key."""
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
class Place:
    """Where the year is kept: the site's document library, and the organiser's mailbox."""

    drive_id: str
    organiser: str
    list_prefix: str
    makes_teams_links: bool = True


class Tenant(Protocol):
    """Microsoft 365, as the engine sees it."""

    @property
    def requests(self) -> int:
        """How many HTTP requests were sent so far."""
        ...

    async def request(self, part: Part) -> Reply:
        """Send one request and wait for its final answer; throttling and lost answers are dealt with."""
        ...

    async def fetch_place(self, where: Microsoft365) -> Place:
        """Find the document library and look at the mailbox. Raises RefusedError when either is out of reach."""
        ...

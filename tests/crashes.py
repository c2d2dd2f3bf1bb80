"""Processes that die, and pictures of what they leave behind.

A `Life` ends at its k-th request or at its k-th save, before it takes effect or after; from that instant on nothing the
process still had in hand goes any further: no answer is read, nothing is noted, nothing more is sent.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal

from builders import NOW
from offices import MemoryStore, make_settings

from graph_sync.ports import Content, Part, Reply, Tenant
from graph_sync.sync import SyncResult, run_sync
from graph_sync.tenant import open_tenant
from sandbox.faults import Fault
from sandbox.graph.outlook.bodies import to_text
from sandbox.server import Sandbox
from trust.year import Year

BATCH = r"/\$batch$"
Side = Literal["before", "after"]


class CrashError(Exception):
    """The process is gone."""


@dataclass(slots=True)
class Life:
    """Ends with the batch that `fault` loses, or at the save numbered `last_save`."""

    fault: Fault | None = None
    last_save: int = 0
    side: Side = "before"
    saves: int = 0
    over: bool = False

    def check(self) -> None:
        """Go no further once it is over."""
        self.over = self.over or bool(self.fault and self.fault.hits)
        if self.over:
            raise CrashError

    def end(self) -> None:
        """End here and now."""
        self.over = True
        raise CrashError


class MortalTenant:
    """A tenant asked by a process that may die; an answer that comes too late is never read."""

    def __init__(self, tenant: Tenant, life: Life) -> None:
        self._tenant, self._life = tenant, life

    @property
    def requests(self) -> int:
        return self._tenant.requests

    async def request(self, part: Part) -> Reply:
        self._life.check()
        reply = await self._tenant.request(part)
        self._life.check()
        return reply

    async def fetch_content(self, path: str, most: int) -> Content:
        self._life.check()
        content = await self._tenant.fetch_content(path, most)
        self._life.check()
        return content


class MortalStore:
    """A store written to by a process that may die."""

    def __init__(self, store: MemoryStore, life: Life) -> None:
        self._store, self._life = store, life

    def __getattr__(self, name: str) -> Callable[..., Awaitable[Any]]:
        call: Callable[..., Awaitable[Any]] = getattr(self._store, name)

        async def live(*arguments: Any) -> Any:
            life = self._life
            life.check()
            if not name.startswith(("save_", "delete_")):
                return await call(*arguments)
            life.saves += 1
            last = life.saves == life.last_save
            if last and life.side == "before":
                life.end()
            answer = await call(*arguments)
            if last:
                life.end()
            return answer

        return live


async def live(
    sandbox: Sandbox, store: MemoryStore, year: Year, life: Life, *, now: datetime = NOW, batch: int = 20
) -> SyncResult | None:
    """Run a sync in a process of its own; None when it died of it."""

    async def sleep(_seconds: float) -> None:
        life.check()

    try:
        async with open_tenant(make_settings(sandbox), sleep=sleep, batch=batch) as tenant:
            return await run_sync(year, MortalTenant(tenant, life), MortalStore(store, life), now)
    except CrashError:
        return None
    finally:
        if life.fault is not None:
            sandbox.faults.rules.remove(life.fault)


def die_at_request(sandbox: Sandbox, number: int, side: Side) -> Life:
    """Make a life that ends with its n-th HTTP request to Graph."""
    mode = "drop_before" if side == "before" else "drop_after"
    return Life(sandbox.faults.add(mode, BATCH, nth=number))


def take_picture(sandbox: Sandbox) -> dict[str, Any]:
    """Describe all there is without any ids: every diary, list, folder, permission and letter."""
    state = sandbox.state
    names = {key: user["userPrincipalName"] for key, user in state.directory.users.items()}
    names |= {key: group.data["mailNickname"] for key, group in state.directory.groups.items()}
    (drive,) = state.sites.drives.values()
    return {
        "diaries": sorted(
            (names[mailbox], *_describe(entry))
            for mailbox, calendar in state.calendars.by_mailbox.items()
            for entry in calendar.entries.values()
        ),
        "lists": sorted(
            (
                *(str(group.data.get(name)) for name in LIST),
                sorted(names[one] for one in group.members),
                sorted(names[one] for one in group.owners),
            )
            for group in state.directory.groups.values()
        ),
        "library": sorted(
            (
                drive.path_of(item),
                sha256(item.content or b"").hexdigest()[:12],
                len(item.versions),
                item.inherits,
                sorted((_read_who(grant, names), *grant["roles"]) for grant in item.grants),
            )
            for item in drive.items.values()
        ),
        "letters": sorted(
            (address, mail.kind, mail.subject, mail.text)
            for address, box in state.mailroom.inboxes.items()
            for mail in box
        ),
    }


LIST = ("mailNickname", "uniqueName", "displayName", "description", "visibility", "resourceBehaviorOptions")


def _describe(entry: Any) -> tuple[Any, ...]:
    meeting = entry.meeting
    data = meeting.data
    return (
        data["subject"],
        meeting.start,
        meeting.end,
        str(data["location"]["displayName"]),
        data["sensitivity"],
        bool(data["joinUrl"]),
        entry.is_organiser,
        entry.cancelled,
        sorted(attendee["emailAddress"]["address"] for attendee in meeting.attendees),
        sorted(meeting.properties.values()),
        to_text(data["body"]),
    )


def _read_who(grant: Any, names: dict[str, str]) -> str:
    who = next(iter(grant["grantedToV2"].values()))
    return names.get(who["id"], who.get("displayName") or who["id"])

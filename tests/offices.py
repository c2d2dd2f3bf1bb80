"""An office to sync: a sandbox that holds a trust's people, a tenant opened on it, and a store in memory."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from builders import NOW, a_group, a_meeting, a_person, a_trust

from graph_sync.credentials import GraphSettings
from graph_sync.documents import read_stamp
from graph_sync.kinds import Id
from graph_sync.ports import Applied, Sending, Stream, StreamChange
from graph_sync.streams import merge
from graph_sync.sync import SyncResult, run_sync
from graph_sync.tenant import GraphTenant, open_tenant
from sandbox.graph.drives.shape import shape_permissions
from sandbox.server import Sandbox, running_sandbox
from trust.groups import Office, Officer, Sensitivity
from trust.meetings import Meeting
from trust.papers import Attendance, Reply
from trust.proposals import Decision, Proposal, Verdict
from trust.values import LONDON
from trust.year import Trust, Year

SECRET = "s3cret-of-the-sandbox"
APP = "0d5e5c1e-8d1f-4b6e-9a51-0c9b5c2a7e10"
TENANT_ID = "8c5f8a0e-3c51-4f0f-9a0b-7f2f6a4f1d11"
read_known_stamp = cache(read_stamp)
ROLES = [
    "Calendars.ReadWrite",
    "Group.Create",
    "GroupMember.ReadWrite.All",
    "User.Read.All",
    "Sites.Selected",
]


class MemoryStore:
    """Keeps what was applied and seen, through JSON, as a database would."""

    def __init__(self) -> None:
        self.rows: dict[Id, str] = {}
        self.streams: dict[str, Stream] = {}
        self.sendings: dict[tuple[str, str, datetime], Sending] = {}
        self.decisions: list[Decision] = []
        self.proposals: tuple[Proposal, ...] = ()
        self.replies: dict[tuple[str, str], Reply] = {}
        self.attendance: dict[tuple[str, str], Attendance] = {}

    def forget(self) -> None:
        """Lose the database."""
        self.__init__()

    async def fetch_applied(self) -> Mapping[Id, Applied]:
        return {key: Applied.model_validate_json(row) for key, row in self.rows.items()}

    async def save_applied(self, applied: Applied) -> None:
        self.rows[applied.id] = applied.model_dump_json()

    async def fetch_streams(self) -> Mapping[str, Stream]:
        return dict(self.streams)

    async def save_streams(self, changes: Sequence[StreamChange]) -> None:
        for change in changes:
            noted = replace(change, rows=json.loads(json.dumps(change.rows)))
            self.streams[change.name] = merge(self.streams.get(change.name), noted)

    async def fetch_sendings(self, since: datetime) -> tuple[Sending, ...]:
        return tuple(one for one in self.sendings.values() if one.at > since)

    async def save_sending(self, sending: Sending) -> None:
        self.sendings[sending.mailbox, sending.key, sending.at] = sending

    async def fetch_decisions(self) -> tuple[Decision, ...]:
        return tuple(self.decisions)

    async def delete_decisions(self, proposals: Sequence[str]) -> None:
        self.decisions = [one for one in self.decisions if one.proposal.id not in proposals]

    async def save_proposals(self, proposals: Sequence[Proposal], now: datetime) -> None:  # noqa: ARG002
        self.proposals = tuple(proposals)

    async def save_replies(self, replies: Sequence[Reply]) -> None:
        self.replies |= {(one.meeting, one.person): one for one in replies}

    async def delete_replies(self, meeting: str, before: datetime) -> None:
        self.replies = {
            key: one
            for key, one in self.replies.items()
            if key[0] != meeting or (one.at and one.at >= before)
        }

    async def save_attendance(self, attendances: Sequence[Attendance]) -> None:
        self.attendance |= {(one.meeting, one.person): one for one in attendances}

    def decide(self, verdict: Verdict, *, by: str = "ada", at: datetime = NOW, where: str = "") -> None:
        """Decide about every open proposal, or those about one field."""
        for proposal in self.proposals:
            if not where or proposal.field == where:
                self.decisions.append(Decision(proposal=proposal, verdict=verdict, by=by, at=at))


@dataclass
class Office365:
    """A sandbox with a tenant opened on it, and the store that goes with it."""

    sandbox: Sandbox
    tenant: GraphTenant
    store: MemoryStore = field(default_factory=MemoryStore)
    slept: list[float] = field(default_factory=list)

    async def sync(self, year: Year, now: datetime = NOW, **options: Any) -> SyncResult:
        return await run_sync(year, self.tenant, self.store, now, **options)

    @property
    def organiser(self) -> str:
        found = self.sandbox.state.directory.find_user("codesign@fernvale.example")
        assert found is not None
        return str(found["id"])

    @property
    def events(self) -> dict[str, Any]:
        """The organiser's entries by subject."""
        entries = self.sandbox.state.calendars.of(self.organiser).entries.values()
        return {entry.meeting.data["subject"]: entry for entry in entries}

    @property
    def lists(self) -> dict[str, Any]:
        return {group.data["mailNickname"]: group for group in self.sandbox.state.directory.groups.values()}

    @property
    def paths(self) -> dict[str, Any]:
        """Files and folders by path."""
        (drive,) = self.sandbox.state.sites.drives.values()
        return {drive.path_of(item): item for item in drive.items.values() if item.parent is not None}

    def find_readers(self, path: str) -> set[str] | None:
        """Say who may open a file or a folder, by the name before the @; None where it is everyone."""
        return find_readers(self.sandbox, self.paths[path])

    def mails(self, person: str) -> list[tuple[str, str]]:
        return [(mail.kind, mail.subject) for mail in self.sandbox.mails(f"{person}@fernvale.example")]


def find_readers(sandbox: Sandbox, item: Any) -> set[str] | None:
    """Say who may open an item of the library, list by list and name by name; None where everyone may."""
    (drive,) = sandbox.state.sites.drives.values()
    if all(one.inherits for one in drive.way_up(item)):
        return None
    directory = sandbox.state.directory
    ids: set[str] = set()
    for grant in shape_permissions(drive, item):
        for kind, one in grant["grantedToV2"].items():
            ids |= {one["id"]} if kind == "user" else {*directory.groups[one["id"]].members}
    return {str(directory.users[one]["userPrincipalName"]).partition("@")[0] for one in ids}


def find_draft_readers(sandbox: Sandbox) -> set[str] | None:
    """Say who may read a draft of minutes somewhere, now or as an earlier version; None where everyone may."""
    (drive,) = sandbox.state.sites.drives.values()
    found: set[str] = set()
    for item in drive.items.values():
        contents = (item.content or b"", *(version.content for version in item.versions))
        if any((read_known_stamp(one) or "").startswith("draft") for one in contents):
            readers = find_readers(sandbox, item)
            if readers is None:
                return None
            found |= readers
    return found


def make_seed(
    trust: Trust,
    *,
    without: tuple[str, ...] = (),
    no_teams: bool = False,
    roles: Iterable[str] = ROLES,
    **app: Any,
) -> dict[str, Any]:
    people = [
        {"userPrincipalName": p.upn, "displayName": p.name} for p in trust.people if p.id not in without
    ]
    organiser = {"userPrincipalName": "codesign@fernvale.example", "displayName": "Co-design"}
    return {
        "tenant": {"id": TENANT_ID, "domain": "fernvale.example", "display_name": "Fernvale"},
        "apps": [{"client_id": APP, "client_secret": SECRET, "roles": list(roles), **app}],
        "users": [*people, organiser | ({"onlineMeetings": False} if no_teams else {})],
        "sites": [
            {"hostname": "fernvale.sharepoint.com", "path": "/sites/codesign", "displayName": "Co-design"}
        ],
    }


def make_settings(sandbox: Sandbox, **fields: Any) -> GraphSettings:
    return GraphSettings(**{
        "tenant_id": TENANT_ID, "client_id": APP, "client_secret": SECRET,
        "authority": sandbox.authority, "graph_url": sandbox.graph_url, "sharepoint_units": 1_000_000,
    } | fields)  # fmt: skip


@asynccontextmanager
async def open_office(
    trust: Trust, *, record: Path | None = None, strict: bool = True, without: tuple[str, ...] = (),
    no_teams: bool = False, roles: Iterable[str] = ROLES, latency: float = 0.0, limits: bool = True,
    state_file: Path | None = None, **app: Any,
) -> AsyncIterator[Office365]:  # fmt: skip
    """Open a strict sandbox holding a trust's people, and sign in to it; no wait is real.

    Anything else is said of the app in the sandbox's seed, such as `attendance` or `mailboxes`.
    """
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    seed = make_seed(trust, without=without, no_teams=no_teams, roles=roles, **app)
    async with (
        running_sandbox(
            seed, strict=strict, record=record, latency=latency, limits=limits, state_file=state_file
        ) as sandbox,
        open_tenant(make_settings(sandbox), sleep=sleep) as tenant,
    ):
        yield Office365(sandbox, tenant, slept=slept)


def a_restricted_group() -> dict[str, Any]:
    """Fields of a trust with an open maths group and a restricted safeguarding group."""
    people = (*a_trust().people, a_person("eva", roles=("dsl",)), a_person("fay", roles=("dsl",)))
    officers = (*a_trust().officers, Officer(group="safeguarding", office=Office.CHAIR, person="eva"))
    groups = (a_group("maths"), a_group("safeguarding", roles=("dsl",), sensitivity=Sensitivity.RESTRICTED))
    return {"people": people, "groups": groups, "officers": officers}


def a_spring_year() -> Year:
    """Two meetings of maths and one of a restricted group, all in the coming spring."""
    return Year(trust=a_trust(**a_restricted_group()), meetings=(
        a_meeting("spring-1"),
        a_meeting("spring-2", title="Moderation", starts=datetime(2027, 3, 9, 15, 45, tzinfo=LONDON),
                  format="moderation", place="elm"),
        a_meeting("spring-1", "safeguarding", starts=datetime(2027, 2, 2, 15, 45, tzinfo=LONDON)),
    ))  # fmt: skip


def change_meeting(year: Year, key: str, **fields: Any) -> Year:
    """Change one meeting of a year; moving its start moves its end along."""

    def changed(meeting: Meeting) -> Meeting:
        if "starts" in fields and "ends" not in fields:
            fields["ends"] = fields["starts"] + timedelta(minutes=75)
        return Meeting(**meeting.model_dump() | fields)

    return year.model_copy(
        update={"meetings": tuple(changed(m) if m.key == key else m for m in year.meetings)}
    )

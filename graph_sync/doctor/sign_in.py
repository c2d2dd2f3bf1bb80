"""Whether the app gets in: its token, Microsoft's clock beside ours, and the permissions the token carries.

The token is read without being verified. It is our own, Graph verifies it, and nothing is decided by it but what is said
here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from uuid import UUID

import aiohttp
import jwt

from graph_sync.credentials import GraphSettings, SignIn
from graph_sync.doctor.findings import Finding, State
from graph_sync.doctor.remedies import (
    CERTIFICATE,
    CLOCK,
    MACHINE,
    POD,
    TENANT,
    find_sign_in_remedy,
    make_consent_remedy,
    make_revoke_remedy,
)
from graph_sync.ports import Json
from trust.values import RefusedError

GRAPH = ("https://graph.microsoft.com", "00000003-0000-0000-c000-000000000000")
CALENDARS = "Calendars.ReadWrite"
TIMEOUT = aiohttp.ClientTimeout(total=20)
OFF, FAR_OFF = timedelta(minutes=1), timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Need:
    """A permission that the work needs, what for, and the wider ones that would do as well."""

    permission: str
    purpose: str
    wider: frozenset[str] = frozenset()
    optional: bool = False


DIRECTORY = frozenset({"Directory.ReadWrite.All"})
GROUPS = DIRECTORY | {"Group.ReadWrite.All"}
SITES = frozenset({"Sites.ReadWrite.All", "Sites.Manage.All", "Sites.FullControl.All", "Files.ReadWrite.All"})
NEEDS = (
    Need("Group.Create", "making distribution lists", GROUPS),
    Need("GroupMember.ReadWrite.All", "keeping the lists' members in step", GROUPS),
    Need("Sites.Selected", "folders and documents", SITES),
    Need(
        "User.Read.All", "finding people's accounts", DIRECTORY | {"User.ReadWrite.All", "Directory.Read.All"}
    ),
    Need("OnlineMeetings.Read.All", "finding a meeting's attendance", optional=True),
    Need("OnlineMeetingArtifact.Read.All", "reading who attended", optional=True),
)
# What subscribing to groups and to a library takes. It is wide, so it is let pass but never asked for.
TO_BE_TOLD = frozenset({"Group.Read.All", "Files.ReadWrite.All"})


@dataclass(frozen=True, slots=True)
class Hello:
    """Graph's first answer: its status (0 when none came), its clock, and ours at that moment."""

    status: int
    theirs: datetime | None
    ours: datetime


async def fetch_token(settings: GraphSettings) -> tuple[str, tuple[Finding, ...]]:
    """Fetch a token with settings that make sense, or the finding that says why there is none."""
    try:
        sign_in = SignIn(settings)
    except RefusedError as error:
        return "", (Finding(State.BROKEN, str(error), CERTIFICATE if settings.certificate else POD),)
    try:
        return await sign_in.fetch_token(), ()
    except RefusedError as error:
        said = str(error)
        remedy = MACHINE if settings.managed_identity else find_sign_in_remedy(said, settings.authority)
        return "", (Finding(State.BROKEN, said, remedy),)
    finally:
        await sign_in.close()


async def fetch_hello(graph_url: str, token: str, clock: Callable[[], datetime]) -> Hello:
    """Ask Graph for anything at all; even a refusal carries its clock."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    before = clock()
    try:
        async with (
            aiohttp.ClientSession(timeout=TIMEOUT) as session,
            session.get(f"{graph_url.rstrip('/')}/organization?$select=id", headers=headers) as response,
        ):
            theirs = _read_date(response.headers.get("Date", ""))
            return Hello(response.status, theirs, before + (clock() - before) / 2)
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return Hello(0, None, before)


def _read_date(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text)
    except ValueError:
        return None


def read_claims(token: str) -> Json:
    """Read what a token says; empty when it cannot be read."""
    try:
        claims: Json = jwt.decode(token, options={"verify_signature": False})
    except jwt.PyJWTError:
        return {}
    return claims


def judge_sign_in(settings: GraphSettings, claims: Json, hello: Hello) -> tuple[Finding, ...]:
    """Judge a token: that Graph accepts it, that it is for Graph, and of our tenant."""
    if hello.status == 0:
        what = f"Signing in works, but Microsoft Graph does not answer at {settings.graph_url}."
        return (
            Finding(State.BROKEN, what, "Let this machine reach https://graph.microsoft.com on port 443."),
        )
    if hello.status == 401:
        what = "Signing in works, but Microsoft Graph does not accept the token."
        return (Finding(State.BROKEN, what, f"Set this machine's clock if it is wrong. {TENANT}"),)
    if not claims:
        return (Finding(State.OK, "Signing in works. What the token says cannot be read."),)
    if str(claims.get("aud")).rstrip("/") not in GRAPH:
        return (Finding(State.BROKEN, f"The token is for {claims.get('aud')}, not for Microsoft Graph."),)
    tenant = str(claims.get("tid", ""))
    # A tenant may be named by its domain too, which a token does not repeat.
    if _is_id(settings.tenant_id) and tenant.lower() != settings.tenant_id.lower():
        what = f"The token is of the tenant {tenant}, not of {settings.tenant_id}."
        return (Finding(State.BROKEN, what, TENANT),)
    what = f"The app {claims.get('appid')} signs in to the tenant {tenant} with {_name_way(settings)}."
    return (Finding(State.OK, what),)


def _name_way(settings: GraphSettings) -> str:
    if settings.managed_identity or settings.workload_identity:
        return "managed identity" if settings.managed_identity else "workload identity"
    return "a certificate" if settings.certificate else "a client secret"


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def judge_clock(hello: Hello) -> tuple[Finding, ...]:
    """Judge our clock by Graph's: a minute off is a warning, with five tokens are refused."""
    if hello.theirs is None:
        return (Finding(State.UNKNOWN, "Microsoft Graph did not tell the time."),)
    off = hello.ours - hello.theirs
    if abs(off) <= OFF:
        return (Finding(State.OK, "Our clock and Microsoft's agree."),)
    seconds = round(abs(off).total_seconds())
    length = f"{seconds} seconds" if seconds < 120 else f"{seconds // 60} minutes"
    what = f"Our clock is {length} {'ahead of' if off > timedelta() else 'behind'} Microsoft's."
    return (Finding(State.WARNING if abs(off) <= FAR_OFF else State.BROKEN, what, CLOCK),)


def judge_permissions(claims: Json, *, announced: bool = False) -> tuple[Finding, ...]:
    """Judge the token's roles: what is missing for what, and what is more than needed.

    Calendars.ReadWrite may be absent: Exchange grants it outside the token, and the mailboxes tell. Where changes are
    `announced` to us, what subscriptions take is not too much.
    """
    if not claims:
        return (Finding(State.UNKNOWN, "The token cannot be read, so its permissions are not known."),)
    roles = frozenset(claims.get("roles", ()))
    findings = [
        Finding(State.BROKEN, f"{need.permission} is missing, for {need.purpose}.",
                make_consent_remedy(need.permission))
        for need in NEEDS
        if not need.optional and not roles & (need.wider | {need.permission})
    ]  # fmt: skip
    expected = {CALENDARS, *(need.permission for need in NEEDS), *(TO_BE_TOLD if announced else ())}
    if too_much := sorted(roles - expected):
        first = [n.permission for n in NEEDS if n.permission not in roles and n.wider & roles]
        what = f"More than needed: {', '.join(too_much)}."
        findings.append(Finding(State.WARNING, what, make_revoke_remedy(too_much, first)))
    if not findings:
        optional = [n.permission for n in NEEDS if n.optional and n.permission not in roles]
        without = f" Attendance is not read; that would need {' and '.join(optional)}." if optional else ""
        findings.append(Finding(State.OK, f"Everything needed is granted, and nothing more.{without}"))
    return tuple(findings)

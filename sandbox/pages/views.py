"""The pages' handlers: each gathers what its page shows and leaves the rest to the template."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import aiohttp_jinja2
from aiohttp import web

from sandbox.graph.drives.shape import shape_permissions
from sandbox.graph.drives.state import Drive, Item
from sandbox.graph.errors import GraphError
from sandbox.graph.outlook.state import Entry, Meeting
from sandbox.host import TENANT
from sandbox.pages.messages import make_bubbles
from sandbox.pages.times import make_weeks
from sandbox.tenant import Tenant

Page = dict[str, Any]
MOST = 200


@aiohttp_jinja2.template("overview.html")
async def overview(request: web.Request) -> Page:
    """GET /: how much there is, and what comes next."""
    tenant = request.app[TENANT]
    now = tenant.now()
    meetings = sorted(_all_meetings(tenant), key=lambda m: m.start)
    coming = [meeting for meeting in meetings if meeting.end > now] or meetings
    return {
        **_frame(tenant, "overview"),
        "summary": tenant.summary(),
        "coming": coming[:12],
        "more": len(coming) - 12,
    }


@aiohttp_jinja2.template("people.html")
async def people(request: web.Request) -> Page:
    """GET /people?q=: everyone, or those whose name, address or job has these words."""
    tenant = request.app[TENANT]
    query = request.query.get("q", "").strip()
    words = query.lower().split()
    found = [user for user in tenant.directory.users.values() if _has(user, words)]
    found.sort(key=lambda user: (user.get("surname") or user["displayName"], user["displayName"]))
    rows = [
        {
            "user": user,
            "entries": len(tenant.calendars.of(user["id"]).entries),
            "mails": len(tenant.mailroom.read(user["mail"] or "")),
        }
        for user in found[:MOST]
    ]
    return {**_frame(tenant, "people"), "query": query, "rows": rows, "found": len(found)}


@aiohttp_jinja2.template("person.html")
async def person(request: web.Request) -> Page:
    """GET /people/{id or address}: a calendar by weeks, an inbox with every letter, and the lists one is on."""
    tenant = request.app[TENANT]
    user = tenant.directory.find_user(request.match_info["person"])
    if user is None:
        raise web.HTTPNotFound(text="Nobody here has this address.")
    names, weeks = make_weeks(tenant.calendars.of(user["id"]).entries.values())
    groups = [group for group in tenant.directory.groups.values() if user["id"] in group.members]
    mails = list(reversed(tenant.mailroom.read(user["mail"] or "")))
    return {
        **_frame(tenant, "people"),
        "user": user,
        "days": names,
        "weeks": weeks,
        "mails": mails,
        "groups": groups,
        "replies": {"accepted": "accepted", "declined": "declined", "tentativelyAccepted": "tentative"},
    }


@aiohttp_jinja2.template("meeting.html")
async def meeting(request: web.Request) -> Page:
    """GET /meetings/{uid}: one meeting, its text and who replied what."""
    tenant = request.app[TENANT]
    entry = _find_meeting(tenant, request.match_info["uid"])
    if entry is None:
        raise web.HTTPNotFound(text="There is no such meeting in anyone's calendar.")
    organiser = tenant.directory.users.get(entry.meeting.organiser)
    return {**_frame(tenant, "overview"), "entry": entry, "meeting": entry.meeting, "organiser": organiser}


@aiohttp_jinja2.template("lists.html")
async def lists(request: web.Request) -> Page:
    """GET /lists: every group."""
    tenant = request.app[TENANT]
    groups = sorted(tenant.directory.groups.values(), key=lambda group: group.data["displayName"].lower())
    return {**_frame(tenant, "lists"), "groups": groups}


@aiohttp_jinja2.template("list.html")
async def one_list(request: web.Request) -> Page:
    """GET /lists/{id}: a group and its people."""
    tenant = request.app[TENANT]
    try:
        group = tenant.directory.get_group(request.match_info["list"])
    except GraphError:
        raise web.HTTPNotFound(text="There is no such list.") from None
    users = tenant.directory.users
    members = sorted((users[m] for m in group.members), key=lambda u: u.get("surname") or u["displayName"])
    return {
        **_frame(tenant, "lists"),
        "group": group,
        "members": members,
        "owners": [users[o] for o in group.owners],
    }


@aiohttp_jinja2.template("files.html")
async def files(request: web.Request) -> Page:
    """GET /files: every site's library as a tree, with who may open what."""
    tenant = request.app[TENANT]
    sites = [
        {"site": site, "tree": _tree(site.drive, site.drive.get("root"))}
        for site in tenant.sites.by_id.values()
    ]
    return {**_frame(tenant, "files"), "sites": sites}


async def content(request: web.Request) -> web.Response:
    """GET /files/{drive}/{item}: a file, to open."""
    try:
        item = (
            request.app[TENANT].sites.get_drive(request.match_info["drive"]).get(request.match_info["item"])
        )
    except GraphError:
        raise web.HTTPNotFound(text="There is no such file.") from None
    disposition = f"attachment; filename*=UTF-8''{quote(item.name)}"
    return web.Response(body=item.content or b"", content_type=item.mime or "application/octet-stream",
                        headers={"Content-Disposition": disposition})  # fmt: skip


@aiohttp_jinja2.template("teams.html")
async def teams(request: web.Request) -> Page:
    """GET /teams: every conversation with the bot."""
    tenant = request.app[TENANT]
    talks = [talk for talk in tenant.conversations.by_id.values() if talk.messages]
    talks.sort(key=lambda talk: str(talk.messages[-1]["timestamp"]), reverse=True)
    return {**_frame(tenant, "teams"), "talks": talks}


@aiohttp_jinja2.template("talk.html")
async def talk(request: web.Request) -> Page:
    """GET /teams/chats/{id}: one conversation, cards as their text with the JSON folded away."""
    tenant = request.app[TENANT]
    found = tenant.conversations.by_id.get(request.match_info["talk"])
    if found is None:
        raise web.HTTPNotFound(text="There is no such conversation.")
    members = [tenant.directory.users[m]["displayName"] for m in found.members]
    return {**_frame(tenant, "teams"), "talk": found, "members": members, "bubbles": make_bubbles(found)}


def _frame(tenant: Tenant, here: str) -> Page:
    return {"tenant": tenant, "here": here}


def _has(user: dict[str, Any], words: list[str]) -> bool:
    text = " ".join(
        str(user.get(k) or "") for k in ("displayName", "mail", "jobTitle", "companyName")
    ).lower()
    return all(word in text for word in words)


def _all_meetings(tenant: Tenant) -> list[Meeting]:
    calendars = tenant.calendars.by_mailbox.values()
    return [
        entry.meeting for calendar in calendars for entry in calendar.entries.values() if entry.is_organiser
    ]


def _find_meeting(tenant: Tenant, uid: str) -> Entry | None:
    calendars = tenant.calendars.by_mailbox.values()
    found = [e for calendar in calendars for e in calendar.entries.values() if e.meeting.uid == uid]
    return next((entry for entry in found if entry.is_organiser), found[0] if found else None)


def _tree(drive: Drive, item: Item) -> Page:
    return {
        "drive": drive,
        "item": item,
        "grants": [_describe(grant) for grant in shape_permissions(drive, item)] if _is_special(item) else [],
        "children": [_tree(drive, child) for child in drive.list_children(item)],
    }


def _is_special(item: Item) -> bool:
    return bool(item.grants) or not item.inherits


def _describe(grant: dict[str, Any]) -> str:
    kind, who = next(iter(grant["grantedToV2"].items()))
    inherited = ", inherited" if "inheritedFrom" in grant else ""
    return f"{who['displayName']} ({'list, ' if kind == 'group' else ''}{grant['roles'][0]}{inherited})"

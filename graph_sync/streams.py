"""Reading a part of the tenant by what has changed since: the token says how far we have come, the rows what we saw.

A stream whose token Graph no longer takes (410) is read anew from the beginning, and only that one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from graph_sync.errors import tell
from graph_sync.ports import Json, Part, Reply, Stream, StreamChange, Tenant
from trust.values import RefusedError

DELTA, NEXT, ROOT = "@odata.deltaLink", "@odata.nextLink", "/v1.0"


@dataclass(frozen=True, slots=True)
class Reading:
    """All pages of one answer: its rows, and the path that asks for what changes later, if there is one."""

    rows: list[Json]
    token: str


async def fetch_all(tenant: Tenant, part: Part) -> Reading:
    """Read a collection to its end. Raises RefusedError when a page could not be read."""
    reading = await fetch_since(tenant, part)
    if reading is None:
        raise make_refusal(part, Reply(410))
    return reading


async def fetch_since(tenant: Tenant, part: Part) -> Reading | None:
    """Read a collection to its end; None when its token is too old. Raises RefusedError when a page cannot be read."""
    rows: list[Json] = []
    while True:
        reply = await tenant.request(part)
        if reply.status == 410:
            return None
        if not reply.ok:
            raise make_refusal(part, reply)
        rows += reply.body.get("value", [])
        onward = reply.body.get(NEXT)
        if not onward:
            return Reading(rows, _cut(reply.body.get(DELTA, "")))
        part = replace(part, path=_cut(onward))


async def fetch_one(tenant: Tenant, part: Part) -> Json | None:
    """Read one thing; None when it is not there. Raises RefusedError when it could not be read."""
    reply = await tenant.request(part)
    if reply.status == 404:
        return None
    if not reply.ok:
        raise make_refusal(part, reply)
    return reply.body


def merge(stream: Stream | None, change: StreamChange) -> Stream:
    """Give the stream as it is after a change."""
    before: Mapping[str, Json] = {} if stream is None or change.afresh else stream.rows
    rows = {**before, **{key: row for key, row in change.rows.items() if row is not None}}
    gone = [key for key, row in change.rows.items() if row is None]
    for key in gone:
        rows.pop(key, None)
    return Stream(change.name, change.token, change.since, rows)


def begin(name: str, now: datetime, rows: Mapping[str, Json], token: str) -> StreamChange:
    """Begin a stream from what was just read."""
    return StreamChange(name, token, now, rows, afresh=True)


def make_refusal(part: Part, reply: Reply) -> RefusedError:
    """Say that what a plan is made from could not be seen."""
    return RefusedError(
        f"Microsoft 365 could not be read completely, so nothing was changed. {tell(part, reply)}"
    )


def _cut(link: str) -> str:
    """Cut the server off a link: parts are addressed below the version root."""
    return link.split(ROOT, 1)[1] if ROOT in link else ""

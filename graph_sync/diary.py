"""Reading a mailbox's diary: what is ahead in it, with our keys, and afterwards only what has changed.

What Outlook tells of changes never holds our key; for events we made ourselves the note of their id serves, and for any
others the keys of the whole stretch are asked for once. The stretch is fixed when reading begins, so every second month
it begins anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from graph_sync.events import (
    PAGE_HEADERS,
    find_key,
    keep_event,
    make_diary_part,
    make_get_part,
    make_keys_part,
)
from graph_sync.ports import Json, Part, Stream, StreamChange, Tenant
from graph_sync.streams import begin, fetch_all, fetch_one, fetch_since
from graph_sync.together import run_together

AHEAD, BEHIND, KEPT_FOR = timedelta(days=400), timedelta(days=7), timedelta(days=60)


def name_diary(mailbox: str) -> str:
    """Name the stream of a mailbox's diary."""
    return f"diary/{mailbox}"


async def read_diary(
    tenant: Tenant, stream: Stream | None, mailbox: str, known: Mapping[str, str], now: datetime
) -> StreamChange:
    """Bring up to date what is in a diary, by event id.

    Args:
        tenant: Where to look.
        stream: What was read before.
        mailbox: Whose diary.
        known: The keys of events we noted, by event id.
        now: The moment of reading.

    Raises:
        RefusedError: It could not be read.
    """
    name, reading = name_diary(mailbox), None
    if stream is not None and stream.token and now - stream.since < KEPT_FOR:
        reading = await fetch_since(tenant, Part("GET", stream.token, headers=PAGE_HEADERS))
    if stream is None or reading is None:
        stream = None
        reading = await fetch_all(tenant, make_diary_part(mailbox, now - BEHIND, now + AHEAD))
    since = stream.since if stream else now
    before = stream.rows if stream else {}
    rows: dict[str, Json | None] = {
        row["id"]: None if "@removed" in row else keep_event(row)
        for row in reading.rows
        # What is left of a series' later dates is only their times; nothing of ours is a series.
        if "@removed" in row or (row.get("start") and row.get("subject") is not None)
    }
    unknown = False
    for event_id, row in rows.items():
        if row is not None:
            key = known.get(event_id) or before.get(event_id, {}).get("key")
            unknown |= key is None
            row["key"] = key or ""
    if unknown:
        keys = await fetch_all(tenant, make_keys_part(mailbox, since - BEHIND, since + AHEAD))
        for found in keys.rows:
            if (row := rows.get(found["id"])) and (marked := find_key(found)):
                row["key"] = marked
    if stream is None:
        return begin(name, now, {key: row for key, row in rows.items() if row}, reading.token)
    return StreamChange(name, reading.token, since, rows)


async def read_singly(tenant: Tenant, mailbox: str, event_ids: Iterable[str]) -> dict[str, Json]:
    """Look at events that are not in the stretch: dragged out of it is not deleted. Raises RefusedError."""
    ids = list(event_ids)
    found = await run_together(fetch_one(tenant, make_get_part(mailbox, one)) for one in ids)
    return {one: keep_event(row) for one, row in zip(ids, found, strict=True) if row}

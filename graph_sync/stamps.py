"""Whether a paper in the library still is as we wrote it.

A document of ours says in its properties what it was made from, and how it then read. SharePoint may write its own
properties into a Word file that was put there, so its version says nothing for sure; what is written in it does. It is
fetched only when the paper would be made anew and our records cannot tell, and again only once it has changed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime

from graph_sync.kinds import BY_HAND
from graph_sync.ports import Json, Stream, StreamChange, Tenant
from graph_sync.together import run_together
from trust.values import RefusedError

LARGEST = 10 * 1024 * 1024
AT_ONCE = 4


def name_stamps(drive_id: str) -> str:
    """Name the stream of what a library's papers are made from."""
    return f"stamps/{drive_id}"


async def read_stamps(
    tenant: Tenant, stream: Stream | None, drive_id: str, files: Mapping[str, str], now: datetime
) -> StreamChange | None:
    """Bring up to date what some files are made from; None when none had to be fetched.

    Args:
        tenant: Where to look.
        stream: What was found before.
        drive_id: The library.
        files: The version of each file, by id.
        now: The moment of reading.

    Raises:
        RefusedError: One could not be fetched.
    """
    known = stream.rows if stream else {}
    stale = sorted(item for item, version in files.items() if known.get(item, {}).get("version") != version)
    if not stale:
        return None
    gate = asyncio.Semaphore(AT_ONCE)

    async def fetch(item: str) -> Json:
        async with gate:
            stamp = await fetch_stamp(tenant, f"/drives/{drive_id}/items/{item}/content")
        return {"version": files[item], "stamp": stamp}

    rows = await run_together(fetch(item) for item in stale)
    found: dict[str, Json | None] = dict(zip(stale, rows, strict=True))
    gone = {item: None for item in known if item not in files}
    return StreamChange(name_stamps(drive_id), "", stream.since if stream else now, {**gone, **found})


async def fetch_stamp(tenant: Tenant, path: str) -> str:
    """Fetch what a file is made from; BY_HAND where it is not as we wrote it.

    Raises:
        RefusedError: It could not be fetched.
    """
    from graph_sync.documents import read_stamp  # noqa: PLC0415  (python-docx costs 150 ms that a plan need not pay)

    content = await tenant.fetch_content(path, LARGEST)
    if content.status == 404:
        return BY_HAND
    if content.status != 200:
        raise RefusedError(
            f"A paper could not be read in SharePoint ({content.status}); nothing was changed."
        )
    stamp = await asyncio.to_thread(read_stamp, content.data)
    return BY_HAND if stamp is None else stamp

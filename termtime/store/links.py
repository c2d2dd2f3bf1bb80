"""Where each meeting's things are in Microsoft 365, which follows from what stands there."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from graph_sync.kinds import Kind
from graph_sync.papers import DRAFTS
from termtime.store.tables import applied
from trust.year import Links


async def fetch_links(connection: AsyncConnection) -> tuple[Links, ...]:
    """Work out where each meeting's things are, from what stands; ordered by meeting key."""
    standing = select(applied).where(applied.c.graph_id != "").order_by(applied.c.key)
    found: dict[str, dict[str, str]] = {}
    for row in await connection.execute(standing):
        # A folder's key is a meeting's only at its full depth; a document's has the paper's name after it.
        steps = row.key.split("/")
        meeting = "/".join(steps[:3])
        match row.kind, len(steps):
            case Kind.EVENT, 3:
                found.setdefault(meeting, {})["join_url"] = row.join_url
            case Kind.FOLDER, 3:
                found.setdefault(meeting, {})["folder_url"] = row.web_url
            case Kind.FILE, 4 if f"{steps[3]}_url" in Links.model_fields:
                found.setdefault(meeting, {})[f"{steps[3]}_url"] = row.web_url
            case Kind.FILE, 5 if steps[3] == DRAFTS:
                found.setdefault(meeting, {})["draft_url"] = row.web_url
    return tuple(Links(meeting=meeting, **urls) for meeting, urls in found.items())

"""Finding where the year is kept: the site's document library, and which mailboxes can make Teams meetings.

Neither changes from day to day, so what was found is kept for a week.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import quote

from graph_sync.errors import tell
from graph_sync.ports import Json, Part, Stream, StreamChange, Tenant
from graph_sync.streams import begin
from graph_sync.together import run_together
from trust.settings import Microsoft365
from trust.values import RefusedError

NAME = "place"
KEPT_FOR = timedelta(days=7)
TEAMS = "teamsForBusiness"


async def read_library_id(tenant: Tenant, stream: Stream | None, where: Microsoft365, now: datetime) -> str:
    """Find the id of the site's document library. Raises RefusedError when the site is not there or out of reach."""
    site = f"{where.site_host}:{where.site_path}"
    if stream is not None and is_fresh(stream, now) and site in stream.rows:
        return str(stream.rows[site]["drive"])
    part = Part("GET", f"/sites/{site}:/drive?$select=id")
    return str((await _look(tenant, part, f"the site {where.site_host}{where.site_path}"))["id"])


def find_library_id(stream: Stream | None, where: Microsoft365) -> str:
    """Find the id of the site's library as it was last noted; empty before that."""
    noted = stream.rows.get(f"{where.site_host}:{where.site_path}") if stream else None
    return str(noted["drive"]) if noted else ""


async def read_mailboxes(
    tenant: Tenant, stream: Stream | None, mailboxes: Iterable[str], now: datetime
) -> dict[str, bool]:
    """Say of each mailbox whether it makes Teams links. Raises RefusedError when one is not there or out of reach."""
    kept = stream.rows if stream is not None and is_fresh(stream, now) else {}

    async def look(mailbox: str) -> tuple[str, bool]:
        if mailbox in kept:
            return mailbox, bool(kept[mailbox]["teams"])
        part = Part("GET", f"/users/{quote(mailbox)}/calendar?$select=id,allowedOnlineMeetingProviders")
        calendar = await _look(tenant, part, f"the mailbox {mailbox}")
        return mailbox, TEAMS in (calendar.get("allowedOnlineMeetingProviders") or ())

    return dict(await run_together(look(mailbox) for mailbox in mailboxes))


def note_place(
    stream: Stream | None, where: Microsoft365, drive_id: str, mailboxes: dict[str, bool], now: datetime
) -> StreamChange:
    """Note what was found, with the moment of the oldest of it."""
    rows: dict[str, Json] = {mailbox: {"teams": teams} for mailbox, teams in mailboxes.items()}
    rows[f"{where.site_host}:{where.site_path}"] = {"drive": drive_id}
    since = stream.since if stream is not None and is_fresh(stream, now) else now
    return begin(NAME, since, rows, "")


def is_fresh(stream: Stream, now: datetime) -> bool:
    """Say whether what was found is still to be relied on."""
    return now - stream.since < KEPT_FOR


async def _look(tenant: Tenant, part: Part, what: str) -> Json:
    reply = await tenant.request(part)
    if reply.status == 404:
        raise RefusedError(f"Microsoft 365 knows nothing of {what}; check the name in trust.yaml.")
    if not reply.ok:
        raise RefusedError(f"Looking up {what} failed. {tell(part, reply)}")
    return reply.body

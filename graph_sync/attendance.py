"""Who attended an online meeting, as Teams counted it: read once it is over, where the trust has allowed it.

Teams wants two permissions and a policy that names the app; a trust that gives neither keeps its attendance by hand,
so being refused is no failure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from urllib.parse import quote

from graph_sync.kinds import Id, Kind
from graph_sync.ports import Applied, Json, Part, Tenant
from graph_sync.together import run_together
from trust.meetings import MeetingStatus
from trust.papers import Attendance
from trust.year import Year

# Teams writes its report some minutes after the last person has left, and keeps it for a while.
WRITTEN_AFTER, ASKED_FOR = timedelta(minutes=30), timedelta(days=14)
ALL_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Held:
    """An online meeting that is over: its key, the mailbox that organised it, and its joining link."""

    meeting: str
    mailbox: str
    join_url: str


def find_held(year: Year, applied: Mapping[Id, Applied], now: datetime) -> Iterator[Held]:
    """Find the online meetings that ended lately and whose attendance is not known yet."""
    known = {attendance.meeting for attendance in year.attendance}
    for meeting in year.meetings:
        event = applied.get((Kind.EVENT, meeting.key))
        over = now - ASKED_FOR < meeting.ends < now - WRITTEN_AFTER
        asked = over and meeting.status is MeetingStatus.PUBLISHED and meeting.key not in known
        if asked and event is not None and event.stands and event.join_url:
            mailbox = event.mailbox or year.trust.settings.microsoft365.organiser
            yield Held(meeting.key, mailbox, event.join_url)


async def fetch_attendance(tenant: Tenant, held: Iterable[Held], year: Year) -> tuple[Attendance, ...]:
    """Ask Teams who attended; nothing where it does not say, or may not be asked."""
    meetings = list(held)
    # One is asked first: where that is refused, so would be all the others.
    first = [await _fetch_one(tenant, one) for one in meetings[:1]]
    if first == [None]:
        return ()
    rest = await run_together(_fetch_one(tenant, one) for one in meetings[1:])
    people = year.trust.person_by_upn
    return tuple(
        Attendance(meeting=one.meeting, person=people[address].id, minutes=min(ALL_DAY, ceil(seconds / 60)))
        for one, found in zip(meetings, (*first, *rest), strict=True)
        for address, seconds in sorted((found or {}).items())
        if address in people
    )


async def _fetch_one(tenant: Tenant, held: Held) -> dict[str, int] | None:
    """Give the seconds each address was there, over all the times the link was used; None when refused."""
    base = f"/users/{quote(held.mailbox)}/onlineMeetings"
    wanted = quote(f"JoinWebUrl eq '{held.join_url}'", safe="")
    reply = await tenant.request(Part("GET", f"{base}?$filter={wanted}"))
    if reply.status in (401, 403):
        return None
    seconds: dict[str, int] = {}
    for meeting in _rows(reply.body) if reply.ok else ():
        reports = f"{base}/{quote(meeting['id'], safe='')}/attendanceReports"
        listed = await tenant.request(Part("GET", reports))
        for report in _rows(listed.body) if listed.ok else ():
            path = f"{reports}/{quote(report['id'], safe='')}/attendanceRecords"
            records = await tenant.request(Part("GET", path))
            for row in _rows(records.body) if records.ok else ():
                address = (row.get("emailAddress") or "").lower()
                seconds[address] = seconds.get(address, 0) + int(row.get("totalAttendanceInSeconds") or 0)
    return seconds


def _rows(body: Json) -> list[Json]:
    return list(body.get("value") or ())

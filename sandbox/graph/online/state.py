"""Which online meeting belongs to which event, and the reports of those that were held.

An online meeting is not stored: it is an event with a joining link, seen from Teams. A report is kept as Graph shows
it, by the link of its meeting, each record inside it.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import unquote

from sandbox.graph.call import Json
from sandbox.graph.online import errors
from sandbox.graph.outlook.state import Meeting

if TYPE_CHECKING:
    from sandbox.tenant import Tenant


def make_id(meeting: Meeting) -> str:
    """Return the id of the online meeting behind an event."""
    thread = unquote(meeting.data["joinUrl"].split("/")[5])
    return b64encode(f"1*{meeting.organiser}*0**{thread}".encode()).decode()


def list_meetings(tenant: Tenant, organiser: str) -> list[Meeting]:
    """Return everything somebody organises that has a joining link."""
    entries = tenant.calendars.of(organiser).entries.values()
    return [entry.meeting for entry in entries if entry.is_organiser and entry.meeting.data["joinUrl"]]


def get_meeting(tenant: Tenant, organiser: str, online_id: str) -> Meeting:
    """Return the meeting with an online meeting's id, or raise 404."""
    for meeting in list_meetings(tenant, organiser):
        if make_id(meeting) == online_id:
            return meeting
    raise errors.no_meeting()


def hold(tenant: Tenant, meeting: Meeting, minutes: Mapping[str, float]) -> str:
    """Hold a meeting: everyone at these addresses joins at its start and stays so long. Returns the report's id."""
    records = [_make_record(tenant, meeting, address, stay) for address, stay in minutes.items()]
    report = {
        "id": tenant.next_uuid("report"),
        "totalParticipantCount": len(records),
        "meetingStartDateTime": _stamp(meeting.start),
        "meetingEndDateTime": _stamp(meeting.start + timedelta(minutes=max(minutes.values(), default=0))),
        "attendanceRecords": records,
    }
    tenant.attendance.setdefault(meeting.data["joinUrl"], []).append(report)
    return str(report["id"])


def _make_record(tenant: Tenant, meeting: Meeting, address: str, minutes: float) -> Json:
    user = tenant.directory.find_user(address) or {"id": None, "displayName": address, "mail": address}
    seconds = round(minutes * 60)
    left = meeting.start + timedelta(seconds=seconds)
    return {
        "id": tenant.next_uuid("attendance"),
        "emailAddress": user["mail"] or address,
        "totalAttendanceInSeconds": seconds,
        "role": "Organizer" if user["id"] == meeting.organiser else "Presenter",
        "identity": {"id": user["id"], "displayName": user["displayName"]},
        "attendanceIntervals": [
            {
                "joinDateTime": _stamp(meeting.start),
                "leaveDateTime": _stamp(left),
                "durationInSeconds": seconds,
            }
        ],
    }


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")

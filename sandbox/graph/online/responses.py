"""What Graph answers about online meetings and their attendance.

Beside a permission, Teams wants an application access policy that names the app; without one every call is refused.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sandbox.graph.call import Answer, Call, Json
from sandbox.graph.odata import TEXT, select, selected, serve_page
from sandbox.graph.online import errors
from sandbox.graph.online.state import get_meeting, list_meetings, make_id
from sandbox.graph.outlook.state import Meeting

if TYPE_CHECKING:
    from sandbox.tenant import Tenant

BY_LINK = re.compile(rf"joinWebUrl\s+eq\s+{TEXT}", re.IGNORECASE)


def find_meetings(tenant: Tenant, call: Call) -> Answer:
    """GET /users/{id}/onlineMeetings?$filter=JoinWebUrl eq '...': an organiser's meeting with this link."""
    organiser, match = _enter(tenant, call), BY_LINK.fullmatch(call.query.get("$filter", "").strip())
    if not match:
        raise errors.filter_needed()
    link, fields = match[1].replace("''", "'"), selected(call)
    found = [meeting for meeting in list_meetings(tenant, organiser) if meeting.data["joinUrl"] == link]
    return serve_page(call, found, lambda meeting: select(_shape(tenant, meeting), fields))


def list_reports(tenant: Tenant, call: Call) -> Answer:
    """GET /users/{id}/onlineMeetings/{id}/attendanceReports: one for each time it was held, without the records."""
    fields = selected(call)

    def shape(report: Json) -> Json:
        return select({name: v for name, v in report.items() if name != "attendanceRecords"}, fields)

    return serve_page(call, _reports(tenant, call), shape)


def list_records(tenant: Tenant, call: Call) -> Answer:
    """GET /users/{id}/onlineMeetings/{id}/attendanceReports/{id}/attendanceRecords."""
    fields = selected(call)
    for report in _reports(tenant, call):
        if report["id"] == call["report"]:
            return serve_page(call, report["attendanceRecords"], lambda record: select(record, fields))
    raise errors.no_meeting()


def _enter(tenant: Tenant, call: Call) -> str:
    app = tenant.entra.apps.get(call.app)
    if app is None or not app.attendance:
        raise errors.no_policy()
    return str(tenant.directory.get_user(call["user"])["id"])


def _reports(tenant: Tenant, call: Call) -> list[Json]:
    meeting = get_meeting(tenant, _enter(tenant, call), call["meeting"])
    return tenant.attendance.get(meeting.data["joinUrl"], [])


def _shape(tenant: Tenant, meeting: Meeting) -> Json:
    organiser = tenant.directory.users[meeting.organiser]
    user = {"id": organiser["id"], "displayName": organiser["displayName"]}
    return {
        "id": make_id(meeting),
        "creationDateTime": meeting.created,
        "startDateTime": meeting.start.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "endDateTime": meeting.end.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "joinWebUrl": meeting.data["joinUrl"],
        "subject": meeting.data["subject"],
        "participants": {
            "organizer": {
                "upn": organiser["userPrincipalName"],
                "role": "presenter",
                "identity": {"user": user},
            },
            "attendees": [],
        },
    }

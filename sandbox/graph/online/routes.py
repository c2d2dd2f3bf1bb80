"""The table of routes for online meetings."""

from __future__ import annotations

from sandbox.graph import permissions as may
from sandbox.graph.online import responses as answer
from sandbox.graph.routing import Route

MEETINGS = "/users/{user}/onlineMeetings"
REPORTS = f"{MEETINGS}/{{meeting}}/attendanceReports"

ROUTES = (
    Route("GET", MEETINGS, answer.find_meetings, may.ONLINE_MEETINGS_READ),
    Route("GET", REPORTS, answer.list_reports, may.ATTENDANCE_READ),
    Route("GET", f"{REPORTS}/{{report}}/attendanceRecords", answer.list_records, may.ATTENDANCE_READ),
)

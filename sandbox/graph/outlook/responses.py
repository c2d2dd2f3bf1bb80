"""What Graph answers about calendars, events and mail."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from sandbox.graph.call import Answer, Call, Json
from sandbox.graph.delta import serve_delta
from sandbox.graph.errors import GraphError, bad_request
from sandbox.graph.odata import make_filter, put_in_order, serve_page
from sandbox.graph.outlook import errors, meetings
from sandbox.graph.outlook.bodies import read_body, to_text
from sandbox.graph.outlook.free_busy import make_schedule
from sandbox.graph.outlook.mailroom import Mail
from sandbox.graph.outlook.shape import make_row, shape_event
from sandbox.graph.outlook.state import Entry
from sandbox.graph.outlook.zones import read_moment, read_time
from sandbox.graph.reading import check_kind, take, take_address

if TYPE_CHECKING:
    from sandbox.tenant import Tenant


Window = tuple[datetime, datetime]


def get_calendar(tenant: Tenant, call: Call) -> Answer:
    """GET /users/{id}/calendar."""
    mailbox = find_mailbox(tenant, call)
    user = tenant.directory.users[mailbox]
    teams = [] if mailbox in tenant.calendars.without_teams else ["teamsForBusiness"]
    return Answer(200, {
        "id": f"AAMkCal{mailbox}",
        "name": "Calendar",
        "isDefaultCalendar": True,
        "canEdit": True,
        "allowedOnlineMeetingProviders": teams,
        "defaultOnlineMeetingProvider": teams[0] if teams else "unknown",
        "isTallyingResponses": True,
        "isRemovable": False,
        "owner": {"name": user["displayName"], "address": user["mail"]},
    })  # fmt: skip


def create_event(tenant: Tenant, call: Call) -> Answer:
    """POST /users/{id}/events."""
    entry = meetings.make_meeting(tenant, find_mailbox(tenant, call), call.json)
    return Answer(201, shape_event(tenant, call, entry))


def list_events(tenant: Tenant, call: Call) -> Answer:
    """GET /users/{id}/events."""
    keep = make_filter(call.query.get("$filter"))
    entries = tenant.calendars.of(find_mailbox(tenant, call)).entries.values()
    rows = [entry for entry in entries if keep(make_row(tenant, entry))]
    return _serve_events(tenant, call, rows)


def list_view(tenant: Tenant, call: Call) -> Answer:
    """GET /users/{id}/calendarView: what touches a window of time, in order of start."""
    window = _read_window(call)
    keep = make_filter(call.query.get("$filter"))
    entries = tenant.calendars.of(find_mailbox(tenant, call)).entries.values()
    rows = [entry for entry in entries if _touches(entry, window) and keep(make_row(tenant, entry))]
    rows.sort(key=lambda entry: entry.meeting.start)
    return _serve_events(tenant, call, rows)


def list_view_changes(tenant: Tenant, call: Call) -> Answer:
    """GET /users/{id}/calendarView/delta: the window is fixed by the first request of the round."""
    for option in ("$select", "$expand", "$filter", "$orderby", "$search"):
        if option in call.query:
            raise bad_request(f"The following parameters are not supported with change tracking over the "
                              f"'CalendarView' resource: '{option}'.", "ErrorInvalidUrlQuery")  # fmt: skip
    mailbox = find_mailbox(tenant, call)
    calendar = tenant.calendars.of(mailbox)

    def shape(entry_id: str, start: int, asked: Json) -> Json | None:
        entry = calendar.entries.get(entry_id)
        if entry is None or not _touches(entry, _make_window(asked["start"], asked["end"])):
            was_there = calendar.feed.born[entry_id] <= start
            return {"id": entry_id, "@removed": {"reason": "deleted"}} if was_there else None
        return {"@odata.type": "#microsoft.graph.event", **shape_event(tenant, call, entry, bare=True)}

    def question() -> Json:
        start, end = _read_window(call)
        return {"start": start.isoformat(), "end": end.isoformat()}

    return serve_delta(
        call, calendar.feed, shape, question, route=f"/users/{call['user']}/calendarView/delta"
    )


def get_event(tenant: Tenant, call: Call) -> Answer:
    """GET /users/{id}/events/{id}."""
    return Answer(200, shape_event(tenant, call, _find_entry(tenant, call)))


def update_event(tenant: Tenant, call: Call) -> Answer:
    """PATCH /users/{id}/events/{id}, honouring If-Match."""
    entry = _find_entry(tenant, call)
    call.check_match(tenant.calendars.of(entry.mailbox).etag(entry))
    meetings.change_meeting(tenant, entry, call.json)
    return Answer(200, shape_event(tenant, call, entry))


def delete_event(tenant: Tenant, call: Call) -> Answer:
    """DELETE /users/{id}/events/{id}."""
    entry = _find_entry(tenant, call)
    call.check_match(tenant.calendars.of(entry.mailbox).etag(entry))
    meetings.remove_entry(tenant, entry)
    return Answer(204)


def cancel_event(tenant: Tenant, call: Call) -> Answer:
    """POST /users/{id}/events/{id}/cancel."""
    meetings.cancel_meeting(tenant, _find_entry(tenant, call), _comment(call))
    return Answer(202)


def reply_to_event(tenant: Tenant, call: Call) -> Answer:
    """POST /users/{id}/events/{id}/accept, /decline and /tentativelyAccept."""
    verb = call.path.rstrip("/").rsplit("/", 1)[-1]
    send = call.arguments.get("sendResponse", True)
    meetings.reply(tenant, _find_entry(tenant, call), verb, _comment(call), send=send)
    return Answer(202)


def get_schedule(tenant: Tenant, call: Call) -> Answer:
    """POST /users/{id}/calendar/getSchedule: who is busy when, in a window under 42 days."""
    body = call.arguments
    start, end = (read_time(body.get(name), name)[0] for name in ("startTime", "endTime"))
    step = timedelta(minutes=take(body, "availabilityViewInterval", int, 30))
    if not 5 <= step.total_seconds() / 60 <= 1440:
        raise bad_request(
            "The availabilityViewInterval must be from 5 to 1440 minutes.", "ErrorInvalidParameter"
        )
    if end - start >= timedelta(days=42):
        raise bad_request("The requested time window is 42 days or longer.", "ErrorInvalidTimeInterval")
    addresses = [check_kind(address, "schedules", str) for address in take(body, "schedules", list, [])]
    rows = [make_schedule(tenant, address, start, end, step) for address in addresses]
    return Answer(200, {"value": rows})


def send_mail(tenant: Tenant, call: Call) -> Answer:
    """POST /users/{id}/sendMail."""
    mailbox = find_mailbox(tenant, call)
    message = take(call.arguments, "message", dict, {})
    fields = ("toRecipients", "ccRecipients", "bccRecipients")
    to = tuple(take_address(row)[0] for name in fields for row in take(message, name, list, []))
    if not to:
        raise bad_request("At least one recipient is not valid.", "ErrorInvalidRecipients")
    tenant.mailroom.check_room(mailbox, len(to), tenant.now())
    text = to_text(read_body(message.get("body") or {}))
    sender = tenant.directory.users[mailbox]["mail"]
    mail = Mail("message", sender, to, take(message, "subject", str, ""), text, tenant.now())
    tenant.mailroom.post(mail, mailbox, [one for address in to for one in tenant.directory.expand(address)])
    return Answer(202)


def find_mailbox(tenant: Tenant, call: Call) -> str:
    """Return the id of the person whose mailbox a call is about, or raise 404."""
    user = tenant.directory.find_user(call["user"])
    if user is None:
        raise errors.no_user(call["user"])
    if not tenant.has_mailbox(user["id"]):
        raise errors.no_mailbox()
    return str(user["id"])


def _serve_events(tenant: Tenant, call: Call, rows: list[Entry]) -> Answer:
    ordered = put_in_order(rows, call.query.get("$orderby"), lambda entry: make_row(tenant, entry))
    return serve_page(call, ordered, lambda entry: shape_event(tenant, call, entry), page=10, most=1000)


def _find_entry(tenant: Tenant, call: Call) -> Entry:
    return tenant.calendars.of(find_mailbox(tenant, call)).get(call["event"])


def _comment(call: Call) -> str:
    return str(call.arguments.get("comment") or "")


@lru_cache(maxsize=64)
def _make_window(start: str, end: str) -> Window:
    return datetime.fromisoformat(start), datetime.fromisoformat(end)


def _read_window(call: Call) -> Window:
    query = {name.lower(): value for name, value in call.query.items()}
    if "startdatetime" not in query or "enddatetime" not in query:
        raise bad_request("This request requires a time window specified by the query string parameters StartDateTime "
                          "and EndDateTime.", "ErrorInvalidParameter")  # fmt: skip
    start, end = (read_moment(query[name], name) for name in ("startdatetime", "enddatetime"))
    if end <= start:
        raise GraphError(400, "ErrorInvalidParameter", "The end of the window comes before its start.")
    return start, end


def _touches(entry: Entry, window: Window) -> bool:
    return entry.meeting.start < window[1] and entry.meeting.end > window[0]

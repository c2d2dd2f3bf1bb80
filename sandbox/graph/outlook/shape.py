"""What Graph shows of an event, seen from one calendar."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from sandbox.graph.call import Call, Json
from sandbox.graph.errors import bad_request
from sandbox.graph.odata import TEXT, selected, split_property_id
from sandbox.graph.outlook.bodies import to_text, write_body
from sandbox.graph.outlook.state import Entry
from sandbox.graph.outlook.zones import write_time

if TYPE_CHECKING:
    from sandbox.tenant import Tenant


EXPAND = re.compile(
    rf"singleValueExtendedProperties\(\s*\$filter\s*=\s*(id\s+eq\s+{TEXT}(?:\s+or\s+id\s+eq\s+{TEXT})*)\s*\)",
    re.IGNORECASE,
)
NEVER = "0001-01-01T00:00:00Z"


def make_row(tenant: Tenant, entry: Entry) -> Json:
    """Return the whole event in UTC; `_properties` is for filters only. The row is kept until the entry changes."""
    if entry.shown is None:
        entry.shown = _make_row(tenant, entry)
    return entry.shown


def shape_event(tenant: Tenant, call: Call, entry: Entry, *, bare: bool = False) -> Json:
    """Return an event as this call asks for it: $select, $expand and the preferred zone and body type.

    Args:
        tenant: Where the event is.
        call: Whose options count.
        entry: The event in one calendar.
        bare: Leave $select and $expand alone, as delta does.
    """
    fields = None if bare else selected(call)
    row = make_row(tenant, entry)
    if fields is None:
        shown = row.copy()
        del shown["_properties"]
    else:
        shown = {k: row[k] for k in ("@odata.etag", "id", *sorted(fields)) if k in row and k[0] != "_"}
    zone = call.prefers("outlook.timezone")
    if zone and zone != "UTC":
        for name, moment in (("start", entry.meeting.start), ("end", entry.meeting.end)):
            if name in shown:
                shown[name] = write_time(moment, zone)
    if call.prefers("outlook.body-content-type") == "text" and "body" in shown:
        shown["body"] = write_body(entry.meeting.data["body"], as_text=True)
    if not bare and (expand := call.query.get("$expand")):
        shown.update(_expand(entry, expand))
    return shown


@lru_cache(maxsize=64)
def _read_expand(text: str) -> frozenset[tuple[str, str]]:
    match = EXPAND.fullmatch(text.strip())
    if not match:
        raise bad_request(f"The $expand '{text}' is not served.", "ErrorInvalidUrlQuery")
    return frozenset(split_property_id(part) for part in re.findall(TEXT, match[1]))


def _expand(entry: Entry, text: str) -> Json:
    wanted = _read_expand(text)
    if not entry.is_organiser:
        return {}
    found = [
        {"id": key, "value": value}
        for key, value in entry.meeting.properties.items()
        if split_property_id(key) in wanted
    ]
    return {"singleValueExtendedProperties": found} if found else {}


def _make_row(tenant: Tenant, entry: Entry) -> Json:
    meeting, data = entry.meeting, entry.meeting.data
    calendar = tenant.calendars.of(entry.mailbox)
    organiser = tenant.directory.users.get(meeting.organiser) or {}
    mine = entry.is_organiser
    key = calendar.change_key(entry)
    return {
        "@odata.etag": f'W/"{key}"',
        "id": entry.id,
        "createdDateTime": meeting.created,
        "lastModifiedDateTime": meeting.modified,
        "changeKey": key,
        "categories": data["categories"] if mine else [],
        "transactionId": data["transactionId"] if mine else None,
        "originalStartTimeZone": data["originalStartTimeZone"],
        "originalEndTimeZone": data["originalEndTimeZone"],
        "iCalUId": meeting.uid,
        "reminderMinutesBeforeStart": data["reminderMinutesBeforeStart"],
        "isReminderOn": data["isReminderOn"] and not entry.cancelled,
        "hasAttachments": False,
        "subject": f"Canceled: {data['subject']}" if entry.cancelled else data["subject"],
        "bodyPreview": to_text(data["body"])[:255],
        "importance": data["importance"],
        "sensitivity": data["sensitivity"],
        "isAllDay": data["isAllDay"],
        "isCancelled": entry.cancelled,
        "isOrganizer": mine,
        "responseRequested": data["responseRequested"],
        "seriesMasterId": None,
        "showAs": _show_as(entry),
        "type": "singleInstance",
        "webLink": f"https://outlook.office365.com/owa/?itemid={entry.id}&exvsurl=1&path=/calendar/item",
        "onlineMeetingUrl": None,
        "isOnlineMeeting": data["isOnlineMeeting"],
        "onlineMeetingProvider": "teamsForBusiness" if data["isOnlineMeeting"] else "unknown",
        "allowNewTimeProposals": data["allowNewTimeProposals"],
        "isDraft": False,
        "hideAttendees": data["hideAttendees"],
        "responseStatus": _response(entry),
        "body": write_body(data["body"]),
        "start": write_time(meeting.start),
        "end": write_time(meeting.end),
        "location": data["location"],
        "locations": [data["location"]] if data["location"]["displayName"] else [],
        "recurrence": None,
        "attendees": _attendees(tenant, entry),
        "organizer": {
            "emailAddress": {"name": organiser.get("displayName"), "address": organiser.get("mail")}
        },
        "onlineMeeting": {"joinUrl": data["joinUrl"]} if data["isOnlineMeeting"] else None,
        "_properties": meeting.property_keys() if mine else frozenset(),
    }


def _show_as(entry: Entry) -> str:
    if entry.cancelled:
        return "free"
    return (
        "tentative"
        if entry.response in ("notResponded", "tentativelyAccepted")
        else str(entry.meeting.data["showAs"])
    )


def _response(entry: Entry) -> Json:
    if entry.is_organiser:
        return {"response": "organizer", "time": NEVER}
    return {"response": entry.response, "time": entry.responded}


def _attendees(tenant: Tenant, entry: Entry) -> list[Json]:
    attendees = entry.meeting.attendees
    if entry.is_organiser or not entry.meeting.data["hideAttendees"]:
        return attendees
    own = (tenant.directory.users[entry.mailbox].get("mail") or "").lower()
    return [a for a in attendees if a["emailAddress"]["address"].lower() == own]

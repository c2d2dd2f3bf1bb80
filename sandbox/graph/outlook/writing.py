"""Reading what a request says of an event.

Decides which properties may be written and what values they take; nothing is stored here. A property Exchange does
not know is refused, as Exchange refuses it, even outside strict mode.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sandbox.graph.call import Json
from sandbox.graph.errors import bad_request
from sandbox.graph.outlook import errors
from sandbox.graph.outlook.bodies import read_body
from sandbox.graph.outlook.zones import read_time
from sandbox.graph.reading import check_kind, take, take_address
from sandbox.limits import ATTENDEES_AN_EVENT

EMPTY_LOCATION = {"displayName": "", "locationType": "default", "uniqueIdType": "unknown"}
DEFAULTS: Json = {
    "subject": "",
    "body": "",
    "location": EMPTY_LOCATION,
    "categories": [],
    "transactionId": None,
    "importance": "normal",
    "sensitivity": "normal",
    "showAs": "busy",
    "isAllDay": False,
    "isReminderOn": True,
    "reminderMinutesBeforeStart": 15,
    "responseRequested": True,
    "allowNewTimeProposals": True,
    "hideAttendees": False,
    "isOnlineMeeting": False,
    "joinUrl": None,
    "originalStartTimeZone": "UTC",
    "originalEndTimeZone": "UTC",
}
PLAIN: dict[str, type] = {
    "subject": str,
    "categories": list,
    "importance": str,
    "sensitivity": str,
    "showAs": str,
    "isAllDay": bool,
    "isReminderOn": bool,
    "reminderMinutesBeforeStart": int,
    "responseRequested": bool,
    "allowNewTimeProposals": bool,
    "hideAttendees": bool,
}
ALSO = frozenset({
    "body", "start", "end", "location", "locations", "attendees", "singleValueExtendedProperties", "isOnlineMeeting",
    "onlineMeetingProvider", "transactionId", "id", "@odata.type", "@odata.context", "@odata.etag",
})  # fmt: skip
ATTENDEE_TYPES = ("required", "optional", "resource")
NO_REPLY = {"response": "none", "time": "0001-01-01T00:00:00Z"}


def check_names(body: Json) -> None:
    """Refuse a property nobody serves."""
    for name in body:
        if name not in PLAIN and name not in ALSO:
            raise bad_request(
                f"The property '{name}' does not exist on type 'microsoft.graph.event' or is not served here. "
                "Make sure to only use property names that are defined by the type.",
                "RequestBodyRead",
            )


def read_data(body: Json) -> Json:
    """Return the plain properties a body sets, checked, with body and location in the shape they are kept in."""
    data: Json = {}
    for name, kind in PLAIN.items():
        if name in body:
            data[name] = check_kind(body[name], name, kind)
    if "body" in body:
        data["body"] = read_body(body["body"])
    if (places := take(body, "locations", list, [])) and "location" not in body:
        data["location"] = _location(places[0])
    if "location" in body:
        data["location"] = _location(body["location"])
    for name, field in (("start", "originalStartTimeZone"), ("end", "originalEndTimeZone")):
        if name in body:
            data[field] = read_time(body[name], name)[1]
    return data


def read_times(body: Json, start: datetime | None, end: datetime | None) -> tuple[datetime, datetime]:
    """Return the event's start and end, as the body sets them or as they are."""
    first = read_time(body["start"], "start")[0] if "start" in body else start
    last = read_time(body["end"], "end")[0] if "end" in body else end
    if first is None or last is None:
        raise bad_request(
            "At least one property failed validation: start and end are required.",
            "ErrorPropertyValidationFailure",
        )
    if last < first:
        raise bad_request(
            "At least one property failed validation: the end comes before the start.",
            "ErrorPropertyValidationFailure",
        )
    return first, last


def read_attendees(body: Json, organiser: str, known: list[Json]) -> list[Json]:
    """Return the attendees a body asks for; those already `known` keep their reply. The organiser is not one."""
    rows = take(body, "attendees", list, [])
    if len(rows) > ATTENDEES_AN_EVENT:
        raise errors.too_many_attendees()
    before = {a["emailAddress"]["address"].lower(): a["status"] for a in known}
    own = organiser.lower()
    attendees: dict[str, Json] = {}
    for row in rows:
        address, name = take_address(row)
        kind, key = row.get("type", "required"), address.lower()
        if kind not in ATTENDEE_TYPES:
            raise bad_request(f"Requested value '{kind}' was not found.", "RequestBodyRead")
        if key != own:
            attendees[key] = {
                "type": kind,
                "status": before.get(key, NO_REPLY),
                "emailAddress": {"name": name, "address": address},
            }
    return list(attendees.values())


def read_properties(body: Json) -> dict[str, str]:
    """Return the extended properties a body sets."""
    properties: dict[str, str] = {}
    for row in take(body, "singleValueExtendedProperties", list, []):
        if (
            not isinstance(row, dict)
            or not isinstance(row.get("id"), str)
            or not isinstance(row.get("value"), str)
        ):
            raise bad_request("An extended property needs an id and a value.", "ErrorInvalidPropertyRequest")
        properties[row["id"]] = row["value"]
    return properties


def _location(row: Any) -> Json:
    place = check_kind(row, "location", dict)
    return {**EMPTY_LOCATION, **place, "displayName": take(place, "displayName", str, "")}

"""Meetings as Outlook events: how they are written, read, and changed without troubling anyone needlessly.

An event has three handles: the id we noted, the key it carries in an extended property, and the `transactionId` that
makes sending its creation again harmless. A change sends only the fields that differ, because Exchange mails only the
people concerned when nothing but the attendees changes. The body is never sent again: it holds the Teams details, and
losing those takes the meeting offline.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid5

from graph_sync.changes import Create, Delete, Update
from graph_sync.desired import WantedEvent
from graph_sync.errors import ChangeDeferred, ChangeFailed, tell
from graph_sync.kinds import Field, Fields, Kind, make_set
from graph_sync.observed import Seen
from graph_sync.ports import Applied, Json, Part, Reply
from graph_sync.run import Run

MARKER = "String {7c1f4d0e-52b9-4f0a-9d5e-3b7a1c86e2f4} Name codesignKey"
TRANSACTIONS = UUID("2e0c7a51-9f0b-4f6e-8a43-6f1d9be2c7a0")
ZONE = "Europe/London"
SELECT = "id,subject,start,end,location,attendees,sensitivity,isOnlineMeeting,onlineMeeting,webLink"
EXPAND = f"singleValueExtendedProperties($filter=id eq '{MARKER}')"
READ_HEADERS = {"Prefer": f'IdType="ImmutableId", outlook.timezone="{ZONE}"'}
WRITE_HEADERS = READ_HEADERS | {"Content-Type": "application/json"}
MOST_GENERATIONS = 20


def make_view_part(organiser: str, starts: str, ends: str) -> Part:
    """Ask for the organiser's events in a window, with our key."""
    window = f"startDateTime={starts}&endDateTime={ends}"
    return Part(
        "GET",
        f"/users/{quote(organiser)}/calendarView?{window}&$top=999&$select={SELECT}&$expand={quote(EXPAND)}",
        headers=READ_HEADERS,
    )


def make_get_part(organiser: str, event_id: str) -> Part:
    """Ask for one event."""
    path = f"/users/{quote(organiser)}/events/{quote(event_id)}?$select={SELECT}&$expand={quote(EXPAND)}"
    return Part("GET", path, headers=READ_HEADERS)


def make_search_part(organiser: str, key: str) -> Part:
    """Ask for the events that carry a key."""
    wanted = f"singleValueExtendedProperties/Any(ep: ep/id eq '{MARKER}' and ep/value eq '{key}')"
    path = (
        f"/users/{quote(organiser)}/events?$filter={quote(wanted)}&$select={SELECT}&$expand={quote(EXPAND)}"
    )
    return Part("GET", path, headers=READ_HEADERS)


def make_create_part(organiser: str, wanted: WantedEvent, generation: int) -> Part:
    """Write a new event; the same key and generation never make two."""
    body: Json = {
        **write_fields(wanted.fields, wanted.names),
        "body": {"contentType": "html", "content": wanted.body},
        "transactionId": str(uuid5(TRANSACTIONS, f"{wanted.key}#{generation}")),
        "singleValueExtendedProperties": [{"id": MARKER, "value": wanted.key}],
    }
    return Part("POST", f"/users/{quote(organiser)}/events", body, WRITE_HEADERS)


def write_fields(fields: Fields, names: Mapping[str, str]) -> Json:
    """Write fields as Graph's event properties; only those given."""
    body: Json = {}
    for name, value in fields.items():
        match name, value:
            case "subject", str():
                body["subject"] = value
            case (("start" | "end"), str()):
                body[name] = {"dateTime": f"{value}:00", "timeZone": ZONE}
            case "place", str():
                body["location"] = {"displayName": value}
            case "private", bool():
                body["sensitivity"] = "private" if value else "normal"
            case "online", True:
                body |= {"isOnlineMeeting": True, "onlineMeetingProvider": "teamsForBusiness"}
            case "attendees", tuple():
                body["attendees"] = [_write_attendee(address, names) for address in value]
    return body


def _write_attendee(address: str, names: Mapping[str, str]) -> Json:
    return {"type": "required", "emailAddress": {"address": address, "name": names.get(address, address)}}


def read_event(event: Mapping[str, Any]) -> Seen:
    """Read an event; its key is empty when it does not carry our marker."""
    marks = event.get("singleValueExtendedProperties") or ()
    people = ((row.get("emailAddress") or {}).get("address") or "" for row in event.get("attendees") or ())
    fields: dict[str, Field] = {
        "subject": event.get("subject") or "",
        "start": event["start"]["dateTime"][:16],
        "end": event["end"]["dateTime"][:16],
        "place": (event.get("location") or {}).get("displayName") or "",
        "private": event.get("sensitivity") in ("private", "confidential"),
        "online": bool(event.get("isOnlineMeeting")),
        "attendees": make_set(address.lower() for address in people if address),
    }
    return Seen(
        kind=Kind.EVENT,
        key=next((mark["value"] for mark in marks if mark["id"].lower() == MARKER.lower()), ""),
        graph_id=event["id"],
        fields=fields,
        web_url=event.get("webLink") or "",
        join_url=(event.get("onlineMeeting") or {}).get("joinUrl") or "",
        etag=event.get("@odata.etag") or "",
    )


async def create_event(run: Run, change: Create) -> None:
    """Make a meeting's event, once, and note its Teams link."""
    assert isinstance(change.wanted, WantedEvent)
    wanted, organiser = change.wanted, run.place.organiser
    if wanted.fields.get("online") and not run.place.makes_teams_links:
        raise ChangeFailed(f"The mailbox {organiser} cannot make Teams meetings; it may lack a licence.")
    for generation in range(change.generation, change.generation + MOST_GENERATIONS):
        part = make_create_part(organiser, wanted, generation)
        reply = await run.tenant.request(part)
        # Another event had this transactionId: it is ours from a run that was cut short, or it was cancelled since.
        found = await _search(run, wanted.key) if reply.status == 409 else _read_created(part, reply)
        if found:
            break
    else:
        raise ChangeFailed("This meeting was cancelled and made again too often.")
    if wanted.fields.get("online") and not found.join_url:
        found = read_event((await run.ask(make_get_part(organiser, found.graph_id))).body)
    fields = (
        {name: found.fields[name] for name in wanted.fields} if reply.status == 409 else dict(wanted.fields)
    )
    await run.save(
        Applied(kind=wanted.kind, key=wanted.key, graph_id=found.graph_id, fields=fields, web_url=found.web_url,
                join_url=found.join_url, generation=generation)
    )  # fmt: skip
    if wanted.fields.get("online") and not found.join_url:
        raise ChangeFailed(
            "It is in diaries, but Microsoft 365 gave it no Teams link; see to the mailbox's licence."
        )


def _read_created(part: Part, reply: Reply) -> Seen:
    check_sent(part, reply)
    return read_event(reply.body)


async def _search(run: Run, key: str) -> Seen | None:
    reply = await run.ask(make_search_part(run.place.organiser, key))
    return next((seen for seen in map(read_event, reply.body["value"]) if seen.key == key), None)


async def update_event(run: Run, change: Update) -> None:
    """Change the fields that differ, unless someone changed the event since it was read."""
    assert isinstance(change.wanted, WantedEvent)
    writes = change.difference.writes
    path = f"/users/{quote(run.place.organiser)}/events/{quote(change.seen.graph_id)}"
    headers = WRITE_HEADERS | ({"If-Match": change.seen.etag} if change.seen.etag else {})
    part = Part("PATCH", path, write_fields(writes, change.wanted.names), headers)
    reply = await run.tenant.request(part)
    if reply.status == 412:
        # Ours may have arrived although its answer was lost.
        now = read_event((await run.ask(make_get_part(run.place.organiser, change.seen.graph_id))).body)
        if any(now.fields[name] != value for name, value in writes.items()):
            raise ChangeFailed("Someone changed it while the sync ran; the next run looks at it again.")
    else:
        check_sent(part, reply)
    await run.save(change.applied.model_copy(update={"fields": dict(change.difference.after)}))


async def cancel_event(run: Run, change: Delete) -> None:
    """Call a meeting off; Exchange tells its people."""
    path = f"/users/{quote(run.place.organiser)}/events/{quote(change.seen.graph_id)}/cancel"
    part = Part("POST", path, {"comment": f"{change.title}: {change.reason}."}, WRITE_HEADERS)
    reply = await run.tenant.request(part)
    if reply.status != 404:
        check_sent(part, reply)
    await run.save(Applied(kind=change.kind, key=change.key, generation=change.applied.generation + 1))


def check_sent(part: Part, reply: Reply) -> None:
    """Turn a refusal into the change's outcome. Raises ChangeDeferred at the day's sending limit, else ChangeFailed."""
    if reply.code == "ErrorMessageSubmissionBlocked":
        raise ChangeDeferred(
            "The mailbox has written to as many people as Exchange allows in a day.", "tomorrow"
        )
    if not reply.ok:
        raise ChangeFailed(tell(part, reply))

"""Meetings as Outlook events: how they are written, read, and changed without troubling anyone needlessly.

An event has three handles: the id we noted, the key it carries in an extended property, and the `transactionId` that
makes sending its creation again harmless. A change sends only the fields that differ, because Exchange mails only the
people concerned when nothing but the attendees changes. The body holds the Teams details, and losing those takes the
meeting offline; so when its agenda is published it is read first, and only our own section of it changed (`invitation`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid5

from graph_sync.changes import Change, Claim, Create, Delete, Update
from graph_sync.desired import WantedEvent
from graph_sync.errors import ChangeDeferred, ChangeFailed, tell
from graph_sync.invitation import find_mark, make_section, put_section
from graph_sync.kinds import Field, Fields, Kind, make_set
from graph_sync.observed import Replied, Seen
from graph_sync.papers import PaperKind
from graph_sync.ports import Applied, Json, Part, Reply
from graph_sync.run import Run
from trust.values import LONDON

MARKER = "String {7c1f4d0e-52b9-4f0a-9d5e-3b7a1c86e2f4} Name codesignKey"
TRANSACTIONS = UUID("2e0c7a51-9f0b-4f6e-8a43-6f1d9be2c7a0")
ZONE = "Europe/London"
SELECT = "id,subject,start,end,location,attendees,sensitivity,isOnlineMeeting,onlineMeeting,webLink,body"
EXPAND = f"singleValueExtendedProperties($filter=id eq '{MARKER}')"
READ_HEADERS = {"Prefer": f'IdType="ImmutableId", outlook.timezone="{ZONE}"'}
PAGE_HEADERS = {"Prefer": READ_HEADERS["Prefer"] + ", odata.maxpagesize=999"}
WRITE_HEADERS = READ_HEADERS | {"Content-Type": "application/json"}
MOST_GENERATIONS = 20


def make_diary_part(mailbox: str, starts: datetime, ends: datetime) -> Part:
    """Ask for everything in a stretch of a diary, and a token for what changes later; the key is not part of it."""
    return Part(
        "GET",
        f"/users/{quote(mailbox)}/calendarView/delta?{_write_window(starts, ends)}",
        headers=PAGE_HEADERS,
    )


def make_keys_part(mailbox: str, starts: datetime, ends: datetime) -> Part:
    """Ask for the keys of everything in a stretch of a diary."""
    query = f"{_write_window(starts, ends)}&$top=999&$select=id&$expand={quote(EXPAND)}"
    return Part("GET", f"/users/{quote(mailbox)}/calendarView?{query}", headers=READ_HEADERS)


def make_get_part(mailbox: str, event_id: str) -> Part:
    """Ask for one event."""
    path = f"/users/{quote(mailbox)}/events/{quote(event_id)}?$select={SELECT}&$expand={quote(EXPAND)}"
    return Part("GET", path, headers=READ_HEADERS)


def make_search_part(mailbox: str, key: str) -> Part:
    """Ask for the events that carry a key."""
    wanted = f"singleValueExtendedProperties/Any(ep: ep/id eq '{MARKER}' and ep/value eq '{key}')"
    path = f"/users/{quote(mailbox)}/events?$filter={quote(wanted)}&$select={SELECT}&$expand={quote(EXPAND)}"
    return Part("GET", path, headers=READ_HEADERS)


def _write_window(starts: datetime, ends: datetime) -> str:
    first, last = (f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" for moment in (starts, ends))
    return f"startDateTime={first}&endDateTime={last}"


def make_create_part(wanted: WantedEvent, generation: int, section: str = "") -> Part:
    """Write a new event, with its agenda if that is published; the same key and generation never make two."""
    body: Json = {
        **write_fields(wanted.fields, wanted.names),
        "body": {"contentType": "html", "content": section + wanted.body},
        "transactionId": str(uuid5(TRANSACTIONS, f"{wanted.key}#{generation}")),
        "singleValueExtendedProperties": [{"id": MARKER, "value": wanted.key}],
    }
    return Part("POST", f"/users/{quote(wanted.mailbox)}/events", body, WRITE_HEADERS)


def write_fields(fields: Fields, names: Mapping[str, str]) -> Json:
    """Write fields as Graph's event properties; only those given."""
    body: Json = {}
    for name, value in fields.items():
        match name, value:
            case "subject", str():
                body["subject"] = value
            case "when", str():
                for end, moment in zip(("start", "end"), value.split("/"), strict=True):
                    body[end] = {"dateTime": f"{moment}:00", "timeZone": ZONE}
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


def keep_event(event: Mapping[str, Any]) -> Json:
    """Reduce an event to what is worth keeping of it; `key` only where the answer had it."""
    key = find_key(event)
    replies: dict[str, list[str]] = {}
    for row in event.get("attendees") or ():
        if address := ((row.get("emailAddress") or {}).get("address") or "").lower():
            status = row.get("status") or {}
            replies[address] = [status.get("response") or "none", status.get("time") or ""]
    kept: Json = {
        "subject": event.get("subject") or "",
        "when": "/".join(_read_time(event.get(end)) for end in ("start", "end")),
        "place": (event.get("location") or {}).get("displayName") or "",
        "private": event.get("sensitivity") in ("private", "confidential"),
        "online": bool(event.get("isOnlineMeeting")),
        "replies": replies,
        "web_url": event.get("webLink") or "",
        "join_url": (event.get("onlineMeeting") or {}).get("joinUrl") or "",
        "etag": event.get("@odata.etag") or "",
        "agenda": find_mark((event.get("body") or {}).get("content") or ""),
    }
    return kept if key is None else kept | {"key": key}


def find_key(event: Mapping[str, Any]) -> str | None:
    """Find the key an event carries."""
    marks = event.get("singleValueExtendedProperties") or ()
    return next((mark["value"] for mark in marks if mark["id"].lower() == MARKER.lower()), None)


def _read_time(value: Any) -> str:
    moment = datetime.fromisoformat(value["dateTime"][:19])
    if value.get("timeZone") == "UTC":
        moment = moment.replace(tzinfo=UTC).astimezone(LONDON)
    return f"{moment:%Y-%m-%dT%H:%M}"


def read_event(event_id: str, mailbox: str, kept: Json) -> Seen:
    """Read a kept event; its key is empty when it does not carry our marker."""
    replies = {
        address: Replied(response, _read_moment(at)) for address, (response, at) in kept["replies"].items()
    }
    fields: dict[str, Field] = {
        name: kept[name] for name in ("subject", "when", "place", "private", "online")
    }
    fields["agenda"] = kept.get("agenda", "")
    return Seen(
        kind=Kind.EVENT,
        key=kept.get("key") or "",
        graph_id=event_id,
        fields=fields | {"attendees": make_set(replies)},
        web_url=kept["web_url"],
        join_url=kept["join_url"],
        etag=kept["etag"],
        mailbox=mailbox,
        replies=replies,
    )


def _read_moment(text: str) -> datetime | None:
    # Graph writes the year 1 for somebody who has not answered.
    return None if not text or text.startswith("0001") else datetime.fromisoformat(text[:19] + "+00:00")


async def create_event(run: Run, change: Create) -> None:
    """Make a meeting's event, once, and note its Teams link."""
    assert isinstance(change.wanted, WantedEvent)
    wanted = change.wanted
    online = bool(wanted.fields.get("online"))
    if online and wanted.mailbox not in run.place.with_teams:
        raise ChangeFailed(f"The mailbox {wanted.mailbox} cannot make Teams meetings; it may lack a licence.")
    for generation in range(change.generation, change.generation + MOST_GENERATIONS):
        part = make_create_part(wanted, generation, _write_section(run, wanted))
        reply = await run.send_mails(part, change, wanted.mailbox)
        # Another event had this transactionId: it is ours from a run that was cut short, or it was cancelled since.
        found = await _search(run, wanted) if reply.status == 409 else _read_created(part, reply, wanted)
        if found:
            break
    else:
        raise ChangeFailed("This meeting was cancelled and made again too often.")
    if online and not found.join_url:
        found = await _look(run, wanted.mailbox, found.graph_id)
    fields = (
        {name: found.fields[name] for name in wanted.fields} if reply.status == 409 else dict(wanted.fields)
    )
    await run.save(
        Applied(kind=wanted.kind, key=wanted.key, graph_id=found.graph_id, mailbox=wanted.mailbox, fields=fields,
                web_url=found.web_url, join_url=found.join_url, generation=generation)
    )  # fmt: skip
    if online and not found.join_url:
        raise ChangeFailed(
            "It is in diaries, but Microsoft 365 gave it no Teams link; see to the mailbox's licence."
        )


def _read_created(part: Part, reply: Reply, wanted: WantedEvent) -> Seen:
    check_sent(part, reply)
    return read_event(reply.body["id"], wanted.mailbox, keep_event(reply.body))


async def _search(run: Run, wanted: WantedEvent) -> Seen | None:
    reply = await run.ask(make_search_part(wanted.mailbox, wanted.key))
    found = (read_event(row["id"], wanted.mailbox, keep_event(row)) for row in reply.body["value"])
    return next((seen for seen in found if seen.key == wanted.key), None)


async def _look(run: Run, mailbox: str, event_id: str) -> Seen:
    reply = await run.ask(make_get_part(mailbox, event_id))
    return read_event(event_id, mailbox, keep_event(reply.body))


async def update_event(run: Run, change: Update) -> None:
    """Change the fields that differ, unless someone changed the event since it was read."""
    assert isinstance(change.wanted, WantedEvent)
    writes, seen = change.difference.writes, change.seen
    body = write_fields(writes, change.wanted.names)
    if "agenda" in writes:
        body["body"] = await _fetch_body(run, change.wanted, seen)
    reply = await _patch(run, change, seen, body)
    if reply.status == 412:
        # Ours may have arrived although its answer was lost.
        now = await _look(run, seen.mailbox, seen.graph_id)
        if any(now.fields[name] != value for name, value in writes.items()):
            raise ChangeFailed("Someone changed it while the sync ran; the next run looks at it again.")
    await run.save(change.applied.model_copy(update={"fields": dict(change.difference.after)}))
    if "when" in writes:
        # Who had accepted the old time has not accepted this one.
        await run.store.delete_replies(change.key, run.now)


async def _fetch_body(run: Run, wanted: WantedEvent, seen: Seen) -> Json:
    """Fetch an event's text and put the agenda into it. Someone who writes in it meanwhile gives the event a new etag."""
    path = f"/users/{quote(seen.mailbox)}/events/{quote(seen.graph_id)}?$select=body"
    reply = await run.ask(Part("GET", path, headers=READ_HEADERS))
    text = (reply.body.get("body") or {}).get("content") or ""
    return {"contentType": "html", "content": put_section(text, _write_section(run, wanted))}


def _write_section(run: Run, wanted: WantedEvent) -> str:
    if wanted.agenda is None:
        return ""
    paper = run.records.get((Kind.FILE, f"{wanted.key}/{PaperKind.AGENDA.value}"))
    return make_section(wanted.agenda, paper.web_url if paper and paper.stands else "")


async def claim_event(run: Run, change: Claim) -> None:
    """Mark an event somebody made as the meeting's own; nobody is mailed for that."""
    marker = {"singleValueExtendedProperties": [{"id": MARKER, "value": change.key}]}
    reply = await _patch(run, change, change.seen, marker)
    if reply.status == 412:
        raise ChangeFailed("Someone changed it while the sync ran; the next run looks at it again.")
    await run.save(change.applied)


async def _patch(run: Run, change: Change, seen: Seen, body: Json) -> Reply:
    path = f"/users/{quote(seen.mailbox)}/events/{quote(seen.graph_id)}"
    headers = WRITE_HEADERS | ({"If-Match": seen.etag} if seen.etag else {})
    part = Part("PATCH", path, body, headers)
    reply = await run.send_mails(part, change, seen.mailbox)
    if reply.status != 412:
        check_sent(part, reply)
    return reply


async def cancel_event(run: Run, change: Delete) -> None:
    """Call a meeting off; Exchange tells its people."""
    path = f"/users/{quote(change.seen.mailbox)}/events/{quote(change.seen.graph_id)}/cancel"
    part = Part("POST", path, {"comment": f"{change.title}: {change.reason}."}, WRITE_HEADERS)
    reply = await run.send_mails(part, change, change.seen.mailbox)
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

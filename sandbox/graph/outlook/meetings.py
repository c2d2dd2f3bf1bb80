"""What happens when a meeting is made, changed, called off or answered: to calendars, and to inboxes.

Who is mailed (Microsoft's documentation for the second and third row, common knowledge for the rest):

what the organiser does                                          who gets a letter
makes a meeting                                                  every attendee: an invitation
changes only the attendees                                       those added: an invitation; those removed: a cancellation
changes subject, text, time, place or the Teams link             everyone who stays: an update; added and removed as above
changes categories, reminders, showAs or extended properties     nobody
cancels or deletes it                                            every attendee: a cancellation
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sandbox.graph.call import Json
from sandbox.graph.outlook import errors
from sandbox.graph.outlook.bodies import to_text, with_teams_block
from sandbox.graph.outlook.mailroom import Mail
from sandbox.graph.outlook.state import Entry, Meeting
from sandbox.graph.outlook.writing import (
    DEFAULTS,
    NO_REPLY,
    check_names,
    read_attendees,
    read_data,
    read_properties,
    read_times,
)
from sandbox.graph.outlook.zones import write_for_people
from sandbox.graph.reading import take

if TYPE_CHECKING:
    from sandbox.tenant import Tenant

LOUD = frozenset({"subject", "body", "location", "isAllDay", "isOnlineMeeting"})
REPLIES = {"accept": "accepted", "decline": "declined", "tentativelyAccept": "tentativelyAccepted"}
REPLY_WORDS = {"accepted": "Accepted", "declined": "Declined", "tentativelyAccepted": "Tentative"}


def make_meeting(tenant: Tenant, mailbox: str, body: Json) -> Entry:
    """Make an event in the mailbox's calendar and invite its attendees.

    A transactionId seen before returns the event it made; it is refused when that event differs or is gone.
    """
    check_names(body)
    calendar, organiser = tenant.calendars.of(mailbox), tenant.directory.users[mailbox]
    start, end = read_times(body, None, None)
    transaction = take(body, "transactionId", str, "") or None
    if transaction in calendar.transactions:
        earlier = calendar.entries.get(calendar.transactions[transaction])
        if earlier is None:
            raise errors.used_transaction()
        if (earlier.meeting.start, earlier.meeting.data["subject"]) != (start, body.get("subject", "")):
            raise errors.other_event(earlier.id)
        return earlier
    now = tenant.stamp()
    meeting = Meeting(
        uid=tenant.next_id("040000008200E00074C5B7101A82E008"),
        organiser=mailbox,
        data={**DEFAULTS, "transactionId": transaction, **read_data(body)},
        start=start,
        end=end,
        created=now,
        modified=now,
        attendees=read_attendees(body, organiser["mail"] or "", []),
        properties=read_properties(body),
    )
    tenant.mailroom.check_room(mailbox, len(meeting.attendees), tenant.now())
    if body.get("isOnlineMeeting") and mailbox not in tenant.calendars.without_teams:
        _go_online(tenant, meeting, meeting.data)
    entry = meeting.entries[mailbox] = Entry(tenant.next_id("AAMkAD"), mailbox, meeting, response="organizer")
    calendar.touch(entry)
    if transaction:
        calendar.transactions[transaction] = entry.id
    invited = _addresses(meeting.attendees)
    _put_in_calendars(tenant, meeting, invited)
    _write(tenant, meeting, "invitation", invited)
    tenant.notify(f"users/{mailbox}/events", entry.id, "created")
    return entry


def change_meeting(tenant: Tenant, entry: Entry, body: Json) -> None:
    """Apply a PATCH body to the organiser's event and write to whom it concerns."""
    check_names(body)
    properties = read_properties(body)
    if not entry.is_organiser:
        raise errors.organiser_only()
    meeting = entry.meeting
    changes = read_data(body)
    start, end = read_times(body, meeting.start, meeting.end)
    organiser = tenant.directory.users[meeting.organiser]["mail"] or ""
    before = _addresses(meeting.attendees)
    attendees = (
        read_attendees(body, organiser, meeting.attendees) if "attendees" in body else meeting.attendees
    )
    _change_online(tenant, meeting, body, changes)
    moved = (start, end) != (meeting.start, meeting.end)
    loud = moved or any(changes.get(name, meeting.data[name]) != meeting.data[name] for name in LOUD)
    after = _addresses(attendees)
    added, removed = [a for a in after if a not in before], [a for a in before if a not in after]
    staying = [a for a in after if a in before]
    letters = len(added) + len(removed) + (len(staying) if loud else 0)
    tenant.mailroom.check_room(meeting.organiser, letters, tenant.now())

    meeting.attendees = [{**a, "status": NO_REPLY} for a in attendees] if moved else attendees
    meeting.data.update(changes)
    meeting.start, meeting.end, meeting.modified = start, end, tenant.stamp()
    meeting.properties.update(properties)
    _take_out(tenant, meeting, removed)
    _put_in_calendars(tenant, meeting, added + (staying if loud else []), again=moved)
    _refresh(tenant, meeting, everyone=loud)
    _write(tenant, meeting, "invitation", added)
    _write(tenant, meeting, "cancellation", removed)
    if loud:
        _write(tenant, meeting, "update", staying)


def cancel_meeting(tenant: Tenant, entry: Entry, comment: str = "") -> None:
    """Call the meeting off: gone from the organiser's calendar, marked in everyone else's."""
    if not entry.is_organiser:
        raise errors.organiser_only()
    meeting = entry.meeting
    people = _addresses(meeting.attendees)
    tenant.mailroom.check_room(meeting.organiser, len(people), tenant.now())
    meeting.modified = tenant.stamp()
    tenant.calendars.of(entry.mailbox).remove(entry)
    del meeting.entries[entry.mailbox]
    _take_out(tenant, meeting, people)
    _write(tenant, meeting, "cancellation", people, comment)
    tenant.notify(f"users/{entry.mailbox}/events", entry.id, "deleted")


def remove_entry(tenant: Tenant, entry: Entry) -> None:
    """Delete an event from one calendar; the organiser's own takes the meeting with it."""
    if entry.is_organiser:
        cancel_meeting(tenant, entry)
        return
    tenant.calendars.of(entry.mailbox).remove(entry)
    entry.meeting.entries.pop(entry.mailbox, None)
    entry.meeting.former.pop(entry.mailbox, None)
    tenant.notify(f"users/{entry.mailbox}/events", entry.id, "deleted")


def reply(tenant: Tenant, entry: Entry, verb: str, comment: str, *, send: bool) -> None:
    """Accept, decline or tentatively accept from an attendee's calendar; the organiser's event shows it."""
    if entry.is_organiser:
        raise errors.organiser_cannot_reply()
    meeting, person = entry.meeting, tenant.directory.users[entry.mailbox]
    entry.response, entry.responded = REPLIES[verb], tenant.stamp()
    if attendee := meeting.find_attendee(person["mail"]):
        attendee["status"] = {"response": entry.response, "time": entry.responded}
    tenant.calendars.of(entry.mailbox).touch(entry)
    if entry.response == "declined":
        remove_entry(tenant, entry)
    _refresh(tenant, meeting, everyone=False)
    if send and meeting.organiser in meeting.entries and meeting.organiser in tenant.directory.users:
        organiser = tenant.directory.users[meeting.organiser]["mail"]
        subject = f"{REPLY_WORDS[entry.response]}: {meeting.data['subject']}"
        mail = Mail("reply", person["mail"], (organiser,), subject, comment, tenant.now(), meeting.uid)
        tenant.mailroom.post(mail, entry.mailbox, mail.to)


def _go_online(tenant: Tenant, meeting: Meeting, data: Json) -> None:
    """Give `data` a Teams link and put the joining details into its text."""
    url = f"https://teams.microsoft.com/l/meetup-join/{tenant.next_id('19%3ameeting_')}%40thread.v2/0"
    body = with_teams_block(str(data.get("body", meeting.data["body"])), url)
    data.update(isOnlineMeeting=True, joinUrl=url, body=body)


def _change_online(tenant: Tenant, meeting: Meeting, body: Json, changes: Json) -> None:
    """Keep an online meeting online, unless its new text lost the joining details."""
    if meeting.data["isOnlineMeeting"]:
        if "body" in changes and meeting.data["joinUrl"] not in changes["body"]:
            changes.update(isOnlineMeeting=False, joinUrl=None)
    elif body.get("isOnlineMeeting") and meeting.organiser not in tenant.calendars.without_teams:
        _go_online(tenant, meeting, changes)


def _addresses(attendees: list[Json]) -> list[str]:
    return [attendee["emailAddress"]["address"].lower() for attendee in attendees]


def _people_behind(tenant: Tenant, addresses: list[str]) -> Iterator[str]:
    """Yield the ids of the people at these addresses (in lower case) and in the lists among them."""
    directory = tenant.directory
    for address in addresses:
        if address in directory.by_mail:
            yield from directory.groups[directory.by_mail[address]].members
        elif person := directory.by_address.get(address):
            yield person


def _put_in_calendars(tenant: Tenant, meeting: Meeting, addresses: list[str], *, again: bool = False) -> None:
    """Give everyone at these addresses who has a mailbox an entry; after a move they are asked `again`."""
    entries, former = meeting.entries, meeting.former
    for person in _people_behind(tenant, addresses):
        if person in entries:
            if again and person != meeting.organiser:
                entries[person].response = "notResponded"
        elif person != meeting.organiser and tenant.has_mailbox(person):
            entry = former.pop(person, None) or Entry(tenant.next_id("AAMkAD"), person, meeting)
            entry.cancelled, entry.response = False, "notResponded"
            entries[person] = entry
            tenant.calendars.of(person).touch(entry)
            tenant.notify(f"users/{person}/events", entry.id, "created")


def _take_out(tenant: Tenant, meeting: Meeting, addresses: list[str]) -> None:
    """Mark the meeting as cancelled in these people's calendars, where it stays until they remove it."""
    for person in _people_behind(tenant, addresses):
        if entry := meeting.entries.pop(person, None):
            meeting.former[person] = entry
            entry.cancelled = True
            tenant.calendars.of(person).touch(entry)
            tenant.notify(f"users/{person}/events", entry.id, "updated")


def _refresh(tenant: Tenant, meeting: Meeting, *, everyone: bool) -> None:
    """Give the organiser's entry a new version; with `everyone`, the attendees' too, who have had a letter."""
    for person, entry in meeting.entries.items():
        if everyone or person == meeting.organiser:
            tenant.calendars.of(person).touch(entry)
            tenant.notify(f"users/{person}/events", entry.id, "updated")


def _write(tenant: Tenant, meeting: Meeting, kind: str, people: list[str], comment: str = "") -> None:
    if not people:
        return
    subject = f"Canceled: {meeting.data['subject']}" if kind == "cancellation" else meeting.data["subject"]
    lines = [comment, f"When: {write_for_people(meeting.start, meeting.end)}"]
    if place := meeting.data["location"]["displayName"]:
        lines.append(f"Where: {place}")
    lines.append(to_text(meeting.data["body"]))
    sender = tenant.directory.users[meeting.organiser]["mail"]
    mail = Mail(
        kind, sender, tuple(people), subject, "\n".join(filter(None, lines)), tenant.now(), meeting.uid
    )
    behind = [address for person in people for address in tenant.directory.expand(person)]
    tenant.mailroom.post(mail, meeting.organiser, behind)

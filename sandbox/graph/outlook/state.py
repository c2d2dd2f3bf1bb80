"""Calendars: a meeting once, and an entry for it in the calendar of everyone concerned.

The organiser's entry and the attendees' share the one meeting, so they can never disagree; what is one's own (the
reply, whether it was cancelled for them) is kept in the entry.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field
from datetime import datetime

from sandbox.graph.call import Json
from sandbox.graph.delta import Feed
from sandbox.graph.odata import split_property_id
from sandbox.graph.outlook import errors

Property = tuple[tuple[str, str], str]


@dataclass(slots=True)
class Meeting:
    """An event as its organiser made it. `data` holds the writable properties, times are moments in UTC.

    `entries` are those of the organiser and the attendees by person's id, `former` those of people taken off it.
    """

    uid: str
    organiser: str
    data: Json
    start: datetime
    end: datetime
    created: str
    modified: str
    attendees: list[Json] = field(default_factory=list)
    properties: dict[str, str] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)
    former: dict[str, Entry] = field(default_factory=dict)

    def property_keys(self) -> frozenset[Property]:
        """Return the extended properties as a filter compares them."""
        return frozenset((split_property_id(key), value.lower()) for key, value in self.properties.items())

    def find_attendee(self, address: str) -> Json | None:
        """Return the attendee with this address."""
        wanted = address.lower()
        return next((a for a in self.attendees if a["emailAddress"]["address"].lower() == wanted), None)


@dataclass(slots=True)
class Entry:
    """A meeting in one calendar."""

    id: str
    mailbox: str
    meeting: Meeting
    response: str = "notResponded"
    responded: str = "0001-01-01T00:00:00Z"
    cancelled: bool = False
    shown: Json | None = None

    @property
    def is_organiser(self) -> bool:
        """Say whether this is the organiser's own entry."""
        return self.meeting.organiser == self.mailbox


@dataclass(slots=True)
class Calendar:
    """One mailbox's primary calendar. `transactions` outlives the events, as Exchange's does."""

    entries: dict[str, Entry] = field(default_factory=dict)
    transactions: dict[str, str] = field(default_factory=dict)
    feed: Feed = field(default_factory=Feed)

    def get(self, entry_id: str) -> Entry:
        """Return an entry, or raise 404."""
        if entry := self.entries.get(entry_id):
            return entry
        raise errors.no_item()

    def touch(self, entry: Entry) -> None:
        """Note that an entry is new or has changed."""
        self.entries[entry.id] = entry
        entry.shown = None
        self.feed.touch(entry.id)

    def remove(self, entry: Entry) -> None:
        """Take an entry out of the calendar."""
        del self.entries[entry.id]
        self.feed.touch(entry.id)

    def change_key(self, entry: Entry) -> str:
        """Return the entry's version."""
        return b64encode(f"v{self.feed.changed[entry.id]:011d}".encode()).decode()

    def etag(self, entry: Entry) -> str:
        """Return the entry's version as If-Match takes it."""
        return f'W/"{self.change_key(entry)}"'


@dataclass(slots=True)
class Calendars:
    """The calendars of a tenant by person's id, and the people whose mailbox makes no Teams links."""

    by_mailbox: dict[str, Calendar] = field(default_factory=dict)
    without_teams: set[str] = field(default_factory=set)

    def of(self, mailbox: str) -> Calendar:
        """Return a person's calendar."""
        calendar = self.by_mailbox.get(mailbox)
        if calendar is None:
            calendar = self.by_mailbox[mailbox] = Calendar()
        return calendar

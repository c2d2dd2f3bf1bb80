"""Looking at Microsoft 365: the tenant's people, our lists, the library and who may open it, the diaries ahead.

Everything is read at once, and after the first time only what has changed (see `streams`). Either everything was seen
or nothing is said: an observation with a hole in it would look like things being deleted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from graph_sync.desired import Desired, begin_description
from graph_sync.diary import name_diary, read_diary, read_singly
from graph_sync.directory import (
    GROUPS,
    USERS,
    read_accounts,
    read_accounts_on_lists,
    read_list,
    read_lists,
    read_users,
)
from graph_sync.events import read_event
from graph_sync.kinds import Id, Kind, make_set
from graph_sync.library import (
    find_root,
    name_access,
    name_library,
    read_access,
    read_folder_access,
    read_items,
    read_library,
)
from graph_sync.observed import DriveItem, Observed, Seen
from graph_sync.place import NAME as PLACE
from graph_sync.place import note_place, read_library_id, read_mailboxes
from graph_sync.ports import Applied, Json, Place, Stream, StreamChange, Tenant
from graph_sync.stamps import name_stamps, read_stamps
from graph_sync.streams import merge
from graph_sync.together import run_together
from trust.settings import TrustSettings
from trust.values import place_in_london

Streams = Mapping[str, Stream]


@dataclass(frozen=True, slots=True)
class Survey:
    """What a plan is made from, kept together for applying it; `news` is what the streams did not hold yet."""

    place: Place
    observed: Observed
    last_applied: Mapping[Id, Applied]
    news: tuple[StreamChange, ...]


async def fetch_survey(
    tenant: Tenant,
    settings: TrustSettings,
    desired: Desired,
    last_applied: Mapping[Id, Applied],
    streams: Streams,
    now: datetime,
) -> Survey:
    """Look at everything the plan needs.

    Args:
        tenant: Where to look.
        settings: The site, the mailbox, and how our lists are called.
        desired: Whom to look up, and whose diaries to read.
        last_applied: Events we know of are looked at even when they are out of sight.
        streams: What was seen before.
        now: The moment of the run; what has begun by then is history and left out.

    Raises:
        RefusedError: Something could not be read.
    """
    reader = _Reader(tenant, settings, desired, last_applied, streams, now)
    await run_together(
        (reader.read_library(), reader.read_mailboxes(), reader.read_directory(), reader.read_diaries())
    )
    await run_together((reader.read_access(), reader.read_stamps()))
    return reader.make_survey()


class _Reader:
    """One look at everything: what was read so far, merged with what was known."""

    def __init__(
        self,
        tenant: Tenant,
        settings: TrustSettings,
        desired: Desired,
        last_applied: Mapping[Id, Applied],
        streams: Streams,
        now: datetime,
    ) -> None:
        self.tenant, self.desired, self.now = tenant, desired, now
        self.settings, self.where = settings, settings.microsoft365
        self.last = last_applied
        self.streams = dict(streams)
        self.news: list[StreamChange] = []
        self.events = {
            last.graph_id: last for last in last_applied.values() if last.kind is Kind.EVENT and last.stands
        }
        self.dragged: dict[str, dict[str, Json]] = {}
        self.drive_id, self.mailboxes = "", dict[str, bool]()
        self.items: dict[str, DriveItem] = {}
        self.touched: set[str] = set()

    async def read_library(self) -> None:
        """Find the library and read it."""
        self.drive_id = await read_library_id(self.tenant, self.streams.get(PLACE), self.where, self.now)
        stream = self.streams.get(name_library(self.drive_id))
        change = await read_library(self.tenant, stream, self.drive_id, self.now)
        self._note(change)
        self.touched = set(change.rows)
        self.items = read_items(self.streams[name_library(self.drive_id)].rows)

    async def read_mailboxes(self) -> None:
        """Find which mailboxes make Teams links."""
        place = self.streams.get(PLACE)
        self.mailboxes = await read_mailboxes(self.tenant, place, self.desired.mailboxes, self.now)

    async def read_directory(self) -> None:
        """Read people and lists."""
        wanted = [thing for thing in self.desired.things.values() if thing.kind is Kind.LIST]
        ours = {last.graph_id for last in self.last.values() if last.kind is Kind.LIST and last.stands}
        people, lists = await run_together((
            read_users(self.tenant, self.streams.get(USERS), self.desired.addresses, self.now),
            read_lists(
                self.tenant,
                self.streams.get(GROUPS),
                prefix=self.where.list_prefix,
                description=begin_description(self.settings),
                ours=ours,
                names=sorted({str(one.fields["name"]) for one in wanted if not self._stands(one.id)}),
                now=self.now,
            ),
        ))  # fmt: skip
        self._note(people)
        self._note(lists)

    async def read_diaries(self) -> None:
        """Read the diaries events are made in now, and those that hold one from before."""
        made_in = {last.mailbox or self.desired.organiser for last in self.events.values()}
        mailboxes = sorted(made_in.union(self.desired.mailboxes))
        await run_together(self._read_diary(mailbox) for mailbox in mailboxes)

    async def _read_diary(self, mailbox: str) -> None:
        known = {event_id: last.key for event_id, last in self.events.items()}
        name = name_diary(mailbox)
        self._note(await read_diary(self.tenant, self.streams.get(name), mailbox, known, self.now))
        there = self.streams[name].rows
        missing = [
            last.graph_id
            for last in self.events.values()
            if (last.mailbox or self.desired.organiser) == mailbox
            and last.id in self.desired.things
            and last.graph_id not in there
        ]
        self.dragged[mailbox] = await read_singly(self.tenant, mailbox, missing)

    async def read_access(self) -> None:
        """Read who may open the folders that not everyone may."""
        folders = {folder.graph_id for folder in self._find_closed().values()}
        stream = self.streams.get(name_access(self.drive_id))
        change = await read_access(
            self.tenant, stream, self.drive_id, folders, self.items, self.touched, self.now
        )
        if change is not None:
            self._note(change)

    async def read_stamps(self) -> None:
        """Read what the papers are made from that there is now more to say in."""
        stream = self.streams.get(name_stamps(self.drive_id))
        files = self._find_outdated()
        change = await read_stamps(self.tenant, stream, self.drive_id, files, self.now)
        if change is not None:
            self._note(change)

    def _find_outdated(self) -> dict[str, str]:
        """Find the version of every paper, by id, that is not known to say what it should."""
        names: set[tuple[str, str]] = set()
        found: dict[str, str] = {}
        for wanted in self.desired.things.values():
            if wanted.kind is not Kind.FILE or "content" not in wanted.fields:
                continue
            last = self.last.get(wanted.id)
            if last is None or not last.stands:
                folder = self.desired.things[Kind.FOLDER, str(wanted.fields["inside"])]
                names.add((str(folder.fields["name"]), str(wanted.fields["name"]).casefold()))
            elif last.fields.get("content") != wanted.fields["content"] and last.graph_id in self.items:
                found[last.graph_id] = self.items[last.graph_id].version
        for item in self.items.values() if names else ():
            above = self.items.get(item.parent_id)
            if above and (above.name, item.name.casefold()) in names:
                found[item.graph_id] = item.version
        return found

    def make_survey(self) -> Survey:
        """Put together what was read."""
        accounts, names = read_accounts(self.streams[USERS].rows, self.desired.addresses)
        accounts |= read_accounts_on_lists(self.streams[GROUPS].rows, names)
        prefix = self.where.list_prefix
        adopted = {last.graph_id: last.key for last in self.last.values() if last.kind is Kind.LIST}
        lists = [
            read_list(group_id, row, names, prefix) for group_id, row in self.streams[GROUPS].rows.items()
        ]
        lists = [replace(one, key=one.key or adopted.get(one.graph_id, "")) for one in lists]
        events, twins = self._part_twins(
            [_rename_attendees(event, accounts, names) for event in self._read_events()]
        )
        library = self.streams[name_library(self.drive_id)].rows
        observed = Observed(
            events={event.key: event for event in events if event.key},
            lists={one.key: one for one in lists if one.key},
            access=self._see_access(lists, names),
            items=self.items,
            root_id=find_root(library),
            strangers=tuple(one for one in (*events, *lists) if not one.key),
            twins=twins,
            accounts=accounts,
            stamps={item: str(row["stamp"]) for item, row in self._find_stamps().items()},
        )
        self._note(note_place(self.streams.get(PLACE), self.where, self.drive_id, self.mailboxes, self.now))
        with_teams = frozenset(mailbox for mailbox, makes in self.mailboxes.items() if makes)
        place = Place(self.drive_id, observed.root_id, with_teams)
        return Survey(place, observed, self.last, tuple(self.news))

    def _read_events(self) -> list[Seen]:
        now = f"{place_in_london(self.now):%Y-%m-%dT%H:%M}"
        rows = [
            (event_id, mailbox, row)
            for mailbox, dragged in self.dragged.items()
            for event_id, row in {**self.streams[name_diary(mailbox)].rows, **dragged}.items()
        ]
        # One of ours that was dragged into the past has not been held for all that.
        ahead = {event_id for event_id, last in self.events.items() if last.id in self.desired.things}
        return [
            read_event(event_id, mailbox, row)
            for event_id, mailbox, row in rows
            if row["when"] > now or event_id in ahead
        ]

    def _part_twins(self, events: list[Seen]) -> tuple[list[Seen], tuple[Seen, ...]]:
        """Part the events that carry a key already carried by another; of those, the one we know is kept."""
        kept: list[Seen] = []
        twins: list[Seen] = []
        keys: set[str] = set()
        for event in sorted(
            events, key=lambda e: (e.graph_id not in self.events, str(e.fields["when"]), e.graph_id)
        ):
            (twins if event.key in keys else kept).append(event)
            keys |= {event.key} - {""}
        return kept, tuple(twins)

    def _see_access(self, lists: list[Seen], names: Mapping[str, str]) -> dict[str, Seen]:
        stream = self.streams.get(name_access(self.drive_id))
        rows = stream.rows if stream else {}
        keys = {one.graph_id: one.key for one in lists if one.key}
        return {
            key: read_folder_access(key, folder, rows[folder.graph_id], self.items, keys, names)
            for key, folder in self._find_closed().items()
            if folder.graph_id in rows
        }

    def _find_stamps(self) -> Mapping[str, Json]:
        stream = self.streams.get(name_stamps(self.drive_id))
        return stream.rows if stream else {}

    def _find_closed(self) -> dict[str, DriveItem]:
        """Find the folders that are there and that not everyone may open, by key."""
        keys = [key for kind, key in self.desired.things if kind is Kind.ACCESS]
        ids = {key: self.last[Kind.FOLDER, key].graph_id for key in keys if (Kind.FOLDER, key) in self.last}
        return {key: self.items[item_id] for key, item_id in ids.items() if item_id in self.items}

    def _stands(self, thing: Id) -> bool:
        return thing in self.last and self.last[thing].stands

    def _note(self, change: StreamChange) -> None:
        before = self.streams.get(change.name)
        self.streams[change.name] = merge(before, change)
        if self.streams[change.name] != before:
            self.news.append(change)


def _rename_attendees(event: Seen, accounts: Mapping[str, str], names: Mapping[str, str]) -> Seen:
    """Know people by the address the year does; Exchange may count the organiser among those who attend."""
    known = {address: names.get(accounts.get(address, ""), address) for address in event.replies}
    people = make_set(set(known.values()) - {event.mailbox})
    replies = {known[address]: said for address, said in event.replies.items()}
    return replace(event, fields={**event.fields, "attendees": people}, replies=replies)

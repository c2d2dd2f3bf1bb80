"""What Microsoft 365 should hold, worked out from the year alone.

- An event for every published meeting that has not begun, in the service mailbox or the chair's (a meeting stays in the
  mailbox it was made in), attended by the group's members on the meeting's own day. Those whose term's invitations are not due yet are known but not made.
- A list for every group that is active today and has members, owned by its chair, co-chair and coordinator.
- Folders year / group / meeting with an agenda and minutes to begin with. Where a group is not open its folder
  belongs to its list alone, before anything is put inside.

What outsiders may not read of a group that is not open is kept from them here: its events are private, a restricted
group's list is hidden from Outlook, and bodies name nothing but the trust. How any of this is written in Graph's terms
is for `events`, `lists` and `folders`; what is there already is for `observe`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, partial
from html import escape
from typing import ClassVar

from graph_sync.kinds import Fields, Id, Kind, make_set
from graph_sync.naming import make_distinct, make_file_name, make_meeting_name
from graph_sync.papers import Paper, PaperKind, build_paper
from trust.cadence import Format
from trust.groups import Group, Office, Sensitivity
from trust.horizon import find_horizon
from trust.meetings import Meeting, MeetingStatus
from trust.membership import find_members, find_officers
from trust.people import Person
from trust.places import Venue
from trust.settings import Organiser, TrustSettings
from trust.values import place_in_london
from trust.year import Trust, Year

TEAMS_PLACE = "Microsoft Teams meeting"
NO_PLACE_YET = "To be confirmed"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A thing that should be there. One that is not `due` is kept right if it exists, but not made yet."""

    kind: ClassVar[Kind]
    key: str
    title: str
    fields: Fields = field(default_factory=dict)
    due: bool = True

    @property
    def id(self) -> Id:
        """Kind and key."""
        return self.kind, self.key


@dataclass(frozen=True, kw_only=True)
class WantedList(Wanted):
    """A group's list; `nickname` is its address before the @, `names` maps addresses to people's names."""

    kind = Kind.LIST
    nickname: str
    hidden: bool
    names: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class WantedFolder(Wanted):
    """A folder. Its key is the path of keys that leads to it: year, year/group or year/group/rule."""

    kind = Kind.FOLDER


@dataclass(frozen=True, kw_only=True)
class WantedAccess(Wanted):
    """A folder only one list may open, so that whoever leaves the list can no longer; the key is the folder's."""

    kind = Kind.ACCESS
    list_key: str


@dataclass(frozen=True, kw_only=True)
class WantedFile(Wanted):
    """A document made once, in the folder its key begins with; what it begins with is gathered only then."""

    kind = Kind.FILE
    build_paper: Callable[[], Paper] = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class WantedEvent(Wanted):
    """A meeting in diaries, made in `mailbox`; `body` is written when it is made and left alone afterwards."""

    kind = Kind.EVENT
    group: str
    mailbox: str
    body: str
    names: Mapping[str, str]


@dataclass(frozen=True)
class Desired:
    """Everything wanted, and what is to be left alone or called off.

    Attributes:
        things: What should be there, in the order in which it is made.
        organiser: The service mailbox.
        begun: Keys of meetings that have begun: history, no longer the engine's business.
        cancelled: Keys of meetings that were called off.
    """

    things: Mapping[Id, Wanted]
    organiser: str
    begun: frozenset[str] = frozenset()
    cancelled: frozenset[str] = frozenset()

    @cached_property
    def mailboxes(self) -> tuple[str, ...]:
        """The mailboxes its events are made in, the service mailbox among them."""
        made_in = {thing.mailbox for thing in self.things.values() if isinstance(thing, WantedEvent)}
        return tuple(sorted(made_in | {self.organiser}))

    @cached_property
    def addresses(self) -> frozenset[str]:
        """Everybody who is named in it, by the address the year knows them by."""
        named = (thing.names for thing in self.things.values() if isinstance(thing, WantedEvent | WantedList))
        return frozenset(address for names in named for address in names).union(self.mailboxes)


def build_desired(year: Year, now: datetime) -> Desired:
    """Work out what Microsoft 365 should hold at a moment."""
    now = place_in_london(now)
    published = [m for m in year.meetings if m.status is MeetingStatus.PUBLISHED]
    ahead = sorted((m for m in published if m.starts > now), key=lambda m: (m.starts, m.key))
    horizon = find_horizon(year.trust, now)
    due = {m.key for m in ahead if horizon and m.starts.date() <= horizon}
    wanted = (
        *_build_lists(year.trust, now.date()),
        *_build_papers(year, ahead, due),
        *(_build_event(year.trust, m, due=m.key in due) for m in ahead),
    )
    return Desired(
        things={thing.id: thing for thing in wanted},
        organiser=year.trust.settings.microsoft365.organiser,
        begun=frozenset(m.key for m in published if m.starts <= now),
        cancelled=frozenset(m.key for m in year.meetings if m.status is MeetingStatus.CANCELLED),
    )


def make_description(settings: TrustSettings, group: str) -> str:
    """Describe a list, with its address: a list that was adopted has no other mark of whose it is."""
    return f"{begin_description(settings)} [{settings.microsoft365.list_prefix}{group}]"


def begin_description(settings: TrustSettings) -> str:
    """Write what the descriptions of all our lists begin with."""
    return f"A co-design group of {settings.name}."


def make_place(trust: Trust, meeting: Meeting) -> str:
    """Say where a meeting is."""
    if meeting.format is Format.ONLINE:
        return TEAMS_PLACE
    place = trust.place_by_id.get(meeting.place or "")
    address = place.address if isinstance(place, Venue) else ""
    return ", ".join(filter(None, (meeting.room, place.name if place else "", address))) or NO_PLACE_YET


def _build_lists(trust: Trust, day: date) -> Iterator[WantedList]:
    settings = trust.settings
    for group in trust.groups:
        officers = {p.upn: p for held in find_officers(trust, group, day).values() for p in held}
        # A coordinator looks after the papers, so is on the list even when not a member of the group.
        people = {p.upn: p for p in find_members(trust, group, day)} | officers
        if not group.holds(day) or not people:
            continue
        yield WantedList(
            key=group.id,
            title=group.name,
            nickname=settings.microsoft365.list_prefix + group.id,
            hidden=group.sensitivity is Sensitivity.RESTRICTED,
            names=_names(people.values()) | {settings.microsoft365.organiser: "the service mailbox"},
            fields={
                "name": group.name,
                "description": make_description(settings, group.id),
                "owners": make_set(officers or [settings.microsoft365.organiser]),
                "members": make_set(people),
            },
        )


def _build_papers(year: Year, ahead: list[Meeting], due: set[str]) -> Iterator[Wanted]:
    groups = {group.id: group for group in year.trust.groups}
    group_names = make_distinct({key: make_file_name(groups[key].name) for key in {m.group for m in ahead}})
    meeting_names = _name_meetings(ahead)
    due_folders = {above for key in due for above in find_folders_above(key)}
    for key in sorted({above for m in ahead for above in find_folders_above(m.key)}):
        group = groups.get(key.partition("/")[2])
        name = group_names[group.id] if group else key
        title = f"{find_folders_above(key)[0]}/{name}" if group else name
        inside = "".join(find_folders_above(key)[-1:])
        yield WantedFolder(
            key=key, title=title, fields={"name": name, "inside": inside}, due=key in due_folders
        )
        if group and group.sensitivity is not Sensitivity.OPEN:
            may: Fields = {"alone": True, "grants": (say_grant(f"the list {group.id}", "write"),)}
            yield WantedAccess(key=key, title=title, list_key=group.id, fields=may, due=key in due_folders)
    for meeting in ahead:
        title = (
            f"{find_folders_above(meeting.key)[0]}/{group_names[meeting.group]}/{meeting_names[meeting.key]}"
        )
        name = meeting_names[meeting.key]
        yield WantedFolder(
            key=meeting.key,
            title=title,
            fields={"name": name, "inside": find_folders_above(meeting.key)[-1]},
            due=meeting.key in due,
        )
        for kind in PaperKind:
            yield WantedFile(
                key=f"{meeting.key}/{kind.value}",
                title=f"{title}/{kind.file_name}",
                fields={"name": kind.file_name, "inside": meeting.key},
                build_paper=partial(
                    build_paper, year, groups[meeting.group], meeting, kind, make_place(year.trust, meeting)
                ),
                due=meeting.key in due,
            )


def say_grant(who: str, role: str) -> str:
    """Write who may open a folder, the way the set of grants holds it.

    >>> say_grant("the list maths", "write")
    'the list maths (write)'
    """
    return f"{who} ({role})"


def find_folders_above(key: str) -> tuple[str, ...]:
    """List the keys of the folders something is in, outermost first.

    >>> find_folders_above("2026-27/maths/spring-1")
    ('2026-27', '2026-27/maths')
    """
    steps = key.split("/")
    return tuple("/".join(steps[:depth]) for depth in range(1, len(steps)))


def _name_meetings(meetings: list[Meeting]) -> dict[str, str]:
    by_folder: dict[str, dict[str, str]] = {}
    for m in meetings:
        folder, _, rule = m.key.rpartition("/")
        by_folder.setdefault(folder, {})[rule] = make_meeting_name(m.starts.date(), m.title)
    return {
        f"{folder}/{rule}": name
        for folder, names in by_folder.items()
        for rule, name in make_distinct(names).items()
    }


def _build_event(trust: Trust, meeting: Meeting, *, due: bool) -> WantedEvent:
    group = trust.group_by_id[meeting.group]
    organiser = _find_organiser(trust, group, meeting.starts.date())
    people = [p for p in find_members(trust, group, meeting.starts.date()) if p.upn != organiser]
    subject = f"{group.name}: {meeting.title}"
    online: Fields = {"online": True} if meeting.format is Format.ONLINE else {}
    return WantedEvent(
        key=meeting.key,
        title=f"{subject}, {meeting.starts:%a} {meeting.starts.day} {meeting.starts:%b %Y}",
        group=group.name,
        mailbox=organiser,
        fields={
            "subject": subject,
            "when": make_when(meeting.starts, meeting.ends),
            "place": make_place(trust, meeting),
            "private": group.sensitivity is not Sensitivity.OPEN,
            "attendees": make_set(p.upn for p in people),
            **online,
        },
        body=make_body(trust.settings),
        names=_names(people),
        due=due,
    )


def _find_organiser(trust: Trust, group: Group, day: date) -> str:
    """Find the mailbox a meeting is made in; without a chair it is the service mailbox."""
    settings = trust.settings.microsoft365
    if settings.organised_by is Organiser.CHAIR and (
        chairs := find_officers(trust, group, day)[Office.CHAIR]
    ):
        return chairs[0].upn
    return settings.organiser


def make_body(settings: TrustSettings) -> str:
    """Write an invitation's text: the same for every meeting of the trust, so it never has to be changed."""
    return (
        f"<p>This meeting is part of the co-design year of {escape(settings.name)}.</p>"
        "<p>Its agenda and minutes are kept in the group's SharePoint folder.</p>"
        f"<p>Questions: {escape(settings.help_contact.name)}, {escape(settings.help_contact.how)}.</p>"
    )


def _names(people: Iterable[Person]) -> dict[str, str]:
    return {person.upn: person.name for person in people}


def make_when(starts: datetime, ends: datetime) -> str:
    """Write a meeting's time as its event's field: London's wall clock, start and end.

    >>> make_when(datetime(2027, 1, 19, 15, 45), datetime(2027, 1, 19, 17, 0))
    '2027-01-19T15:45/2027-01-19T17:00'
    """
    return "/".join(f"{place_in_london(moment):%Y-%m-%dT%H:%M}" for moment in (starts, ends))

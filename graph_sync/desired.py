"""What Microsoft 365 should hold, worked out from the year alone.

- An event for every published meeting that has not begun, in the service mailbox or the chair's (a meeting stays in the
  mailbox it was made in), attended by the group's members on the meeting's own day and by whoever goes in the place of
  one who declined. Those whose term's invitations are not due yet are known but not made. Its text tells of the agenda
  once that is published.
- A list for every group that is active today and has members, owned by its chair, co-chair and coordinator.
- Folders year / group / meeting with an agenda and minutes to begin with, which are made anew when the agenda is
  published and when the minutes are approved. Of a meeting that has begun only its minutes are kept so. Where a
  group is not open its folder belongs to its list alone, before anything is put inside.
- In a meeting's folder one for its officers alone, once minutes are saved, with the draft of them. It is a document of
  its own because Graph can close one to others but not open it again, and because a document keeps its earlier versions.

What outsiders may not read of a group that is not open is kept from them here: its events are private, a restricted
group's list is hidden from Outlook, and bodies name nothing but the trust and, of open groups, the published agenda. How any of this is written in Graph's terms
is for `events`, `lists` and `folders`; what is there already is for `observe`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, lru_cache, partial
from typing import ClassVar

from graph_sync.invitation import Section, make_body
from graph_sync.kinds import Fields, Id, Kind, make_set
from graph_sync.naming import make_distinct, make_file_name, make_meeting_name
from graph_sync.papers import (
    DRAFT_NAME,
    DRAFTS,
    FOR_OFFICERS,
    Paper,
    PaperKind,
    build_paper,
    find_content,
    find_section,
)
from trust.cadence import Format
from trust.groups import Group, Office, Sensitivity
from trust.horizon import find_horizon
from trust.meetings import Meeting, MeetingStatus
from trust.membership import find_members, find_officers
from trust.papers import Answer
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
    """A folder. Its key is the path of keys that leads to it: year, year/group, year/group/rule or, for officers, one more."""

    kind = Kind.FOLDER


@dataclass(frozen=True, kw_only=True)
class WantedAccess(Wanted):
    """A folder only one list may open, so that whoever leaves it can no longer, or only some people; the key is the folder's."""

    kind = Kind.ACCESS
    list_key: str = ""
    people: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class WantedFile(Wanted):
    """A document in the folder its key begins with; what it says is gathered only when it is made."""

    kind = Kind.FILE
    build_paper: Callable[[], Paper] = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class WantedEvent(Wanted):
    """A meeting in diaries, made in `mailbox`; of its text only the agenda's section is written again."""

    kind = Kind.EVENT
    group: str
    mailbox: str
    body: str
    names: Mapping[str, str]
    agenda: Section | None = None


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
        let_in = (thing.people for thing in self.things.values() if isinstance(thing, WantedAccess))
        return frozenset(address for names in (*named, *let_in) for address in names).union(self.mailboxes)


def build_desired(year: Year, now: datetime) -> Desired:
    """Work out what Microsoft 365 should hold at a moment."""
    now = place_in_london(now)
    published = [m for m in year.meetings if m.status is MeetingStatus.PUBLISHED]
    ahead = sorted((m for m in published if m.starts > now), key=_by_time)
    horizon = find_horizon(year.trust, now)
    due = {m.key for m in ahead if horizon and m.starts.date() <= horizon}
    delegates = _find_delegates(year)
    wanted = (
        *_build_lists(year.trust, now.date()),
        *_build_papers(year, published, ahead, due, now.date()),
        *(_build_event(year, m, delegates, due=m.key in due) for m in ahead),
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


def _build_papers(
    year: Year, published: list[Meeting], ahead: list[Meeting], due: set[str], today: date
) -> Iterator[Wanted]:
    to_come = {m.key for m in ahead}
    contents = _find_contents(year, published, to_come)
    groups = {group.id: group for group in year.trust.groups}
    # Of what has begun only minutes are still kept right, where there is a folder for them.
    written = {m.meeting for m in year.minutes if not m.url}
    begun = [m for m in published if m.key in written and m.key not in to_come and m.group in groups]
    meetings = sorted((*ahead, *begun), key=_by_time)
    group_names = make_distinct(
        {key: make_file_name(groups[key].name) for key in dict.fromkeys(m.group for m in meetings)}
    )
    meeting_names = _name_meetings(published)
    due_folders = {above for key in due for above in find_folders_above(key)}
    for key in sorted({above for m in meetings for above in find_folders_above(m.key)}):
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
    for meeting in meetings:
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
        for kind in PaperKind if meeting.key in to_come else (PaperKind.MINUTES,):
            content = contents.get(meeting.key, {}).get(kind)
            yield WantedFile(
                key=f"{meeting.key}/{kind.value}",
                title=f"{title}/{kind.file_name}",
                fields={"name": kind.file_name, "inside": meeting.key}
                | ({"content": content} if content else {}),
                build_paper=partial(
                    build_paper, year, groups[meeting.group], meeting, kind, make_place(year.trust, meeting)
                ),
                due=meeting.key in due,
            )
        if meeting.key in written:
            yield from _build_draft(year, groups[meeting.group], meeting, title, today)


def _build_draft(
    year: Year, group: Group, meeting: Meeting, folder: str, today: date
) -> Iterator[WantedFolder | WantedAccess | WantedFile]:
    """Build what the officers of today alone may open: made for a draft that was saved, and kept so from then on."""
    key, place = f"{meeting.key}/{DRAFTS}", make_place(year.trust, meeting)
    content = find_content(year, meeting, PaperKind.MINUTES, place, draft=True)
    due, title = bool(content), f"{folder}/{FOR_OFFICERS}"
    officers = {p.upn for held in find_officers(year.trust, group, today).values() for p in held}
    people = make_set(officers or [year.trust.settings.microsoft365.organiser])
    may: Fields = {"alone": True, "grants": make_set(say_grant(one, "write") for one in people)}
    yield WantedFolder(key=key, title=title, fields={"name": FOR_OFFICERS, "inside": meeting.key}, due=due)
    yield WantedAccess(key=key, title=title, people=people, fields=may, due=due)
    yield WantedFile(
        key=f"{key}/{PaperKind.MINUTES.value}",
        title=f"{title}/{DRAFT_NAME}",
        fields={"name": DRAFT_NAME, "inside": key} | ({"content": content} if content else {}),
        build_paper=partial(build_paper, year, group, meeting, PaperKind.MINUTES, place, draft=True),
        due=due,
    )


def _find_contents(
    year: Year, published: list[Meeting], to_come: set[str]
) -> dict[str, dict[PaperKind, str]]:
    """Find what the papers are made from that are published or saved; agendas only of meetings to come."""
    found: dict[str, dict[PaperKind, str]] = {}
    for meeting in published:
        for kind in PaperKind if meeting.key in to_come else (PaperKind.MINUTES,):
            if content := find_content(year, meeting, kind, make_place(year.trust, meeting)):
                found.setdefault(meeting.key, {})[kind] = content
    return found


def _by_time(meeting: Meeting) -> tuple[datetime, str]:
    return meeting.starts, meeting.key


def say_grant(who: str, role: str) -> str:
    """Write who may open a folder, the way the set of grants holds it.

    >>> say_grant("the list maths", "write")
    'the list maths (write)'
    """
    return f"{who} ({role})"


@lru_cache(maxsize=10_000)
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


def _build_event(
    year: Year, meeting: Meeting, delegates: Mapping[str, list[Person]], *, due: bool
) -> WantedEvent:
    trust = year.trust
    group = trust.group_by_id[meeting.group]
    organiser = _find_organiser(trust, group, meeting.starts.date())
    invited = (*find_members(trust, group, meeting.starts.date()), *delegates.get(meeting.key, ()))
    people = [p for p in invited if p.upn != organiser]
    subject = f"{group.name}: {meeting.title}"
    online: Fields = {"online": True} if meeting.format is Format.ONLINE else {}
    agenda = find_section(year, group, meeting)
    told: Fields = {"agenda": agenda.mark} if agenda else {}
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
            **told,
        },
        body=make_body(trust.settings),
        names=_names(people),
        agenda=agenda,
        due=due,
    )


def _find_delegates(year: Year) -> dict[str, list[Person]]:
    """Find who goes in the place of somebody who declined, by meeting; whoever declined stays invited, and unmailed."""
    people = year.trust.person_by_id
    found: dict[str, list[Person]] = {}
    for reply in year.replies:
        if reply.answer is Answer.DECLINED and reply.delegate in people:
            found.setdefault(reply.meeting, []).append(people[reply.delegate])
    return found


def _find_organiser(trust: Trust, group: Group, day: date) -> str:
    """Find the mailbox a meeting is made in; without a chair it is the service mailbox."""
    settings = trust.settings.microsoft365
    if settings.organised_by is Organiser.CHAIR and (
        chairs := find_officers(trust, group, day)[Office.CHAIR]
    ):
        return chairs[0].upn
    return settings.organiser


def _names(people: Iterable[Person]) -> dict[str, str]:
    return {person.upn: person.name for person in people}


def make_when(starts: datetime, ends: datetime) -> str:
    """Write a meeting's time as its event's field: London's wall clock, start and end.

    >>> make_when(datetime(2027, 1, 19, 15, 45), datetime(2027, 1, 19, 17, 0))
    '2027-01-19T15:45/2027-01-19T17:00'
    """
    return "/".join(f"{place_in_london(moment):%Y-%m-%dT%H:%M}" for moment in (starts, ends))

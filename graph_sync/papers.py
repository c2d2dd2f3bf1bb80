"""What an agenda or a minutes document of a meeting says, as plain values, and what it is made from.

A document begins as a template, from what is known on that day, and is the group's own. Once the agenda is published, or
the minutes are approved, it is made anew from those, and again whenever what it is `made from` changes. Minutes that were
approved stay as they were then, whatever becomes of their actions. Until then what they say is their officers' own: the
draft is a document of its own, which `desired` puts where nobody else may open it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b

from graph_sync.invitation import Section, make_items
from trust.agenda_drafting import STANDING_TITLES, make_closing, make_opening
from trust.groups import Group, Office, Sensitivity
from trust.meetings import Meeting, find_group_of
from trust.membership import find_members, find_officers
from trust.papers import Action, ActionStatus, Agenda, AgendaItem, AgendaStatus, Minutes, MinutesStatus
from trust.people import Person
from trust.year import Year

PRESENT, APOLOGIES = "Present", "Apologies"
# Where a meeting's officers find the draft of its minutes: in its folder, under a key no paper has.
DRAFTS, FOR_OFFICERS, DRAFT_NAME = "drafts", "Officers only", "Draft minutes.docx"


class PaperKind(StrEnum):
    """The papers a meeting has from the start."""

    AGENDA = "agenda"
    MINUTES = "minutes"

    @property
    def file_name(self) -> str:
        """The document's name in the meeting's folder."""
        return f"{self.value.title()}.docx"


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the agenda: what, who leads, minutes set aside, and what it should lead to."""

    title: str
    lead: str = ""
    minutes: int = 0
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class NamedAction:
    """An action as a document shows it, carried over from an earlier meeting or agreed at this one."""

    text: str
    owner: str
    due: str


@dataclass(frozen=True, slots=True)
class Paper:
    """Everything a document shows.

    Attributes:
        content: What it is made from; "" while it is only there to be filled in.
        status: How far it is, in words.
        attendance: Each person, their school, and whether they were there, as far as that is noted.
        template: The trust's own Word file it is made with, if there is one.
    """

    kind: PaperKind
    trust: str
    group: str
    title: str
    details: tuple[tuple[str, str], ...]
    items: tuple[Item, ...]
    actions: tuple[NamedAction, ...]
    attendance: tuple[tuple[str, str, str], ...]
    content: str = ""
    status: str = ""
    summary: str = ""
    decisions: tuple[str, ...] = ()
    agreed: tuple[NamedAction, ...] = ()
    template: bytes = b""


def build_paper(
    year: Year, group: Group, meeting: Meeting, kind: PaperKind, place: str, *, draft: bool = False
) -> Paper:
    """Gather what an agenda or minutes document of a meeting shows.

    Args:
        year: The trust's year.
        group: Whose meeting it is.
        meeting: The meeting.
        kind: Which of the two papers.
        place: Where the meeting is, in words.
        draft: Whether it is the officers' own: then it says what was saved of the minutes before they are approved.
    """
    trust, day = year.trust, meeting.starts.date()
    officers = find_officers(trust, group, day)
    details = [
        ("Date", f"{meeting.starts:%A} {day.day} {day:%B %Y}"),
        ("Time", f"{meeting.starts:%H:%M} to {meeting.ends:%H:%M}"),
        ("Place", place),
        *(
            (office.value.capitalize(), _names(officers[office]) or "Vacant")
            for office in (Office.CHAIR, Office.CO_CHAIR)
        ),
    ]
    minutes = _find_minutes(year, meeting, draft=draft) if kind is PaperKind.MINUTES else None
    return Paper(
        kind=kind,
        trust=trust.settings.name,
        group=group.name,
        title=meeting.title,
        details=tuple(details),
        items=tuple(_say_item(year, item) for item in _find_items(year, group, meeting)),
        actions=tuple(_say_action(year, action) for action in _find_earlier_actions(year, meeting)),
        attendance=tuple(_find_attendance(year, group, meeting, minutes)),
        content=find_content(year, meeting, kind, place, draft=draft),
        status=_say_status(year, kind, minutes),
        summary=minutes.summary if minutes else "",
        decisions=minutes.decisions if minutes else (),
        agreed=tuple(_say_action(year, a) for a in _find_agreed(year, meeting)) if minutes else (),
        template=_find_template(year, kind),
    )


def find_content(year: Year, meeting: Meeting, kind: PaperKind, place: str, *, draft: bool = False) -> str:
    """Find what a paper, or the draft of one, is made from, in a few letters; "" while there is nothing it is made from."""
    about: tuple[object, ...] = (meeting.title, meeting.starts, meeting.ends, place)
    if kind is PaperKind.AGENDA:
        agenda = _find_published(year, meeting)
        if agenda is None:
            return ""
        return _name("published", *about, agenda.items, _find_template(year, kind))
    minutes = _find_minutes(year, meeting, draft=draft)
    if minutes is None:
        return ""
    said = (minutes.summary, minutes.decisions, sorted(minutes.present), sorted(minutes.apologies))
    if not draft:
        return _name("approved", *said, minutes.approved, minutes.approved_by)
    agreed = [(action.text, action.owner, action.due) for action in _find_agreed(year, meeting)]
    return _name("draft", *about, *said, agreed, _find_template(year, kind))


def find_section(year: Year, group: Group, meeting: Meeting) -> Section | None:
    """Find what an invitation tells of the agenda: nothing before it is published, its items where the group is open."""
    agenda = _find_published(year, meeting)
    if agenda is None:
        return None
    mark = f"{agenda.published:%Y-%m-%d}" if agenda.published else "published"
    if group.sensitivity is not Sensitivity.OPEN:
        return Section(mark)
    items = (_say_item(year, item) for item in agenda.items)
    return Section(mark, make_items((item.title, item.minutes, item.lead) for item in items))


def _find_published(year: Year, meeting: Meeting) -> Agenda | None:
    agenda = year.agenda_by_meeting.get(meeting.key)
    return agenda if agenda and agenda.status is AgendaStatus.PUBLISHED else None


def _find_minutes(year: Year, meeting: Meeting, *, draft: bool) -> Minutes | None:
    """Find minutes that were approved, or the draft of them that was saved; those kept elsewhere have their own document."""
    minutes = year.minutes_by_meeting.get(meeting.key)
    if minutes is None or minutes.url or draft is not (minutes.status is MinutesStatus.DRAFT):
        return None
    return minutes if minutes.saved or not draft else None


def _find_template(year: Year, kind: PaperKind) -> bytes:
    return next((one.content for one in year.templates if one.paper == kind.value), b"")


def _name(state: str, *made_from: object) -> str:
    return f"{state} {blake2b(repr(made_from).encode(), digest_size=6).hexdigest()}"


def _find_items(year: Year, group: Group, meeting: Meeting) -> tuple[AgendaItem, ...]:
    """Find the items of a published agenda among the standing ones; before, a draft being its officers' own, room for some."""
    agenda = _find_published(year, meeting)
    items = agenda.items if agenda else ()
    if any(item.title.casefold() in STANDING_TITLES for item in items):
        return items
    room = AgendaItem.model_construct(title="", minutes=0, lead=None, outcome="")
    return (
        *make_opening(year, group, meeting),
        *(items or (room, room, room)),
        *make_closing(year, group, meeting),
    )


def _say_item(year: Year, item: AgendaItem) -> Item:
    lead = year.trust.person_by_id.get(item.lead or "")
    return Item(item.title, lead.name if lead else "", item.minutes, item.outcome)


def _find_attendance(
    year: Year, group: Group, meeting: Meeting, minutes: Minutes | None
) -> Iterator[tuple[str, str, str]]:
    people = {person.id: person for person in find_members(year.trust, group, meeting.starts.date())}
    said: dict[str, str] = {}
    if minutes:
        said = dict.fromkeys(minutes.apologies, APOLOGIES) | dict.fromkeys(minutes.present, PRESENT)
    known = year.trust.person_by_id
    people |= {guest: known[guest] for guest in said if guest not in people and guest in known}
    for person in people.values():
        yield person.name, _school(year, person), said.get(person.id, "")


def _find_earlier_actions(year: Year, meeting: Meeting) -> tuple[Action, ...]:
    """Find the actions of a group's earlier meetings that were open on the day of this one."""
    day, meetings = meeting.starts.date(), year.meeting_by_key
    found = [
        action
        for action in year.actions
        if (action.status is ActionStatus.OPEN or (action.closed and action.closed >= day))
        and find_group_of(action.meeting) == meeting.group
        and action.meeting != meeting.key
        and (action.meeting not in meetings or meetings[action.meeting].starts < meeting.starts)
        and action.owner in year.trust.person_by_id
    ]
    return tuple(sorted(found, key=lambda action: (str(action.due or "9"), action.id)))


def _find_agreed(year: Year, meeting: Meeting) -> tuple[Action, ...]:
    found = [action for action in year.actions if action.meeting == meeting.key]
    return tuple(sorted(found, key=lambda action: (str(action.due or "9"), action.id)))


def _say_action(year: Year, action: Action) -> NamedAction:
    owner = year.trust.person_by_id.get(action.owner)
    return NamedAction(
        action.text, owner.name if owner else "", f"{action.due:%d %b %Y}" if action.due else ""
    )


def _say_status(year: Year, kind: PaperKind, minutes: Minutes | None) -> str:
    if kind is PaperKind.AGENDA or minutes is None:
        return ""
    if minutes.status is MinutesStatus.DRAFT:
        return "Draft"
    day, by = minutes.approved, year.trust.person_by_id.get(minutes.approved_by or "")
    when = f" on {day.day} {day:%B %Y}" if day else ""
    return f"Approved{when}{f' by {by.name}' if by else ''}"


def _names(people: tuple[Person, ...]) -> str:
    return ", ".join(person.name for person in people)


def _school(year: Year, person: Person) -> str:
    school = year.trust.school_by_id.get(person.school or "")
    return school.name if school else ""

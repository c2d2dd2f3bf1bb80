"""What an agenda or a minutes document of a meeting begins with, as plain values.

A document is made once, from what is known on that day, and is the group's own from then on: nothing here is ever
compared with what the group has made of it. The standing items follow the trust's shared values: open actions first,
a time for every item, an outcome to commit to, and a place for questions.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from trust.groups import Group, Office
from trust.meetings import Meeting, find_group_of
from trust.membership import find_members, find_officers
from trust.papers import ActionStatus
from trust.people import Person
from trust.year import Year


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
class OpenAction:
    """An action carried over from an earlier meeting."""

    text: str
    owner: str
    due: str


@dataclass(frozen=True, slots=True)
class Paper:
    """Everything a template shows."""

    kind: PaperKind
    trust: str
    group: str
    title: str
    details: tuple[tuple[str, str], ...]
    items: tuple[Item, ...]
    actions: tuple[OpenAction, ...]
    attendance: tuple[tuple[str, str], ...]


def build_paper(year: Year, group: Group, meeting: Meeting, kind: PaperKind, place: str) -> Paper:
    """Gather what an agenda or minutes template of a meeting shows.

    Args:
        year: The trust's year.
        group: Whose meeting it is.
        meeting: The meeting.
        kind: Which of the two papers.
        place: Where the meeting is, in words.
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
    return Paper(
        kind=kind,
        trust=trust.settings.name,
        group=group.name,
        title=meeting.title,
        details=tuple(details),
        items=_build_items(year, meeting),
        actions=_find_open_actions(year, group),
        attendance=tuple((p.name, _school(year, p)) for p in find_members(trust, group, day)),
    )


def _build_items(year: Year, meeting: Meeting) -> tuple[Item, ...]:
    people = year.trust.person_by_id
    agenda = year.agenda_by_meeting.get(meeting.key)
    planned = tuple(
        Item(item.title, people[item.lead].name if item.lead in people else "", item.minutes, item.outcome)
        for item in (agenda.items if agenda else ())
    )
    length = round((meeting.ends - meeting.starts).total_seconds() / 60)
    opening, closing = (10, 15) if length >= 60 else (5, 5)
    return (
        Item("Welcome and apologies"),
        Item(
            "Actions from the last meeting", minutes=opening, outcome="Each action closed or carried forward"
        ),
        *(planned or (Item(""), Item(""), Item(""))),
        Item("Questions and sharing practice", minutes=closing, outcome="Everyone has had the chance to ask"),
        Item("Actions, owners and dates agreed", minutes=5, outcome="Every action has one owner and a date"),
    )


def _find_open_actions(year: Year, group: Group) -> tuple[OpenAction, ...]:
    return tuple(
        OpenAction(
            action.text,
            year.trust.person_by_id[action.owner].name,
            f"{action.due:%d %b %Y}" if action.due else "",
        )
        for action in sorted(year.actions, key=lambda a: (str(a.due or "9"), a.id))
        if action.status is ActionStatus.OPEN
        and find_group_of(action.meeting) == group.id
        and action.owner in year.trust.person_by_id
    )


def _names(people: tuple[Person, ...]) -> str:
    return ", ".join(person.name for person in people)


def _school(year: Year, person: Person) -> str:
    school = year.trust.school_by_id.get(person.school or "")
    return school.name if school else ""

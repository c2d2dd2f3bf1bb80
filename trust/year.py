"""The trust and its year as one frozen value, with the look-ups everything else is built on."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import get_args

from trust.calendar import Blackout, HalfTerm, InsetDay
from trust.deeds.requests import Request
from trust.groups import Group, Membership, Officer
from trust.meetings import Meeting
from trust.papers import Action, Agenda, Attendance, Minutes, PaperName, PaperTemplate, PaperText, Reply
from trust.people import Person, Role
from trust.places import Phase, Room, School, Venue
from trust.register import ConsultationStep, Deadline, ExternalSupport, GlossaryEntry
from trust.searching import Document, make_document
from trust.settings import TrustSettings
from trust.values import Value


class Trust(Value):
    """A trust as its files describe it. References between parts are checked by trust.files."""

    settings: TrustSettings
    schools: tuple[School, ...]
    half_terms: tuple[HalfTerm, ...]
    people: tuple[Person, ...]
    groups: tuple[Group, ...]
    roles: tuple[Role, ...] = ()
    officers: tuple[Officer, ...] = ()
    memberships: tuple[Membership, ...] = ()
    inset_days: tuple[InsetDay, ...] = ()
    blackouts: tuple[Blackout, ...] = ()
    venues: tuple[Venue, ...] = ()
    rooms: tuple[Room, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    external_support: tuple[ExternalSupport, ...] = ()
    consultations: tuple[ConsultationStep, ...] = ()
    glossary: tuple[GlossaryEntry, ...] = ()

    @cached_property
    def school_by_id(self) -> dict[str, School]:
        """Schools by id."""
        return {school.id: school for school in self.schools}

    @cached_property
    def person_by_id(self) -> dict[str, Person]:
        """People by id."""
        return {person.id: person for person in self.people}

    @cached_property
    def person_by_upn(self) -> dict[str, Person]:
        """People by user principal name, in lower case."""
        return {person.upn: person for person in self.people}

    def find_by_upn(self, typed: str) -> Person | None:
        """Find whoever goes by a user principal name, as somebody typed it."""
        return self.person_by_upn.get(typed.strip().lower())

    @cached_property
    def people_by_role(self) -> dict[str, tuple[Person, ...]]:
        """Holders of each role, whatever the day."""
        held: dict[str, list[Person]] = {}
        for person in self.people:
            for role in person.roles:
                held.setdefault(role, []).append(person)
        return {role: tuple(people) for role, people in held.items()}

    @cached_property
    def officers_by_group(self) -> dict[str, tuple[Officer, ...]]:
        """Offices of each group, whatever the day."""
        held: dict[str, list[Officer]] = {}
        for officer in self.officers:
            held.setdefault(officer.group, []).append(officer)
        return {group: tuple(officers) for group, officers in held.items()}

    @cached_property
    def memberships_by_group(self) -> dict[str, tuple[Membership, ...]]:
        """Members by name of each group, whatever the day."""
        held: dict[str, list[Membership]] = {}
        for membership in self.memberships:
            held.setdefault(membership.group, []).append(membership)
        return {group: tuple(memberships) for group, memberships in held.items()}

    @cached_property
    def schools_by_phase(self) -> dict[Phase, frozenset[str]]:
        """Ids of the schools that serve each phase; an all-through school serves three."""
        return {phase: frozenset(s.id for s in self.schools if phase in s.phase.covers) for phase in Phase}

    @cached_property
    def half_terms_by_council(self) -> dict[str, tuple[HalfTerm, ...]]:
        """Half-terms of each council."""
        held: dict[str, list[HalfTerm]] = {}
        for half_term in self.half_terms:
            held.setdefault(half_term.council, []).append(half_term)
        return {council: tuple(half_terms) for council, half_terms in held.items()}

    @cached_property
    def inset_by_school(self) -> dict[str, frozenset[date]]:
        """INSET days of each school."""
        held: dict[str, set[date]] = {}
        for inset in self.inset_days:
            held.setdefault(inset.school, set()).add(inset.day)
        return {school: frozenset(days) for school, days in held.items()}

    @cached_property
    def blackouts_by_owner(self) -> dict[str | None, tuple[Blackout, ...]]:
        """Blackouts of each school ("school/oak") and each group ("group/art"); under None those of the whole trust."""
        held: dict[str | None, list[Blackout]] = {}
        for blackout in self.blackouts:
            owners: list[str | None] = [f"school/{school}" for school in blackout.schools]
            owners += [f"group/{group}" for group in blackout.groups]
            for owner in owners or [None]:
                held.setdefault(owner, []).append(blackout)
        return {owner: tuple(blackouts) for owner, blackouts in held.items()}

    @cached_property
    def group_by_id(self) -> dict[str, Group]:
        """Groups by id."""
        return {group.id: group for group in self.groups}

    @cached_property
    def members_found(self) -> dict[tuple[str, date], tuple[Person, ...]]:
        """Members by group and day, as far as they were asked for: trust.membership fills it."""
        return {}

    @cached_property
    def place_by_id(self) -> dict[str, School | Venue]:
        """Schools and venues by id: wherever a meeting can be held."""
        places: tuple[School | Venue, ...] = (*self.schools, *self.venues)
        return {place.id: place for place in places}


class Links(Value):
    """Where in Microsoft 365 a meeting's things are; empty until they are there. The draft of minutes is for officers alone."""

    meeting: str
    join_url: str = ""
    folder_url: str = ""
    agenda_url: str = ""
    minutes_url: str = ""
    draft_url: str = ""


class Year(Value):
    """Everything known about a trust's year at one moment: what answers and plans are made from."""

    trust: Trust
    meetings: tuple[Meeting, ...] = ()
    agendas: tuple[Agenda, ...] = ()
    minutes: tuple[Minutes, ...] = ()
    actions: tuple[Action, ...] = ()
    replies: tuple[Reply, ...] = ()
    attendance: tuple[Attendance, ...] = ()
    links: tuple[Links, ...] = ()
    texts: tuple[PaperText, ...] = ()
    requests: tuple[Request, ...] = ()
    templates: tuple[PaperTemplate, ...] = ()

    @cached_property
    def meeting_by_key(self) -> dict[str, Meeting]:
        """Meetings by key."""
        return {meeting.key: meeting for meeting in self.meetings}

    @cached_property
    def agenda_by_meeting(self) -> dict[str, Agenda]:
        """Agendas by meeting key."""
        return {agenda.meeting: agenda for agenda in self.agendas}

    @cached_property
    def minutes_by_meeting(self) -> dict[str, Minutes]:
        """Minutes by meeting key."""
        return {minutes.meeting: minutes for minutes in self.minutes}

    @cached_property
    def links_by_meeting(self) -> dict[str, Links]:
        """Links by meeting key."""
        return {links.meeting: links for links in self.links}

    @cached_property
    def minutes_found(self) -> dict[str, tuple[PaperText, ...]]:
        """Word documents that something of minutes could be told from, by meeting key."""
        found: dict[str, tuple[PaperText, ...]] = {}
        for text in self.texts:
            if text.found:
                found[text.meeting] = (*found.get(text.meeting, ()), text)
        return found

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """All that agendas and minutes say, one document a meeting and paper, to search in; latest meeting first."""
        lines: dict[tuple[str, PaperName], list[str]] = {}
        for agenda in self.agendas:
            said = lines.setdefault((agenda.meeting, "agenda"), [])
            said += [f"{item.title}: {item.outcome}" if item.outcome else item.title for item in agenda.items]
        for minutes in self.minutes:
            lines.setdefault((minutes.meeting, "minutes"), []).extend((*minutes.decisions, minutes.summary))
        for text in self.texts:
            lines.setdefault((text.meeting, text.paper), []).extend(text.lines)
        latest = sorted(self.meetings, key=lambda meeting: (meeting.starts, meeting.key), reverse=True)
        groups = self.trust.group_by_id
        return tuple(
            make_document(meeting.key, paper, f"{groups[meeting.group].name}: {meeting.title}", found)
            for meeting in latest
            for paper in get_args(PaperName)
            if meeting.group in groups and (found := lines.get((meeting.key, paper)))
        )

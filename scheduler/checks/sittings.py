"""Who comes together in each meeting, and the facts about a trust that the judge asks for over and over.

A group's members change on few days of a year, so they are found once for each stretch of days without a change; so is
each school's closure for each day on which somebody meets. Members whose school has yet to join the trust are not
counted anywhere: nobody can be said to miss a meeting of a trust they are not in.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cached_property, lru_cache

from scheduler.checks.wording import write_day
from trust.cadence import CadenceRule
from trust.calendar import HalfTerm, OpenSpan, TermName, find_academic_year, find_year_bounds
from trust.groups import Group, Office
from trust.meetings import Meeting, MeetingStatus
from trust.membership import find_members, find_officers
from trust.opening import find_closure, find_half_term
from trust.people import Person
from trust.places import School
from trust.values import Weekdays
from trust.year import Trust

TWILIGHT_FROM = time(15, 0)


@dataclass(frozen=True)
class Roster:
    """A group's members and officers (chair and co-chair) by id, in order of name."""

    members: Mapping[str, Person]
    officers: Mapping[str, Person]

    @cached_property
    def by_school(self) -> Mapping[str, tuple[Person, ...]]:
        """Members who belong to a school, by its id."""
        found: dict[str, tuple[Person, ...]] = {}
        for person in self.members.values():
            if person.school:
                found[person.school] = (*found.get(person.school, ()), person)
        return found

    @cached_property
    def only_ones(self) -> Mapping[str, Person]:
        """Members who alone represent their school, by the school's id."""
        return {school: people[0] for school, people in self.by_school.items() if len(people) == 1}


@dataclass(frozen=True)
class Sitting:
    """A meeting that is to be held, with the people it brings together and the rule it keeps, if any."""

    meeting: Meeting
    group: Group
    roster: Roster
    rule: CadenceRule | None

    def __str__(self) -> str:
        return f"{self.group.name}, {self.meeting.title} on {write_day(self.day)}"

    @property
    def key(self) -> str:
        """The meeting's key."""
        return self.meeting.key

    @cached_property
    def day(self) -> date:
        """The day it starts."""
        return self.meeting.starts.date()

    @cached_property
    def minutes(self) -> int:
        """Its length."""
        return int((self.meeting.ends - self.meeting.starts).total_seconds() // 60)

    @cached_property
    def is_twilight(self) -> bool:
        """Whether it starts at or after 15:00."""
        return self.meeting.starts.time() >= TWILIGHT_FROM

    def overlaps(self, other: Sitting) -> bool:
        """Say whether nobody could be in both from beginning to end."""
        return self.meeting.starts < other.meeting.ends and other.meeting.starts < self.meeting.ends


class Facts:
    """What is known about a trust, each thing looked up once."""

    def __init__(self, trust: Trust) -> None:
        self.trust = trust
        self._changes: dict[str, list[date]] = {}
        self._rosters: dict[tuple[str, int], Roster] = {}
        self._closures: dict[tuple[str, date], str] = {}
        self._halves: dict[tuple[str, date], HalfTerm | None] = {}

    def roster(self, group: Group, day: date) -> Roster:
        """Find who belongs to a group on a day."""
        changes = self._changes.get(group.id)
        if changes is None:
            changes = self._changes[group.id] = sorted(set(_find_changes(self.trust, group)))
        at = (group.id, bisect_right(changes, day))
        if at not in self._rosters:
            held = find_officers(self.trust, group, day)
            officers = (*held[Office.CHAIR], *held[Office.CO_CHAIR])
            members = find_members(self.trust, group, day)
            self._rosters[at] = Roster(
                {person.id: person for person in members if self._has_joined(person, day)},
                {person.id: person for person in officers if self._has_joined(person, day)},
            )
        return self._rosters[at]

    def stretches(self, group: Group, first: date, last: date) -> list[date]:
        """Give the first day of each stretch between two days in which the group's members stay the same."""
        self.roster(group, first)
        return [first, *(day for day in self._changes[group.id] if first < day <= last)]

    def closure(self, school: str, day: date) -> str:
        """Say why a school (by id) cannot take part on a day, or nothing."""
        if (school, day) not in self._closures:
            self._closures[school, day] = find_closure(self.trust, self.trust.school_by_id[school], day)
        return self._closures[school, day]

    def half_term(self, school: str, day: date) -> HalfTerm | None:
        """Find the half-term of a school's own council that a day lies in."""
        if (school, day) not in self._halves:
            self._halves[school, day] = find_half_term(self.trust, self.trust.school_by_id[school], day)
        return self._halves[school, day]

    def knows_calendar(self, school: str, day: date) -> bool:
        """Say whether the term dates of a school's council are known for the academic year of a day."""
        return (self.trust.school_by_id[school].council, find_academic_year(day)) in self._known_calendars

    def schools_of(self, sitting: Sitting) -> list[School]:
        """List the schools a sitting's members come from."""
        return [self.trust.school_by_id[school] for school in sitting.roster.by_school]

    def works(self, person: Person, day: date) -> bool:
        """Say whether a day is one of a person's working days; a member is here on it."""
        return day.weekday() in find_weekdays(person.working_days)

    @cached_property
    def _known_calendars(self) -> set[tuple[str, str]]:
        return {(half.council, find_academic_year(half.starts)) for half in self.trust.half_terms}

    @cached_property
    def terms(self) -> dict[TermName, tuple[HalfTerm, ...]]:
        """The halves of each term, every council's."""
        return {t: tuple(half for half in self.trust.half_terms if half.term is t) for t in TermName}

    def _has_joined(self, person: Person, day: date) -> bool:
        joined = self.trust.school_by_id[person.school].joined if person.school else None
        return joined is None or day >= joined


@lru_cache(maxsize=256)
def find_weekdays(days: Weekdays) -> frozenset[int]:
    """Give the numbers (Monday is 0) of some weekdays."""
    return frozenset(day.number for day in days)


def seat_meetings(facts: Facts, meetings: Iterable[Meeting], year: str) -> tuple[Sitting, ...]:
    """Find who comes together in the meetings of a year that are to be held, in order of time."""
    trust = facts.trust
    rules = {
        (group.id, rule.key): rule
        for group in trust.groups
        for rule in trust.settings.cadences[group.cadence].meetings
    }
    first, last = find_year_bounds(year)
    held = [
        meeting
        for meeting in meetings
        if meeting.status is not MeetingStatus.CANCELLED
        and meeting.group in trust.group_by_id
        and (meeting.key.startswith(f"{year}/") or first <= meeting.starts.date() <= last)
    ]
    return tuple(
        Sitting(
            meeting,
            group := trust.group_by_id[meeting.group],
            facts.roster(group, meeting.starts.date()),
            rules.get((meeting.group, meeting.key.split("/")[2])) if meeting.key.startswith(year) else None,
        )
        for meeting in sorted(held, key=lambda m: (m.starts, m.key))
    )


def _find_changes(trust: Trust, group: Group) -> Iterator[date]:
    """Find the days on which a group's members could change."""
    sources = [group, *(other for other in trust.groups if other.kind in group.officers_of)]
    offices = [office for source in sources for office in trust.officers_by_group.get(source.id, ())]
    by_name = [membership for membership in trust.memberships if membership.group == group.id]
    ids = {office.person for office in offices if office.person} | {m.person for m in by_name}
    people = [*(trust.person_by_id[person] for person in sorted(ids))]
    people += [person for role in group.roles for person in trust.people_by_role.get(role, ())]
    spans: list[OpenSpan] = [*sources, *offices, *by_name, *people]
    for span in spans:
        if span.starts:
            yield span.starts
        if span.ends:
            yield span.ends + timedelta(days=1)
    for person in people:
        if person.school and (joined := trust.school_by_id[person.school].joined):
            yield joined

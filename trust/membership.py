"""Who belongs to a group on a day: role holders in its schools, people by name, and its officers."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from trust.calendar import OpenSpan
from trust.groups import Group, Membership, Office, Officer
from trust.people import Person
from trust.year import Trust

MOST_KEPT = 5_000


def find_officers(trust: Trust, group: Group, day: date) -> dict[Office, tuple[Person, ...]]:
    """Find who holds each office of a group on a day; a vacant office is an empty tuple."""
    held: dict[Office, tuple[Person, ...]] = dict.fromkeys(Office, ())
    for officer in trust.officers_by_group.get(group.id, ()):
        if officer.person and officer.holds(day):
            person = trust.person_by_id[officer.person]
            if person.holds(day):
                held[officer.office] = (*held[officer.office], person)
    return held


def find_vacancies(trust: Trust, group: Group, day: date) -> tuple[Office, ...]:
    """Find which of a group's two offices, chair and co-chair, nobody holds on a day."""
    held = find_officers(trust, group, day)
    return tuple(office for office in (Office.CHAIR, Office.CO_CHAIR) if not held[office])


def find_members(trust: Trust, group: Group, day: date) -> tuple[Person, ...]:
    """Find a group's members on a day, chair and co-chair included, by name.

    A coordinator looks after the papers and is a member only by role or by name.
    """
    if trust.group_by_id.get(group.id) is not group:
        return _find_members(trust, group, day)
    # Asked so often of the same few groups and days that a trust keeps what was found.
    known = trust.members_found
    found = known.get((group.id, day))
    if found is None:
        if len(known) >= MOST_KEPT:
            known.clear()
        found = known[group.id, day] = _find_members(trust, group, day)
    return found


def _find_members(trust: Trust, group: Group, day: date) -> tuple[Person, ...]:
    if not group.holds(day):
        return ()
    reach = _find_reach(trust, group)
    found = {
        person.id: person
        for role in group.roles
        for person in trust.people_by_role.get(role, ())
        if (person.school in reach if person.school in trust.school_by_id else not group.schools)
    }
    for membership in trust.memberships_by_group.get(group.id, ()):
        if membership.holds(day):
            found[membership.person] = trust.person_by_id[membership.person]
    officers = find_officers(trust, group, day)
    for person in (
        *officers[Office.CHAIR],
        *officers[Office.CO_CHAIR],
        *_find_officers_brought_in(trust, group, day),
    ):
        found[person.id] = person
    return tuple(sorted((p for p in found.values() if p.holds(day)), key=lambda p: (p.name, p.id)))


def find_change_days(trust: Trust, group: Group) -> tuple[date, ...]:
    """List the days on which a group's members or officers may change; between two of them nobody comes or goes."""
    groups = [group, *(other for other in trust.groups if other.kind in group.officers_of)]
    named: list[Officer | Membership] = list(trust.memberships_by_group.get(group.id, ()))
    named += (officer for one in groups for officer in trust.officers_by_group.get(one.id, ()))
    ids = {row.person for row in named if row.person}
    people = (person for role in group.roles for person in trust.people_by_role.get(role, ()))
    spans: list[OpenSpan] = [*groups, *named, *people, *(trust.person_by_id[person] for person in ids)]
    starts = {span.starts for span in spans if span.starts}
    return tuple(
        sorted(
            starts | {span.ends + timedelta(days=1) for span in spans if span.ends and span.ends < date.max}
        )
    )


def find_groups_of(trust: Trust, person: Person, day: date) -> tuple[Group, ...]:
    """Find the groups a person belongs to on a day, in the order of the trust's files."""
    return tuple(
        group
        for group in trust.groups
        if any(member.id == person.id for member in find_members(trust, group, day))
    )


def _find_reach(trust: Trust, group: Group) -> Collection[str]:
    """Find the ids of the schools a group draws on; people at none belong unless it names its schools."""
    reach: Collection[str] = trust.school_by_id.keys()
    if group.phases:
        reach = frozenset[str]().union(*(trust.schools_by_phase[phase] for phase in group.phases))
    return frozenset(reach).intersection(group.schools) if group.schools else reach


def _find_officers_brought_in(trust: Trust, group: Group, day: date) -> list[Person]:
    return [
        person
        for other in trust.groups
        if other.kind in group.officers_of and other.id != group.id and other.holds(day)
        for office, people in find_officers(trust, other, day).items()
        if office is not Office.COORDINATOR
        for person in people
    ]

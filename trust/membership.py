"""Who belongs to a group on a day: role holders in its schools, people by name, and its officers."""

from __future__ import annotations

from datetime import date

from trust.groups import Group, Office
from trust.people import Person
from trust.year import Trust


def find_officers(trust: Trust, group: Group, day: date) -> dict[Office, tuple[Person, ...]]:
    """Find who holds each office of a group on a day; a vacant office is an empty tuple."""
    held: dict[Office, tuple[Person, ...]] = dict.fromkeys(Office, ())
    for officer in trust.officers_by_group.get(group.id, ()):
        if officer.person and officer.holds(day):
            person = trust.person_by_id[officer.person]
            if person.holds(day):
                held[officer.office] = (*held[officer.office], person)
    return held


def find_members(trust: Trust, group: Group, day: date) -> tuple[Person, ...]:
    """Find a group's members on a day, chair and co-chair included, by name.

    A coordinator looks after the papers and is a member only by role or by name.
    """
    if not group.holds(day):
        return ()
    found = {
        person.id: person
        for role in group.roles
        for person in trust.people_by_role.get(role, ())
        if _is_in_reach(trust, group, person)
    }
    for membership in trust.memberships:
        if membership.group == group.id and membership.holds(day):
            found[membership.person] = trust.person_by_id[membership.person]
    officers = find_officers(trust, group, day)
    for person in (
        *officers[Office.CHAIR],
        *officers[Office.CO_CHAIR],
        *_find_officers_brought_in(trust, group, day),
    ):
        found[person.id] = person
    return tuple(sorted((p for p in found.values() if p.holds(day)), key=lambda p: (p.name, p.id)))


def find_groups_of(trust: Trust, person: Person, day: date) -> tuple[Group, ...]:
    """Find the groups a person belongs to on a day, in the order of the trust's files."""
    return tuple(
        group
        for group in trust.groups
        if any(member.id == person.id for member in find_members(trust, group, day))
    )


def _is_in_reach(trust: Trust, group: Group, person: Person) -> bool:
    school = trust.school_by_id.get(person.school) if person.school else None
    if school is None:
        return not group.schools
    in_phase = not group.phases or bool(school.phase.covers & set(group.phases))
    return in_phase and (not group.schools or school.id in group.schools)


def _find_officers_brought_in(trust: Trust, group: Group, day: date) -> list[Person]:
    return [
        person
        for other in trust.groups
        if other.kind in group.officers_of and other.id != group.id and other.holds(day)
        for office, people in find_officers(trust, other, day).items()
        if office is not Office.COORDINATOR
        for person in people
    ]

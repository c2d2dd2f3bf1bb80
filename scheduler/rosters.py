"""Who a group needs on a day, remembered between the days on which nothing changes.

Membership is dated, so it is a question about a day; but a year has few days on which anyone joins or leaves. Rosters
asks the trust once for each group and stretch between two such days.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, timedelta
from typing import NamedTuple

from trust.groups import Group, Office
from trust.membership import find_members, find_officers
from trust.people import Person
from trust.places import School
from trust.year import Trust


class Roster(NamedTuple):
    """Who a group needs: its chair and co-chair, all its members, their schools, and who stands alone for one."""

    officers: tuple[Person, ...]
    members: tuple[Person, ...]
    schools: tuple[School, ...]
    officer_schools: tuple[School, ...]
    alone: frozenset[str]

    def weigh(self, person: str) -> int:
        """Count a person: a school's only representative counts double."""
        return 2 if person in self.alone else 1


class Shared(NamedTuple):
    """The people two groups share: how much they weigh, and those who are chair or co-chair of either."""

    weight: int
    officers: tuple[Person, ...]


class Rosters:
    """Every group's roster on any day."""

    def __init__(self, trust: Trust) -> None:
        self._trust = trust
        spans = (*trust.people, *trust.groups, *trust.officers, *trust.memberships)
        starts = {span.starts for span in spans if span.starts}
        starts |= {school.joined for school in trust.schools if school.joined}
        ends = {span.ends + timedelta(days=1) for span in spans if span.ends}
        self._changes = sorted(starts | ends)
        self._known: dict[tuple[str, int], Roster] = {}
        self._shared: dict[tuple[str, str, int], Shared] = {}

    def stretch_of(self, day: date) -> int:
        """Number the stretch of days without change that a day lies in."""
        return bisect_right(self._changes, day)

    def on(self, group: Group, day: date) -> Roster:
        """Give a group's roster on a day."""
        at = (group.id, self.stretch_of(day))
        if at not in self._known:
            self._known[at] = make_roster(self._trust, group, day)
        return self._known[at]

    def shared(self, one: Group, other: Group, day: date) -> Shared:
        """Give the people two groups share on a day."""
        at = (one.id, other.id, self.stretch_of(day))
        if at not in self._shared:
            self._shared[at] = find_shared(self.on(one, day), self.on(other, day))
        return self._shared[at]


def make_roster(trust: Trust, group: Group, day: date) -> Roster:
    """Find who a group needs on a day."""
    held = find_officers(trust, group, day)
    officers = tuple(dict.fromkeys((*held[Office.CHAIR], *held[Office.CO_CHAIR])))
    members = find_members(trust, group, day)
    at: dict[str, list[str]] = {}
    for person in members:
        if person.school:
            at.setdefault(person.school, []).append(person.id)
    return Roster(
        officers=officers,
        members=members,
        schools=_find_schools(trust, set(at), day),
        officer_schools=_find_schools(trust, {officer.school for officer in officers if officer.school}, day),
        alone=frozenset(people[0] for people in at.values() if len(people) == 1),
    )


def find_shared(one: Roster, other: Roster) -> Shared:
    """Find the people two rosters share."""
    there = {person.id for person in other.members}
    both = [person for person in one.members if person.id in there]
    leading = {officer.id for officer in (*one.officers, *other.officers)}
    return Shared(
        weight=sum(max(one.weigh(person.id), other.weigh(person.id)) for person in both),
        officers=tuple(person for person in both if person.id in leading),
    )


def _find_schools(trust: Trust, ids: set[str], day: date) -> tuple[School, ...]:
    # A school that has yet to join neither opens nor closes a day for the others.
    schools = (trust.school_by_id[school] for school in sorted(ids))
    return tuple(school for school in schools if not school.joined or school.joined <= day)

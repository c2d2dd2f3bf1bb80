"""Who a group needs on a day, remembered between the days on which nothing changes.

Membership is dated, so it is a question about a day; but a year has few days on which anyone joins or leaves. Rosters
asks the trust once for each group and stretch between two such days.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from trust.groups import Group, Office
from trust.membership import find_members, find_officers
from trust.people import Person
from trust.places import School
from trust.year import Trust


class Roster(NamedTuple):
    """Who a group needs: its chair and co-chair, all its members, their schools, and how much each person weighs."""

    officers: tuple[Person, ...]
    members: tuple[Person, ...]
    schools: tuple[School, ...]
    officer_schools: tuple[School, ...]
    weights: Mapping[str, int]

    def weigh(self, people: Iterable[Person]) -> tuple[str, ...]:
        """Name people, each as often as they weigh."""
        return tuple(person.id for person in people for _ in range(self.weights[person.id]))


class Shared(NamedTuple):
    """The people two groups share, each named as often as they weigh, and those who are officers of either."""

    people: tuple[str, ...] = ()
    officers: tuple[Person, ...] = ()


class Rosters:
    """Every group's roster on any day."""

    def __init__(self, trust: Trust, owed: Mapping[str, int] | None = None) -> None:
        """Take the trust, and what is owed (by person) to those an earlier year shut out: they weigh so much more."""
        self._trust, self._owed = trust, owed or {}
        spans = (*trust.people, *trust.groups, *trust.officers, *trust.memberships)
        starts = {span.starts for span in spans if span.starts}
        starts |= {school.joined for school in trust.schools if school.joined}
        ends = {span.ends + timedelta(days=1) for span in spans if span.ends}
        self._changes = sorted(starts | ends)
        self._known: dict[tuple[str, int], Roster] = {}
        self._shared: dict[int, Mapping[tuple[str, str], Shared]] = {}

    def stretch_of(self, day: date) -> int:
        """Number the stretch of days without change that a day lies in."""
        return bisect_right(self._changes, day)

    def on(self, group: Group, day: date) -> Roster:
        """Give a group's roster on a day."""
        at = (group.id, self.stretch_of(day))
        if at not in self._known:
            self._known[at] = make_roster(self._trust, group, day, self._owed)
        return self._known[at]

    def shared(self, one: Group, other: Group, day: date) -> Shared:
        """Give the people two groups share on a day."""
        ids = (one.id, other.id) if one.id <= other.id else (other.id, one.id)
        return self.find_shared(day).get(ids, Shared())

    def find_shared(self, day: date) -> Mapping[tuple[str, str], Shared]:
        """Give what any two groups (their ids in order; a group also with itself) share on a day, if they do."""
        stretch = self.stretch_of(day)
        if stretch not in self._shared:
            self._shared[stretch] = find_shared({g.id: self.on(g, day) for g in self._trust.groups})
        return self._shared[stretch]


def make_roster(trust: Trust, group: Group, day: date, owed: Mapping[str, int]) -> Roster:
    """Find who a group needs on a day. A school's only representative counts double."""
    held = find_officers(trust, group, day)
    officers = tuple(dict.fromkeys((*held[Office.CHAIR], *held[Office.CO_CHAIR])))
    members = find_members(trust, group, day)
    at: dict[str, list[str]] = {}
    for person in members:
        if person.school:
            at.setdefault(person.school, []).append(person.id)
    alone = {people[0] for people in at.values() if len(people) == 1}
    return Roster(
        officers=officers,
        members=members,
        schools=_find_schools(trust, set(at), day),
        officer_schools=_find_schools(trust, {officer.school for officer in officers if officer.school}, day),
        weights={p.id: 1 + (p.id in alone) + owed.get(p.id, 0) for p in members},
    )


def find_shared(rosters: Mapping[str, Roster]) -> Mapping[tuple[str, str], Shared]:
    """Find the people any two rosters (by group id) share."""
    belongs: dict[str, list[str]] = {}
    people = {person.id: person for roster in rosters.values() for person in roster.members}
    for group in sorted(rosters):
        for person in rosters[group].members:
            belongs.setdefault(person.id, []).append(group)
    leads = {(officer.id, group) for group, roster in rosters.items() for officer in roster.officers}
    named: dict[tuple[str, str], list[str]] = {}
    leading: dict[tuple[str, str], list[Person]] = {}
    for who, groups in belongs.items():
        for n, one in enumerate(groups):
            for other in groups[n:]:
                weight = max(rosters[one].weights[who], rosters[other].weights[who])
                named.setdefault((one, other), []).extend([who] * weight)
                if (who, one) in leads or (who, other) in leads:
                    leading.setdefault((one, other), []).append(people[who])
    return {ids: Shared(tuple(who), tuple(leading.get(ids, ()))) for ids, who in named.items()}


def _find_schools(trust: Trust, ids: set[str], day: date) -> tuple[School, ...]:
    # A school that has yet to join neither opens nor closes a day for the others.
    schools = (trust.school_by_id[school] for school in sorted(ids))
    return tuple(school for school in schools if not school.joined or school.joined <= day)

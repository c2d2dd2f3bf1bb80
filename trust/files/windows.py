"""On which days a group could hold each meeting its cadence asks for, and the first fact that leaves it none.

Decides only what follows from one meeting alone; what two meetings do to each other is the scheduler's. The facts are
asked in the order below, and the one that takes the last day away is the one that is told.

| fact            | a day remains when                                                              |
|-----------------|---------------------------------------------------------------------------------|
| no members      | somebody is a member that day                                                   |
| no common term  | the councils of all its members are in the rule's term, half and month          |
| blackout        | neither the trust nor the group keeps it free                                   |
| officers away   | chair and co-chair both work                                                    |
| officers closed | their schools are open                                                          |
| no room         | where the venue's rooms are known, one seats its members and suits their needs  |
| cover           | no school has more of the members out of lessons at once than its cover limit   |
| schools closed  | the school of every member is open (only a warning: the planner takes the best) |
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from enum import StrEnum
from functools import cache, lru_cache
from typing import NamedTuple, TypeAlias

from trust.cadence import CadenceRule
from trust.calendar import HalfTerm, each_day, find_academic_year, find_year_bounds, is_working_day
from trust.groups import Group, Office
from trust.membership import find_change_days, find_members, find_officers
from trust.opening import find_blackout, find_closure
from trust.people import AccessNeed, Person
from trust.places import Room, School
from trust.year import Trust

Days: TypeAlias = frozenset[date]


class Fact(StrEnum):
    """What can leave a meeting without a day, as a sentence about it."""

    NO_MEMBERS = "{group} has no member in {when}."
    NO_COMMON_TERM = "{group} has no day in {when} that is in term for {details} alike."
    BLACKOUT = "{group} has no day in {when} that is not kept free: {details}."
    OFFICERS_AWAY = "{group} has no day in {when} on which {details}."
    OFFICERS_CLOSED = (
        "{group} has no day in {when} on which the schools of chair and co-chair are open: {details}."
    )
    NO_ROOM = "{group} cannot meet at {venue}: {details}."
    COVER = "{group} has no day in {when} that leaves lessons covered: it takes {details}."
    SCHOOLS_CLOSED = (
        "{group} has no day in {when} that suits every school; on the best there is still {details}."
    )


class Window(NamedTuple):
    """The days a meeting could be held on, and the sentence of the fact that leaves none, or none without a price."""

    days: Days
    fact: Fact | None = None
    sentence: str = ""


class Roster(NamedTuple):
    """Who a group needs while no membership changes."""

    members: tuple[Person, ...]
    officers: tuple[Person, ...]
    schools: Mapping[str, School]

    @property
    def officer_schools(self) -> tuple[School, ...]:
        """The schools of chair and co-chair."""
        ids = dict.fromkeys(officer.school for officer in self.officers if officer.school)
        return tuple(self.schools[school] for school in ids)


Kept: TypeAlias = tuple[Days, Iterable[str]]
"""The days on which a fact does not stand in the way, and details about the others."""
Sieve: TypeAlias = Callable[[Group, CadenceRule, Roster, Days], Kept]

# How many details a sentence lists: what is too small for a group once is so, within a person or two, all year.
_TOLD = dict.fromkeys((Fact.NO_ROOM, Fact.COVER), 1)
_ALTERNATIVES = (Fact.NO_COMMON_TERM, Fact.OFFICERS_AWAY)


@lru_cache(maxsize=1024)
def _find_days(rule: CadenceRule, half_term: HalfTerm) -> Days:
    if rule.term is not half_term.term or rule.half not in (None, half_term.half):
        return frozenset()
    weekdays = {weekday.number for weekday in rule.days}
    return frozenset(
        day
        for day in _each_day(half_term)
        if day.weekday() in weekdays and rule.month in (None, day.month) and is_working_day(day)
    )


def _each_day(half_term: HalfTerm) -> tuple[date, ...]:
    # A slip in a year is told elsewhere, and need not make this one last for centuries.
    _, last = find_year_bounds(find_academic_year(half_term.starts))
    return each_day(half_term.starts, min(half_term.ends, last))


def find_rule_days(trust: Trust, rule: CadenceRule, council: str | None = None) -> Days:
    """Find the days a rule allows in the terms of one council, or of any, before asking who is there."""
    halves = trust.half_terms if council is None else trust.half_terms_by_council.get(council, ())
    return frozenset[date]().union(*(_find_days(rule, half_term) for half_term in halves))


class WindowFinder:
    """Finds windows for a trust's groups, and remembers what several of them ask."""

    def __init__(self, trust: Trust) -> None:
        self._trust = trust
        self._changes = cache(lambda group_id: find_change_days(trust, trust.group_by_id[group_id]))
        self._rule_days = cache(lambda rule, council=None: find_rule_days(trust, rule, council))
        self._rosters: dict[tuple[str, int], Roster] = {}
        self._open_days = cache(self._find_open_days)
        self._sieves: dict[Fact, Sieve] = {
            Fact.NO_MEMBERS: self._keep_with_members,
            Fact.NO_COMMON_TERM: self._keep_in_term,
            Fact.BLACKOUT: self._keep_free,
            Fact.OFFICERS_AWAY: self._keep_working,
            Fact.OFFICERS_CLOSED: self._keep_officers_open,
            Fact.NO_ROOM: self._keep_roomy,
            Fact.COVER: self._keep_covered,
            Fact.SCHOOLS_CLOSED: self._keep_all_open,
        }

    def find_window(self, group: Group, rule: CadenceRule) -> Window | None:
        """Find the days a group could hold a rule's meeting on; None when it is not there and owes none."""
        changes, stretches = self._changes(group.id), dict[int, set[date]]()
        for day in self._rule_days(rule):
            if group.holds(day):
                stretches.setdefault(bisect_right(changes, day), set()).add(day)
        if not stretches:
            return None
        parts = [(self._roster(group, n, min(days)), frozenset(days)) for n, days in stretches.items()]
        for fact, keep in self._sieves.items():
            sifted = [(roster, *keep(group, rule, roster, days)) for roster, days in parts]
            if not any(days for _, days, _ in sifted):
                details = dict.fromkeys(detail for _, _, found in sifted for detail in found)
                left = [days for _, days in parts] if fact is Fact.SCHOOLS_CLOSED else []
                sentence = self._say(fact, group, rule, details)
                return Window(frozenset[date]().union(*left), fact, sentence)
            parts = [(roster, days) for roster, days, _ in sifted if days]
        return Window(frozenset[date]().union(*(days for _, days in parts)))

    def _say(self, fact: Fact, group: Group, rule: CadenceRule, details: Collection[str]) -> str:
        told, most = list(details), _TOLD.get(fact, 3)
        listed = (" or " if fact in _ALTERNATIVES else ", ").join(told[:most])
        if len(told) > most > 1:
            listed += f" and {len(told) - most} more"
        venue = self._trust.place_by_id[rule.venue].name if rule.venue else ""
        return fact.format(group=group.name, when=rule.window, venue=venue, details=listed)

    def _roster(self, group: Group, stretch: int, day: date) -> Roster:
        """Give a group's roster in a stretch without change, of which this is a day."""
        if (roster := self._rosters.get((group.id, stretch))) is None:
            held = find_officers(self._trust, group, day)
            members = find_members(self._trust, group, day)
            schools = {p.school: self._trust.school_by_id[p.school] for p in members if p.school}
            roster = Roster(members, (*held[Office.CHAIR], *held[Office.CO_CHAIR]), schools)
            self._rosters[group.id, stretch] = roster
        return roster

    def _find_open_days(self, school: School) -> Days:
        halves = self._trust.half_terms_by_council.get(school.council, ())
        days = (day for half in halves for day in _each_day(half))
        return frozenset(day for day in days if not find_closure(self._trust, school, day))

    def _keep_with_members(self, _group: Group, _rule: CadenceRule, roster: Roster, days: Days) -> Kept:
        return days if roster.members else frozenset(), ()

    def _keep_in_term(self, _group: Group, rule: CadenceRule, roster: Roster, days: Days) -> Kept:
        councils = sorted({school.council for school in roster.schools.values()})
        names = " and ".join(self._trust.settings.councils[council] for council in councils)
        return days.intersection(*(self._rule_days(rule, council) for council in councils)), (names,)

    def _keep_free(self, group: Group, _rule: CadenceRule, _roster: Roster, days: Days) -> Kept:
        taken = {day: why for day in sorted(days) if (why := find_blackout(self._trust, group, day))}
        return days - taken.keys(), taken.values()

    def _keep_working(self, _group: Group, _rule: CadenceRule, roster: Roster, days: Days) -> Kept:
        names = [officer.name for officer in roster.officers]
        said = f"both {' and '.join(names)} work" if len(names) > 1 else f"{''.join(names)} works"
        return frozenset(day for day in days if all(o.works_on(day) for o in roster.officers)), (said,)

    def _keep_officers_open(self, _group: Group, _rule: CadenceRule, roster: Roster, days: Days) -> Kept:
        schools = roster.officer_schools
        kept = days.intersection(*(self._open_days(school) for school in schools))
        return kept, (
            find_closure(self._trust, s, day)
            for day in sorted(days)
            for s in schools
            if day not in self._open_days(s)
        )

    def _keep_roomy(self, _group: Group, rule: CadenceRule, roster: Roster, days: Days) -> Kept:
        rooms = [room for room in self._trust.rooms if rule.venue and room.place == rule.venue]
        needs = {need for person in roster.members for need in person.access_needs}
        fits = any(suits(room, len(roster.members), needs) for room in rooms)
        return days if fits or not rooms else frozenset(), (_describe_needs(len(roster.members), needs),)

    def _keep_covered(self, _group: Group, rule: CadenceRule, roster: Roster, days: Days) -> Kept:
        told: list[str] = []
        for school in roster.schools.values():
            limit = school.cover_limit or self._trust.settings.rules.cover_limit
            staff = [person for person in roster.members if person.school == school.id]
            by_day = all(starts < school.finish_time for starts in (rule.starts, *rule.blocks))
            if limit and by_day and days and len(staff) > limit:
                away = {day: sum(person.works_on(day) for person in staff) for day in days}
                days = frozenset(day for day, count in away.items() if count <= limit)
                told.append(f"{min(away.values())} of {school.name}'s staff, and its cover limit is {limit}")
        return days, told

    def _keep_all_open(self, _group: Group, _rule: CadenceRule, roster: Roster, days: Days) -> Kept:
        schools = tuple(roster.schools.values())
        kept = days.intersection(*(self._open_days(school) for school in schools))
        if kept or not days:
            return kept, ()
        closed = {day: [s for s in schools if day not in self._open_days(s)] for day in sorted(days)}
        best = min(closed, key=lambda day: len(closed[day]))
        return kept, [find_closure(self._trust, school, best) for school in closed[best]]


def suits(room: Room, people: int, needs: Iterable[AccessNeed]) -> bool:
    """Say whether a room seats so many people and offers what some of them need."""
    offers = {
        AccessNeed.STEP_FREE: room.step_free,
        AccessNeed.NO_STAIRS: not room.stairs,
        AccessNeed.HEARING_LOOP: room.hearing_loop,
    }
    return room.capacity >= people and all(offers[need] for need in needs)


def _describe_needs(people: int, needs: set[AccessNeed]) -> str:
    words = {
        AccessNeed.STEP_FREE: "is step-free",
        AccessNeed.NO_STAIRS: "can be reached without stairs",
        AccessNeed.HEARING_LOOP: "has a hearing loop",
    }
    return " and ".join(
        [f"none of its rooms seats {people}", *(words[need] for need in AccessNeed if need in needs)]
    )

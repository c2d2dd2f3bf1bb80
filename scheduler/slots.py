"""On which days one occurrence could be held, and which fact stands in the way when there is none.

Decides the hard rules that do not depend on where other occurrences go; what depends on two at once is the model's. A
day meets its first obstacle in the order below, and when every day meets one, those that came furthest say why.

| in this order                                                  | when no day passes                    |
|----------------------------------------------------------------|---------------------------------------|
| a weekday of the rule's window, in the members' term, no holiday | unmet                               |
| no blackout of the trust or the group                          | unmet                                 |
| the group has members                                          | unmet                                 |
| chair and co-chair work                                        | unmet                                 |
| chair's and co-chair's schools are open                        | unmet                                 |
| neither is needed by a fixed meeting at that time              | unmet                                 |
| a free room of the venue is large and accessible enough        | unmet                                 |
| every member school is open                                    | a warning; the days with fewest closed stay |
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import IntEnum
from functools import cache
from typing import NamedTuple

from scheduler.bookings import Bookings
from scheduler.occurrences import Occurrence, describe_window, find_window
from scheduler.prices import Prices
from scheduler.rooms import describe_needs, find_fitting_rooms, find_rooms
from scheduler.rosters import Roster, Rosters
from scheduler.weights import Rule
from trust.calendar import find_bank_holidays
from trust.meetings import Meeting
from trust.opening import find_blackout, find_closure
from trust.people import Person
from trust.places import Room, School
from trust.year import Trust


class Slot(NamedTuple):
    """A day an occurrence could take: what it breaks there, by soft rule, and the venue's rooms it could have."""

    day: date
    breaks: Mapping[Rule, int]
    rooms: tuple[Room, ...] = ()


class Choice(NamedTuple):
    """The slots of an occurrence; `why` says why there are none, `warning` what had to be given up."""

    slots: tuple[Slot, ...]
    why: str = ""
    warning: str = ""


class Obstacle(IntEnum):
    """What keeps a group from meeting on a day, in the order in which it is asked."""

    BLACKOUT = 1
    NO_MEMBERS = 2
    OFFICER_AWAY = 3
    OFFICER_SCHOOL_CLOSED = 4
    OFFICER_BUSY = 5
    NO_ROOM = 6


PASSED = "Its time, {when}, is over before {day:%d %b %Y}, the first day that may be planned."
NO_SCHOOL_DAY = "There is no school day for it in {when}."
SENTENCES = {
    Obstacle.BLACKOUT: "Every school day in {when} is kept free: {detail}.",
    Obstacle.NO_MEMBERS: "{detail} has no members in {when}.",
    Obstacle.OFFICER_AWAY: "There is no school day in {when} on which {detail}.",
    Obstacle.OFFICER_SCHOOL_CLOSED: "There is no day in {when} on which {detail}.",
    Obstacle.OFFICER_BUSY: "On every day left in {when} a meeting already fixed needs {detail}.",
    Obstacle.NO_ROOM: "{detail}.",
}


class SlotFinder:
    """Finds slots for a trust's occurrences round the meetings that are already fixed."""

    def __init__(
        self,
        trust: Trust,
        year: str,
        rosters: Rosters,
        fixed: Sequence[Meeting] = (),
        earliest: date | None = None,
    ) -> None:
        self._trust, self._year, self._rosters = trust, year, rosters
        self._earliest = earliest or date.min
        self._bookings = Bookings(trust, rosters, fixed)
        self._prices = Prices(trust, self._bookings)
        self._closure: Callable[[School, date], str] = cache(lambda s, day: find_closure(trust, s, day))

    def find_slots(self, occurrence: Occurrence) -> Choice:
        """Find the days an occurrence could take."""
        when = describe_window(occurrence.rule)
        window = find_window(self._trust, self._year, occurrence.rule)
        if window and window[-1] < self._earliest:
            return Choice((), PASSED.format(when=when, day=self._earliest))
        rosters = {
            day: self._rosters.on(occurrence.group, day)
            for day in window
            if day >= self._earliest and self._in_term(occurrence, day)
        }
        if not rosters:
            return Choice((), NO_SCHOOL_DAY.format(when=when))
        met = {day: self._find_obstacle(occurrence, day, roster) for day, roster in rosters.items()}
        obstacles = [obstacle for obstacle in met.values() if obstacle]
        days = [day for day, obstacle in met.items() if obstacle is None]
        if not days:
            furthest = max(obstacle for obstacle, _ in obstacles)
            details = dict.fromkeys(detail for obstacle, detail in obstacles if obstacle is furthest)
            return Choice((), SENTENCES[furthest].format(when=when, detail=", ".join(details)))
        closed = {day: sum(bool(self._closure(s, day)) for s in rosters[day].schools) for day in days}
        fewest = min(closed.values())
        days = [day for day in days if closed[day] == fewest]
        slots = tuple(self._make_slot(occurrence, day, rosters[day]) for day in days)
        return Choice(slots, warning=self._describe_closed(occurrence, days[0]) if fewest else "")

    def _in_term(self, occurrence: Occurrence, day: date) -> bool:
        group, rule = occurrence.group, occurrence.rule
        if not group.holds(day) or day in find_bank_holidays(day.year):
            return False
        councils = {school.council for school in self._rosters.on(group, day).schools}
        running = {
            (half.term, half.half if rule.half else None)
            for half in self._trust.half_terms
            if half.holds(day) and (half.council in councils or not councils)
        }
        return running == {(rule.term, rule.half)}

    def _find_obstacle(
        self, occurrence: Occurrence, day: date, roster: Roster
    ) -> tuple[Obstacle, str] | None:
        group, venue = occurrence.group, occurrence.rule.venue
        if reason := find_blackout(self._trust, group, day):
            return Obstacle.BLACKOUT, reason
        if not roster.members:
            return Obstacle.NO_MEMBERS, group.name
        if not all(officer.works_on(day) for officer in roster.officers):
            both = len(roster.officers) > 1
            return (
                Obstacle.OFFICER_AWAY,
                f"{'both ' * both}{_name(roster.officers)} {'work' if both else 'works'}",
            )
        if any(self._closure(school, day) for school in roster.officer_schools):
            names, schools = _name(roster.officers), _name(roster.officer_schools)
            return Obstacle.OFFICER_SCHOOL_CLOSED, f"{names} can come and {schools} can take part"
        if busy := self._bookings.find_busy_officers(occurrence, day):
            return Obstacle.OFFICER_BUSY, _name(busy)
        if venue and find_rooms(self._trust, venue) and not self._find_free_rooms(occurrence, day, roster):
            return Obstacle.NO_ROOM, describe_needs(self._trust, venue, roster.members)
        return None

    def _find_free_rooms(self, occurrence: Occurrence, day: date, roster: Roster) -> tuple[Room, ...]:
        if not occurrence.rule.venue:
            return ()
        taken = self._bookings.find_rooms_taken(occurrence, day)
        fitting = find_fitting_rooms(self._trust, occurrence.rule.venue, roster.members)
        return tuple(room for room in fitting if (room.place, room.name) not in taken)

    def _make_slot(self, occurrence: Occurrence, day: date, roster: Roster) -> Slot:
        breaks = self._prices.count_breaks(occurrence, day, roster)
        return Slot(day, breaks, self._find_free_rooms(occurrence, day, roster))

    def _describe_closed(self, occurrence: Occurrence, day: date) -> str:
        schools = self._rosters.on(occurrence.group, day).schools
        reasons = dict.fromkeys(why for school in schools if (why := self._closure(school, day)))
        return (
            f"No day in {describe_window(occurrence.rule)} suits every school of {occurrence.group.name}; "
            f"on the best there is still {', '.join(reasons)}."
        )


def _name(named: Sequence[Person] | Sequence[School]) -> str:
    return " and ".join(dict.fromkeys(one.name for one in named))

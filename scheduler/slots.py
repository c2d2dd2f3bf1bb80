"""When one occurrence could be held, and which facts stand in the way of every other time.

Decides the hard rules that do not depend on where other occurrences go; what depends on two at once is the problem's.
Every obstacle is found, not the first alone: what forbids a meeting, and what would let it be held, is read off them.

| obstacle (in the order in which one would look)                 | when it stands in the way of every day |
|-----------------------------------------------------------------|----------------------------------------|
| another half, month or weekday than the rule's                  | unmet                                  |
| before the first day that may be planned                        | unmet                                  |
| no school day: out of the members' term, a bank holiday         | unmet                                  |
| a blackout of the trust or the group                            | unmet                                  |
| the group has no members                                        | unmet                                  |
| chair or co-chair does not work                                 | unmet                                  |
| chair's or co-chair's school is closed                          | unmet                                  |
| either is needed by a fixed meeting at that time                | unmet                                  |
| no free room of the venue is large and accessible enough        | unmet                                  |
| one school would spare more staff from lessons than it may      | unmet                                  |
| a member school is closed                                       | a warning; the days with fewest closed stay |
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from enum import IntEnum
from typing import NamedTuple

from scheduler.bookings import Bookings
from scheduler.cover import Cover
from scheduler.engine.problem import Charge
from scheduler.occurrences import Occurrence, Span, find_window
from scheduler.prices import Prices
from scheduler.rooms import describe_needs, find_fitting_rooms, find_rooms
from scheduler.rosters import Roster, Rosters
from scheduler.scenario import KEPT_FREE, Avoid
from trust.calendar import find_academic_year, find_bank_holidays
from trust.opening import find_blackout, find_closure, find_term_days
from trust.people import Person
from trust.places import Room, School
from trust.values import WEEKDAYS
from trust.year import Trust


class Slot(NamedTuple):
    """A time an occurrence could take: what it costs on its own, and the venue's rooms it could have."""

    span: Span
    charges: tuple[Charge, ...]
    rooms: tuple[Room, ...] = ()

    @property
    def day(self) -> date:
        """The day it is on."""
        return self.span.day


class Choice(NamedTuple):
    """The slots of an occurrence; `why` says why there are none, `warning` what had to be given up."""

    slots: tuple[Slot, ...]
    why: str = ""
    warning: str = ""


class ObstacleKind(IntEnum):
    """What keeps a group from meeting at a time, in the order in which one would look."""

    WINDOW = 0
    WEEKDAY = 1
    PASSED = 2
    NO_SCHOOL_DAY = 3
    BLACKOUT = 4
    NO_MEMBERS = 5
    OFFICER_AWAY = 6
    OFFICER_SCHOOL_CLOSED = 7
    OFFICER_BUSY = 8
    NO_ROOM = 9
    COVER = 10
    SCHOOL_CLOSED = 11


class Obstacle(NamedTuple):
    """A fact that forbids a time: its kind, and whom or what it is about, in words."""

    kind: ObstacleKind
    about: str


SENTENCES = {
    ObstacleKind.PASSED: "Its time, {when}, is over before {about}, the first day that may be planned.",
    ObstacleKind.NO_SCHOOL_DAY: "There is no school day for it in {when}.",
    ObstacleKind.BLACKOUT: "Every school day in {when} is kept free: {about}.",
    ObstacleKind.NO_MEMBERS: "{about} has no members in {when}.",
    ObstacleKind.OFFICER_AWAY: "There is no school day in {when} on which {about}.",
    ObstacleKind.OFFICER_SCHOOL_CLOSED: "There is no day in {when} on which {about}.",
    ObstacleKind.OFFICER_BUSY: "On every day left in {when} a meeting already fixed needs {about}.",
    ObstacleKind.NO_ROOM: "{about}.",
    ObstacleKind.COVER: "On every day left in {when} more staff would be out of lessons than {about} can spare.",
}


class SlotFinder:
    """Finds slots for a trust's occurrences round the meetings that are already fixed."""

    def __init__(
        self,
        trust: Trust,
        year: str,
        rosters: Rosters,
        bookings: Bookings,
        earliest: date | None = None,
        avoid: Sequence[Avoid] = (),
    ) -> None:
        self._trust, self._year, self._rosters, self._bookings = trust, year, rosters, bookings
        self._earliest, self._avoid = earliest or date.min, avoid
        self._cover = Cover(trust, rosters, bookings)
        self._prices = Prices(trust, bookings)
        self._closures: dict[tuple[str, date], str] = {}

    def _closure(self, school: School, day: date) -> str:
        at = (school.id, day)
        if at not in self._closures:
            self._closures[at] = find_closure(self._trust, school, day)
        return self._closures[at]

    def find_slots(self, occurrence: Occurrence) -> Choice:
        """Find the times an occurrence could take."""
        when = occurrence.rule.window
        window = find_window(self._trust, self._year, occurrence.rule)
        met = {
            span: tuple(self.find_obstacles(occurrence, span))
            for day in window
            for span in occurrence.spans_on(day)
        }
        spans = [span for span, obstacles in met.items() if all(_may_stand(o) for o in obstacles)]
        if not spans:
            firsts = [min(filter(_is_hard, obstacles)) for obstacles in met.values()]
            furthest = max((first.kind for first in firsts), default=ObstacleKind.NO_SCHOOL_DAY)
            about = ", ".join(dict.fromkeys(first.about for first in firsts if first.kind is furthest))
            return Choice((), SENTENCES[furthest].format(when=when, about=about))
        fewest = min(len(met[span]) for span in spans)
        kept = [span for span in spans if len(met[span]) == fewest]
        slots = tuple(self.make_slot(occurrence, span) for span in kept)
        return Choice(slots, warning=self._describe_closed(occurrence, met[kept[0]]) if fewest else "")

    def make_slot(self, occurrence: Occurrence, span: Span) -> Slot:
        """Price a time and find its rooms, whether or not anything stands in its way."""
        roster = self._rosters.on(occurrence.group, span.day)
        charges = self._prices.find_charges(occurrence, span, roster)
        return Slot(span, charges, self._find_free_rooms(occurrence, span, roster))

    def find_universe(self, occurrence: Occurrence) -> tuple[Span, ...]:
        """List every weekday time of the rule's term, whether or not anything stands in its way."""
        days = find_term_days(self._trust, occurrence.rule.term)
        return tuple(
            span for day in days if find_academic_year(day) == self._year for span in occurrence.spans_on(day)
        )

    def find_obstacles(self, occurrence: Occurrence, span: Span) -> Iterator[Obstacle]:
        """List everything that forbids a time of the rule's term, in the order in which one would look."""
        group, day = occurrence.group, span.day
        roster = self._rosters.on(group, day)
        yield from self._find_rule_obstacles(occurrence, day, roster)
        if day < self._earliest:
            yield Obstacle(ObstacleKind.PASSED, f"{self._earliest:%d %b %Y}")
        if not self._in_term(occurrence, day, roster):
            yield Obstacle(ObstacleKind.NO_SCHOOL_DAY, f"{day:%d %b} is no school day of {group.name}")
        if reason := find_blackout(self._trust, group, day):
            yield Obstacle(ObstacleKind.BLACKOUT, reason)
        elif any(wish.bars(occurrence.key, group.id, span.starts) for wish in self._avoid):
            yield Obstacle(ObstacleKind.BLACKOUT, KEPT_FREE)
        if not roster.members:
            yield Obstacle(ObstacleKind.NO_MEMBERS, group.name)
            return
        yield from self._find_officer_obstacles(occurrence, span, roster)
        venue = occurrence.rule.venue
        if venue and find_rooms(self._trust, venue) and not self._find_free_rooms(occurrence, span, roster):
            yield Obstacle(ObstacleKind.NO_ROOM, describe_needs(self._trust, venue, roster.members))
        for school in self._cover.find_short(occurrence.group, span):
            yield Obstacle(ObstacleKind.COVER, school.name)
        for school in roster.schools:
            if (why := self._closure(school, day)) and school not in roster.officer_schools:
                yield Obstacle(ObstacleKind.SCHOOL_CLOSED, why)

    def _find_rule_obstacles(self, occurrence: Occurrence, day: date, roster: Roster) -> Iterator[Obstacle]:
        rule = occurrence.rule
        if (rule.month and day.month != rule.month) or (
            rule.half and not self._in_half(occurrence, day, roster)
        ):
            yield Obstacle(ObstacleKind.WINDOW, f"{rule.title} belongs in {rule.window}")
        if WEEKDAYS[day.weekday()] not in rule.days:
            yield Obstacle(ObstacleKind.WEEKDAY, f"{rule.title} is kept to {'; '.join(rule.days)}")

    def _find_officer_obstacles(
        self, occurrence: Occurrence, span: Span, roster: Roster
    ) -> Iterator[Obstacle]:
        if not all(officer.works_on(span.day) for officer in roster.officers):
            both = len(roster.officers) > 1
            working = f"{'both ' * both}{_name(roster.officers)} {'work' if both else 'works'}"
            yield Obstacle(ObstacleKind.OFFICER_AWAY, working)
        if any(self._closure(school, span.day) for school in roster.officer_schools):
            names, schools = _name(roster.officers), _name(roster.officer_schools)
            yield Obstacle(
                ObstacleKind.OFFICER_SCHOOL_CLOSED, f"{names} can come and {schools} can take part"
            )
        busy = [o for _, shared in self._bookings.find_shared(occurrence, span) for o in shared.officers]
        if busy or self._bookings.has_own(occurrence.group, span):
            yield Obstacle(ObstacleKind.OFFICER_BUSY, _name(busy) or occurrence.group.name)

    def _in_term(self, occurrence: Occurrence, day: date, roster: Roster) -> bool:
        """Say whether all its schools' councils are in the rule's term on a day that is no holiday."""
        if not occurrence.group.holds(day) or day in find_bank_holidays(day.year):
            return False
        return {term for term, _ in self._find_halves(day, roster)} == {occurrence.rule.term}

    def _in_half(self, occurrence: Occurrence, day: date, roster: Roster) -> bool:
        rule = occurrence.rule
        return {half for term, half in self._find_halves(day, roster) if term is rule.term} == {rule.half}

    def _find_halves(self, day: date, roster: Roster) -> set[tuple[str, int]]:
        councils = {school.council for school in roster.schools}
        return {
            (half.term, half.half)
            for half in self._trust.half_terms
            if half.holds(day) and (half.council in councils or not councils)
        }

    def _find_free_rooms(self, occurrence: Occurrence, span: Span, roster: Roster) -> tuple[Room, ...]:
        if not occurrence.rule.venue:
            return ()
        taken = self._bookings.find_rooms_taken(span)
        fitting = find_fitting_rooms(self._trust, occurrence.rule.venue, roster.members)
        return tuple(room for room in fitting if (room.place, room.name) not in taken)

    def _describe_closed(self, occurrence: Occurrence, obstacles: Sequence[Obstacle]) -> str:
        reasons = dict.fromkeys(obstacle.about for obstacle in obstacles)
        return (
            f"No day in {occurrence.rule.window} suits every school of {occurrence.group.name}; "
            f"on the best there is still {', '.join(reasons)}."
        )


def _may_stand(obstacle: Obstacle) -> bool:
    """A closed member school costs a warning where there is no better day."""
    return obstacle.kind is ObstacleKind.SCHOOL_CLOSED


def _is_hard(obstacle: Obstacle) -> bool:
    return not _may_stand(obstacle)


def _name(named: Sequence[Person] | Sequence[School]) -> str:
    return " and ".join(dict.fromkeys(one.name for one in named))

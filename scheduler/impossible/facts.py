"""The facts that keep meetings from being held, as a lead knows and could change them.

A fact stands for all it forbids: a chair's working days, a venue's rooms, a rule's month. A grant lifts it in one place
and has a price, by how much is asked of people:

| grant                                                                       | cost |
|-----------------------------------------------------------------------------|------|
| the rule allows another weekday                                             | 1    |
| the rule allows another month or half                                       | 2    |
| a meeting does without one closed school                                    | 2    |
| one more room, cover for one meeting's members                              | 2    |
| a meeting already fixed moves                                               | 3    |
| an officer comes on another weekday                                         | 4    |
| someone stands in for an officer; a blackout or a school's closure is lifted | 6    |
| a meeting is not held                                                       | 10   |

Term dates, the past and an empty group can only be explained, not granted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from scheduler.impossible.conflict import Bar
from scheduler.occurrences import Occurrence, Span
from scheduler.rooms import describe_needs, find_fitting_rooms
from scheduler.slots import Obstacle, ObstacleKind
from trust.opening import find_closure
from trust.people import Person
from trust.places import School
from trust.values import WHOLE_WEEK

if TYPE_CHECKING:
    from scheduler.planner import Desk


class FactKind(StrEnum):
    """What a fact is about, in the order in which one would tell it."""

    HELD = "held"
    PERSON = "person"
    WINDOW = "window"
    WEEKDAY = "weekday"
    PASSED = "passed"
    TERM = "term"
    BLACKOUT = "blackout"
    MEMBERS = "members"
    AWAY = "away"
    CLOSED = "closed"
    BUSY = "busy"
    ROOMS = "rooms"
    COVER = "cover"


class Fact(NamedTuple):
    """A fact: its kind, what tells it from others of the kind, the words for it, and the people (ids) it names."""

    kind: FactKind
    about: str
    words: str
    people: tuple[str, ...] = ()


class Grant(NamedTuple):
    """What would lift a fact in one place: its cost, and the words for it, to follow "If"; {days} are those used."""

    fact: int
    cost: int
    words: str


OF_OBSTACLE = {
    ObstacleKind.WINDOW: FactKind.WINDOW,
    ObstacleKind.WEEKDAY: FactKind.WEEKDAY,
    ObstacleKind.PASSED: FactKind.PASSED,
    ObstacleKind.NO_SCHOOL_DAY: FactKind.TERM,
    ObstacleKind.BLACKOUT: FactKind.BLACKOUT,
    ObstacleKind.NO_MEMBERS: FactKind.MEMBERS,
    ObstacleKind.OFFICER_AWAY: FactKind.AWAY,
    ObstacleKind.OFFICER_SCHOOL_CLOSED: FactKind.CLOSED,
    ObstacleKind.OFFICER_BUSY: FactKind.BUSY,
    ObstacleKind.NO_ROOM: FactKind.ROOMS,
    ObstacleKind.COVER: FactKind.COVER,
    ObstacleKind.SCHOOL_CLOSED: FactKind.CLOSED,
}


class FactBook:
    """Numbers the facts and grants that come up for a trust's year."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.facts: list[Fact] = []
        self.grants: list[Grant] = []
        self._facts: dict[tuple[FactKind, str], int] = {}
        self._grants: dict[tuple[int, str], int] = {}
        # These are asked for at every turn, so they are found without any words.
        self._stand_ins: dict[tuple[str, str], int] = {}
        self._more_rooms: dict[tuple[str, str], int] = {}

    def fact(self, kind: FactKind, about: str, words: str, people: Sequence[str] = ()) -> int:
        """Give the number of a fact."""
        if (kind, about) not in self._facts:
            self._facts[kind, about] = len(self.facts)
            self.facts.append(Fact(kind, about, words, tuple(people)))
        return self._facts[kind, about]

    def grant(self, fact: int, where: str, cost: int, words: str) -> int:
        """Give the number of a grant; `where` tells it from others of its fact."""
        if (fact, where) not in self._grants:
            self._grants[fact, where] = len(self.grants)
            self.grants.append(Grant(fact, cost, words))
        return self._grants[fact, where]

    def held(self, occurrence: Occurrence) -> int:
        """Give the fact that a meeting must be held."""
        return self.fact(FactKind.HELD, occurrence.key, f"{name_meeting(occurrence)} must be held")

    def person(self, person: Person) -> int:
        """Give the fact that someone is at one meeting at a time."""
        words = f"{person.name} can be at one meeting at a time"
        return self.fact(FactKind.PERSON, person.id, words, (person.id,))

    def rooms(self, venue: str) -> int:
        """Give the fact that a venue has the rooms it has."""
        count = sum(room.place == venue for room in self.desk.trust.rooms)
        rooms = "1 room" if count == 1 else f"{count} rooms"
        return self.fact(FactKind.ROOMS, venue, f"{self.desk.trust.place_by_id[venue].name} has {rooms}")

    def cover(self, school: School, limit: int) -> int:
        """Give the fact that a school can spare so many."""
        words = f"{school.name} can spare at most {limit} of its staff from lessons at once"
        return self.fact(FactKind.COVER, school.id, words)

    def stand_in(self, fact: int, person: Person, occurrence: Occurrence) -> int:
        """Give the grant that someone stands in for a person at a meeting, whichever fact keeps them from it."""
        at = (person.id, occurrence.key)
        if at not in self._stand_ins:
            words = f"someone stood in for {person.name} at {name_meeting(occurrence)}"
            self._stand_ins[at] = self.grant(fact, f"stand-in {occurrence.key}", 6, words)
        return self._stand_ins[at]

    def room_for(self, occurrence: Occurrence, venue: str, people: int) -> int:
        """Give the grant that a venue finds a meeting one more room."""
        at = (venue, occurrence.key)
        if at not in self._more_rooms:
            place = self.desk.trust.place_by_id[venue].name
            words = f"{place} had one more room, for {people}, on {{days}}"
            self._more_rooms[at] = self.grant(self.rooms(venue), occurrence.key, 2, words)
        return self._more_rooms[at]

    def cover_for(self, fact: int, school: School, occurrence: Occurrence) -> int:
        """Give the grant that a school finds cover for a meeting's members."""
        words = f"{school.name} found cover for its members of {occurrence.group.name} on {{days}}"
        return self.grant(fact, occurrence.key, 2, words)

    def find_bars(self, occurrence: Occurrence, span: Span, *, lenient: bool = False) -> Iterator[Bar]:
        """List what keeps a meeting from a time; when lenient, a closed school of a mere member does not."""
        for obstacle in self.desk.finder.find_obstacles(occurrence, span):
            if obstacle.kind is ObstacleKind.SCHOOL_CLOSED:
                continue
            match obstacle.kind:
                case ObstacleKind.OFFICER_AWAY:
                    yield from self._find_away(occurrence, span)
                case ObstacleKind.OFFICER_SCHOOL_CLOSED:
                    yield from self._find_closed(occurrence, span, officers=True)
                case ObstacleKind.OFFICER_BUSY:
                    yield from self._find_busy(occurrence, span)
                case ObstacleKind.NO_ROOM:
                    yield self._bar_rooms(occurrence, span)
                case ObstacleKind.COVER:
                    yield from self._find_cover(occurrence, obstacle.about)
                case _:
                    yield self._bar_plainly(occurrence, span, obstacle)
        if not lenient:
            yield from self._find_closed(occurrence, span, officers=False)

    def _bar_plainly(self, occurrence: Occurrence, span: Span, obstacle: Obstacle) -> Bar:
        (kind, about), rule, group, day = obstacle, occurrence.rule, occurrence.group, span.day
        if kind is ObstacleKind.WINDOW:
            wanted = f"{rule.title} {rule.term} {rule.half} {rule.month}"
            fact = self.fact(FactKind.WINDOW, wanted, f"“{rule.title}” belongs in {rule.window}")
            other = f"{day:%B}" if rule.month else f"the other half of the {rule.term} term"
            return Bar(fact, (self.grant(fact, other, 2, f"“{rule.title}” could be held in {other}"),))
        if kind is ObstacleKind.WEEKDAY:
            days = join_words(rule.days)
            fact = self.fact(FactKind.WEEKDAY, f"{rule.title} {days}", f"“{rule.title}” is kept to {days}")
            allowed = f"“{rule.title}” could be held on a {day:%A}"
            return Bar(fact, (self.grant(fact, f"{day:%A}", 1, allowed),))
        if kind is ObstacleKind.BLACKOUT:
            fact = self.fact(FactKind.BLACKOUT, about, f"days are kept free for {about}")
            return Bar(fact, (self.grant(fact, "", 6, f"{{days}} were not kept free for {about}"),))
        words = {
            ObstacleKind.PASSED: f"nothing may be planned before {about}",
            ObstacleKind.NO_SCHOOL_DAY: f"the schools of {group.name} must all be in term",
            ObstacleKind.NO_MEMBERS: f"{group.name} has no members",
        }[kind]
        return Bar(self.fact(OF_OBSTACLE[kind], words, words))

    def _find_away(self, occurrence: Occurrence, span: Span) -> Iterator[Bar]:
        for officer in self.desk.rosters.on(occurrence.group, span.day).officers:
            if not officer.works_on(span.day):
                works = join_words([day for day in WHOLE_WEEK if day in officer.working_days])
                when = f"on {works} only" if works else "on no weekday"
                fact = self.fact(FactKind.AWAY, officer.id, f"{officer.name} works {when}", (officer.id,))
                come = f"{officer.name} could come on a {span.day:%A}"
                yield Bar(
                    fact,
                    (
                        self.grant(fact, f"{span.day:%A}", 4, come),
                        self.stand_in(fact, officer, occurrence),
                    ),
                )

    def _find_closed(self, occurrence: Occurrence, span: Span, *, officers: bool) -> Iterator[Bar]:
        trust, roster = self.desk.trust, self.desk.rosters.on(occurrence.group, span.day)
        for school in roster.schools if not officers else roster.officer_schools:
            if (school in roster.officer_schools) != officers:
                continue
            why = find_closure(trust, school, span.day)
            if not why:
                continue
            fact = self.fact(
                FactKind.CLOSED,
                f"{school.id} {why}",
                why if school.name in why else f"{school.name} is closed: {why}",
            )
            if not officers:
                without = f"{occurrence.group.name} could meet on {{days}} without {school.name}"
                yield Bar(fact, (self.grant(fact, f"without {occurrence.key}", 2, without),))
                continue
            grants = []
            if school.name in why:
                lifted = f"it were not {why} on {{days}}"
                grants.append(self.grant(fact, "lifted", 6, lifted))
            theirs = [officer for officer in roster.officers if officer.school == school.id]
            if len(theirs) == 1:
                grants.append(self.stand_in(fact, theirs[0], occurrence))
            yield Bar(fact, tuple(grants))

    def _find_busy(self, occurrence: Occurrence, span: Span) -> Iterator[Bar]:
        for meeting, shared in self.desk.bookings.find_shared(occurrence, span):
            if meeting.group == occurrence.group.id and not shared.officers:
                words = f"meetings already fixed need {occurrence.group.name}"
                fact = self.fact(FactKind.BUSY, occurrence.group.id, words)
                moved = f"it moved its meeting of {name_days([meeting.starts.date()])}"
                yield Bar(fact, (self.grant(fact, meeting.key, 3, moved),))
            for officer in shared.officers:
                words = f"meetings already fixed need {officer.name}"
                fact = self.fact(FactKind.BUSY, officer.id, words, (officer.id,))
                group = self.desk.trust.group_by_id[meeting.group].name
                moved = f"{group} moved its meeting of {name_days([meeting.starts.date()])}"
                yield Bar(
                    fact,
                    (self.grant(fact, meeting.key, 3, moved), self.stand_in(fact, officer, occurrence)),
                )

    def _bar_rooms(self, occurrence: Occurrence, span: Span) -> Bar:
        venue = occurrence.rule.venue
        assert venue
        members = self.desk.rosters.on(occurrence.group, span.day).members
        grant = self.room_for(occurrence, venue, len(members))
        if find_fitting_rooms(self.desk.trust, venue, members):
            return Bar(self.rooms(venue), (grant,))
        words = describe_needs(self.desk.trust, venue, members)
        fact = self.fact(FactKind.ROOMS, f"{venue} {occurrence.group.id}", words[0].lower() + words[1:])
        return Bar(fact, (grant,))

    def _find_cover(self, occurrence: Occurrence, name: str) -> Iterator[Bar]:
        rules = self.desk.trust.settings.rules
        for school in self.desk.trust.schools:
            if school.name == name:
                fact = self.cover(school, school.cover_limit or rules.cover_limit or 0)
                yield Bar(fact, (self.cover_for(fact, school, occurrence),))


def name_meeting(occurrence: Occurrence) -> str:
    """Name a meeting by its group and what it is.

    The titles of rules are sentences' beginnings, so they keep their capitals.
    """
    return f"{occurrence.group.name} ({occurrence.rule.title})"


def join_words(words: Sequence[str]) -> str:
    """Put words in a row.

    >>> join_words(["Mon", "Tue", "Fri"])
    'Mon, Tue and Fri'
    """
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def name_days(days: Sequence[date]) -> str:
    """Name days, three at most.

    >>> name_days([date(2026, 11, 12), date(2026, 11, 17)])
    'Thu 12 Nov and Tue 17 Nov'
    """
    named = [f"{day:%a} {day.day} {day:%b}" for day in sorted(set(days))]
    return join_words(named if len(named) <= 3 else [*named[:2], f"{len(named) - 2} more days"])

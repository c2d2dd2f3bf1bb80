"""Every other time one meeting could be, everything else staying where it is: what it would cost, and whom.

Answers two questions with one table: why a meeting is when it is, and when one that is to move, or a new one, could be.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from scheduler.draft import Entry
from scheduler.engine.problem import Breach, Problem
from scheduler.occurrences import Occurrence, find_occurrence, find_window
from scheduler.planner import set_out
from scheduler.slots import Obstacle, ObstacleKind, Slot
from scheduler.year_problem import build_year_problem
from trust.meetings import Meeting
from trust.values import RefusedError, Value
from trust.year import Trust

# Kinds that are not said here say it all themselves.
SAID = {
    ObstacleKind.PASSED: "before {about}, the first day that may be planned",
    ObstacleKind.BLACKOUT: "kept free: {about}",
    ObstacleKind.NO_MEMBERS: "{about} has no members then",
    ObstacleKind.OFFICER_AWAY: "not a day on which {about}",
    ObstacleKind.OFFICER_SCHOOL_CLOSED: "not a day on which {about}",
    ObstacleKind.OFFICER_BUSY: "another meeting needs {about} then",
    ObstacleKind.COVER: "{about} could not spare so many from lessons",
}


class Price(Value):
    """What a time breaks of one soft rule: its cost, and the people (by id) who bear it."""

    rule: str
    cost: int
    people: tuple[str, ...] = ()


class Alternative(Value):
    """A time a meeting could be, or could not: what it costs there, and the facts that forbid it."""

    starts: datetime
    ends: datetime
    cost: int
    prices: tuple[Price, ...] = ()
    obstacles: tuple[str, ...] = ()

    @property
    def possible(self) -> bool:
        """Whether nothing forbids it."""
        return not self.obstacles

    @property
    def people(self) -> tuple[str, ...]:
        """Everyone (by id) it would cost something."""
        return tuple(dict.fromkeys(person for price in self.prices for person in price.people))


def find_alternatives(
    trust: Trust, meetings: Iterable[Meeting], key: str, *, earliest: date | None = None
) -> tuple[Alternative, ...]:
    """List every time in the window of a meeting's rule, possible ones first, then by cost and day.

    Its own time is among them. Raises RefusedError when there is no such meeting.
    """
    everything = tuple(meetings)
    meeting = next((m for m in everything if m.key == key), None)
    if meeting is None:
        msg = f"There is no meeting {key} in this year."
        raise RefusedError(msg)
    others = [m for m in everything if m.key != key]
    return find_free_slots(trust, others, find_occurrence(trust, meeting), meeting.year, earliest=earliest)


def find_free_slots(
    trust: Trust,
    meetings: Sequence[Meeting],
    occurrence: Occurrence,
    year: str,
    *,
    earliest: date | None = None,
) -> tuple[Alternative, ...]:
    """List every time in the window of an occurrence's rule, round meetings that stay; in the order they are best in."""
    desk = set_out(trust, year, meetings, earliest=earliest, occurrences=(occurrence,))
    spans = [s for day in find_window(trust, year, occurrence.rule) for s in occurrence.spans_on(day)]
    obstacles = {span: tuple(desk.finder.find_obstacles(occurrence, span)) for span in spans}
    slots = tuple(desk.finder.make_slot(occurrence, span) for span in spans)
    # Rooms are an obstacle, not a choice: a time is looked at once, whichever room it would have.
    entry = Entry(occurrence, tuple(slot._replace(rooms=()) for slot in slots))
    problem = build_year_problem(trust, year, [entry], desk.rosters, desk.bookings).problem
    found = (
        _make_alternative(slot, obstacles[slot.span], _find_breaches(problem, number))
        for number, slot in enumerate(slots)
    )
    return tuple(sorted(found, key=lambda a: (not a.possible, a.cost, a.starts)))


def _find_breaches(problem: Problem, number: int) -> list[Breach]:
    """Find what a time would break; nothing where it is forbidden outright, for which the obstacle is told."""
    try:
        return list(problem.find_breaches([number]))
    except ValueError:
        return []


def _make_alternative(slot: Slot, obstacles: Sequence[Obstacle], breaches: Sequence[Breach]) -> Alternative:
    by_rule: dict[str, list[Breach]] = {}
    for breach in breaches:
        by_rule.setdefault(str(breach.charge.rule), []).append(breach)
    prices = [
        Price(
            rule=rule,
            cost=sum(breach.cost for breach in of_rule),
            people=tuple(dict.fromkeys(person for breach in of_rule for person in breach.charge.people)),
        )
        for rule, of_rule in by_rule.items()
    ]
    return Alternative(
        starts=slot.span.starts,
        ends=slot.span.ends,
        cost=sum(price.cost for price in prices),
        prices=tuple(sorted(prices, key=lambda price: -price.cost)),
        obstacles=tuple(dict.fromkeys(describe_obstacle(obstacle) for obstacle in obstacles)),
    )


def describe_obstacle(obstacle: Obstacle) -> str:
    """Say in words why a time is out of the question."""
    return SAID.get(obstacle.kind, "{about}").format(about=obstacle.about)

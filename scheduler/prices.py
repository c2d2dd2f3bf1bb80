"""What a time costs one occurrence on its own, wherever the others go: which soft rules it breaks, and who bears it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from scheduler.bookings import Bookings
from scheduler.engine.problem import Charge
from scheduler.occurrences import Occurrence, Span
from scheduler.rosters import Roster
from scheduler.rules import Rule, make_prices
from trust.calendar import each_day, is_working_day
from trust.opening import find_avoided
from trust.places import School
from trust.register import Deadline
from trust.year import Trust


class Prices:
    """Charges for what a time would break, in a trust's calendar and beside its fixed meetings."""

    def __init__(self, trust: Trust, bookings: Bookings) -> None:
        self._trust, self._bookings = trust, bookings
        self._prices = make_prices(trust.settings.rules.weights)
        self._deadlines = [deadline for deadline in trust.deadlines if deadline.pinch_days]
        self._avoids = any(blackout.avoid_only for blackout in trust.blackouts)
        self._edges = find_edge_days(trust)

    def make_charge(self, rule: Rule, people: Sequence[str] = (), units: int = 1) -> Charge:
        """Price a rule for people (each named as often as they weigh), or for nobody in particular."""
        return Charge(rule, self._prices[rule] * units * (len(people) or 1), tuple(people))

    def find_charges(self, occurrence: Occurrence, span: Span, roster: Roster) -> tuple[Charge, ...]:
        """List what a time breaks; rules that are kept, or weigh nothing, are absent."""
        return tuple(charge for charge in self._find(occurrence, span, roster) if charge.price)

    def _find(self, occurrence: Occurrence, span: Span, roster: Roster) -> Iterator[Charge]:
        day = span.day
        for _, shared in self._bookings.find_shared(occurrence, span):
            yield self.make_charge(Rule.CLASH, shared.people)
        if away := [person for person in roster.members if not person.works_on(day)]:
            yield self.make_charge(Rule.AWAY, roster.weigh(away))
        if any((school.council, day) in self._edges for school in roster.schools):
            yield self.make_charge(Rule.EDGE)
        if span.is_twilight and (nights := sum(_is_staff_night(school, day) for school in roster.schools)):
            yield self.make_charge(Rule.STAFF_MEETING, units=nights)
        if self._avoids:
            schools = {school.id for school in roster.schools}
            if reasons := find_avoided(self._trust, occurrence.group, schools, day):
                yield self.make_charge(Rule.AVOIDED_DAY, units=len(reasons))
        if any(_pinches(deadline, occurrence, day) for deadline in self._deadlines):
            yield self.make_charge(Rule.DEADLINE)
        if day.weekday() in (0, 4):
            yield self.make_charge(Rule.MIDWEEK)


def find_edge_days(trust: Trust) -> frozenset[tuple[str, date]]:
    """Find each council's first and last two school days of every half-term, when nobody has an evening to spare."""
    edges: set[tuple[str, date]] = set()
    for half in trust.half_terms:
        days = [day for day in each_day(half.starts, half.ends) if is_working_day(day)]
        edges |= {(half.council, day) for day in (*days[:2], *days[-2:])}
    return frozenset(edges)


def _is_staff_night(school: School, day: date) -> bool:
    return school.staff_meeting_night is not None and school.staff_meeting_night.number == day.weekday()


def _pinches(deadline: Deadline, occurrence: Occurrence, day: date) -> bool:
    near = timedelta(0) <= deadline.due - day <= timedelta(days=deadline.pinch_days)
    return near and (not deadline.audience or bool(set(deadline.audience) & set(occurrence.group.roles)))

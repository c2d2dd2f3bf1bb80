"""What a day costs one occurrence on its own, wherever the others go: which soft rules it breaks, and how often."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from scheduler.bookings import Bookings
from scheduler.occurrences import Occurrence
from scheduler.rosters import Roster
from scheduler.weights import Rule
from trust.calendar import each_day, is_working_day
from trust.places import School
from trust.register import Deadline
from trust.year import Trust


class Prices:
    """Counts what each day would break, for a trust's calendar, deadlines and fixed meetings."""

    def __init__(self, trust: Trust, bookings: Bookings) -> None:
        self._bookings = bookings
        self._deadlines = [deadline for deadline in trust.deadlines if deadline.pinch_days]
        self._edges = find_edge_days(trust)

    def count_breaks(self, occurrence: Occurrence, day: date, roster: Roster) -> Mapping[Rule, int]:
        """Count how often each soft rule is broken; rules that are kept are absent."""
        twilight = occurrence.is_twilight
        breaks = {
            Rule.CLASH: self._bookings.weigh_clashes(occurrence, day),
            Rule.AWAY: sum(roster.weigh(person.id) for person in roster.members if not person.works_on(day)),
            Rule.ONE_A_DAY: self._bookings.weigh_second_twilights(occurrence, day),
            Rule.EDGE: int(any((school.council, day) in self._edges for school in roster.schools)),
            Rule.STAFF_MEETING: sum(_is_staff_night(school, day) for school in roster.schools) * twilight,
            Rule.PINCH: int(any(_pinches(deadline, occurrence, day) for deadline in self._deadlines)),
            Rule.MIDWEEK: int(day.weekday() in (0, 4)),
        }
        return {rule: count for rule, count in breaks.items() if count}


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

"""How many of a school's staff a meeting takes out of lessons, and how many it can spare."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time

from scheduler.bookings import Bookings
from scheduler.occurrences import Span
from scheduler.rosters import Rosters
from trust.groups import Group
from trust.places import School
from trust.year import Trust


class Cover:
    """The limits on staff out of lessons at once, school by school."""

    def __init__(self, trust: Trust, rosters: Rosters, bookings: Bookings) -> None:
        self._rosters, self._bookings, self._groups = rosters, bookings, trust.group_by_id
        common = trust.settings.rules.cover_limit
        self.limits: Mapping[str, int] = {
            school.id: limit for school in trust.schools if (limit := school.cover_limit or common)
        }
        self._finish: Mapping[str, time] = {s.id: s.finish_time for s in trust.schools}
        self._latest = max((self._finish[school] for school in self.limits), default=time.min)
        self._out: dict[tuple[str, date, time], Counter[str]] = {}

    def count_out(self, group: Group, day: date, starts: time) -> Mapping[str, int]:
        """Count the members of each limited school (by id) whom a meeting at that time takes from lessons.

        Who does not work that day is out of none.
        """
        if starts >= self._latest:
            return {}
        at = (group.id, day, starts)
        if at not in self._out:
            schools = (p.school for p in self._rosters.on(group, day).members if p.works_on(day))
            self._out[at] = Counter(
                school
                for school in schools
                if school and school in self.limits and starts < self._finish[school]
            )
        return self._out[at]

    def count_left(self, school: str, at: datetime) -> int:
        """Count whom a limited school can still spare at a moment, its fixed meetings considered."""
        left = self.limits[school]
        for meeting in self._bookings.on(at.date()):
            if meeting.starts <= at < meeting.ends:
                group = self._groups[meeting.group]
                left -= self.count_out(group, at.date(), meeting.starts.time()).get(school, 0)
        return left

    def find_short(self, group: Group, span: Span) -> Iterator[School]:
        """List the schools that could not spare the members a meeting needs, its fixed meetings considered."""
        out = self.count_out(group, span.day, span.starts.time())
        if not out:
            return
        begins = {span.starts} | {
            m.starts for m in self._bookings.on(span.day) if span.starts <= m.starts < span.ends
        }
        for school in self._rosters.on(group, span.day).schools:
            if school.id in out and any(out[school.id] > self.count_left(school.id, at) for at in begins):
                yield school

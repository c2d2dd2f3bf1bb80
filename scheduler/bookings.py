"""What is already in the diary: the fixed meetings round which a year is planned."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from scheduler.occurrences import TWILIGHT_FROM, Occurrence
from scheduler.rosters import Rosters
from trust.groups import Group
from trust.meetings import Meeting
from trust.people import Person
from trust.year import Trust


class Bookings:
    """The fixed meetings by day, and whom and what they take."""

    def __init__(self, trust: Trust, rosters: Rosters, fixed: Iterable[Meeting]) -> None:
        self._groups, self._rosters = trust.group_by_id, rosters
        self._by_day: dict[date, list[Meeting]] = {}
        for meeting in fixed:
            # A meeting of a group that is no more keeps its date and binds nobody.
            if meeting.group in self._groups:
                self._by_day.setdefault(meeting.starts.date(), []).append(meeting)

    def find_busy_officers(self, occurrence: Occurrence, day: date) -> tuple[Person, ...]:
        """Find those needed by both at once, where they are chair or co-chair of either."""
        shared = (
            self._rosters.shared(occurrence.group, group, day) for group in self._groups_at(occurrence, day)
        )
        return tuple(officer for both in shared for officer in both.officers)

    def weigh_clashes(self, occurrence: Occurrence, day: date) -> int:
        """Weigh the members needed by a fixed meeting at that time."""
        groups = self._groups_at(occurrence, day)
        return sum(self._rosters.shared(occurrence.group, group, day).weight for group in groups)

    def weigh_second_twilights(self, occurrence: Occurrence, day: date) -> int:
        """Weigh the members for whom a twilight would be the day's second."""
        if not occurrence.is_twilight:
            return 0
        at_once = self._overlapping(occurrence, day)
        beside = [
            self._groups[meeting.group]
            for meeting in self._by_day.get(day, ())
            if meeting.starts.hour >= TWILIGHT_FROM and meeting not in at_once
        ]
        return sum(self._rosters.shared(occurrence.group, group, day).weight for group in beside)

    def find_rooms_taken(self, occurrence: Occurrence, day: date) -> set[tuple[str | None, str | None]]:
        """Find the (place, room) pairs in use at that time."""
        return {(meeting.place, meeting.room) for meeting in self._overlapping(occurrence, day)}

    def _groups_at(self, occurrence: Occurrence, day: date) -> list[Group]:
        return [self._groups[meeting.group] for meeting in self._overlapping(occurrence, day)]

    def _overlapping(self, occurrence: Occurrence, day: date) -> list[Meeting]:
        starts, ends = occurrence.starts_on(day), occurrence.ends_on(day)
        return [m for m in self._by_day.get(day, ()) if m.starts < ends and starts < m.ends]

"""What is already in the diary: the fixed meetings round which a year is planned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from scheduler.occurrences import Occurrence, Span
from scheduler.rosters import Rosters, Shared
from trust.groups import Group
from trust.meetings import Meeting
from trust.year import Trust


class Bookings:
    """The fixed meetings by day, and whom and what they take."""

    def __init__(self, trust: Trust, rosters: Rosters, fixed: Iterable[Meeting]) -> None:
        self._groups, self._rosters = trust.group_by_id, rosters
        # A meeting of a group that is no more keeps its date and binds nobody.
        self.meetings = tuple(meeting for meeting in fixed if meeting.group in self._groups)
        self.by_key: Mapping[str, Meeting] = {meeting.key: meeting for meeting in self.meetings}
        self._by_day: dict[date, list[Meeting]] = {}
        for meeting in self.meetings:
            self._by_day.setdefault(meeting.starts.date(), []).append(meeting)

    def on(self, day: date) -> tuple[Meeting, ...]:
        """List the meetings of a day."""
        return tuple(self._by_day.get(day, ()))

    def has_own(self, group: Group, span: Span) -> bool:
        """Say whether a group has a meeting of its own at that time."""
        return any(meeting.group == group.id for meeting in self._at(span))

    def find_shared(self, occurrence: Occurrence, span: Span) -> Iterator[tuple[Meeting, Shared]]:
        """List the meetings at the same time that need some of the same people, with those people."""
        for meeting in self._at(span):
            shared = self._shared(occurrence.group, meeting)
            if shared.people:
                yield meeting, shared

    def find_rooms_taken(self, span: Span) -> set[tuple[str | None, str | None]]:
        """Find the (place, room) pairs in use at that time."""
        return {(meeting.place, meeting.room) for meeting in self._at(span)}

    def _shared(self, group: Group, meeting: Meeting) -> Shared:
        return self._rosters.shared(group, self._groups[meeting.group], meeting.starts.date())

    def _at(self, span: Span) -> list[Meeting]:
        return [m for m in self._by_day.get(span.day, ()) if span.overlaps(m.starts, m.ends)]

"""The meetings of a year that have a time, and which of them cannot keep it when others take a new one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from scheduler.impossible.cores import find_placing
from scheduler.impossible.neighbourhood import Surveyor
from scheduler.occurrences import Occurrence, Span


class Standing:
    """The times (by key) of the meetings that have one; `placed` grows by what turns out to be possible."""

    def __init__(self, surveyor: Surveyor, placed: Mapping[str, Span]) -> None:
        self._surveyor, self._desk = surveyor, surveyor.desk
        self._by_key = {occurrence.key: occurrence for occurrence in self._desk.occurrences}
        self.placed = dict(placed)

    def find_in_the_way(self, moved: Mapping[str, Span], given: Collection[int] = ()) -> list[Occurrence]:
        """List the placed meetings that cannot all stay when these take their new times, with these grants given."""
        days = {span.day for key, span in moved.items() if self.placed.get(key) != span}
        here = {k: s for k, s in self.placed.items() if k not in moved and s.day in days}
        standing = {self._by_key[key]: span for key, span in {**here, **moved}.items() if span.day in days}
        if find_placing(self._surveyor.survey((), (), standing).conflict.lift(given)).possible:
            return []
        return [self._by_key[key] for key in here if self._is_near(self._by_key[key], here[key], moved)]

    def _is_near(self, occurrence: Occurrence, span: Span, moved: Mapping[str, Span]) -> bool:
        for key, theirs in moved.items():
            if self.placed.get(key) != theirs and theirs.overlaps(*span):
                other = self._by_key[key]
                if other.rule.venue and other.rule.venue == occurrence.rule.venue:
                    return True
                shared = self._desk.rosters.shared(occurrence.group, other.group, span.day)
                if shared.officers or (shared.people and occurrence.group == other.group):
                    return True
                if (
                    not theirs.is_twilight
                    and not span.is_twilight
                    and self._share_school(occurrence, other, span.day)
                ):
                    return True
        return False

    def _share_school(self, one: Occurrence, other: Occurrence, day: date) -> bool:
        schools = ({s.id for s in self._desk.rosters.on(o.group, day).schools} for o in (one, other))
        limited = {
            s.id
            for s in self._desk.trust.schools
            if s.cover_limit or self._desk.trust.settings.rules.cover_limit
        }
        return bool(set.intersection(*schools, limited))

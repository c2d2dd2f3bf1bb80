"""Turns a year into a problem: occurrences become events, their slots options, the trust's rules pairs and limits.

A draft gathers the parts; each module beside this one adds those of its rules (clashes, spacing, loads). What is fixed
is no event: it makes options dearer and limits narrower.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from scheduler.bookings import Bookings
from scheduler.clashes import add_clashes
from scheduler.draft import Draft, Entry, Place
from scheduler.engine.problem import Problem
from scheduler.loads import add_loads
from scheduler.occurrences import Occurrence
from scheduler.rosters import Rosters
from scheduler.spacing import add_spacing
from trust.year import Trust


class YearProblem(NamedTuple):
    """A problem and what its numbers mean: each event's occurrence, and the place in the year of each option."""

    problem: Problem
    occurrences: tuple[Occurrence, ...]
    places: tuple[tuple[Place, ...], ...]

    def read(self, chosen: Sequence[int]) -> dict[str, Place]:
        """Give the place of each placed occurrence, by key."""
        return {
            occurrence.key: self.places[number][chosen[number]]
            for number, occurrence in enumerate(self.occurrences)
            if chosen[number] >= 0
        }


def build_year_problem(
    trust: Trust, year: str, entries: Sequence[Entry], rosters: Rosters, bookings: Bookings
) -> YearProblem:
    """Build the problem of placing these occurrences round what is fixed."""
    draft = Draft(trust, year, entries, rosters, bookings)
    add_clashes(draft)
    add_spacing(draft)
    add_loads(draft)
    return YearProblem(
        draft.make_problem(), tuple(entry.occurrence for entry in entries), tuple(map(tuple, draft.places))
    )

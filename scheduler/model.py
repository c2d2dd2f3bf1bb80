"""The year as a CP-SAT model: one Boolean per occurrence and day, the hard rules on them, a price on the soft ones.

Every occurrence takes one of its slots or stays unplaced at a price above all others, so the model always has a
solution and what could not be placed comes out by name. Hard: an officer of either of two groups is never needed by
both at once; rooms of a venue are never shared. Soft rules that tie occurrences together are in soft_rules; those of
a single slot were priced when it was found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from scheduler.occurrences import Occurrence
from scheduler.rooms import RoomClass, make_room_classes
from scheduler.rosters import Rosters
from scheduler.slots import Slot
from scheduler.weights import WEIGHTS, Rule

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpModel, CpSolver, IntVar, LinearExprT


class Entry(NamedTuple):
    """An occurrence and the days it could take."""

    occurrence: Occurrence
    slots: tuple[Slot, ...]


class Penalty(NamedTuple):
    """A price: the rule it is for, what one unit costs, and how many units."""

    rule: Rule
    weight: int
    units: LinearExprT


class RoomUse(NamedTuple):
    """A Boolean: this occurrence has a room of this class on this day."""

    key: str
    day: date
    rooms: RoomClass
    chosen: IntVar


class YearModel:
    """The variables of a year, the rules on them, and the penalties that make up its cost."""

    def __init__(self, entries: Sequence[Entry], rosters: Rosters) -> None:
        from ortools.sat.python.cp_model import CpModel  # noqa: PLC0415  (slow to load)

        self.cp: CpModel = CpModel()
        self.entries = tuple(entries)
        self.rosters = rosters
        self.chosen: dict[tuple[str, date], IntVar] = {}
        self.unplaced: dict[str, IntVar] = {}
        self.room_uses: list[RoomUse] = []
        self.penalties: list[Penalty] = []
        self.by_day: dict[date, list[Entry]] = {}
        self._place()
        for day, present in sorted(self.by_day.items()):
            self._keep_officers_single(day, present)
            self._share_rooms(day, present)

    def penalise(self, rule: Rule, units: LinearExprT, count: int = 1) -> None:
        """Price units of a broken rule, each counting for `count` people, schools or weeks."""
        self.penalties.append(Penalty(rule, WEIGHTS[rule] * count, units))

    def minimise(self) -> None:
        """Make the sum of all penalties the objective; to be called once every rule is in."""
        self.cp.minimize(sum(penalty.weight * penalty.units for penalty in self.penalties))

    def read_days(self, solver: CpSolver) -> dict[str, date]:
        """Read the day each placed occurrence was given."""
        return {key: day for (key, day), chosen in self.chosen.items() if solver.boolean_value(chosen)}

    def read_costs(self, solver: CpSolver) -> dict[str, int]:
        """Read the cost of each rule that is broken, dearest rules first."""
        costs = dict.fromkeys(Rule, 0)
        for penalty in self.penalties:
            costs[penalty.rule] += penalty.weight * int(solver.value(penalty.units))
        return {rule.value: cost for rule, cost in costs.items() if cost}

    def _place(self) -> None:
        for occurrence, slots in self.entries:
            days = [self.cp.new_bool_var(f"{occurrence.key}@{slot.day}") for slot in slots]
            unplaced = self.cp.new_bool_var(f"{occurrence.key}@nowhere")
            self.cp.add_exactly_one(*days, unplaced)
            self.unplaced[occurrence.key] = unplaced
            self.penalise(Rule.UNPLACED, unplaced)
            for slot, chosen in zip(slots, days, strict=True):
                self.chosen[occurrence.key, slot.day] = chosen
                self.by_day.setdefault(slot.day, []).append(Entry(occurrence, (slot,)))
                for rule, count in slot.breaks.items():
                    self.penalise(rule, chosen, count)

    def _keep_officers_single(self, day: date, present: Sequence[Entry]) -> None:
        clashing: dict[int, set[int]] = {}
        for (n, one), (m, other) in combinations(enumerate(present), 2):
            if overlap(one.occurrence, other.occurrence) and self._share_officer(one, other, day):
                clashing.setdefault(n, set()).add(m)
                clashing.setdefault(m, set()).add(n)
        for clique in find_cliques(clashing):
            self.cp.add_at_most_one(self.chosen[present[n].occurrence.key, day] for n in clique)

    def _share_officer(self, one: Entry, other: Entry, day: date) -> bool:
        groups = one.occurrence.group, other.occurrence.group
        return groups[0].id == groups[1].id or bool(self.rosters.shared(*groups, day).officers)

    def _share_rooms(self, day: date, present: Sequence[Entry]) -> None:
        by_venue: dict[str, dict[Occurrence, Slot]] = {}
        for occurrence, (slot,) in present:
            if occurrence.rule.venue and slot.rooms:
                by_venue.setdefault(occurrence.rule.venue, {})[occurrence] = slot
        for slots in by_venue.values():
            self._share_rooms_of_venue(day, slots)

    def _share_rooms_of_venue(self, day: date, slots: Mapping[Occurrence, Slot]) -> None:
        used: dict[Occurrence, list[IntVar]] = {occurrence: [] for occurrence in slots}
        classes = make_room_classes({occurrence.key: slot.rooms for occurrence, slot in slots.items()})
        for n, rooms in enumerate(classes):
            here: dict[Occurrence, IntVar] = {}
            for occurrence in slots:
                if occurrence.key in rooms.fits:
                    here[occurrence] = self.cp.new_bool_var(f"{occurrence.key}@{day}/{n}")
                    used[occurrence].append(here[occurrence])
                    self.room_uses.append(RoomUse(occurrence.key, day, rooms, here[occurrence]))
            # Only when one begins can the number of meetings at the same moment have grown.
            for start in sorted({occurrence.rule.starts for occurrence in here}):
                under_way = [chosen for occurrence, chosen in here.items() if is_under_way(occurrence, start)]
                self.cp.add(sum(under_way) <= len(rooms.rooms))
        for occurrence, chosen in used.items():
            self.cp.add(sum(chosen) == self.chosen[occurrence.key, day])


def overlap(one: Occurrence, other: Occurrence) -> bool:
    """Say whether two occurrences, held on the same day, would share a moment."""
    return is_under_way(one, other.rule.starts) or is_under_way(other, one.rule.starts)


def is_under_way(occurrence: Occurrence, at: time) -> bool:
    """Say whether an occurrence has begun and not ended at a time of its day."""
    begun, now = (moment.hour * 60 + moment.minute for moment in (occurrence.rule.starts, at))
    return begun <= now < begun + occurrence.rule.minutes


def find_cliques(graph: Mapping[int, set[int]]) -> Iterator[tuple[int, ...]]:
    """Cover every edge of a conflict graph with cliques, each as large as a greedy choice makes it."""
    covered: set[tuple[int, int]] = set()
    for node in sorted(graph):
        for other in sorted(graph[node]):
            if other < node or (node, other) in covered:
                continue
            clique = [node, other]
            for more in sorted(graph[node] & graph[other]):
                if all(more in graph[member] for member in clique):
                    clique.append(more)
            clique.sort()
            covered.update(combinations(clique, 2))
            yield tuple(clique)

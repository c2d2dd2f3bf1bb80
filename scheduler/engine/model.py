"""A problem as a CP-SAT model.

Every option is a Boolean, and every event takes one or is left out at the price of that. What two events cost together
shares one variable over all the cells where they could meet, since they meet once. A cost by distance is posted as a
flow from the place of the one to the place of the other where these are few, which makes the relaxation tight, and
level by level where they are many. OR-Tools is slow to load, so it is loaded when a model is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from scheduler.engine.bound import SLACK, Bound
from scheduler.engine.cliques import find_cliques
from scheduler.engine.problem import UNPLACED, Distance, Limit, Overlap, Pair, Problem

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpModel, IntVar, LinearExprT

# How many pairs of places two events may have for their distance to be posted as a flow.
MOST_FLOWS = 400

# Each event's cell, or None; and a place on the line, or none, with the Booleans that put an event there.
Cells = Sequence[int | None]
Node = tuple[int | None, "list[IntVar]"]


class Model:
    """The Booleans of a problem, the constraints on them, and its cost as an expression."""

    def __init__(self, problem: Problem) -> None:
        from ortools.sat.python.cp_model import CpModel  # noqa: PLC0415  (slow to load)

        self.problem = problem
        self.cp: CpModel = CpModel()
        self.costs: list[tuple[int, LinearExprT]] = []
        self.taken: list[list[IntVar]] = []
        self.left_out: list[IntVar] = []
        # What every other variable is, given each event's place (its cell, or None).
        self._follows: list[tuple[IntVar, Callable[[Cells], int]]] = []
        self._overs: list[tuple[IntVar, Limit]] = []
        self._add_events()
        self._in_cell = [self._sum_by_cell(event) for event in range(len(problem.events))]
        self._add_overlaps()
        for pair in problem.pairs:
            if isinstance(problem.kernels[pair.kernel], Distance):
                self._add_distance(pair)
        self._add_limits()

    def minimise(self) -> None:
        """Make the cost the objective."""
        self.cp.minimize(sum(price * units for price, units in self.costs))

    def strike_out(self, known: Bound, cost: int) -> None:
        """Forbid the options that no solution of at most this cost takes, and costs below the bound."""
        for options, bounds in zip(self.taken, known.taking, strict=True):
            for taken, bound in zip(options, bounds, strict=True):
                if bound > cost + SLACK:
                    self.cp.add(taken == 0)
        self.cp.add(sum(price * units for price, units in self.costs) >= known.value)

    def hint(self, chosen: Sequence[int]) -> None:
        """Say where to begin."""
        for event, option in enumerate(chosen):
            for number, taken in enumerate(self.taken[event]):
                self.cp.add_hint(taken, number == option)
            self.cp.add_hint(self.left_out[event], option == UNPLACED)
        cells = [
            None if option == UNPLACED else self.problem.events[event].options[option].cell
            for event, option in enumerate(chosen)
        ]
        for variable, value in self._follows:
            self.cp.add_hint(variable, value(cells))
        for over, limit in self._overs:
            used = sum(use.units for use in limit.uses if chosen[use.event] == use.option)
            self.cp.add_hint(over, max(used - limit.most, 0))

    def read(self, value: Callable[[IntVar], bool]) -> tuple[int, ...]:
        """Read each event's option off the values of a solution."""
        return tuple(
            next((number for number, taken in enumerate(options) if value(taken)), UNPLACED)
            for options in self.taken
        )

    def _add_events(self) -> None:
        for event in self.problem.events:
            options = [self.cp.new_bool_var(f"{event.name}@{n}") for n in range(len(event.options))]
            left_out = self.cp.new_bool_var(f"{event.name}@nowhere")
            self.cp.add_exactly_one(*options, left_out)
            self.taken.append(options)
            self.left_out.append(left_out)
            self.costs.append((self.problem.unplaced.price, left_out))
            self.costs += [
                (option.price, taken) for option, taken in zip(event.options, options, strict=True)
            ]

    def _sum_by_cell(self, event: int) -> dict[int, list[IntVar]]:
        found: dict[int, list[IntVar]] = {}
        for option, taken in zip(self.problem.events[event].options, self.taken[event], strict=True):
            found.setdefault(option.cell, []).append(taken)
        return found

    def _add_overlaps(self) -> None:
        overlaps = [p for p in self.problem.pairs if isinstance(self.problem.kernels[p.kernel], Overlap)]
        together = [(pair, self._add_pair_bool(pair)) for pair in overlaps if pair.charge]
        self.costs += [(pair.charge.price, both) for pair, both in together if pair.charge]
        for cells in self.problem.moments:
            here = {
                event: found
                for event, by_cell in enumerate(self._in_cell)
                if (found := [taken for cell in cells for taken in by_cell.get(cell, ())])
            }
            self._forbid_at(cells, here, [p for p in overlaps if not p.charge])
            for pair, both in together:
                if pair.one in here and pair.other in here and self._covers(pair, cells):
                    self.cp.add(sum(here[pair.one]) + sum(here[pair.other]) <= 1 + both)

    def _add_pair_bool(self, pair: Pair, least: int = 1) -> IntVar:
        """Add a Boolean that is true where a pair costs at least so many units."""

        def holds(cells: Cells) -> int:
            one, other = cells[pair.one], cells[pair.other]
            if one is None or other is None:
                return 0
            return int(self.problem.count_units(pair.kernel, one, other) >= least)

        variable = self.cp.new_bool_var("")
        self._follows.append((variable, holds))
        return variable

    def _forbid_at(
        self, cells: Sequence[int], here: Mapping[int, list[IntVar]], pairs: Sequence[Pair]
    ) -> None:
        clashing: dict[int, set[int]] = {}
        for pair in pairs:
            if pair.one in here and pair.other in here and self._covers(pair, cells):
                clashing.setdefault(pair.one, set()).add(pair.other)
                clashing.setdefault(pair.other, set()).add(pair.one)
        for clique in find_cliques(clashing):
            self.cp.add_at_most_one(taken for event in clique for taken in here[event])

    def _covers(self, pair: Pair, cells: Sequence[int]) -> bool:
        kernel = self.problem.kernels[pair.kernel]
        # A kernel's cells are whole days, and so is what shares a moment with them.
        return isinstance(kernel, Overlap) and (kernel.cells is None or cells[0] in kernel.cells)

    def _add_distance(self, pair: Pair) -> None:
        kernel = self.problem.kernels[pair.kernel]
        if not isinstance(kernel, Distance) or not pair.charge:
            return
        one, other = (_by_place(self._in_cell[event], kernel) for event in (pair.one, pair.other))
        if not one or not other:
            return
        reach = range(min(other) - max(one), max(other) - min(one) + 1)
        if len(one) * len(other) <= MOST_FLOWS:
            self._post_flow(pair, one, other, kernel)
            return
        for count, least, gaps in _find_levels(kernel, reach):
            level = self._add_pair_bool(pair, least)
            self.costs.append((pair.charge.price * count, level))
            if len(gaps) == len(reach):
                self.cp.add(level >= 1 - self.left_out[pair.one] - self.left_out[pair.other])
            else:
                for run in _find_runs(sorted(gaps)):
                    self._post_level(level, one, other, frozenset(run))

    def _post_flow(
        self, pair: Pair, one: dict[int, list[IntVar]], other: dict[int, list[IntVar]], kernel: Distance
    ) -> None:
        """Let one unit flow from the place of the first to that of the second, at the price of their distance."""
        assert pair.charge
        starts: list[Node] = [*one.items(), (None, [self.left_out[pair.one]])]
        ends: list[Node] = [*other.items(), (None, [self.left_out[pair.other]])]
        flow = {(a, b): self._add_flow(pair, kernel, a, b) for a, _ in starts for b, _ in ends}
        for a, taken in starts:
            self.cp.add(sum(flow[a, b] for b, _ in ends) == sum(taken))
        for b, taken in ends:
            self.cp.add(sum(flow[a, b] for a, _ in starts) == sum(taken))
        for (a, b), var in flow.items():
            if a is not None and b is not None and (units := kernel.units.get(b - a, 0)):
                self.costs.append((pair.charge.price * units, var))

    def _add_flow(self, pair: Pair, kernel: Distance, start: int | None, end: int | None) -> IntVar:
        def flows(cells: Cells) -> int:
            at = [None if (cell := cells[n]) is None else kernel.places[cell] for n in (pair.one, pair.other)]
            return int(at == [start, end])

        variable = self.cp.new_bool_var("")
        self._follows.append((variable, flows))
        return variable

    def _post_level(
        self,
        level: IntVar,
        one: dict[int, list[IntVar]],
        other: dict[int, list[IntVar]],
        gaps: frozenset[int],
    ) -> None:
        reach_low, reach_high = min(other) - max(one), max(other) - min(one)
        low = gaps == frozenset(range(reach_low, max(gaps) + 1))
        high = gaps == frozenset(range(min(gaps), reach_high + 1))
        for at, here in one.items():
            first = here
            # A run that goes on to the end of the line is posted for all places from here on at once.
            if low:
                first = [taken for place, found in one.items() if place >= at for taken in found]
                second = [t for place, found in other.items() if place <= at + max(gaps) for t in found]
            elif high:
                first = [taken for place, found in one.items() if place <= at for taken in found]
                second = [t for place, found in other.items() if place >= at + min(gaps) for t in found]
            else:
                second = [t for place, found in other.items() if place - at in gaps for t in found]
            if first and second:
                self.cp.add(sum(first) + sum(second) <= 1 + level)

    def _add_limits(self) -> None:
        for limit in self.problem.limits:
            used = sum(use.units * self.taken[use.event][use.option] for use in limit.uses)
            if limit.charge is None:
                self.cp.add(used <= limit.most)
            else:
                most = sum(use.units for use in limit.uses)
                over = self.cp.new_int_var(0, most, "")
                self._overs.append((over, limit))
                self.cp.add(used <= limit.most + over)
                self.costs.append((limit.charge.price, over))


def _by_place(in_cell: Mapping[int, list[IntVar]], kernel: Distance) -> dict[int, list[IntVar]]:
    found: dict[int, list[IntVar]] = {}
    for cell, taken in in_cell.items():
        found.setdefault(kernel.places[cell], []).extend(taken)
    return dict(sorted(found.items()))


def _find_levels(kernel: Distance, reach: range) -> Iterator[tuple[int, int, frozenset[int]]]:
    """Split a cost by distance into levels: units more, units altogether, and the distances that cost at least these."""
    units = {gap: kernel.units.get(gap, 0) for gap in reach}
    before = 0
    for level in sorted(set(units.values()) - {0}):
        yield level - before, level, frozenset(gap for gap, count in units.items() if count >= level)
        before = level


def _find_runs(gaps: Sequence[int]) -> Iterator[list[int]]:
    run: list[int] = []
    for gap in gaps:
        if run and gap != run[-1] + 1:
            yield run
            run = []
        run.append(gap)
    if run:
        yield run

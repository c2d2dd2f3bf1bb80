"""Finds good solutions of a problem fast: a greedy first one, then annealing, one event at a time.

A step takes one event out and looks at the price of all its options at once, given where the others are, then puts it
into one of the cheap ones: the colder, the cheaper. What pairs cost is kept in a table by event and cell, so a look is
one row of it; it is only moves that cost time. While searching, what is forbidden has a price, lower than that of
leaving an event out, so that events may squeeze past each other; a solution handed back breaks nothing forbidden.
Same problem, seed and number of sweeps: same solution.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scheduler.engine.problem import UNPLACED, Distance, Problem, Progress, Solution, Watch

# What breaking the forbidden costs while searching, or twice the dearest thing that is allowed if that is more.
FORBIDDEN_PRICE = 2_000
HOTTEST, COLDEST = 5.0, 0.4

Array = NDArray[np.int64]


class Neighbours(NamedTuple):
    """The events an event minds by one kernel, what each of them weighs, and whether it comes first in the pair."""

    events: Array
    weights: Array
    kernel: int
    first: bool


def search_greedily(problem: Problem) -> Solution:
    """Place events where they cost least, those with the fewest options first, never touching one again."""
    state = _State(problem)
    for event in sorted(range(len(problem.events)), key=lambda n: (len(problem.events[n].options), n)):
        prices = state.look(event)
        best = int(np.argmin(prices))
        if prices[best] < state.forbidden:
            state.move(event, best if best < len(problem.events[event].options) else UNPLACED)
    return state.read()


def search_annealing(  # noqa: PLR0913  (all but the work may be left out)
    problem: Problem,
    start: Solution,
    *,
    sweeps: int,
    seed: int = 0,
    hottest: float = HOTTEST,
    coldest: float = COLDEST,
    bound: int = 0,
    watch: Watch | None = None,
) -> Solution:
    """Improve a solution by that many sweeps over all events; `watch` hears of each."""
    state = _State(problem, start.chosen)
    random = np.random.default_rng(seed)
    cost, best = state.cost(), Solution(tuple(state.chosen), start.cost)
    movable = np.array([n for n, event in enumerate(problem.events) if len(event.options)], dtype=np.int64)
    for sweep in range(sweeps):
        heat = hottest * (coldest / hottest) ** (sweep / max(sweeps - 1, 1))
        for event in random.permutation(movable).tolist():
            prices = state.look(event)
            here = state.chosen[event]
            there = int(np.argmin(prices - heat * random.gumbel(size=prices.size)))
            there = there if there < prices.size - 1 else UNPLACED
            if there != here:
                cost += int(prices[there] - prices[here])
                state.move(event, there)
                if cost < best.cost:
                    best = Solution(tuple(state.chosen), cost)
        if (watch and watch(Progress(best.cost, bound))) or best.cost <= bound:
            break
    # What is forbidden costs less here than it is worth, so the best may have to be cleaned.
    return min(start, _State(problem, best.chosen).read(), key=lambda solution: solution.cost)


class _State:
    """A solution being changed, with the tables that price every option of an event at a look."""

    def __init__(self, problem: Problem, chosen: Sequence[int] | None = None) -> None:
        self._problem = problem
        self.forbidden = max(FORBIDDEN_PRICE, 2 * problem.dearest)
        self._cells = [np.array([o.cell for o in e.options], dtype=np.int64) for e in problem.events]
        self._own = [np.array([o.price for o in e.options], dtype=np.int64) for e in problem.events]
        count = 1 + max((cell for cells in problem.moments for cell in cells), default=0)
        self._table = np.zeros((len(problem.events), count), dtype=np.int64)
        self._rows: dict[tuple[int, bool, int], tuple[Array, Array]] = {}
        self._count = count
        self._neighbours = _find_neighbours(problem, self.forbidden)
        self._set_limits()
        self.chosen = [UNPLACED] * len(problem.events)
        for event, option in enumerate(chosen or ()):
            self.move(event, option)

    def look(self, event: int) -> Array:
        """Price every option of an event where the others are; the last price is that of leaving it out."""
        prices = np.empty(len(self._own[event]) + 1, dtype=np.int64)
        prices[:-1] = self._own[event] + self._table[event, self._cells[event]]
        prices[-1] = self._problem.unplaced.price
        limits, units, offsets = self._using[event]
        if limits.size:
            mine = self._uses_of(event)
            self._load[mine[0]] -= mine[1]
            over = self._load[limits] - self._most[limits]
            extra = self._price[limits] * (np.maximum(over + units, 0) - np.maximum(over, 0))
            prices[:-1] += np.add.reduceat(extra, offsets)
            self._load[mine[0]] += mine[1]
        return prices

    def move(self, event: int, option: int) -> None:
        """Put an event into an option, or take it out."""
        for turn, there in ((-1, self.chosen[event]), (1, option)):
            if there == UNPLACED:
                continue
            self.chosen[event] = there
            limits, units = self._uses_of(event)
            self._load[limits] += turn * units
            cell = int(self._cells[event][there])
            for events, weights, kernel, first in self._neighbours[event]:
                cells, counts = self._row(kernel, first, cell)
                if cells.size:
                    self._table[events[:, None], cells] += turn * weights[:, None] * counts
        self.chosen[event] = option

    def cost(self) -> int:
        """Price the whole solution, what is forbidden at its price for searching."""
        paired = sum(
            int(self._table[event, self._cells[event][option]])
            for event, option in enumerate(self.chosen)
            if option != UNPLACED
        )
        own = sum(
            self._problem.unplaced.price if option == UNPLACED else int(self._own[event][option])
            for event, option in enumerate(self.chosen)
        )
        over = np.maximum(self._load - self._most, 0)
        return own + paired // 2 + int((over * self._price).sum())

    def read(self) -> Solution:
        """Give the solution, without the events that stand where it is forbidden."""
        while True:
            prices = [
                -1 if option == UNPLACED else int(self.look(event)[option])
                for event, option in enumerate(self.chosen)
            ]
            worst = int(np.argmax(prices)) if prices else 0
            if not prices or prices[worst] < self.forbidden:
                return Solution(tuple(self.chosen), self.cost())
            again = self.look(worst)
            best = int(np.argmin(again))
            self.move(worst, best if again[best] < self.forbidden else UNPLACED)

    def _uses_of(self, event: int) -> tuple[Array, Array]:
        limits, units, offsets = self._using[event]
        option = self.chosen[event]
        if option == UNPLACED or not limits.size:
            return limits[:0], units[:0]
        ends = offsets[option + 1] if option + 1 < len(offsets) else limits.size
        return limits[offsets[option] : ends], units[offsets[option] : ends]

    def _row(self, kernel: int, first: bool, cell: int) -> tuple[Array, Array]:
        """Give the cells in which the other of a pair would cost something, and how many units."""
        at = (kernel, first, cell)
        if at not in self._rows:
            measure = self._problem.kernels[kernel]
            if isinstance(measure, Distance):
                gaps = (np.array(measure.places) - measure.places[cell]) * (1 if first else -1)
                counts = np.array([measure.units.get(int(gap), 0) for gap in gaps], dtype=np.int64)
                cells = np.flatnonzero(counts)
                self._rows[at] = (cells, counts[cells])
            else:
                inside = measure.cells is None or cell in measure.cells
                shared = self._problem.overlapping.get(cell, frozenset({cell})) if inside else frozenset()
                kept = [c for c in shared if measure.cells is None or c in measure.cells]
                cells = np.array(sorted(kept), dtype=np.int64)
                self._rows[at] = (cells, np.ones_like(cells))
        return self._rows[at]

    def _set_limits(self) -> None:
        limits = self._problem.limits
        # The last limit is nobody's: every option needs one for its sum.
        self._most = np.array([limit.most for limit in limits] + [0], dtype=np.int64)
        self._price = np.array(
            [limit.charge.price if limit.charge else self.forbidden for limit in limits] + [0],
            dtype=np.int64,
        )
        self._load = np.zeros(len(limits) + 1, dtype=np.int64)
        uses: list[list[list[tuple[int, int]]]] = [[[] for _ in e.options] for e in self._problem.events]
        for number, limit in enumerate(limits):
            for event, option, units in limit.uses:
                uses[event][option].append((number, units))
        self._using: list[tuple[Array, Array, Array]] = []
        for of_event in uses:
            if not any(of_event):
                self._using.append((np.zeros(0, np.int64),) * 3)
                continue
            padded = [of_option or [(len(limits), 0)] for of_option in of_event]
            flat = np.array([use for of_option in padded for use in of_option], dtype=np.int64)
            offsets = np.cumsum([0] + [len(of_option) for of_option in padded[:-1]])
            self._using.append((flat[:, 0].copy(), flat[:, 1].copy(), offsets))


def _find_neighbours(problem: Problem, forbidden: int) -> list[list[Neighbours]]:
    found: list[dict[tuple[int, bool], dict[int, int]]] = [{} for _ in problem.events]
    for pair in problem.pairs:
        weight = pair.charge.price if pair.charge else forbidden
        # Who comes first matters to a distance only; one table of neighbours is gone through faster than two.
        apart = not isinstance(problem.kernels[pair.kernel], Distance)
        for one, other, first in ((pair.one, pair.other, True), (pair.other, pair.one, False)):
            # Each event once: numpy would add only the last of two.
            weights = found[one].setdefault((pair.kernel, first or apart), {})
            weights[other] = weights.get(other, 0) + weight
    return [
        [
            Neighbours(
                np.array(list(minded), dtype=np.int64),
                np.array(list(minded.values()), dtype=np.int64),
                kernel,
                first,
            )
            for (kernel, first), minded in sorted(of_event.items())
        ]
        for of_event in found
    ]

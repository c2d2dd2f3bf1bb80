"""Searches problems in which many events compete for a few cells in a row, as in an outside instance: dense annealing.

Where every event may go almost anywhere, two moves beat taking one event at a time. Events that do not mind each other
are looked at and moved at once, a class of them as one product of matrices. And a chain swaps two cells as far as what
is forbidden makes it: an event moves, those it may not meet there move the other way, and so on, so that nothing new is
broken however full the cells are. What is forbidden may be broken at a price meanwhile, which rises while anything is
and falls while nothing is, and so fits itself to the instance; what is handed back breaks nothing.
Same problem, seed and number of sweeps: same solution.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from scheduler.engine.problem import UNPLACED, Distance, Limit, Overlap, Problem, Progress, Solution, Watch

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

# The heat a search begins and ends with, as shares of what an event costs on average in the first solution.
HOTTEST, COLDEST = 0.5, 0.02
# Chains tried in a sweep, for each event.
CHAINS = 0.4
# Before that, what the first solution breaks is mended in at most this share of the sweeps, at heats of one breach.
UNBREAKING, LOOSEST, TIGHTEST = 0.25, 0.6, 0.15
# The price of the forbidden: how it rises and falls; beyond so much of the heat and of the first heat, nothing would
# move any more and what is still broken would stay so, and the price is halved.
STIFFEN, RELAX = 1.01, 0.99
STIFFEST, STIFFEST_AT_FIRST = 10, 4


def suits(problem: Problem) -> bool:
    """Say whether a problem is of this kind: cells apart, one symmetric distance, limits without price on one cell."""
    distances = [kernel for kernel in problem.kernels if isinstance(kernel, Distance)]
    return (
        all(len(cells) == 1 for cells in problem.moments)
        and all(_is_plain(kernel) for kernel in problem.kernels)
        and len(distances) <= 1
        and all(
            (pair.charge is None) == isinstance(problem.kernels[pair.kernel], Overlap)
            for pair in problem.pairs
        )
        and all(limit.charge is None and len(_find_cells(problem, limit)) <= 1 for limit in problem.limits)
        and all(len({o.cell for o in event.options}) == len(event.options) > 0 for event in problem.events)
        and len(problem.events) > 0
    )


# Says what share of the work is over, 0 to 1, given how many sweeps have been made.
Share = Callable[[int], float]


def search_by_chains(
    problem: Problem, share: int | Share, *, seed: int = 0, bound: int = 0, watch: Watch | None = None
) -> Solution:
    """Search a problem by so many sweeps over all events, or until the share is 1; `watch` hears of each.

    Raises ValueError when the problem does not suit.
    """
    if not suits(problem):
        msg = "a problem is searched by chains when its cells are apart and its pairs mind one symmetric distance"
        raise ValueError(msg)
    field = _Field(problem)
    random = np.random.default_rng(seed)
    over: Share = (lambda sweep: sweep / share) if isinstance(share, int) else share
    hottest = HOTTEST * max(2 * field.cost() / max(len(problem.events), 1), 1.0)

    def tell(broken: float, cost: float) -> bool:
        progress = Progress(round(cost) + math.ceil(broken) * problem.unplaced.price, bound)
        return bool(watch and watch(progress)) or progress.best <= bound

    sweep = unbreak(field, over, random, tell)
    begun = over(sweep)
    best, broken, cost = field.cells.copy(), field.count_broken(), field.cost()
    stiffness = STIFFEST * hottest
    while (now := over(sweep)) < 1 and not tell(broken, cost):
        heat = hottest * (COLDEST / HOTTEST) ** ((now - begun) / (1 - begun))
        for number in random.permutation(len(field.classes)):
            field.move_class(field.classes[number], heat, stiffness, random)
        swap_chains(field, heat, stiffness, random)
        breaches = field.count_broken()
        stiffness *= STIFFEN if breaches else RELAX
        if stiffness > STIFFEST * heat + STIFFEST_AT_FIRST * hottest:
            stiffness /= 2
        if (found := (breaches, field.cost())) < (broken, cost):
            (broken, cost), best = found, field.cells.copy()
        sweep += 1
    return field.read(best)


def unbreak(
    field: _Field, over: Share, random: np.random.Generator, tell: Callable[[float, float], bool]
) -> int:
    """Move events, whatever they cost, until nothing is broken, or as little as can be; return the sweeps it took."""
    best, least, sweep = field.cells.copy(), field.count_broken(), 0
    while least and (now := over(sweep) / UNBREAKING) < 1 and not tell(least, field.cost()):
        heat = LOOSEST * (TIGHTEST / LOOSEST) ** now
        for number in random.permutation(len(field.classes)):
            field.move_class(field.classes[number], heat, 1, random, heed=0)
        if (broken := field.count_broken()) < least:
            best, least = field.cells.copy(), broken
        sweep += 1
    field.stand(best)
    return sweep


def swap_chains(field: _Field, heat: float, stiffness: float, random: np.random.Generator) -> None:
    """Try chains from events drawn by lot, and make those that save, or cost little for the heat."""
    cells, count = field.own.shape
    if cells < 2:
        return
    tries = max(1, round(CHAINS * count))
    standing = field.cells.tolist()
    members = [0] * cells
    for event, cell in enumerate(standing):
        members[cell] |= 1 << event
    events, steps = (
        random.integers(count, size=tries).tolist(),
        random.integers(1, cells, size=tries).tolist(),
    )
    for event, step, luck in zip(events, steps, random.random(tries).tolist(), strict=True):
        here = standing[event]
        there = (here + step) % cells
        going, coming = _find_chain(event, field.foes, members[here], members[there])
        if not coming:
            continue  # An event on its own is what a class looks at.
        moved = np.array([*_read_bits(going), *_read_bits(coming)])
        forth = going.bit_count()
        price = field.price_swap(moved, forth, here, there, stiffness)
        if price <= 0 or luck < math.exp(-price / heat):
            field.swap(moved, forth, here, there)
            members[here] ^= going | coming
            members[there] ^= going | coming
            for number in moved[:forth].tolist():
                standing[number] = there
            for number in moved[forth:].tolist():
                standing[number] = here


class _Field:
    """Where every event stands, and what it would cost, and break, in every cell."""

    def __init__(self, problem: Problem) -> None:
        count = len(problem.events)
        cells = 1 + max((o.cell for event in problem.events for o in event.options), default=0)
        self._problem = problem
        self._weights, foes = np.zeros((count, count)), np.zeros((count, count))
        for pair in problem.pairs:
            table, weight = (self._weights, pair.charge.price) if pair.charge else (foes, 1)
            table[pair.one, pair.other] += weight
            table[pair.other, pair.one] += weight
        self._foes = np.minimum(foes, 1)
        self.foes = [_write_bits(np.flatnonzero(row).tolist()) for row in self._foes]
        self._near = _make_near(problem, cells)
        self.own, self._closed = np.zeros((cells, count)), np.ones((cells, count))
        for number, event in enumerate(problem.events):
            for option in event.options:
                self.own[option.cell, number], self._closed[option.cell, number] = option.price, 0
        self._set_limits()
        # What minds each other by distance only is not in one class either: their moves would depend on each other.
        self.classes = _split(self._foes + self._weights > 0)
        self.stand(self._start())

    def stand(self, cells: Integers) -> None:
        """Put every event into its cell."""
        self.cells = cells
        stands = np.equal.outer(np.arange(len(self.own)), cells).astype(float)
        self._table = self.own + self._near[:, cells] @ self._weights
        self._broken = self._closed + stands @ self._foes
        self._load = (stands * self._units).sum(axis=1)

    def cost(self) -> float:
        """Add up what costs, without what is broken."""
        stands = self.cells, np.arange(len(self.cells))
        return float((self._table[stands] + self.own[stands]).sum() / 2)

    def count_broken(self) -> float:
        """Count what is broken: pairs together, events where they may not be, events too many for a cell."""
        stands = self.cells, np.arange(len(self.cells))
        here = self._broken[stands] + self._closed[stands]
        return float(here.sum() / 2 + np.maximum(self._load - self._most, 0).sum())

    def move_class(
        self, events: Integers, heat: float, stiffness: float, random: np.random.Generator, heed: int = 1
    ) -> None:
        """Put each event of a class into one of its cheap cells: the colder, the cheaper; 0 heeds no cost."""
        broken = self._broken[:, events]
        if self._limited:
            units, most = self._units[:, events], self._most[:, None]
            load = np.repeat(self._load[:, None], len(events), axis=1)
            at = self.cells[events], np.arange(len(events))
            load[at] -= units[at]
            broken += np.maximum(load + units - most, 0) - np.maximum(load - most, 0)
        prices = heed * self._table[:, events] + stiffness * broken
        there = (prices - heat * random.gumbel(size=prices.shape)).argmin(axis=0)
        changed = np.flatnonzero(there != self.cells[events])
        if changed.size:
            self._move(events[changed], there[changed])

    def _move(self, events: Integers, there: Integers) -> None:
        here = self.cells[events]
        self._table += (self._near[:, there] - self._near[:, here]) @ self._weights[events]
        for event, left, taken in zip(events.tolist(), here.tolist(), there.tolist(), strict=True):
            self._broken[left] -= self._foes[event]
            self._broken[taken] += self._foes[event]
            self._load[left] -= self._units[left, event]
            self._load[taken] += self._units[taken, event]
        self.cells[events] = there

    def price_swap(self, moved: Integers, forth: int, here: int, there: int, stiffness: float) -> float:
        """Price a chain: the first `forth` of these events from here to there, the others back."""
        signs = np.ones(len(moved))
        signs[forth:] = -1
        price = float(signs @ (self._table[there, moved] - self._table[here, moved]))
        # Each was priced as if the others stayed.
        within = self._weights[moved[:, None], moved]
        price += float((self._near[here, here] - self._near[here, there]) * (signs @ within @ signs))
        if not self._restricted:
            return price
        broken = float(signs @ (self._closed[there, moved] - self._closed[here, moved]))
        for cell, turn in ((here, -1), (there, 1)):
            load, more = self._load[cell], turn * float(signs @ self._units[cell, moved])
            broken += max(load + more - self._most[cell], 0) - max(load - self._most[cell], 0)
        return price + stiffness * broken

    def swap(self, moved: Integers, forth: int, here: int, there: int) -> None:
        """Make a chain."""
        signs = np.ones(len(moved))
        signs[forth:] = -1
        self._table += np.outer(self._near[there] - self._near[here], signs @ self._weights[moved])
        foes = signs @ self._foes[moved]
        self._broken[there] += foes
        self._broken[here] -= foes
        self._load[there] += signs @ self._units[there, moved]
        self._load[here] -= signs @ self._units[here, moved]
        self.cells[moved[:forth]], self.cells[moved[forth:]] = there, here

    def read(self, cells: Integers) -> Solution:
        """Give a solution, without the events that stand where it is forbidden."""
        self.stand(cells.copy())
        placed = np.ones(len(cells), dtype=bool)
        while True:
            stands = cells, np.arange(len(cells))
            full = self._load > self._most
            broken = (self._broken[stands] + full[cells] * (self._units[stands] > 0)) * placed
            if not broken.any():
                break
            worst = int(broken.argmax())
            placed[worst] = False
            self._broken[cells[worst]] -= self._foes[worst]
            self._load[cells[worst]] -= self._units[cells[worst], worst]
        chosen = tuple(
            next(n for n, o in enumerate(event.options) if o.cell == cells[number])
            if placed[number]
            else UNPLACED
            for number, event in enumerate(self._problem.events)
        )
        return Solution(chosen, self._problem.cost(chosen))

    def _set_limits(self) -> None:
        """Take the limit on each cell; its units are scaled to one for an average event."""
        self._units, self._most = np.zeros_like(self.own), np.full(len(self.own), np.inf)
        for limit in self._problem.limits:
            for cell in _find_cells(self._problem, limit):
                scale = sum(use.units for use in limit.uses) / len(limit.uses) or 1
                self._most[cell] = limit.most / scale
                for use in limit.uses:
                    self._units[cell, use.event] = use.units / scale
        self._limited = bool(np.isfinite(self._most).any())
        self._restricted = self._limited or bool(self._closed.any())

    def _start(self) -> Integers:
        """Give each class of a colouring a cell, as far as they go round."""
        cells = np.zeros(self.own.shape[1], dtype=np.int64)
        for number, events in enumerate(_split(self._foes > 0)):
            cells[events] = number % len(self.own)
        return cells


def _find_chain(event: int, foes: Sequence[int], here: int, there: int) -> tuple[int, int]:
    """Find what must move with an event when it goes from here to there: those going, those coming (as sets of bits)."""
    sides, found = (here, there), [1 << event, 0]
    edge, side = found[0], 0
    while edge:
        side = 1 - side
        minded = 0
        for number in _read_bits(edge):
            minded |= foes[number]
        edge = minded & sides[side] & ~found[side]
        found[side] |= edge
    return found[0], found[1]


def _read_bits(bits: int) -> Iterator[int]:
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def _write_bits(numbers: Sequence[int]) -> int:
    return sum(1 << number for number in numbers)


def _split(minded: NDArray[np.bool_]) -> list[Integers]:
    """Split events into classes in which none minds another, the most restricted event first."""
    degrees = minded.sum(axis=1)
    colour, barring = np.full(len(minded), -1), np.zeros(len(minded), dtype=np.int64)
    barred = np.zeros((len(minded), len(minded) + 1), dtype=bool)
    for _ in range(len(minded)):
        event = int(np.where(colour < 0, barring * len(minded) + degrees, -1).argmax())
        colour[event] = int(barred[event].argmin())
        barring += minded[event] & ~barred[:, colour[event]]
        barred[minded[event], colour[event]] = True
    return [np.flatnonzero(colour == number) for number in range(colour.max(initial=-1) + 1)]


def _make_near(problem: Problem, cells: int) -> Floats:
    for kernel in problem.kernels:
        if isinstance(kernel, Distance):
            at = kernel.places
            return np.array([[kernel.units.get(b - a, 0) for b in at[:cells]] for a in at[:cells]], float)
    return np.zeros((cells, cells))


def _is_plain(kernel: Overlap | Distance) -> bool:
    if isinstance(kernel, Overlap):
        return kernel.cells is None
    return all(kernel.units.get(-gap, 0) == count for gap, count in kernel.units.items())


def _find_cells(problem: Problem, limit: Limit) -> set[int]:
    return {problem.events[use.event].options[use.option].cell for use in limit.uses}

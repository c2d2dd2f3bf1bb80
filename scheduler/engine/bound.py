"""Proves how cheap no solution can be: the limits are given prices, and what remains falls apart into small trees.

Costs by distance tie events into chains (a group's meetings in their order); a forest of them is solved exactly by
dynamic programming, in milliseconds, for any prices put on the limits. Each such solution is a lower bound, whatever
the prices (Lagrange); subgradient steps raise it. The prices also say of every option what a solution that takes it
must cost at least, so that options no better solution can take are struck out before the solver begins.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scheduler.engine.cliques import find_cliques
from scheduler.engine.problem import Distance, Event, Limit, Overlap, Problem, Progress, Use, Watch

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

# So many steps without a better bound make the next ones shorter.
SETBACKS = 30
SLACK = 1e-6


class Bound(NamedTuple):
    """A proved lower bound, and for every event and option a proved cost of any solution that takes it."""

    value: int
    taking: tuple[Floats, ...]


class Link(NamedTuple):
    """A pair within the forest: the parent's number, and the price for each place of the child and of the parent."""

    parent: int
    prices: Floats
    child_place: Integers
    parent_place: Integers


def prove_bound(problem: Problem, target: int, *, steps: int, watch: Watch | None = None) -> Bound:
    """Raise a lower bound by that many steps towards the cost of a known solution; `watch` hears of each."""
    relaxed = _Relaxation(problem)
    prices, best = relaxed.prices.copy(), -math.inf
    best_prices, scale, since = prices.copy(), 1.0, 0
    smooth = np.zeros_like(prices)
    for _ in range(steps):
        value, slope = relaxed.solve(prices)
        if value > best + 1e-3:
            best, best_prices, since = value, prices.copy(), 0
        else:
            since += 1
            if since >= SETBACKS:
                scale, since, prices = scale * 0.6, 0, best_prices.copy()
        if (watch and watch(Progress(target, round_up(best)))) or best > target - 1 or scale < 1e-4:
            break
        smooth = 0.7 * smooth + 0.3 * slope
        smooth[(prices <= 0) & (smooth < 0)] = 0
        length = float(smooth @ smooth)
        if length == 0:
            # Nowhere to go with the slopes so far; the next one is that of these prices alone.
            continue
        prices = relaxed.clip(prices + scale * max(target - value, 1.0) / length * smooth)
    return Bound(round_up(best), relaxed.find_marginals(best_prices))


def round_up(bound: float) -> int:
    """Round a bound: costs are whole numbers, so a solution cannot cost a fraction less than the next one up."""
    return max(0, math.ceil(bound - SLACK)) if math.isfinite(bound) else 0


class _Relaxation:
    """The problem with its limits priced: a forest of events and what their options use."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._own = [np.array([o.price for o in e.options], dtype=float) for e in problem.events]
        self._starts = np.cumsum([0] + [len(own) for own in self._own])
        limits = [*problem.limits, *_forbid_overlaps(problem)]
        self._most = np.array([limit.most for limit in limits], dtype=float)
        self._dearest = np.array([limit.charge.price if limit.charge else math.inf for limit in limits])
        self.prices = np.zeros(len(limits))
        option, which, units = [], [], []
        for number, limit in enumerate(limits):
            for use in limit.uses:
                option.append(int(self._starts[use.event]) + use.option)
                which.append(number)
                units.append(use.units)
        self._option, self._which = np.array(option, np.int64), np.array(which, np.int64)
        self._units = np.array(units, float)
        self._links, self._order = _make_forest(problem)

    def clip(self, prices: Floats) -> Floats:
        """Keep prices where they prove something: none negative, none above what a limit's breach costs."""
        return np.clip(prices, 0, self._dearest)

    def solve(self, prices: Floats) -> tuple[float, Floats]:
        """Give the bound these prices prove, and how much more of each limit its solution uses than there is."""
        values, _, out = self._climb(prices)
        taken = np.zeros(int(self._starts[-1]))
        bound = -float(prices @ self._most)
        place_of: dict[int, int | None] = {}
        for event in reversed(self._order):
            link, value, left_out = self._links[event], values[event], out[event]
            above = place_of.get(link.parent) if link else None
            if link is None:
                bound += min(float(value.min(initial=math.inf)), left_out)
            elif above is not None:
                value = value + link.prices[link.child_place, link.parent_place[above]]
            best = int(np.argmin(value)) if value.size else -1
            if best < 0 or left_out < value[best]:
                place_of[event] = None
            else:
                place_of[event] = best
                taken[self._starts[event] + best] = 1
        used = np.bincount(self._which, self._units * taken[self._option], minlength=len(self._most))
        return bound, used - self._most

    def find_marginals(self, prices: Floats) -> tuple[Floats, ...]:
        """Give, for every event and option, the bound on solutions that take it."""
        values, messages, out = self._climb(prices)
        base = -float(prices @ self._most)
        full: dict[int, Floats] = {}
        full_out: dict[int, float] = {}
        roots: dict[int, float] = {}
        root_of: dict[int, int] = {}
        for event in reversed(self._order):
            link = self._links[event]
            if link is None:
                full[event], full_out[event], root_of[event] = values[event], out[event], event
                roots[event] = min(float(values[event].min(initial=math.inf)), out[event])
                continue
            rest = full[link.parent] - messages[event][0]
            rest_out = full_out[link.parent] - messages[event][1]
            root_of[event] = root_of[link.parent]
            down = np.full(link.prices.shape[1], math.inf)
            np.minimum.at(down, link.parent_place, rest)
            by_place = np.minimum((link.prices + down[None, :]).min(axis=1, initial=math.inf), rest_out)
            full[event] = values[event] + by_place[link.child_place]
            full_out[event] = out[event] + min(float(rest.min(initial=math.inf)), rest_out)
        whole = base + sum(roots.values())
        return tuple(whole - roots[root_of[n]] + full[n] for n in range(len(self._own)))

    def _climb(self, prices: Floats) -> tuple[list[Floats], dict[int, tuple[Floats, float]], list[float]]:
        """Give the cheapest subtree under each option, what each child tells its parent, and the price of leaving out."""
        extra = np.bincount(self._option, self._units * prices[self._which], minlength=int(self._starts[-1]))
        values: list[Floats] = [
            own + extra[start : start + len(own)]
            for own, start in zip(self._own, self._starts[:-1], strict=True)
        ]
        out = [float(self._problem.unplaced.price)] * len(values)
        messages: dict[int, tuple[Floats, float]] = {}
        for event in self._order:
            link = self._links[event]
            if link is None:
                continue
            least = np.full(link.prices.shape[0], math.inf)
            np.minimum.at(least, link.child_place, values[event])
            told = np.minimum((least[:, None] + link.prices).min(axis=0, initial=math.inf), out[event])[
                link.parent_place
            ]
            alone = min(float(values[event].min(initial=math.inf)), out[event])
            messages[event] = (told, alone)
            values[link.parent] = values[link.parent] + told
            out[link.parent] += alone
        return values, messages, out


def _make_forest(problem: Problem) -> tuple[list[Link | None], list[int]]:
    """Choose pairs by distance that form a forest, the first listed first; give the links, and children before parents."""
    group = list(range(len(problem.events)))

    def find(event: int) -> int:
        while group[event] != event:
            group[event] = group[group[event]]
            event = group[event]
        return event

    beside: list[list[tuple[int, int, bool]]] = [[] for _ in problem.events]
    for number, pair in enumerate(problem.pairs):
        one, other = find(pair.one), find(pair.other)
        if isinstance(problem.kernels[pair.kernel], Distance) and one != other:
            group[one] = other
            beside[pair.one].append((pair.other, number, False))
            beside[pair.other].append((pair.one, number, True))
    links: list[Link | None] = [None] * len(problem.events)
    order: list[int] = []
    seen: set[int] = set()
    for root in range(len(problem.events)):
        if root in seen:
            continue
        waiting = [root]
        seen.add(root)
        while waiting:
            parent = waiting.pop()
            order.append(parent)
            for child, number, first in beside[parent]:
                if child not in seen:
                    seen.add(child)
                    links[child] = _make_link(problem, number, child, parent, first)
                    waiting.append(child)
    return links, order[::-1]


def _make_link(problem: Problem, number: int, child: int, parent: int, first: bool) -> Link:
    pair = problem.pairs[number]
    kernel = problem.kernels[pair.kernel]
    assert isinstance(kernel, Distance)
    assert pair.charge
    places = [
        np.unique(
            np.array([kernel.places[o.cell] for o in problem.events[n].options], dtype=np.int64),
            return_inverse=True,
        )
        for n in (child, parent)
    ]
    (children, child_place), (parents, parent_place) = places
    gaps = (parents[None, :] - children[:, None]) * (1 if first else -1)
    lowest = int(gaps.min(initial=0))
    table = np.array([kernel.units.get(gap, 0) for gap in range(lowest, int(gaps.max(initial=0)) + 1)], float)
    return Link(parent, table[gaps - lowest] * pair.charge.price, child_place, parent_place)


def _forbid_overlaps(problem: Problem) -> Iterator[Limit]:
    """Write what may not overlap as limits: of a set of events each at odds with all others, one at a moment."""
    pairs = [
        (pair, kernel.cells)
        for pair in problem.pairs
        if isinstance(kernel := problem.kernels[pair.kernel], Overlap) and not pair.charge
    ]
    options: list[dict[int, list[int]]] = [_by_cell(event) for event in problem.events]
    for cells in problem.moments:
        here = {
            event: [n for cell in cells for n in by_cell.get(cell, ())]
            for event, by_cell in enumerate(options)
        }
        clashing: dict[int, set[int]] = {}
        for pair, inside in pairs:
            if here[pair.one] and here[pair.other] and (inside is None or cells[0] in inside):
                clashing.setdefault(pair.one, set()).add(pair.other)
                clashing.setdefault(pair.other, set()).add(pair.one)
        for clique in find_cliques(clashing):
            yield Limit(1, None, tuple(Use(event, n) for event in clique for n in here[event]))


def _by_cell(event: Event) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for number, option in enumerate(event.options):
        found.setdefault(option.cell, []).append(number)
    return found

"""Problems so small that every solution can be tried: drawn at random, and written out by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import NamedTuple

from hypothesis import strategies as st

from scheduler.engine.problem import (
    UNPLACED,
    Charge,
    Distance,
    Event,
    Limit,
    Option,
    Overlap,
    Pair,
    Problem,
    Use,
)

LEFT_OUT = Charge("left out", 500)


def a_charge(price: int, rule: str = "rule") -> Charge:
    return Charge(rule, price)


def an_event(*prices: int, cells: Sequence[int] | None = None) -> Event:
    """Make an event whose options have these prices, in cells 0, 1, 2 and so on unless others are given."""
    at = range(len(prices)) if cells is None else cells
    return Event(
        "event",
        tuple(Option(c, (a_charge(p),) if p else ()) for c, p in zip(at, prices, strict=True)),
    )


def a_problem(*events: Event, **parts) -> Problem:
    """Make a problem of events whose cells do not overlap, unless its parts say otherwise."""
    cells = 1 + max((option.cell for event in events for option in event.options), default=0)
    return Problem(
        events,
        parts.get("moments", [(cell,) for cell in range(cells)]),
        parts.get("kernels", ()),
        parts.get("pairs", ()),
        parts.get("limits", ()),
        parts.get("unplaced", LEFT_OUT),
    )


class Cheapest(NamedTuple):
    """The least cost of any solution, and of those that take each option of each event (None where none may)."""

    cost: int
    taking: dict[tuple[int, int], int]


def find_cheapest(problem: Problem) -> Cheapest:
    """Try every solution."""
    taking: dict[tuple[int, int], int] = {}
    least = None
    for chosen in product(*([UNPLACED, *range(len(event.options))] for event in problem.events)):
        try:
            cost = problem.cost(chosen)
        except ValueError:
            continue
        least = cost if least is None else min(least, cost)
        for taken in enumerate(chosen):
            taking[taken] = min(cost, taking.get(taken, cost))
    assert least is not None
    return Cheapest(least, taking)


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Draw up to five events of up to four options in up to six cells, with pairs and limits of every kind.

    Cells lie in days; moments are of one day, every cell has one, and a kernel's cells are whole days.
    """
    days = draw(st.lists(st.integers(1, 3), min_size=1, max_size=3).filter(lambda sizes: sum(sizes) <= 6))
    cells_of = _split(days)
    cells = sum(days)
    moments = [m for day in cells_of for m in draw(_moments(day))]
    events = draw(st.lists(_events(cells), min_size=draw(st.sampled_from([1, 2, 4])), max_size=5))
    kernels: list[Overlap | Distance] = [Overlap()]
    kernels += draw(st.lists(st.sets(st.sampled_from(cells_of)).map(_restrict), max_size=1))
    kernels += draw(st.lists(_distances(cells), max_size=2))
    return Problem(
        events,
        moments,
        kernels,
        draw(_pairs(events, kernels)) if len(events) > 1 else (),
        draw(st.lists(_limits(events), max_size=3)) if any(e.options for e in events) else (),
        Charge("left out", draw(st.sampled_from([7, 40, 3_000]))),
    )


def _split(sizes: Sequence[int]) -> list[tuple[int, ...]]:
    firsts = [sum(sizes[:n]) for n in range(len(sizes))]
    return [tuple(range(first, first + size)) for first, size in zip(firsts, sizes, strict=True)]


def _restrict(days: set[tuple[int, ...]]) -> Overlap:
    return Overlap(frozenset(cell for day in days for cell in day))


@st.composite
def _moments(draw: st.DrawFn, day: tuple[int, ...]) -> list[tuple[int, ...]]:
    together = draw(st.lists(st.sets(st.sampled_from(day), min_size=2), max_size=2)) if len(day) > 1 else []
    alone = set(day).difference(*together)
    return [tuple(sorted(cells)) for cells in together] + [(cell,) for cell in sorted(alone)]


@st.composite
def _events(draw: st.DrawFn, cells: int) -> Event:
    options = st.tuples(st.integers(0, cells - 1), st.integers(0, 9))
    taken = draw(st.lists(options, min_size=draw(st.sampled_from([0, 1, 1, 1])), max_size=4))
    return an_event(*(price for _, price in taken), cells=[cell for cell, _ in taken])


@st.composite
def _distances(draw: st.DrawFn, cells: int) -> Distance:
    places = draw(st.lists(st.integers(0, 4), min_size=cells, max_size=cells))
    reach = range(-4, 5)
    units = draw(
        st.one_of(
            st.dictionaries(st.sampled_from(reach), st.integers(1, 4)),
            st.just(dict.fromkeys(range(-4, 1), 1)),  # an order
            st.integers(0, 4).map(lambda apart: {d: abs(d - apart) for d in reach if d != apart}),
        )
    )
    return Distance(tuple(places), units)


@st.composite
def _pairs(draw: st.DrawFn, events: Sequence[Event], kernels: Sequence[Overlap | Distance]) -> list[Pair]:
    def tie(ends: tuple[int, int], kernel: int, price: int) -> Pair:
        free = isinstance(kernels[kernel], Overlap) and price == 0
        return Pair(*ends, kernel, None if free else a_charge(max(price, 1)))

    numbers = range(len(events))
    ends = st.tuples(st.sampled_from(numbers), st.sampled_from(numbers)).filter(lambda two: two[0] != two[1])
    return draw(
        st.lists(st.builds(tie, ends, st.sampled_from(range(len(kernels))), st.integers(0, 9)), max_size=6)
    )


@st.composite
def _limits(draw: st.DrawFn, events: Sequence[Event]) -> Limit:
    options = list(_find_options(events))
    used = draw(st.lists(st.sampled_from(options), unique=True, min_size=1, max_size=8))
    uses = tuple(Use(event, option, draw(st.integers(1, 3))) for event, option in sorted(used))
    price = draw(st.integers(0, 9))
    return Limit(draw(st.integers(0, 4)), a_charge(price) if price else None, uses)


def _find_options(events: Sequence[Event]) -> Iterator[tuple[int, int]]:
    return ((number, n) for number, event in enumerate(events) for n in range(len(event.options)))

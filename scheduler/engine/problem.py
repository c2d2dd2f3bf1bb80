"""The core of any timetable: events, the options each has, pairs that mind each other, limits on what all use.

It knows nothing of schools. A year is turned into one of these, and so is an outside instance; search, solver, bound
and explanations work on it alone. All prices are whole numbers; what is forbidden has no price.

* An option puts its event into a cell, a stretch of time. Cells that share a moment overlap, and have a place in each
  order by which distances are measured (the day, the week).
* A pair costs something when its two events overlap, or by the distance between them.
* A limit is kept when the units used of it are no more than it allows; each unit beyond has a price, or none may be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

UNPLACED = -1


class Progress(NamedTuple):
    """How far planning has come: the best cost so far, and the proved bound."""

    best: int
    bound: int

    @property
    def gap(self) -> float:
        """How much of the cost might still be saved, as a share of it."""
        return (self.best - self.bound) / self.best if self.best else 0.0


# Hears how planning goes; True ends it with the best so far.
Watch = Callable[[Progress], bool]


class Charge(NamedTuple):
    """What one unit of something costs, by which rule, and the people who bear it."""

    rule: str
    price: int
    people: tuple[str, ...] = ()


class Option(NamedTuple):
    """A cell an event could take, and what it costs wherever the others go."""

    cell: int
    charges: tuple[Charge, ...] = ()

    @property
    def price(self) -> int:
        """What it costs on its own."""
        return sum(charge.price for charge in self.charges)


class Event(NamedTuple):
    """Something to be placed once."""

    name: str
    options: tuple[Option, ...]


class Overlap(NamedTuple):
    """One unit for two events that share a moment; with `cells` given, only where both lie in these."""

    cells: frozenset[int] | None = None


class Distance(NamedTuple):
    """Units by how far the second lies after the first: `units[d]` at a difference of d in `places`, 0 where absent.

    `places` has the place of each cell on the line.
    """

    places: tuple[int, ...]
    units: Mapping[int, int]


class Pair(NamedTuple):
    """Two events (by number) that mind each other. Without a charge no unit is allowed (overlaps only)."""

    one: int
    other: int
    kernel: int
    charge: Charge | None


class Use(NamedTuple):
    """An option (of an event, both by number) and the units it takes of a limit."""

    event: int
    option: int
    units: int = 1


class Limit(NamedTuple):
    """At most so many units; each more costs the charge, or is forbidden when there is none."""

    most: int
    charge: Charge | None
    uses: tuple[Use, ...]


class Breach(NamedTuple):
    """Something that costs: the charge, how many units of it, the events concerned."""

    charge: Charge
    units: int
    events: tuple[int, ...]

    @property
    def cost(self) -> int:
        """Price times units."""
        return self.charge.price * self.units


class Solution(NamedTuple):
    """Each event's option, or UNPLACED, and what that costs altogether."""

    chosen: tuple[int, ...]
    cost: int


class Problem:
    """Everything a solution is searched and judged by. To be left as it is once made."""

    def __init__(
        self,
        events: Sequence[Event],
        moments: Sequence[tuple[int, ...]],
        kernels: Sequence[Overlap | Distance],
        pairs: Sequence[Pair],
        limits: Sequence[Limit],
        unplaced: Charge,
    ) -> None:
        """Take the parts; `moments` lists the cells under way at each moment that matters."""
        self.events = tuple(events)
        self.moments = tuple(moments)
        self.kernels = tuple(kernels)
        self.pairs = tuple(pairs)
        self.limits = tuple(limits)
        self.unplaced = unplaced

    @cached_property
    def dearest(self) -> int:
        """The most that any one option, pair or use of a limit costs."""
        options = (option.price for event in self.events for option in event.options)
        pairs = (
            pair.charge.price * max(kernel.units.values(), default=0)
            if isinstance(kernel := self.kernels[pair.kernel], Distance)
            else pair.charge.price
            for pair in self.pairs
            if pair.charge
        )
        uses = (limit.charge.price * use.units for limit in self.limits if limit.charge for use in limit.uses)
        return max((0, *options, *pairs, *uses))

    @cached_property
    def overlapping(self) -> dict[int, frozenset[int]]:
        """The cells that share a moment with each cell, itself among them."""
        found: dict[int, set[int]] = {}
        for cells in self.moments:
            for cell in cells:
                found.setdefault(cell, {cell}).update(cells)
        return {cell: frozenset(others) for cell, others in found.items()}

    def count_units(self, kernel: int, one: int, other: int) -> int:
        """Count the units of a kernel for a pair whose events are in these cells."""
        measure = self.kernels[kernel]
        if isinstance(measure, Distance):
            return measure.units.get(measure.places[other] - measure.places[one], 0)
        inside = measure.cells is None or (one in measure.cells and other in measure.cells)
        return int(inside and other in self.overlapping.get(one, {one}))

    def find_breaches(self, chosen: Sequence[int]) -> Iterator[Breach]:
        """List what a solution costs; `chosen` has each event's option, or UNPLACED.

        Raises ValueError when something forbidden is broken.
        """
        for number, event in enumerate(self.events):
            if chosen[number] == UNPLACED:
                yield Breach(self.unplaced, 1, (number,))
            else:
                yield from (Breach(charge, 1, (number,)) for charge in event.options[chosen[number]].charges)
        for pair in self.pairs:
            if UNPLACED not in (chosen[pair.one], chosen[pair.other]):
                cells = (
                    self.events[number].options[chosen[number]].cell for number in (pair.one, pair.other)
                )
                if units := self.count_units(pair.kernel, *cells):
                    yield _make_breach(pair.charge, units, (pair.one, pair.other))
        for limit in self.limits:
            taking = [use for use in limit.uses if chosen[use.event] == use.option]
            over = sum(use.units for use in taking) - limit.most
            if over > 0:
                yield _make_breach(limit.charge, over, tuple(use.event for use in taking))

    def cost(self, chosen: Sequence[int]) -> int:
        """Give what a solution costs altogether."""
        return sum(breach.cost for breach in self.find_breaches(chosen))


def _make_breach(charge: Charge | None, units: int, events: tuple[int, ...]) -> Breach:
    if charge is None:
        msg = f"a solution breaks what is forbidden, between events {events}"
        raise ValueError(msg)
    return Breach(charge, units, events)

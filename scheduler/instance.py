"""Timetabling instances from outside: events, who attends them, slots in a row, and a price for nearness.

An instance becomes a problem like a year does, with a cell for each slot. Two events with somebody in common may not
share a slot, and cost their nearness once for each attendee they share. `judge_instance` counts the same anew from the
attendees alone: it shares nothing with the problem, so that it can be trusted to judge what the search makes of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from scheduler.engine.problem import Charge, Distance, Event, Limit, Option, Overlap, Pair, Problem, Use

# What an attendee minds of two events one, two, ... five slots apart: the price usual in the field.
PROXIMITY = (16, 8, 4, 2, 1)
CLASH, NEARNESS = 0, 1


@dataclass(frozen=True)
class Instance:
    """Events by number, the events of each attendee, and the slots they are to go into (numbered from 0).

    `seats` is how many attendances one slot can hold; `day` how many slots make a day, beyond which nothing is near;
    `open_to` has the slots of an event that may not take them all.
    """

    name: str
    events: tuple[str, ...]
    attendees: tuple[tuple[int, ...], ...]
    slots: int
    proximity: tuple[int, ...] = PROXIMITY
    seats: int | None = None
    day: int | None = None
    open_to: Mapping[int, frozenset[int]] | None = None

    @property
    def sizes(self) -> Counter[int]:
        """How many attend each event."""
        return Counter(event for events in self.attendees for event in events)

    def find_open(self, event: int) -> tuple[int, ...]:
        """List the slots an event may take."""
        allowed = (self.open_to or {}).get(event)
        return tuple(slot for slot in range(self.slots) if allowed is None or slot in allowed)


class Verdict(NamedTuple):
    """What an assignment is worth: what it breaks, and its cost, counted from the attendees."""

    unplaced: int
    clashes: int
    overfull: int
    closed: int
    cost: int
    per_attendee: float

    @property
    def broken(self) -> int:
        """How often it breaks what is forbidden, an event left out among it."""
        return self.unplaced + self.clashes + self.overfull + self.closed


def build_instance_problem(instance: Instance) -> Problem:
    """Turn an instance into a problem; option and slot of an event that may take any slot have the same number."""
    shared = Counter(pair for events in instance.attendees for pair in combinations(sorted(events), 2))
    pairs = [Pair(one, other, CLASH, None) for one, other in sorted(shared)]
    pairs += [
        Pair(one, other, NEARNESS, Charge("nearness", count))
        for (one, other), count in sorted(shared.items())
    ]
    units = {sign * gap: price for gap, price in enumerate(instance.proximity, 1) for sign in (1, -1)}
    # A night is a gap in the places that no nearness reaches across.
    night = len(instance.proximity) if instance.day else 0
    places = tuple(
        slot + night * (slot // (instance.day or instance.slots)) for slot in range(instance.slots)
    )
    dearest = sum(shared.values()) * max(instance.proximity, default=0)
    return Problem(
        events=[
            Event(name, tuple(Option(slot) for slot in instance.find_open(number)))
            for number, name in enumerate(instance.events)
        ],
        moments=[(slot,) for slot in range(instance.slots)],
        kernels=[Overlap(), Distance(places, units)],
        pairs=pairs,
        limits=_make_limits(instance),
        # Nothing saved elsewhere makes up for an event left out.
        unplaced=Charge("unplaced", dearest + 1),
    )


def judge_instance(instance: Instance, assignment: Mapping[str, int]) -> Verdict:
    """Count what an assignment (slot by event, from 0) breaks and costs, attendee by attendee."""
    clashes = cost = 0
    seated: Counter[int] = Counter()
    for events in instance.attendees:
        taken = sorted(assignment[instance.events[e]] for e in events if instance.events[e] in assignment)
        seated.update(taken)
        for later in range(len(taken)):
            for earlier in range(later):
                gap = taken[later] - taken[earlier]
                same_day = not instance.day or taken[later] // instance.day == taken[earlier] // instance.day
                if gap == 0:
                    clashes += 1
                elif gap <= len(instance.proximity) and same_day:
                    cost += instance.proximity[gap - 1]
    closed = sum(
        assignment[name] not in instance.find_open(number)
        for number, name in enumerate(instance.events)
        if name in assignment
    )
    overfull = 0 if instance.seats is None else sum(taken > instance.seats for taken in seated.values())
    unplaced = sum(name not in assignment for name in instance.events)
    return Verdict(unplaced, clashes, overfull, closed, cost, cost / max(len(instance.attendees), 1))


def bound_instance(instance: Instance) -> int:
    """Give a cost no assignment without clashes goes below: each attendee's events spread as if they were alone."""
    counts = Counter(len(events) for events in instance.attendees)
    least = _spread(instance, max(counts, default=0))
    return sum(least[size] * count for size, count in counts.items() if size < len(least))


def read_assignment(instance: Instance, chosen: Sequence[int]) -> dict[str, int]:
    """Give the slot of each placed event by its name, from the options chosen."""
    return {
        name: instance.find_open(number)[chosen[number]]
        for number, name in enumerate(instance.events)
        if chosen[number] >= 0
    }


def _make_limits(instance: Instance) -> list[Limit]:
    if instance.seats is None:
        return []
    sizes = instance.sizes
    uses: list[list[Use]] = [[] for _ in range(instance.slots)]
    for event in range(len(instance.events)):
        for option, slot in enumerate(instance.find_open(event)):
            uses[slot].append(Use(event, option, sizes[event]))
    return [Limit(instance.seats, None, tuple(of_slot)) for of_slot in uses]


def _spread(instance: Instance, most: int) -> list[int]:
    """Give the least cost of 0, 1, 2, ... events of one attendee, slot by slot; a state is which of the last are used."""
    reach = len(instance.proximity)
    states: dict[tuple[int, int], int] = {(0, 0): 0}
    for slot in range(instance.slots):
        following: dict[tuple[int, int], int] = {}
        for (count, used), cost in states.items():
            before = 0 if instance.day and slot % instance.day == 0 else used
            near = sum(price for gap, price in enumerate(instance.proximity) if before >> gap & 1)
            for taken in (0, 1):
                state = (count + taken, (before << 1 | taken) & ((1 << reach) - 1))
                following[state] = min(cost + taken * near, following.get(state, cost + taken * near))
        states = {state: cost for state, cost in following.items() if state[0] <= most}
    return [
        min((cost for (count, _), cost in states.items() if count == size), default=0)
        for size in range(most + 1)
    ]

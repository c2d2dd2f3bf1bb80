"""Outside instances of our own making, of the sizes and densities of the well-known public ones.

Each is planted: every event has a hidden slot and nobody attends two of one slot, so the number of slots given is
enough, though finding that out is the hard part. What anybody attends lies near together on a ring of events, as
courses of one department do; how near is tuned until the wished share of all pairs of events is in conflict.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scheduler.instance import Instance


class Shape(NamedTuple):
    """How large an instance is, and the share of its pairs of events that someone attends both of."""

    events: int
    attendees: int
    attendances: int
    slots: int
    density: float


SHAPES = {
    "tight": Shape(81, 2_823, 10_632, 18, 0.42),
    "long": Shape(139, 611, 5_751, 13, 0.14),
    "dense": Shape(181, 941, 6_034, 21, 0.29),
    "college": Shape(461, 5_349, 25_113, 20, 0.06),
    "city": Shape(682, 16_925, 56_877, 35, 0.13),
    "state": Shape(2_419, 30_029, 120_681, 42, 0.03),
}


def make_instance(name: str, seed: int = 0) -> Instance:
    """Make the instance of a shape; the same seed makes the same one."""
    shape = SHAPES[name]
    narrow, wide = 0.002, 2.0
    for _ in range(12):
        width = (narrow * wide) ** 0.5
        attendees = _draw_attendees(shape, width, seed)
        pairs = {(a, b) for events in attendees for a in events for b in events if a < b}
        if len(pairs) < shape.density * shape.events * (shape.events - 1) / 2:
            narrow = width
        else:
            wide = width
    return Instance(
        name=name,
        events=tuple(f"E{number:04}" for number in range(1, shape.events + 1)),
        attendees=tuple(attendees),
        slots=shape.slots,
    )


def _draw_attendees(shape: Shape, width: float, seed: int) -> list[tuple[int, ...]]:
    random = np.random.default_rng(seed)
    hidden = random.integers(shape.slots, size=shape.events)
    popular = random.lognormal(sigma=0.9, size=shape.events).cumsum()
    sizes = np.clip(random.poisson(shape.attendances / shape.attendees, shape.attendees), 1, shape.slots - 1)
    drawn = []
    for size in sizes.tolist():
        centre = random.random()
        places = (centre + width * random.standard_t(2, size=40 * size + 20)) % 1 * popular[-1]
        taken: dict[int, int] = {}
        for event in np.searchsorted(popular, places).tolist():
            taken.setdefault(int(hidden[event]), event)
            if len(taken) == size:
                break
        drawn.append(tuple(sorted(taken.values())))
    return drawn

"""A year's problem while it is being put together: cells, options and their prices, and the parts the rules add."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from scheduler.bookings import Bookings
from scheduler.engine.problem import Charge, Distance, Event, Limit, Option, Overlap, Pair, Problem
from scheduler.occurrences import Occurrence, Span
from scheduler.prices import Prices
from scheduler.rooms import RoomClass, make_room_classes
from scheduler.rosters import Rosters
from scheduler.rules import UNPLACED_PRICE, UNPLACED_TIMES, Rule
from scheduler.slots import Slot
from trust.places import Room
from trust.year import Trust


class Entry(NamedTuple):
    """An occurrence and the times it could take."""

    occurrence: Occurrence
    slots: tuple[Slot, ...]


class Place(NamedTuple):
    """What an option stands for: a slot, and the class its room is of where its venue has rooms."""

    slot: Slot
    rooms: RoomClass | None


class Draft:
    """The parts of a year's problem. Events, options and cells have their numbers from the start."""

    def __init__(
        self, trust: Trust, year: str, entries: Sequence[Entry], rosters: Rosters, bookings: Bookings
    ) -> None:
        self.trust, self.year, self.entries = trust, year, tuple(entries)
        self.rosters, self.bookings = rosters, bookings
        self.prices = Prices(trust, bookings)
        self.spans: tuple[Span, ...] = tuple(sorted({slot.span for e in self.entries for slot in e.slots}))
        self._cells = {span: number for number, span in enumerate(self.spans)}
        self.moments = _find_moments(self.spans)
        self._moments_of: dict[int, list[int]] = {}
        for moment, cells in enumerate(self.moments):
            for cell in cells:
                self._moments_of.setdefault(cell, []).append(moment)
        self.kernels: list[Overlap | Distance] = []
        self.pairs: list[Pair] = []
        self.limits: list[Limit] = []
        classes = _find_room_classes(self.entries)
        self.places = [
            [Place(slot, rooms) for slot in entry.slots for rooms in _choose_rooms(entry, slot, classes)]
            for entry in self.entries
        ]
        self.extra: dict[tuple[int, int], list[Charge]] = {}

    def cell_of(self, place: Place) -> int:
        """Give the number of the cell a place lies in."""
        return self._cells[place.slot.span]

    def moments_of(self, place: Place) -> list[int]:
        """List the moments (by number) at which a place is under way."""
        return self._moments_of[self.cell_of(place)]

    def charge(self, event: int, option: int, charge: Charge) -> None:
        """Make an option dearer."""
        if charge.price:
            self.extra.setdefault((event, option), []).append(charge)

    def add_pair(self, one: int, other: int, kernel: int, charge: Charge | None) -> None:
        """Let two events mind each other, unless it costs nothing."""
        if charge is None or charge.price:
            self.pairs.append(Pair(one, other, kernel, charge))

    def add_limit(self, limit: Limit) -> None:
        """Add a limit, unless nothing could break it."""
        if (limit.charge is None or limit.charge.price) and _count_most(limit) > limit.most:
            self.limits.append(limit)

    def add_kernel(self, kernel: Overlap | Distance) -> int:
        """Add a kernel and give its number."""
        self.kernels.append(kernel)
        return len(self.kernels) - 1

    def make_problem(self) -> Problem:
        """Put everything together."""
        events = [
            Event(
                entry.occurrence.key,
                tuple(
                    Option(self.cell_of(place), (*place.slot.charges, *self.extra.get((number, n), ())))
                    for n, place in enumerate(self.places[number])
                ),
            )
            for number, entry in enumerate(self.entries)
        ]
        parts = (events, self.moments, self.kernels, self.pairs, self.limits)
        dearest = Problem(*parts, Charge(Rule.UNPLACED, UNPLACED_PRICE)).dearest
        return Problem(*parts, Charge(Rule.UNPLACED, max(UNPLACED_PRICE, dearest * UNPLACED_TIMES)))


def monday_of(day: date) -> date:
    """Give the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def _find_moments(spans: Sequence[Span]) -> list[tuple[int, ...]]:
    # Only when a meeting begins can the number under way have grown.
    by_day: dict[date, list[int]] = {}
    for number, span in enumerate(spans):
        by_day.setdefault(span.day, []).append(number)
    return [
        tuple(n for n in numbers if spans[n].starts <= at < spans[n].ends)
        for numbers in by_day.values()
        for at in sorted({spans[n].starts for n in numbers})
    ]


def _count_most(limit: Limit) -> int:
    """Count the units a limit could be used by at most: each event takes one of its options."""
    units: dict[int, int] = {}
    for use in limit.uses:
        units[use.event] = max(use.units, units.get(use.event, 0))
    return sum(units.values())


def _find_room_classes(entries: Sequence[Entry]) -> dict[tuple[str, date], list[RoomClass]]:
    wishes: dict[tuple[str, date], dict[str, Sequence[Room]]] = {}
    for entry in entries:
        for slot in entry.slots:
            if entry.occurrence.rule.venue and slot.rooms:
                at = (entry.occurrence.rule.venue, slot.day)
                wishes.setdefault(at, {})[_name_wish(entry, slot)] = slot.rooms
    return {at: list(make_room_classes(wanted)) for at, wanted in wishes.items()}


def _choose_rooms(
    entry: Entry, slot: Slot, classes: dict[tuple[str, date], list[RoomClass]]
) -> list[RoomClass] | list[None]:
    if not entry.occurrence.rule.venue or not slot.rooms:
        return [None]
    name = _name_wish(entry, slot)
    return [rooms for rooms in classes[entry.occurrence.rule.venue, slot.day] if name in rooms.fits]


def _name_wish(entry: Entry, slot: Slot) -> str:
    return f"{entry.occurrence.key}@{slot.span.starts:%H:%M}"

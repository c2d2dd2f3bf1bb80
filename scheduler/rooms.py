"""Which rooms would do for a group, and which meeting gets which.

Rooms are hard: seats for every member, and for whoever needs them step-free access, a way without stairs or a hearing
loop. A place of which no rooms are known is taken to have one that does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from trust.people import AccessNeed, Person
from trust.places import Room
from trust.year import Trust

SAID = {
    AccessNeed.STEP_FREE: "is step-free",
    AccessNeed.NO_STAIRS: "is reached without stairs",
    AccessNeed.HEARING_LOOP: "has a hearing loop",
}


def find_rooms(trust: Trust, place: str) -> tuple[Room, ...]:
    """List the rooms of a venue or a school, smallest first."""
    return tuple(sorted((r for r in trust.rooms if r.place == place), key=lambda r: (r.capacity, r.name)))


def find_fitting_rooms(trust: Trust, place: str, people: Collection[Person]) -> tuple[Room, ...]:
    """List the rooms of a place in which these people could meet, smallest first."""
    needs = find_needs(people)
    return tuple(
        room
        for room in find_rooms(trust, place)
        if room.capacity >= len(people) and all(_meets(room, need) for need in needs)
    )


def find_needs(people: Iterable[Person]) -> frozenset[AccessNeed]:
    """Give what somebody among these people needs of a room."""
    return frozenset(need for person in people for need in person.access_needs)


def _meets(room: Room, need: AccessNeed) -> bool:
    return {
        AccessNeed.STEP_FREE: room.step_free,
        AccessNeed.NO_STAIRS: room.step_free or not room.stairs,
        AccessNeed.HEARING_LOOP: room.hearing_loop,
    }[need]


def describe_needs(trust: Trust, place: str, people: Collection[Person]) -> str:
    """Say, without the full stop, that no room of a place fits these people."""
    needs = find_needs(people)
    wanted = [f"takes {len(people)} people", *(said for need, said in SAID.items() if need in needs)]
    largest = find_rooms(trust, place)[-1]
    listed = " and ".join([", ".join(wanted[:-1]), wanted[-1]] if len(wanted) > 1 else wanted)
    return (
        f"No free room at {trust.place_by_id[place].name} {listed}; "
        f"the largest, {largest.name}, takes {largest.capacity}"
    )


class RoomClass(NamedTuple):
    """Rooms that are as good as each other on a day: each fits the same meetings."""

    rooms: tuple[Room, ...]
    fits: frozenset[str]


def make_room_classes(wishes: Mapping[str, Sequence[Room]]) -> tuple[RoomClass, ...]:
    """Sort a day's rooms into classes, from the rooms each meeting (by key) could have."""
    fits: dict[Room, set[str]] = {}
    for key, rooms in wishes.items():
        for room in rooms:
            fits.setdefault(room, set()).add(key)
    classes: dict[frozenset[str], list[Room]] = {}
    for room in sorted(fits, key=lambda room: (room.capacity, room.name)):
        classes.setdefault(frozenset(fits[room]), []).append(room)
    return tuple(RoomClass(tuple(rooms), keys) for keys, rooms in classes.items())


def hand_out_rooms(
    rooms: Sequence[Room], meetings: Iterable[tuple[datetime, datetime, str]]
) -> dict[str, Room]:
    """Give meetings (start, end, key) the rooms of one class, none to two meetings at once.

    Taking them by their start needs no more rooms than are ever in use at the same moment.
    """
    free_from: dict[Room, datetime] = {}
    given: dict[str, Room] = {}
    for starts, ends, key in sorted(meetings):
        room = next(room for room in rooms if room not in free_from or free_from[room] <= starts)
        free_from[room] = ends
        given[key] = room
    return given

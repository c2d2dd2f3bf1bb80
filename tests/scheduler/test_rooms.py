from __future__ import annotations

from datetime import datetime

from builders import a_person, a_trust

from scheduler.rooms import RoomClass, describe_needs, find_fitting_rooms, hand_out_rooms, make_room_classes
from trust.people import AccessNeed
from trust.places import Room, Venue

CELL = Room(place="mill", name="Cell", capacity=2)
LOFT = Room(place="mill", name="Loft", capacity=9, stairs=True)
HALL = Room(place="mill", name="Hall", capacity=90, step_free=True, hearing_loop=True)
TRUST = a_trust(rooms=(HALL, LOFT, CELL), venues=(Venue(id="mill", name="The Mill"),))


def at(hour: int) -> datetime:
    return datetime(2027, 6, 24, hour)  # noqa: DTZ001


def test_rooms_that_fit_come_smallest_first():
    people = [a_person(name) for name in ("ada", "ben", "cal")]

    assert find_fitting_rooms(TRUST, "mill", people) == (LOFT, HALL)


def test_one_person_who_needs_it_makes_a_step_free_room_the_only_choice():
    assert find_fitting_rooms(TRUST, "mill", [a_person(access_needs=(AccessNeed.STEP_FREE,))]) == (HALL,)


def test_whoever_cannot_climb_stairs_needs_a_room_reached_without_them():
    lift = LOFT.model_copy(update={"name": "Gallery", "step_free": True})
    trust = TRUST.model_copy(update={"rooms": (LOFT, lift, CELL)})

    assert find_fitting_rooms(trust, "mill", [a_person(access_needs=(AccessNeed.NO_STAIRS,))]) == (CELL, lift)


def test_what_no_room_offers_is_said_in_full():
    people = [a_person("ada", access_needs=tuple(AccessNeed)), *(a_person(f"p{n}") for n in range(99))]

    assert describe_needs(TRUST, "mill", people) == (
        "No free room at The Mill takes 100 people, is step-free, is reached without stairs and has a hearing loop; "
        "the largest, Hall, takes 90"
    )


def test_rooms_are_alike_when_they_fit_the_same_meetings():
    wishes = {"large": [HALL], "small": [HALL, LOFT, CELL]}

    assert make_room_classes(wishes) == (
        RoomClass((CELL, LOFT), frozenset({"small"})),
        RoomClass((HALL,), frozenset({"large", "small"})),
    )


def test_a_room_is_used_again_as_soon_as_it_is_free():
    meetings = [(at(9), at(12), "morning"), (at(12), at(15), "afternoon"), (at(10), at(14), "across")]

    assert hand_out_rooms([CELL, LOFT], meetings) == {"morning": CELL, "across": LOFT, "afternoon": CELL}

"""Where an invented trust's schools are, when they are open and what they avoid; and the venues it books.

Term dates are those of no real council, but differ as real ones do: one has six terms whose October and February
weeks fall a week before the others', one comes back a day later, one has a fortnight in October.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
from itertools import cycle, islice
from random import Random

from benchmarks.sizes import Figures
from trust.calendar import Blackout, HalfTerm, InsetDay, TermName, each_day, is_working_day
from trust.places import Phase, Room, School, Venue
from trust.values import WHOLE_WEEK

COUNCILS = ("dunmere", "eastholt", "sallowfield", "pennerby")
# By council, the first and last day of each half-term as month and day.
HALVES = {
    "dunmere": "0902-1023 1102-1218 0104-0212 0222-0325 0412-0528 0607-0721",
    "eastholt": "0903-1016 1026-1217 0105-0205 0215-0325 0412-0528 0607-0723",
    "sallowfield": "0903-1023 1103-1218 0105-0212 0223-0325 0413-0528 0608-0722",
    "pennerby": "0901-1016 1102-1218 0104-0212 0222-0325 0412-0528 0607-0720",
}
NAME_STARTS = ("Alder", "Birch", "Combe", "Dray", "Elder", "Fox", "Grey", "Holly", "Ivy", "Kings")
NAME_ENDS = ("brook", "field", "ford", "gate", "hurst", "mead", "stone", "wick")
REST = (Phase.ALL_THROUGH, Phase.SPECIAL, Phase.SIXTH_FORM, Phase.ALTERNATIVE_PROVISION)
SHARES = (0, 1, 0, 2, 0, 1, 3, 0, 1, 2)
JOINED = date(2027, 1, 1)

# Name, seats, step-free, hearing loop, reached by stairs alone; a venue has the first so many.
ROOMS = (
    ("Great Hall", 160, True, True, False),
    ("Oak Room", 60, True, True, False),
    ("Elm Room", 40, True, True, False),
    ("Beech Room", 36, True, False, False),
    ("Loft", 30, False, True, True),
    ("Snug", 20, False, False, False),
    ("Willow Room", 50, True, True, False),
    ("Cedar Room", 36, True, True, False),
    ("Gallery", 44, False, True, True),
    ("Library", 30, True, True, False),
    ("Studio", 26, True, False, False),
    ("Attic", 18, False, False, True),
)


def make_schools(figures: Figures, rng: Random) -> tuple[School, ...]:
    """Make the schools, neighbours next to each other; the last few primaries join in January."""
    primary, secondary = round(figures.schools * 0.6), int(figures.schools * 0.3)
    others = islice(cycle(REST), figures.schools - primary - secondary)
    phases = [Phase.PRIMARY] * primary + [Phase.SECONDARY] * secondary + list(others)
    shares = [share for share in SHARES if share < figures.councils]
    names = [start + end for start in NAME_STARTS for end in NAME_ENDS]
    rng.shuffle(names)
    schools = [
        School(
            id=name.lower(),
            name=f"{name} {'Primary School' if phase is Phase.PRIMARY else 'School'}",
            phase=phase,
            council=COUNCILS[shares[number % len(shares)]],
            finish_time=rng.choice((time(15), time(15, 10), time(15, 15), time(15, 20), time(15, 30))),
            staff_meeting_night=rng.choice(WHOLE_WEEK[:4]),
            cover_limit=rng.choice((6, 10)) if rng.random() < 0.1 else None,
            joined=JOINED if primary - figures.joining <= number < primary else None,
        )
        for number, (phase, name) in enumerate(zip(phases, names, strict=False))
    ]
    return tuple(sorted(schools, key=lambda school: COUNCILS.index(school.council)))


def make_half_terms(figures: Figures) -> tuple[HalfTerm, ...]:
    """Make each council's six half-terms of 2026-27."""
    slots = [(term, half) for term in TermName for half in (1, 2)]
    return tuple(
        HalfTerm.model_validate(
            {"council": council, "term": term, "half": half}
            | dict(zip(("starts", "ends"), map(_read_day, span.split("-")), strict=True))
        )
        for council in COUNCILS[: figures.councils]
        for (term, half), span in zip(slots, HALVES[council].split(), strict=True)
    )


def _read_day(text: str) -> date:
    month = int(text[:2])
    return date(2026 if month >= 9 else 2027, month, int(text[2:]))


def make_inset_days(
    schools: Sequence[School], half_terms: Sequence[HalfTerm], rng: Random
) -> tuple[InsetDay, ...]:
    """Give each school five days: some by council, one with its neighbours, some its own in the middle of a term."""
    found: list[InsetDay] = []
    shared = date(2026, 11, 16)
    for number, school in enumerate(schools):
        halves = [half for half in half_terms if half.council == school.council]
        if number % 5 == 0:
            shared = rng.choice(_find_school_days(halves[1])[8:-8])
        own = rng.choice(_find_school_days(halves[3])[6:-6])
        days = {
            halves[0].starts: "Start of year",
            shared: "With neighbouring schools",
            rng.choice((halves[2].starts, halves[2].ends)): "School improvement",
            own: "Curriculum",
            rng.choice((halves[4].ends, halves[5].starts, halves[5].ends, date(2027, 6, 25))): "Planning",
        }
        found += (InsetDay(school=school.id, day=day, reason=reason) for day, reason in sorted(days.items()))
    return tuple(found)


def _find_school_days(half_term: HalfTerm) -> list[date]:
    return [day for day in each_day(half_term.starts, half_term.ends) if is_working_day(day)]


def make_blackouts(schools: Sequence[School], tested: Sequence[str], rng: Random) -> tuple[Blackout, ...]:
    """Make what keeps days free: exams, Key Stage 2 tests of the groups named, data drops, and days to avoid."""
    examined = tuple(
        school.id
        for school in schools
        if {school.phase} & {Phase.SECONDARY, Phase.SIXTH_FORM, Phase.ALL_THROUGH}
    )
    found = [
        _make_blackout("GCSE and A-level exams", date(2027, 5, 10), 40, schools=examined),
        _make_blackout("Mock exams", date(2026, 11, 24), 7, schools=examined[::2]),
        _make_blackout("Key Stage 2 tests", date(2027, 5, 10), 4, groups=tuple(tested)),
        _make_blackout("Data drop", date(2026, 12, 9), 1),
        _make_blackout("Data drop", date(2027, 3, 17), 1),
        _make_blackout("Data drop", date(2027, 6, 16), 1),
        _make_blackout("Yom Kippur", date(2026, 9, 21), 1, avoid_only=True),
        _make_blackout("Eid al-Fitr", date(2027, 3, 9), 2, avoid_only=True),
    ]
    for school in schools[::3]:
        evening = date(2026, 10, 5) + timedelta(weeks=rng.randrange(20), days=rng.randrange(1, 4))
        found.append(_make_blackout("Parents' evening", evening, 1, schools=(school.id,), avoid_only=True))
    return tuple(found)


def _make_blackout(reason: str, starts: date, days: int, **fields: object) -> Blackout:
    ends = starts + timedelta(days=days - 1)
    return Blackout.model_validate({"reason": reason, "starts": starts, "ends": ends} | fields)


def make_venues(figures: Figures) -> tuple[Venue, ...]:
    """Make the places the trust books for conferences and forums."""
    return tuple(
        Venue(id=name.lower(), name=f"{name} Conference Centre")
        for name in ("Millhouse", "Quayside", "Orchard", "Tannery")[: figures.venues]
    )


def make_rooms(venues: Sequence[Venue], figures: Figures) -> tuple[Room, ...]:
    """Make every venue's rooms."""
    return tuple(
        Room(place=venue.id, name=name, capacity=seats, step_free=step_free, hearing_loop=loop, stairs=stairs)
        for venue in venues
        for name, seats, step_free, loop, stairs in ROOMS[: figures.rooms_a_venue]
    )

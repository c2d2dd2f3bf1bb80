"""Which meetings each person can attend, and why not the others.

Somebody needed by two meetings at once goes where they chair or co-chair, else where they are their school's only one,
else to the one that starts first; the other is missed. Where the term dates of a council are no longer known, whether
its schools were closed is not known either, and nobody is said to have missed anything for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from scheduler.checks.sittings import Facts, Sitting
from trust.people import Person


class Absence(StrEnum):
    """Why somebody cannot attend a meeting of theirs."""

    NOT_WORKING = "does not work that day"
    SCHOOL_CLOSED = "own school closed"
    ELSEWHERE = "needed elsewhere"


class Visit(NamedTuple):
    """A person's part in a meeting they belong to: attended unless there is an absence."""

    sitting: Sitting
    absence: Absence | None


Attendance = Mapping[str, Sequence[Visit]]


def find_attendance(facts: Facts, sittings: Iterable[Sitting]) -> Attendance:
    """Find what each person (by id) can attend of the meetings they belong to, in order of time."""
    belongs: dict[str, list[Sitting]] = {}
    for sitting in sittings:
        for person in sitting.roster.members:
            belongs.setdefault(person, []).append(sitting)
    return {
        person: _find_visits(facts, facts.trust.person_by_id[person], of_person)
        for person, of_person in belongs.items()
    }


def _find_visits(facts: Facts, person: Person, sittings: Sequence[Sitting]) -> list[Visit]:
    absences = {sitting.key: _find_absence(facts, person, sitting) for sitting in sittings}
    free = [sitting for sitting in sittings if absences[sitting.key] is None]
    attended: list[Sitting] = []
    for sitting in sorted(free, key=lambda sitting: _rank(person, sitting)):
        if any(sitting.overlaps(other) for other in attended):
            absences[sitting.key] = Absence.ELSEWHERE
        else:
            attended.append(sitting)
    return [Visit(sitting, absences[sitting.key]) for sitting in sittings]


def _find_absence(facts: Facts, person: Person, sitting: Sitting) -> Absence | None:
    school, day = person.school, sitting.day
    if school and facts.knows_calendar(school, day) and facts.closure(school, day):
        return Absence.SCHOOL_CLOSED
    return None if facts.works(person, day) else Absence.NOT_WORKING


def _rank(person: Person, sitting: Sitting) -> int:
    # Sorting is stable, so among equals the earlier meeting goes first.
    if person.id in sitting.roster.officers:
        return 0
    return 1 if person.school and sitting.roster.only_ones.get(person.school) is person else 2

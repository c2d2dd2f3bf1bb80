"""How much of people's time the meetings take: cover in lesson time, twilights, directed time.

A load is what a person can attend: a meeting missed for a working day or a clash takes nothing. People with the same
meetings are told of together.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import date
from typing import TypeVar

from scheduler.checks.attendance import Attendance, Visit
from scheduler.checks.faults import FaultKind, YearFault
from scheduler.checks.rhythm import monday_of
from scheduler.checks.sittings import Facts, Sitting, find_weekdays
from scheduler.checks.wording import name_some, write_day
from trust.people import Person, PersonKind
from trust.places import School

At = TypeVar("At", bound=Hashable)
Loads = dict[tuple[At, tuple[str, ...]], list[Person]]


def check_cover(facts: Facts, sittings: Sequence[Sitting]) -> Iterator[YearFault]:
    """Find schools with more staff out of lessons at one moment than they can cover, once for each day."""
    out: dict[tuple[str, date], list[Sitting]] = {}
    for sitting in sittings:
        for school in facts.schools_of(sitting):
            in_lessons = sitting.meeting.starts.time() < school.finish_time
            if _limit_of(facts, school) and in_lessons and not facts.closure(school.id, sitting.day):
                out.setdefault((school.id, sitting.day), []).append(sitting)
    for (school_id, day), of_day in out.items():
        school = facts.trust.school_by_id[school_id]
        limit, (people, running) = _limit_of(facts, school), _find_peak(facts, school, of_day)
        if limit and len(people) > limit:
            who = name_some(person.name for person in people.values())
            yield YearFault(
                kind=FaultKind.COVER,
                meetings=tuple(sitting.key for sitting in running),
                people=tuple(people),
                why=f"{school.name} has {len(people)} staff out of lessons at once on {write_day(day)}, and can "
                f"cover {limit}: {who}.",
            )


def _limit_of(facts: Facts, school: School) -> int | None:
    return school.cover_limit or facts.trust.settings.rules.cover_limit


def _find_peak(
    facts: Facts, school: School, sittings: Sequence[Sitting]
) -> tuple[dict[str, Person], list[Sitting]]:
    """Find the moment with most of a school's people out; it is always the start of a meeting."""
    peak: tuple[dict[str, Person], list[Sitting]] = ({}, [])
    for moment in dict.fromkeys(sitting.meeting.starts for sitting in sittings):
        running = [s for s in sittings if s.meeting.starts <= moment < s.meeting.ends]
        people = {
            person.id: person
            for sitting in running
            for person in sitting.roster.by_school[school.id]
            if facts.works(person, sitting.day)
        }
        if len(people) > len(peak[0]):
            peak = people, running
    return peak


def check_twilights(facts: Facts, attendance: Attendance) -> Iterator[YearFault]:
    """Find people with more twilights in a week than the trust allows, or two on a day."""
    limit = facts.trust.settings.rules.twilights_per_week
    for (monday, keys), people in _sum_twilights(facts, attendance, monday_of, limit).items():
        why = f"{len(keys)} twilights in the week of {write_day(monday)}, where {limit} are meant to be the most"
        yield _tell(FaultKind.WEEK_LOAD, keys, people, why)
    for (day, keys), people in _sum_twilights(facts, attendance, lambda day: day, 1).items():
        yield _tell(FaultKind.ONE_A_DAY, keys, people, f"{len(keys)} twilights on {write_day(day)}")


def _sum_twilights(
    facts: Facts, attendance: Attendance, span_of: Callable[[date], date], limit: int
) -> Loads[date]:
    loads: Loads[date] = {}
    for person, visits in attendance.items():
        spans: dict[date, list[str]] = {}
        for sitting, absence in visits:
            if absence is None and sitting.is_twilight:
                spans.setdefault(span_of(sitting.day), []).append(sitting.key)
        for span, keys in spans.items():
            if len(keys) > limit:
                loads.setdefault((span, tuple(keys)), []).append(facts.trust.person_by_id[person])
    return loads


def check_directed_time(facts: Facts, attendance: Attendance) -> Iterator[YearFault]:
    """Find staff of schools whose twilights in a half-term of their council take more than their directed time."""
    loads: Loads[tuple[str, int, int]] = {}
    for person_id, visits in attendance.items():
        person = facts.trust.person_by_id[person_id]
        if not person.school or person.kind is PersonKind.GUEST:
            continue
        budget = find_budget(facts, person)
        for half, sittings in find_twilights_by_half(facts, person.school, visits).items():
            minutes = sum(sitting.minutes for sitting in sittings)
            if minutes > budget:
                at = ((half, minutes, budget), tuple(sitting.key for sitting in sittings))
                loads.setdefault(at, []).append(person)
    for ((half, minutes, budget), keys), people in loads.items():
        why = f"{minutes} minutes after school in {half}, over a directed time of {budget}"
        yield _tell(FaultKind.DIRECTED_TIME, keys, people, why)


def find_twilights_by_half(facts: Facts, school: str, visits: Sequence[Visit]) -> dict[str, list[Sitting]]:
    """Sort the twilights somebody attends by the half-term of their school's council."""
    halves: dict[str, list[Sitting]] = {}
    for sitting, absence in visits:
        half = facts.half_term(school, sitting.day) if absence is None and sitting.is_twilight else None
        if half:
            name = f"{'first' if half.half == 1 else 'second'} half of {half.term.value}"
            halves.setdefault(f"the {name}", []).append(sitting)
    return halves


def find_budget(facts: Facts, person: Person) -> int:
    """Give a person's directed time in a half-term, in minutes: the trust's, pro rata of their working days."""
    days = len(find_weekdays(person.working_days) & {0, 1, 2, 3, 4})
    return facts.trust.settings.rules.directed_minutes_per_half_term * days // 5


def _tell(kind: FaultKind, keys: tuple[str, ...], people: Sequence[Person], what: str) -> YearFault:
    who = name_some(sorted(person.name for person in people))
    why = f"{who} {'has' if len(people) == 1 else 'have'} {what}."
    return YearFault(kind=kind, meetings=keys, people=tuple(sorted(p.id for p in people)), why=why)

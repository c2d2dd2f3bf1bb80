"""Whether each meeting's day is one its schools can use, and one they would choose.

A meeting's schools are its members' and, where it is held at a school, the host's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from scheduler.checks.faults import FaultKind, YearFault
from scheduler.checks.sittings import Facts, Sitting
from scheduler.checks.wording import name_some, write_day
from trust.calendar import each_day, find_bank_holidays, is_working_day
from trust.opening import find_avoided, find_blackout
from trust.year import Trust


def check_days(facts: Facts, sittings: Sequence[Sitting]) -> Iterator[YearFault]:
    """Find meetings on days that are kept free, closed, or better avoided."""
    edges = find_edge_days(facts.trust)
    for sitting in sittings:
        if reason := find_blackout(facts.trust, sitting.group, sitting.day):
            yield _fault(FaultKind.BLACKOUT, sitting, f"{sitting} falls in {reason}.")
        yield from _check_open(facts, sitting)
        yield from _check_edge(facts, sitting, edges)
        yield from _check_staff_nights(facts, sitting)
        reasons = find_avoided(facts.trust, sitting.group, sitting.roster.by_school.keys(), sitting.day)
        if reasons:
            why = f"{sitting} is on a day better avoided: {name_some(dict.fromkeys(reasons))}."
            yield _fault(FaultKind.AVOIDED_DAY, sitting, why)
        yield from _check_deadlines(facts, sitting)


def _check_open(facts: Facts, sitting: Sitting) -> Iterator[YearFault]:
    day, schools = sitting.day, sitting.roster.by_school
    wanted = dict.fromkeys(schools)
    if sitting.meeting.place in facts.trust.school_by_id:
        wanted[sitting.meeting.place] = None
    closed = {school: why for school in wanted if (why := facts.closure(school, day))}
    if closed:
        names = facts.trust.school_by_id
        told = name_some(f"{names[school].name} ({why})" for school, why in closed.items())
        people = tuple(person.id for school in closed for person in schools.get(school, ()))
        yield _fault(FaultKind.CLOSED_SCHOOL, sitting, f"{sitting} cannot have {told}.", people)
    elif not wanted and (day.weekday() >= 5 or day in find_bank_holidays(day.year)):
        yield _fault(FaultKind.CLOSED_SCHOOL, sitting, f"{sitting} is at a weekend or on a bank holiday.")


def find_edge_days(trust: Trust) -> Mapping[tuple[str, date], str]:
    """Find each council's first and last two school days of every half-term, and which of them they are."""
    edges: dict[tuple[str, date], str] = {}
    for half in trust.half_terms:
        days = [day for day in each_day(half.starts, half.ends) if is_working_day(day)]
        edges |= {(half.council, day): "last" for day in days[-2:]}
        edges |= {(half.council, day): "first" for day in days[:2]}
    return edges


def _check_edge(facts: Facts, sitting: Sitting, edges: Mapping[tuple[str, date], str]) -> Iterator[YearFault]:
    councils = {school.council for school in facts.schools_of(sitting)} or {
        half.council for half in facts.trust.half_terms
    }
    at = {council: edges[council, sitting.day] for council in councils if (council, sitting.day) in edges}
    for council, which in sorted(at.items())[:1]:
        whose = facts.trust.settings.councils[council]
        why = f"{sitting} is in the {which} two school days of a half-term ({whose})."
        yield _fault(FaultKind.EDGE, sitting, why)


def _check_staff_nights(facts: Facts, sitting: Sitting) -> Iterator[YearFault]:
    night = sitting.day.weekday()
    schools = [
        school
        for school in facts.schools_of(sitting)
        if sitting.is_twilight
        and school.staff_meeting_night
        and school.staff_meeting_night.number == night
        and not facts.closure(school.id, sitting.day)
    ]
    if schools:
        people = tuple(person.id for school in schools for person in sitting.roster.by_school[school.id])
        why = f"{sitting} is on the staff meeting night of {name_some(school.name for school in schools)}."
        yield _fault(FaultKind.STAFF_MEETING, sitting, why, people)


def _check_deadlines(facts: Facts, sitting: Sitting) -> Iterator[YearFault]:
    for deadline in facts.trust.deadlines:
        near = timedelta(0) <= deadline.due - sitting.day <= timedelta(days=deadline.pinch_days)
        if deadline.pinch_days and near:
            audience = set(deadline.audience)
            owing = [
                person
                for person in sitting.roster.members.values()
                if not audience or audience & set(person.roles)
            ]
            if owing:
                who = name_some(person.name for person in owing) if audience else "everyone"
                why = f"{sitting} is just before {deadline.title} is due on {write_day(deadline.due)}: {who}."
                yield _fault(FaultKind.DEADLINE, sitting, why, tuple(person.id for person in owing))


def _fault(kind: FaultKind, sitting: Sitting, why: str, people: tuple[str, ...] = ()) -> YearFault:
    return YearFault(kind=kind, meetings=(sitting.key,), people=people, why=why)

"""Whether the people of each meeting can be there: officers, members, a school's only representative."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from scheduler.checks.attendance import Absence, Attendance
from scheduler.checks.faults import FaultKind, YearFault
from scheduler.checks.sittings import Facts, Sitting
from scheduler.checks.wording import count_of, name_some
from trust.people import Person


def check_people(facts: Facts, sittings: Sequence[Sitting], attendance: Attendance) -> Iterator[YearFault]:
    """Find meetings whose officers or members do not work that day, whose offices are vacant, or with nobody."""
    absences = {
        (visit.sitting.key, person): visit.absence
        for person, visits in attendance.items()
        for visit in visits
        if visit.absence
    }
    for sitting in sittings:
        officers, members = sitting.roster.officers, sitting.roster.members
        away = {p.id: p for p in {**members, **officers}.values() if not facts.works(p, sitting.day)}
        leading = [person for person in away.values() if person.id in officers]
        if leading:
            yield _fault(FaultKind.OFFICER_AWAY, sitting, "not a working day of {who}", leading)
        others = [person for person in away.values() if person.id not in officers]
        if others:
            yield _fault(FaultKind.MEMBER_AWAY, sitting, "not a working day of {who}", others)
        if not members:
            yield _fault(FaultKind.NOBODY, sitting, "nobody belongs to the group that day")
        elif not officers:
            yield _fault(FaultKind.VACANCY, sitting, "the group has neither chair nor co-chair that day")
        missing = {
            school: absence
            for school, person in sitting.roster.only_ones.items()
            if (absence := absences.get((sitting.key, person.id))) not in (None, Absence.SCHOOL_CLOSED)
        }
        if missing:
            yield _tell_unrepresented(facts, sitting, missing)


def _tell_unrepresented(facts: Facts, sitting: Sitting, missing: Mapping[str, Absence]) -> YearFault:
    only = sitting.roster.only_ones
    told = name_some(
        f"{facts.trust.school_by_id[school].name}, whose only one is {only[school].name} ({absence})"
        for school, absence in missing.items()
    )
    return YearFault(
        kind=FaultKind.ONLY_ONE,
        meetings=(sitting.key,),
        people=tuple(only[school].id for school in missing),
        why=f"{sitting}: nobody can come from {told}.",
    )


def check_clashes(sittings: Sequence[Sitting]) -> Iterator[YearFault]:
    """Find people needed by two meetings at once; sittings are in order of time."""
    running: list[Sitting] = []
    for sitting in sittings:
        running = [other for other in running if sitting.overlaps(other)]
        for other in running:
            yield from _check_pair(other, sitting)
        running.append(sitting)


def _check_pair(one: Sitting, other: Sitting) -> Iterator[YearFault]:
    shared = one.roster.members.keys() & other.roster.members.keys()
    leading = shared & (one.roster.officers.keys() | other.roster.officers.keys())
    for kind, people in ((FaultKind.OFFICER_CLASH, leading), (FaultKind.MEMBER_CLASH, shared - leading)):
        if people:
            names = name_some(sorted(one.roster.members[person].name for person in people))
            yield YearFault(
                kind=kind,
                meetings=(one.key, other.key),
                people=tuple(sorted(people)),
                why=f"Needed at the same time by {one} and by {other}: {names}.",
            )


def check_shut_out(facts: Facts, sittings: Sequence[Sitting], attendance: Attendance) -> Iterator[YearFault]:
    """Find, for each group, the people who can attend none of its meetings they belong to.

    Somebody with one meeting only is left out: the fault that keeps them from it says the same.
    """
    shut_out: dict[str, dict[str, str]] = {}
    for person, visits in attendance.items():
        by_group: dict[str, list[Absence | None]] = {}
        for visit in visits:
            by_group.setdefault(visit.sitting.group.id, []).append(visit.absence)
        for group, absences in by_group.items():
            if len(absences) > 1 and None not in absences:
                shut_out.setdefault(group, {})[person] = name_some(dict.fromkeys(a for a in absences if a))
    for group, people in sorted(shut_out.items()):
        keys = tuple(sitting.key for sitting in sittings if sitting.group.id == group)
        names = facts.trust.person_by_id
        told = name_some(f"{names[person].name} ({why})" for person, why in people.items())
        yield YearFault(
            kind=FaultKind.SHUT_OUT,
            meetings=keys,
            people=tuple(people),
            why=f"{facts.trust.group_by_id[group].name} meets {count_of(len(keys), 'time')} in the year, and never "
            f"when these can come: {told}.",
        )


def _fault(kind: FaultKind, sitting: Sitting, what: str, people: Iterable[Person] = ()) -> YearFault:
    concerned = tuple(people)
    why = f"{sitting}: {what.format(who=name_some(person.name for person in concerned))}."
    return YearFault(
        kind=kind, meetings=(sitting.key,), people=tuple(person.id for person in concerned), why=why
    )

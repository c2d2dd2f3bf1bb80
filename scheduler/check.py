"""Judges a year, whoever made it: every clash, closed school, missing or misplaced meeting and unsuitable room.

It is the planner's judge as well, so it shares no code with it: it knows the trust and the meetings and nothing of
slots, models or rosters. A hard fault breaks a promise of the year; a soft one is a price someone pays.

| fault           | severity | when                                                                    |
|-----------------|----------|-------------------------------------------------------------------------|
| cadence         | hard     | a rule of the group's cadence has no meeting, or two, or another format |
| window          | hard     | outside the rule's term, half or month                                  |
| blackout        | hard     | on a day the trust or the group keeps free                              |
| closed school   | hard     | a member school, or the whole country, has no school that day           |
| officer away    | hard     | chair or co-chair does not work that day                                |
| officer clash   | hard     | a chair or co-chair of either is needed by both at once                 |
| room            | hard     | too few seats, not step-free, no loop, or unknown at that place         |
| room clash      | hard     | two meetings in one room at once                                        |
| member clash    | soft     | a member is needed by both at once                                      |
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from trust.cadence import CadenceRule
from trust.calendar import find_bank_holidays
from trust.groups import Group, Office
from trust.meetings import Meeting, MeetingStatus, make_meeting_key
from trust.membership import find_members, find_officers
from trust.opening import find_blackout, find_closure, find_term_days
from trust.people import AccessNeed, Person
from trust.places import School
from trust.values import Value
from trust.year import Trust


class Severity(StrEnum):
    """Whether a fault breaks a promise or has a price."""

    HARD = "hard"
    SOFT = "soft"


class FaultKind(StrEnum):
    """What can be wrong with a year."""

    CADENCE = "cadence"
    WINDOW = "window"
    BLACKOUT = "blackout"
    CLOSED_SCHOOL = "closed school"
    OFFICER_AWAY = "officer away"
    OFFICER_CLASH = "officer clash"
    ROOM = "room"
    ROOM_CLASH = "room clash"
    MEMBER_CLASH = "member clash"

    @property
    def severity(self) -> Severity:
        """How grave it is."""
        return Severity.SOFT if self is FaultKind.MEMBER_CLASH else Severity.HARD


class YearFault(Value):
    """One thing wrong with a year: the meetings (by key) and people (by id) concerned, and a sentence."""

    kind: FaultKind
    meetings: tuple[str, ...]
    people: tuple[str, ...] = ()
    why: str

    @property
    def severity(self) -> Severity:
        """How grave it is."""
        return self.kind.severity


@dataclass(frozen=True)
class _Sitting:
    """A meeting with the people it brings together."""

    meeting: Meeting
    group: Group
    members: dict[str, Person]
    officers: dict[str, Person]

    def __str__(self) -> str:
        return f"{self.group.name}, {self.meeting.title} on {self.meeting.starts:%a %d %b %Y}"


def check_year(trust: Trust, meetings: Iterable[Meeting], year: str | None = None) -> tuple[YearFault, ...]:
    """Find everything wrong with a year's meetings, hard faults first.

    Args:
        trust: The trust as it is.
        meetings: All its meetings, whatever their status; cancelled ones stand for their rule and occupy nobody.
        year: The academic year whose cadences must be met; the trust's own when not given.
    """
    everything = tuple(meetings)
    held = [m for m in everything if m.status is not MeetingStatus.CANCELLED and m.group in trust.group_by_id]
    sittings = [_seat(trust, meeting) for meeting in sorted(held, key=lambda m: (m.starts, m.key))]
    faults = list(_check_cadences(trust, everything, year or trust.settings.year))
    for sitting in sittings:
        faults += _check_day(trust, sitting)
        faults += _check_room(trust, sitting)
    for one, other in combinations(sittings, 2):
        if one.meeting.starts < other.meeting.ends and other.meeting.starts < one.meeting.ends:
            faults += _check_pair(one, other)
    return tuple(sorted(faults, key=lambda fault: fault.severity is Severity.SOFT))


def _seat(trust: Trust, meeting: Meeting) -> _Sitting:
    group, day = trust.group_by_id[meeting.group], meeting.starts.date()
    held = find_officers(trust, group, day)
    return _Sitting(
        meeting,
        group,
        members={person.id: person for person in find_members(trust, group, day)},
        officers={person.id: person for person in (*held[Office.CHAIR], *held[Office.CO_CHAIR])},
    )


def _check_cadences(trust: Trust, meetings: Sequence[Meeting], year: str) -> Iterator[YearFault]:
    for group in trust.groups:
        for rule in trust.settings.cadences[group.cadence].meetings:
            key = make_meeting_key(year, group.id, rule.key)
            found = [meeting for meeting in meetings if meeting.key == key]
            owed = any(group.holds(day) for day in find_term_days(trust, rule.term))
            if len(found) > 1 or (not found and owed):
                count = f"{len(found)} meetings" if found else "no meeting"
                why = (
                    f"{group.name} has {count} for {rule.title} ({rule.key}), where its cadence asks for one."
                )
                yield YearFault(kind=FaultKind.CADENCE, meetings=(key,), why=why)
            for meeting in found:
                yield from _check_rule(trust, group, rule, meeting)


def _check_rule(trust: Trust, group: Group, rule: CadenceRule, meeting: Meeting) -> Iterator[YearFault]:
    day = meeting.starts.date()
    if meeting.format is not rule.format:
        why = f"{group.name}'s {rule.title} is {meeting.format.value}, where its cadence says {rule.format.value}."
        yield YearFault(kind=FaultKind.CADENCE, meetings=(meeting.key,), why=why)
    in_half = any(
        half.holds(day) and half.term is rule.term and rule.half in (None, half.half)
        for half in trust.half_terms
    )
    if not in_half or rule.month not in (None, day.month):
        why = f"{group.name}'s {rule.title} is on {day:%d %b %Y}, outside the time its cadence sets for it."
        yield YearFault(kind=FaultKind.WINDOW, meetings=(meeting.key,), why=why)


def _check_day(trust: Trust, sitting: _Sitting) -> Iterator[YearFault]:
    day, keys = sitting.meeting.starts.date(), (sitting.meeting.key,)
    if reason := find_blackout(trust, sitting.group, day):
        yield YearFault(kind=FaultKind.BLACKOUT, meetings=keys, why=f"{sitting} falls in {reason}.")
    at: dict[School, list[str]] = {}
    for person in sitting.members.values():
        school = trust.school_by_id.get(person.school) if person.school else None
        if school and not (school.joined and day < school.joined):
            at.setdefault(school, []).append(person.id)
    for school, people in at.items():
        if why := find_closure(trust, school, day):
            yield YearFault(
                kind=FaultKind.CLOSED_SCHOOL,
                meetings=keys,
                people=tuple(people),
                why=f"{sitting} cannot have {school.name}: {why}.",
            )
    if not at and (day.weekday() >= 5 or day in find_bank_holidays(day.year)):
        why = f"{sitting} is at a weekend or on a bank holiday."
        yield YearFault(kind=FaultKind.CLOSED_SCHOOL, meetings=keys, why=why)
    away = [officer for officer in sitting.officers.values() if not officer.works_on(day)]
    for officer in away:
        yield YearFault(
            kind=FaultKind.OFFICER_AWAY,
            meetings=keys,
            people=(officer.id,),
            why=f"{sitting}: {officer.name} does not work that day.",
        )


def _check_room(trust: Trust, sitting: _Sitting) -> Iterator[YearFault]:
    meeting = sitting.meeting
    rooms = [room for room in trust.rooms if room.place == meeting.place]
    if not meeting.room:
        return
    room = next((room for room in rooms if room.name == meeting.room), None)
    needs = {need for person in sitting.members.values() for need in person.access_needs}
    wrong: list[str] = []
    if room is None:
        wrong = [f"there is no room {meeting.room} at that place"] if rooms else []
    else:
        if room.capacity < len(sitting.members):
            wrong.append(f"{room.name} takes {room.capacity}, and {len(sitting.members)} are members")
        if AccessNeed.STEP_FREE in needs and not room.step_free:
            wrong.append(f"{room.name} has steps")
        if AccessNeed.HEARING_LOOP in needs and not room.hearing_loop:
            wrong.append(f"{room.name} has no hearing loop")
    for what in wrong:
        yield YearFault(kind=FaultKind.ROOM, meetings=(meeting.key,), why=f"{sitting}: {what}.")


def _check_pair(one: _Sitting, other: _Sitting) -> Iterator[YearFault]:
    keys = (one.meeting.key, other.meeting.key)
    shared = one.members.keys() & other.members.keys()
    leading = shared & (one.officers.keys() | other.officers.keys())
    pairs = ((FaultKind.OFFICER_CLASH, leading), (FaultKind.MEMBER_CLASH, shared - leading))
    for kind, people in pairs:
        if people:
            names = ", ".join(sorted(one.members[person].name for person in people))
            why = f"Needed at the same time by {one} and by {other}: {names}."
            yield YearFault(kind=kind, meetings=keys, people=tuple(sorted(people)), why=why)
    if one.meeting.room and (one.meeting.place, one.meeting.room) == (
        other.meeting.place,
        other.meeting.room,
    ):
        why = f"{one.meeting.room} is given to {one} and to {other} at the same time."
        yield YearFault(kind=FaultKind.ROOM_CLASH, meetings=keys, why=why)

"""Whether a group can meet at a time: what forbids it, in sentences, and which members could not come.

| forbids a time                                                            |
|---------------------------------------------------------------------------|
| outside the year, or outside the hours in which meetings are held         |
| a blackout of the trust or the group                                      |
| a member school, or the school it is held at, is closed                   |
| chair or co-chair does not work that day                                  |
| chair or co-chair of either is needed in another meeting at the time      |
| the group itself meets then                                               |
| its room is taken                                                         |

Other meetings take part where everyone in the audience may see what they are: a time that clashes with a hidden one is
free, exactly as it would be if that group did not exist.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import NamedTuple

from trust.calendar import add_working_days, find_bank_holidays, find_year_bounds
from trust.groups import Group, Office
from trust.meetings import Meeting, MeetingStatus
from trust.membership import find_members, find_officers
from trust.opening import find_blackout, find_closure
from trust.people import Person
from trust.permissions import Aspect, find_ruling
from trust.values import place_in_london
from trust.year import Trust, Year

EARLIEST, LATEST = time(7, 30), time(20)
MOST_REASONS = 3
CHAIRS = (Office.CHAIR, Office.CO_CHAIR)

Audience = tuple[Person | None, ...]


class Missing(NamedTuple):
    """The members a time would lose: needed in another meeting then, or not working that day."""

    needed: tuple[Person, ...]
    away: tuple[Person, ...]

    @property
    def people(self) -> tuple[Person, ...]:
        """All of them."""
        return (*self.needed, *self.away)


def find_notice_day(trust: Trust, day: date) -> date:
    """Find the first day a meeting may be moved to, or from, without a trust lead's sign-off."""
    return add_working_days(day, trust.settings.rules.notice_working_days)


def find_obstacles(year: Year, audience: Audience, meeting: Meeting, today: date) -> tuple[str, ...]:
    """Find what forbids a meeting at the time it would have, a sentence each.

    Args:
        year: The year, in which the meeting may stand at another time, or not at all.
        audience: Everyone who is told.
        meeting: The meeting as it would be.
        today: The day of asking.
    """
    group = year.trust.group_by_id[meeting.group]
    others = find_others(year, audience, meeting, today)
    return (
        *_find_bounds(year.trust, meeting),
        *_find_closed(year.trust, group, meeting),
        *_find_officers_away(year.trust, group, meeting),
        *find_needed(year.trust, group, meeting, others),
        *find_room_taken(year.trust, meeting, others),
    )


def find_missing(year: Year, audience: Audience, meeting: Meeting, today: date) -> Missing:
    """Find the members who could not come to a meeting at the time it would have."""
    trust, day = year.trust, meeting.starts.date()
    members = find_members(trust, trust.group_by_id[meeting.group], day)
    elsewhere = {
        person.id
        for other in find_others(year, audience, meeting, today)
        if other.group != meeting.group
        for person in find_members(trust, trust.group_by_id[other.group], day)
    }
    needed = tuple(person for person in members if person.id in elsewhere)
    away = tuple(p for p in members if p.id not in elsewhere and not p.works_on(day))
    return Missing(needed, away)


def find_others(year: Year, audience: Audience, meeting: Meeting, today: date) -> tuple[Meeting, ...]:
    """Find the other meetings at the time of one, of those the audience may see."""
    return tuple(
        other
        for other in year.meetings
        if other.key != meeting.key
        and other.status is MeetingStatus.PUBLISHED
        and other.starts < meeting.ends
        and meeting.starts < other.ends
        and (group := year.trust.group_by_id.get(other.group)) is not None
        and find_ruling(year.trust, audience, Aspect.TITLE, group, today).allowed
    )


def find_needed(trust: Trust, group: Group, meeting: Meeting, others: tuple[Meeting, ...]) -> Iterator[str]:
    """Find who leads one of two meetings at a time and is needed in the other."""
    day = meeting.starts.date()
    members = {person.id for person in find_members(trust, group, day)}
    mine, told = _find_chairs(trust, group, day), set[str]()
    for other in others:
        if other.group == group.id:
            yield f"{group.name} meets then already."
            continue
        there = trust.group_by_id[other.group]
        theirs = {person.id for person in find_members(trust, there, day)}
        for person, office in mine:
            if person.id in theirs and person.id not in told:
                told.add(person.id)
                yield f"{person.name} ({office}) is needed in another meeting then."
        for person, _ in _find_chairs(trust, there, day):
            if person.id in members and person.id not in told:
                told.add(person.id)
                yield f"{person.name} leads another meeting then."


def find_room_taken(trust: Trust, meeting: Meeting, others: tuple[Meeting, ...]) -> Iterator[str]:
    """Find out whether another meeting has the room."""
    if meeting.room and any((o.place, o.room) == (meeting.place, meeting.room) for o in others):
        place = trust.place_by_id.get(meeting.place or "")
        yield f"{meeting.room}{f' at {place.name}' if place else ''} is taken then."


def say_time(starts: datetime) -> str:
    """Say when a meeting is, "Tue 19 Jan 2027 at 15:45"."""
    local = place_in_london(starts)
    return f"{local:%a} {local.day} {local:%b %Y} at {local:%H:%M}"


def _find_bounds(trust: Trust, meeting: Meeting) -> Iterator[str]:
    first, last = find_year_bounds(trust.settings.year)
    if not first <= meeting.starts.date() <= last:
        yield f"That is outside the year {trust.settings.year}."
    one_day = meeting.starts.date() == meeting.ends.date()
    if not one_day or meeting.starts.time() < EARLIEST or meeting.ends.time() > LATEST:
        yield f"Meetings are held between {EARLIEST:%H:%M} and {LATEST:%H:%M}, on one day."


def _find_closed(trust: Trust, group: Group, meeting: Meeting) -> Iterator[str]:
    day = meeting.starts.date()
    if reason := find_blackout(trust, group, day):
        yield f"That day is kept free: {reason}."
    members = find_members(trust, group, day)
    if not members:
        yield f"{group.name} has no members that day."
    schools = {person.school: None for person in members} | {meeting.place: None}
    known = [school for id_ in schools if (school := trust.school_by_id.get(id_ or ""))]
    closed = dict.fromkeys(why for school in known if (why := find_closure(trust, school, day)))
    if not known and (day.weekday() >= 5 or day in find_bank_holidays(day.year)):
        closed = {"a weekend or a bank holiday": None}
    if closed:
        more = len(closed) - MOST_REASONS
        said = "; ".join([*list(closed)[:MOST_REASONS], *([f"and {more} more"] if more > 0 else [])])
        yield f"Not every school is open that day: {said}."


def _find_officers_away(trust: Trust, group: Group, meeting: Meeting) -> Iterator[str]:
    day = meeting.starts.date()
    # At a weekend it says enough that the schools are closed.
    for person, office in _find_chairs(trust, group, day) if day.weekday() < 5 else ():
        if not person.works_on(day):
            yield f"{person.name} ({office}) does not work on {day:%A}s."


def _find_chairs(trust: Trust, group: Group, day: date) -> list[tuple[Person, Office]]:
    held = find_officers(trust, group, day)
    return [(person, office) for office in CHAIRS for person in held[office]]

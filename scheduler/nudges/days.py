"""On which day a nudge comes: a working day in term, one of the person's own where that is soon enough.

A nudge has a first and a last day on which it helps. It comes on the first of them that the person works; where they
work none of them, on the last they worked in the week before, if it is of something known ahead; and where there is none
either, it comes regardless.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from trust.calendar import add_working_days, is_working_day
from trust.groups import Group, Office
from trust.membership import find_officers
from trust.nudges import Nudge, NudgeKind
from trust.people import Person
from trust.permissions import Aspect, find_ruling
from trust.values import LONDON
from trust.year import Trust

DAY = timedelta(days=1)
EARLIEST = timedelta(days=7)
# Planning is asked for in June, in term or out of it.
OUT_OF_TERM = frozenset({NudgeKind.PLANNING})
# What is known ahead may be said some days too early; what has happened cannot be told before it has.
AHEAD = frozenset({
    NudgeKind.AGENDA_DUE, NudgeKind.REPLY_WANTED, NudgeKind.REMINDER, NudgeKind.MODERATION, NudgeKind.ACTION_DUE,
})  # fmt: skip


class Chosen(NamedTuple):
    """The day a nudge comes on, and whether the person does not work on any that would do."""

    day: date
    insists: bool


def is_in_term(trust: Trust, day: date, school: str | None = None) -> bool:
    """Say whether a day is a working day in the term of a school, or of any of the trust's without one."""
    known = trust.school_by_id.get(school or "")
    halves = trust.half_terms_by_council.get(known.council, ()) if known else trust.half_terms
    return is_working_day(day) and any(half.holds(day) for half in halves)


def add_term_days(trust: Trust, day: date, count: int) -> date:
    """Step forward over working days in term; out of sight of any term, over working days.

    An evening's delay in July must not have run its course by September.
    """
    last = max((half.ends for half in trust.half_terms), default=day)
    while count:
        day += DAY
        count -= is_in_term(trust, day) or (day > last and is_working_day(day))
    return day


def choose_day(trust: Trust, kind: NudgeKind, person: Person, first: date, last: date) -> Chosen | None:
    """Choose the day on which somebody is written to, between two days that are both included; None where none will do."""
    days = [first + n * DAY for n in range((last - first).days + 1)]
    if not days:
        return None
    if own := next(
        (day for day in days if person.works_on(day) and _is_open(trust, kind, person, day)), None
    ):
        return Chosen(own, insists=False)
    before = (first - n * DAY for n in range(1, EARLIEST.days + 1)) if kind in AHEAD else ()
    if early := next(
        (day for day in before if person.works_on(day) and _is_open(trust, kind, person, day)), None
    ):
        return Chosen(early, insists=True)
    late = next((day for day in days if _is_open(trust, kind, person, day)), None)
    return Chosen(late, insists=True) if late else None


def _is_open(trust: Trust, kind: NudgeKind, person: Person, day: date) -> bool:
    return is_working_day(day) if kind in OUT_OF_TERM else is_in_term(trust, day, person.school)


def make_nudge(
    trust: Trust, kind: NudgeKind, key: str, person: Person, first: date, last: date, **fields: Any
) -> Nudge | None:
    """Make a nudge that helps from one day to another; None where there is no day for it.

    `until` is the end of the last day unless it is given.
    """
    chosen = choose_day(trust, kind, person, first, last)
    if chosen is None:
        return None
    fields = {"until": find_midnight(last + DAY)} | fields
    due = find_morning(trust, chosen.day)
    return Nudge(key=f"{kind}/{key}", kind=kind, person=person.id, due=due, insists=chosen.insists, **fields)


def is_day_for(trust: Trust, nudge: Nudge, day: date) -> bool:
    """Say whether a nudge that is due may come on a day."""
    person = trust.person_by_id[nudge.person]
    return _is_open(trust, nudge.kind, person, day) and (nudge.insists or person.works_on(day))


def find_morning(trust: Trust, day: date) -> datetime:
    """Find when a day's nudges come: as quiet hours end, all of a person's in one message."""
    return datetime.combine(day, trust.settings.rules.quiet_hours.ends, LONDON)


def find_midnight(day: date) -> datetime:
    """Find the moment a day begins."""
    return datetime.combine(day, datetime.min.time(), LONDON)


def step(day: date, count: int) -> date:
    """Step over working days, as notice periods count them; 0 is the day itself."""
    return add_working_days(day, count) if count else day


def find_responsible(trust: Trust, group: Group, day: date) -> tuple[Person, ...]:
    """Find who looks after a group's papers: the chair; in a vacancy the co-chair, the coordinator, or a trust lead."""
    held = find_officers(trust, group, day)
    for office in Office:
        if held[office]:
            return held[office]
    return find_lead(trust, group, day)


def find_lead(trust: Trust, group: Group, day: date) -> tuple[Person, ...]:
    """Find the trust lead who hears of a group's papers: the first who may read its minutes, or nobody."""
    for lead in find_leads(trust, day):
        if find_ruling(trust, (lead,), Aspect.MINUTES, group, day).allowed:
            return (lead,)
    return ()


def find_leads(trust: Trust, day: date) -> tuple[Person, ...]:
    """Find the trust leads of a day; whoever runs the service reads nothing of it."""
    leads = (trust.person_by_id.get(lead) for lead in trust.settings.leads)
    administrators = trust.settings.it_administrators
    return tuple(lead for lead in leads if lead and lead.holds(day) and lead.id not in administrators)

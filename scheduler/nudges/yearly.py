"""What comes by the calendar: actions by their day, a digest each term for members and for leads, June's planning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from scheduler.nudges.days import find_leads, find_responsible, make_nudge, step
from scheduler.nudges.meetings import MeetingNow
from trust.calendar import TermName, find_year_bounds
from trust.groups import Group
from trust.horizon import find_terms
from trust.meetings import find_group_of
from trust.nudges import Nudge, NudgeKind
from trust.papers import Action, ActionStatus
from trust.people import Person
from trust.permissions import Aspect, find_ruling
from trust.values import place_in_london
from trust.year import Trust, Year

ACTION_FROM = 2
ACTION_LATE_FROM, ACTION_LATE_TO = 1, 20
DIGEST = timedelta(days=14)
LEAD_DIGEST = timedelta(days=7)
JUNE = 6


def find_actions_due(year: Year, now: datetime) -> Iterator[Nudge]:
    """An action's owner, two working days before its day; and once more, the working day after it, if it is open still.

    Who may no longer know of the group is not written to about it. An owner who has left is nobody's to wait for:
    whoever looks after the group's papers is asked in their place, to do it or to give it to somebody.
    """
    trust, today = year.trust, place_in_london(now).date()
    for action in year.actions:
        group = trust.group_by_id.get(find_group_of(action.meeting))
        if action.status is not ActionStatus.OPEN or not action.due or not group:
            continue
        soonest, latest = step(action.due, -ACTION_FROM), step(action.due, ACTION_LATE_TO)
        if not soonest - DIGEST <= today <= latest:
            continue
        for kind, first, last in (
            (NudgeKind.ACTION_DUE, soonest, action.due),
            (NudgeKind.ACTION_LATE, step(action.due, ACTION_LATE_FROM), latest),
        ):
            for person in _find_asked(trust, action, group, today):
                # An action carried forward is asked about again, by its new day.
                nudge = make_nudge(
                    trust, kind, f"{action.id}/{action.due}", person, first, last,
                    about=action.meeting, detail=action.id, deadline=action.due,
                )  # fmt: skip
                if nudge:
                    yield nudge


def _find_asked(trust: Trust, action: Action, group: Group, day: date) -> tuple[Person, ...]:
    owner = trust.person_by_id.get(action.owner)
    asked = (owner,) if owner and owner.holds(day) else find_responsible(trust, group, day)
    return tuple(
        person for person in asked if find_ruling(trust, (person,), Aspect.EXISTENCE, group, day).allowed
    )


def find_term_digests(held: Mapping[str, MeetingNow], trust: Trust, now: datetime) -> Iterator[Nudge]:
    """Everyone who has a meeting to come this term, as it begins for them; who joins later, as they join."""
    today = place_in_london(now).date()
    for term, (first, last) in find_terms(trust).items():
        if not first <= today <= last:
            continue
        this_term = [one for one in held.values() if first <= one.day <= last and one.meeting.ends > now]
        for person in _find_invited(this_term):
            begins = max(first, person.starts or first)
            if begins <= today <= begins + DIGEST:
                yield from _make_of_term(trust, NudgeKind.TERM_DIGEST, term, person, begins, begins + DIGEST)


def find_lead_digests(trust: Trust, now: datetime) -> Iterator[Nudge]:
    """Every trust lead, in the last week of a term: how the term went."""
    today = place_in_london(now).date()
    for term, (_, last) in find_terms(trust).items():
        if last - LEAD_DIGEST <= today <= last:
            for lead in find_leads(trust, today):
                yield from _make_of_term(trust, NudgeKind.LEAD_DIGEST, term, lead, last - LEAD_DIGEST, last)


def find_planning(trust: Trust, now: datetime) -> Iterator[Nudge]:
    """Every trust lead in June, in term or out of it: next year is to be planned."""
    today = place_in_london(now).date()
    june = date(find_year_bounds(trust.settings.year)[1].year, JUNE, 1)
    if (today.year, today.month) == (june.year, june.month):
        for lead in find_leads(trust, today):
            nudge = make_nudge(
                trust, NudgeKind.PLANNING, trust.settings.year, lead, june, june.replace(day=30)
            )
            if nudge:
                yield nudge


def _make_of_term(
    trust: Trust, kind: NudgeKind, term: TermName, person: Person, first: date, last: date
) -> Iterator[Nudge]:
    key = f"{trust.settings.year}/{term}"
    nudge = make_nudge(trust, kind, key, person, first, last, detail=term.value)
    if nudge:
        yield nudge


def _find_invited(held: list[MeetingNow]) -> list[Person]:
    return list({person.id: person for one in held for person in one.invited}.values())

"""Which meetings a year asks for: cadence x groups, less those that already have a date.

An occurrence is a slot to be filled; it becomes a meeting once it has been proposed. Occurrences of one group come in
the order its year should take.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from trust.cadence import CadenceRule
from trust.calendar import TermName, find_academic_year
from trust.groups import Group
from trust.horizon import find_terms
from trust.meetings import Meeting, make_meeting_key
from trust.opening import find_term_days
from trust.values import LONDON, RefusedError
from trust.year import Trust

TERM_ORDER = tuple(TermName)
TWILIGHT_FROM = 15


class Span(NamedTuple):
    """From one moment of a day to another."""

    starts: datetime
    ends: datetime

    @property
    def day(self) -> date:
        """The day it is on."""
        return self.starts.date()

    @property
    def is_twilight(self) -> bool:
        """Whether it falls after the school day, in the time that is rationed."""
        return self.starts.hour >= TWILIGHT_FROM

    @property
    def minutes(self) -> int:
        """How long it is."""
        return round((self.ends - self.starts).total_seconds() / 60)

    def overlaps(self, starts: datetime, ends: datetime) -> bool:
        """Say whether it shares a moment with another stretch of time."""
        return self.starts < ends and starts < self.ends


class Occurrence(NamedTuple):
    """One meeting a cadence asks of a group, still without a date."""

    key: str
    group: Group
    rule: CadenceRule

    def spans_on(self, day: date) -> tuple[Span, ...]:
        """Give the times it could take on a day: its rule's start, then the rule's other blocks."""
        length = timedelta(minutes=self.rule.minutes)
        begins = (datetime.combine(day, at, LONDON) for at in (self.rule.starts, *self.rule.blocks))
        return tuple(Span(start, start + length) for start in begins)


def find_window(trust: Trust, year: str, rule: CadenceRule) -> tuple[date, ...]:
    """List the weekdays a rule allows in a year, before asking who is open or free."""
    weekdays = {weekday.number for weekday in rule.days}
    return tuple(
        day
        for day in find_term_days(trust, rule.term)
        if find_academic_year(day) == year
        and day.weekday() in weekdays
        and (rule.month is None or day.month == rule.month)
    )


def find_occurrences(trust: Trust, year: str, taken: Collection[str] = ()) -> tuple[Occurrence, ...]:
    """List the meetings a year still asks for, group by group; keys in `taken` already have a date.

    A group that is not there on any day of a rule's window owes no meeting for it.
    Raises RefusedError when the trust has no term dates in that year.
    """
    if not any(find_academic_year(first) == year or find_academic_year(last) == year
               for first, last in find_terms(trust).values()):  # fmt: skip
        msg = f"The trust has no term dates in {year}, so there is no year to plan."
        raise RefusedError(msg)
    windows = {rule: find_window(trust, year, rule)
               for cadence in trust.settings.cadences.values() for rule in cadence.meetings}  # fmt: skip
    return tuple(
        Occurrence(key, group, rule)
        for group in trust.groups
        for rule in in_order(trust.settings.cadences[group.cadence].meetings)
        if (key := make_meeting_key(year, group.id, rule.key)) not in taken
        and (not windows[rule] or any(group.holds(day) for day in windows[rule]))
    )


def find_occurrence(trust: Trust, meeting: Meeting) -> Occurrence:
    """Find the occurrence a meeting stands for; a meeting its cadence does not ask for may be anywhere in its term.

    Raises RefusedError when its group is no more, or it is out of term.
    """
    group = trust.group_by_id.get(meeting.group)
    if group is None:
        msg = f"There is no group {meeting.group} any more, so {meeting.title} cannot be placed."
        raise RefusedError(msg)
    name = meeting.key.split("/")[2]
    for rule in trust.settings.cadences[group.cadence].meetings:
        if rule.key == name:
            return Occurrence(meeting.key, group, rule)
    day = meeting.starts.date()
    term = next((term for term in TermName if day in find_term_days(trust, term)), None)
    if term is None:
        msg = f"{group.name}, {meeting.title} on {day:%d %b %Y} is in no term, so no other date can be told."
        raise RefusedError(msg)
    rule = CadenceRule(
        key=name,
        title=meeting.title,
        term=term,
        format=meeting.format,
        starts=meeting.starts.time(),
        minutes=Span(meeting.starts, meeting.ends).minutes,
        venue=meeting.place if meeting.place not in trust.school_by_id else None,
    )
    return Occurrence(meeting.key, group, rule)


def in_order(rules: Sequence[CadenceRule]) -> tuple[CadenceRule, ...]:
    """Put a cadence's rules in the order their meetings should fall: by term, half and month, then as written."""

    def position(rule: CadenceRule) -> tuple[int, float, int]:
        month = (rule.month - 9) % 12 if rule.month else -1
        return (TERM_ORDER.index(rule.term), rule.half or 1, month)

    return tuple(sorted(rules, key=position))

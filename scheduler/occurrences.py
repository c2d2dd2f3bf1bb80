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
from trust.meetings import make_meeting_key
from trust.opening import find_term_days
from trust.values import LONDON, RefusedError
from trust.year import Trust

TERM_ORDER = tuple(TermName)
TWILIGHT_FROM = 15


class Occurrence(NamedTuple):
    """One meeting a cadence asks of a group, still without a date."""

    key: str
    group: Group
    rule: CadenceRule

    @property
    def is_twilight(self) -> bool:
        """Whether it falls after the school day, in the time that is rationed."""
        return self.rule.starts.hour >= TWILIGHT_FROM

    def starts_on(self, day: date) -> datetime:
        """Give its start on a day."""
        return datetime.combine(day, self.rule.starts, LONDON)

    def ends_on(self, day: date) -> datetime:
        """Give its end on a day."""
        return self.starts_on(day) + timedelta(minutes=self.rule.minutes)


def describe_window(rule: CadenceRule) -> str:
    """Say in words when a rule wants its meeting.

    >>> describe_window(CadenceRule(key="m", title="Moderation", term=TermName.AUTUMN, month=11))
    'November'
    """
    if rule.month:
        return date(2000, rule.month, 1).strftime("%B")
    half = {1: "the first half of ", 2: "the second half of "}.get(rule.half or 0, "")
    return f"{half}the {rule.term.value} term"


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


def in_order(rules: Sequence[CadenceRule]) -> tuple[CadenceRule, ...]:
    """Put a cadence's rules in the order their meetings should fall: by term, half and month, then as written."""

    def position(rule: CadenceRule) -> tuple[int, float, int]:
        month = (rule.month - 9) % 12 if rule.month else -1
        return (TERM_ORDER.index(rule.term), rule.half or 1, month)

    return tuple(sorted(rules, key=position))

"""How the year is spread: a group's meetings over the weeks, the leads' meeting first, no week far busier than others.

Weeks run from Monday to Sunday, and so many weeks apart means so many Mondays apart. A week is far busier than the rest
of its term when it has more than twice the meetings of the term's average week, and at least four more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from scheduler.checks.faults import FaultKind, YearFault
from scheduler.checks.sittings import Facts, Sitting
from scheduler.checks.wording import count_of, name_some, write_day
from trust.calendar import HalfTerm

BUSY_TIMES, BUSY_MORE = 2, 4


def check_spacing(facts: Facts, sittings: Sequence[Sitting]) -> Iterator[YearFault]:
    """Find consecutive meetings of one group's cadence that are too near or too far apart."""
    least, most = facts.trust.settings.rules.spacing_weeks
    by_group: dict[str, list[Sitting]] = {}
    for sitting in sittings:
        if sitting.rule:
            by_group.setdefault(sitting.group.id, []).append(sitting)
    for met in by_group.values():
        for one, other in pairwise(met):
            weeks = (monday_of(other.day) - monday_of(one.day)).days // 7
            if not least <= weeks <= most:
                yield YearFault(
                    kind=FaultKind.SPACING,
                    meetings=(one.key, other.key),
                    why=f"{other} is {count_of(weeks, 'week')} after {one.meeting.title} on {write_day(one.day)}; "
                    f"{least} to {most} weeks are meant to lie between.",
                )


def check_leads_first(facts: Facts, sittings: Sequence[Sitting]) -> Iterator[YearFault]:
    """Find the meetings held on a day before the leads' meeting that is meant to open their term."""
    for leads in sittings:
        if leads.rule and leads.rule.first_in_term:
            halves = facts.terms[leads.rule.term]
            early = [
                sitting
                for sitting in sittings
                if sitting.day < leads.day
                and not (sitting.rule and sitting.rule.first_in_term)
                and any(half.holds(sitting.day) for half in halves)
            ]
            if early:
                yield YearFault(
                    kind=FaultKind.FIRST_IN_TERM,
                    meetings=(leads.key, *(sitting.key for sitting in early)),
                    why=f"{leads} should open the term, but {_name_early(early)} before it.",
                )


def _name_early(early: Sequence[Sitting]) -> str:
    groups = name_some(dict.fromkeys(sitting.group.name for sitting in early))
    return f"{groups} {'meet' if ' and ' in groups else 'meets'}"


def check_evenness(facts: Facts, sittings: Sequence[Sitting]) -> Iterator[YearFault]:
    """Find weeks of a term that are far busier than the rest of it."""
    for halves in facts.terms.values():
        weeks: dict[date, list[str]] = {monday: [] for half in halves for monday in _find_mondays(half)}
        for sitting in sittings:
            if any(half.holds(sitting.day) for half in halves):
                weeks[monday_of(sitting.day)].append(sitting.key)
        average = sum(map(len, weeks.values())) / max(len(weeks), 1)
        for monday, keys in sorted(weeks.items()):
            if len(keys) > BUSY_TIMES * average and len(keys) >= average + BUSY_MORE:
                yield YearFault(
                    kind=FaultKind.BUSY_WEEK,
                    meetings=tuple(keys),
                    why=f"The week of {write_day(monday)} has {len(keys)} meetings, where the term's average "
                    f"week has {average:.1f}.",
                )


def monday_of(day: date) -> date:
    """Give the Monday of a day's week.

    >>> monday_of(date(2027, 1, 10))
    datetime.date(2027, 1, 4)
    """
    return day - timedelta(days=day.weekday())


def _find_mondays(half: HalfTerm) -> Iterator[date]:
    monday = monday_of(half.starts)
    while monday <= half.ends:
        yield monday
        monday += timedelta(days=7)

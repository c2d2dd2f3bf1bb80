"""Whether the cadences and rules of trust.yaml can be kept at all, whoever is in the groups.

What is impossible is an error; what can only be kept badly, because a soft rule gives way, is a warning.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple, TypeVar

from trust.cadence import CadenceRule
from trust.files.faults import Fault, Severity
from trust.files.sheets import Sheets
from trust.files.tables import SETTINGS
from trust.files.windows import Days, find_rule_days
from trust.year import Trust, Year

Named = TypeVar("Named", bound=Hashable)


class Asked(NamedTuple):
    """One meeting a cadence asks for: the cadence, its place in trust.yaml, its rule, the days of its window."""

    cadence: str
    field: str
    rule: CadenceRule
    days: Days

    @property
    def weeks(self) -> frozenset[date]:
        """The Mondays of the weeks its window touches."""
        return frozenset(day - timedelta(days=day.weekday()) for day in self.days)


def find_windowless(sheets: Sheets, year: Year) -> Iterator[Fault]:
    """Find meetings a cadence asks for in a window that has no school day."""
    sheet, trust = sheets[SETTINGS.name], year.trust
    for entry, settings in sheet.placed():
        for asked in _find_asked(trust):
            councils = settings.councils.items()
            closed = [name for council, name in councils if not find_rule_days(trust, asked.rule, council)]
            said = f"“{asked.rule.title}” has no school day it could be held on"
            if not asked.days:
                yield sheet.fault(entry, asked.field, f"{said}.")
            elif closed:
                yield sheet.fault(entry, asked.field, f"{said} in {' or '.join(closed)}.", Severity.WARNING)


def find_crowded_cadences(sheets: Sheets, year: Year) -> Iterator[Fault]:
    """Find cadences that ask for more meetings than their windows have school days."""
    sheet = sheets[SETTINGS.name]
    for entry, _ in sheet.placed():
        for asked in _group_by_cadence(year.trust):
            if crowd := find_crowd({a.field: a.days for a in asked}):
                field = max(crowd, key=[a.field for a in asked].index)
                crowded = [a for a in asked if a.field in crowd]
                said = describe_crowd([a.rule for a in crowded], [a.days for a in crowded])
                yield sheet.fault(entry, field, said)


def find_spacing_faults(sheets: Sheets, year: Year) -> Iterator[Fault]:
    """Find windows that force two meetings of a group closer together, or further apart, than the rule on spacing."""
    sheet = sheets[SETTINGS.name]
    for entry, settings in sheet.placed():
        least, most = (timedelta(weeks=weeks) for weeks in settings.rules.spacing_weeks)
        for asked in _group_by_cadence(year.trust):
            ordered = sorted(asked, key=lambda a: (min(a.weeks), max(a.weeks)))
            reached = min(ordered[0].weeks) if ordered else date.min
            for before, after in pairwise(ordered):
                late_enough = [week for week in after.weeks if week >= reached + least]
                reached = min(late_enough, default=max(after.weeks))
                said = f"“{after.rule.title}” cannot be held {{}} weeks after “{before.rule.title}”, as spacing_weeks asks."
                if not late_enough:
                    said = said.format(f"{least.days // 7} or more")
                    yield sheet.fault(entry, after.field, said, Severity.WARNING)
                elif min(after.weeks) - max(before.weeks) > most:
                    said = said.format(f"{most.days // 7} or fewer")
                    yield sheet.fault(entry, after.field, said, Severity.WARNING)


def find_late_firsts(sheets: Sheets, year: Year) -> Iterator[Fault]:
    """Find meetings meant to come first in a term whose window opens when another's has closed."""
    sheet = sheets[SETTINGS.name]
    for entry, _ in sheet.placed():
        everything = [asked for asked in _find_asked(year.trust) if asked.days]
        for first in everything:
            sooner = [
                a for a in everything if a.rule.term is first.rule.term and max(a.days) < min(first.days)
            ]
            if first.rule.first_in_term and sooner:
                said = f"“{first.rule.title}” cannot be first in its term: “{sooner[0].rule.title}” is over before it may begin."
                yield sheet.fault(entry, f"{first.field}.first_in_term", said, Severity.WARNING)


def find_series_faults(sheets: Sheets, year: Year) -> Iterator[Fault]:
    """Find series whose windows share no week, or that hold one meeting only."""
    sheet, trust = sheets[SETTINGS.name], year.trust
    for entry, _ in sheet.placed():
        series: dict[str, list[Asked]] = {}
        for asked in _find_asked(trust):
            if asked.rule.series and asked.days:
                series.setdefault(asked.rule.series, []).append(asked)
        for name, held in series.items():
            field = f"{held[-1].field}.series"
            given = sum(group.cadence == asked.cadence for asked in held for group in trust.groups)
            if not frozenset.intersection(*(asked.weeks for asked in held)):
                titles = _join([f"“{asked.rule.title}”" for asked in held])
                yield sheet.fault(
                    entry, field, f"the windows of {titles} share no week, and {name!r} is held in one."
                )
            elif given < 2:
                said = f"only {given or 'no'} meeting is of the series {name!r}; the others need the same name here."
                yield sheet.fault(entry, field, said, Severity.WARNING)


def find_unweighed_rules(sheets: Sheets, year: Year) -> Iterator[Fault]:  # noqa: ARG001  (a Check's shape)
    """Find weights that are all 0, under which any year is as good as another."""
    sheet = sheets[SETTINGS.name]
    for entry, settings in sheet.placed():
        if not any(settings.rules.weights.model_dump().values()):
            said = (
                "every weight is 0, so any possible year is as good as another; leave some at their defaults."
            )
            yield sheet.fault(entry, "rules.weights", said, Severity.WARNING)


def find_roomless_venues(sheets: Sheets, year: Year) -> Iterator[Fault]:
    """Find venues a cadence sends a group to whose rooms are not known."""
    sheet, trust = sheets[SETTINGS.name], year.trust
    with_rooms = {room.place for room in trust.rooms}
    for entry, _ in sheet.placed():
        for asked in _find_asked(trust):
            venue = trust.place_by_id.get(asked.rule.venue or "")
            if venue and venue.id not in with_rooms:
                said = f"{venue.name} has no room in rooms.csv, so nobody's seat or access is looked after there."
                yield sheet.fault(entry, f"{asked.field}.venue", said, Severity.WARNING)


def find_crowd(days: Mapping[Named, Days]) -> tuple[Named, ...]:
    """Find meetings that have fewer days between them than they are, where each needs one of its own.

    Looks for a day for each in turn, moving earlier ones aside; those among which nobody can move are the crowd.
    """
    holder: dict[date, Named] = {}

    def place(name: Named, asked: set[Named]) -> bool:
        asked.add(name)
        for day in sorted(days[name]):
            held_by = holder.get(day)
            if held_by is None or (held_by not in asked and place(held_by, asked)):
                holder[day] = name
                return True
        return False

    for name in days:
        asked: set[Named] = set()
        if not place(name, asked):
            return tuple(other for other in days if other in asked)
    return ()


def describe_crowd(rules: Iterable[CadenceRule], days: Iterable[Days]) -> str:
    """Say which meetings have too few days between them."""
    between = _join([f"{day:%d %b %Y}" for day in sorted(frozenset[date]().union(*days))])
    titles = _join([f"“{rule.title}”" for rule in rules])
    return f"{titles} need a day each and have only {between} between them."


def _join(words: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _find_asked(trust: Trust) -> tuple[Asked, ...]:
    return tuple(
        Asked(name, f"cadences.{name}.meetings.{number}", rule, find_rule_days(trust, rule))
        for name, cadence in trust.settings.cadences.items()
        for number, rule in enumerate(cadence.meetings, start=1)
    )


def _group_by_cadence(trust: Trust) -> Iterator[list[Asked]]:
    """Give each cadence's meetings, without those that have no day at all."""
    everything = _find_asked(trust)
    for name in trust.settings.cadences:
        yield [asked for asked in everything if asked.cadence == name and asked.days]

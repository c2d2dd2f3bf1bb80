"""How far apart meetings lie: a group's own, those of a series, and all others after the leads' first of the term."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from itertools import combinations, pairwise

from scheduler.draft import Draft, monday_of
from scheduler.engine.problem import Distance
from scheduler.occurrences import in_order
from scheduler.rules import Rule
from trust.meetings import make_meeting_key
from trust.opening import find_term_days

PlaceOf = Callable[[date], int]

# Longer than any year, in weeks and in days.
FARTHEST_WEEKS, FARTHEST_DAYS = 60, 400


def add_spacing(draft: Draft) -> None:
    """Pair the events whose distance matters; where one of two is fixed, price the other's options."""
    least, most = draft.trust.settings.rules.spacing_weeks
    off = {d: max(least - d, d - most, 0) for d in range(-FARTHEST_WEEKS, FARTHEST_WEEKS + 1)}
    spaced = _Line(draft, Rule.SPACING, [_week_of(span.day) for span in draft.spans], off)
    apart = {d: abs(d) for d in range(-FARTHEST_WEEKS, FARTHEST_WEEKS + 1)}
    together = _Line(draft, Rule.SERIES, [_week_of(span.day) for span in draft.spans], apart)
    early = dict.fromkeys(range(-FARTHEST_DAYS, 1), 1)
    first = _Line(draft, Rule.FIRST_IN_TERM, [span.day.toordinal() for span in draft.spans], early)
    for keys in _find_groups(draft):
        for one, other in pairwise(key for key in keys if spaced.knows(key)):
            spaced.tie(one, other, _week_of)
    for keys in _find_series(draft):
        for one, other in combinations((key for key in keys if together.knows(key)), 2):
            together.tie(one, other, _week_of)
    for leads, others in _find_openings(draft):
        for other in others:
            first.tie(leads, other, date.toordinal)


class _Line:
    """One measure of distance, and the ties by it."""

    def __init__(self, draft: Draft, rule: Rule, places: Sequence[int], units: dict[int, int]) -> None:
        self._draft, self._charge = draft, draft.prices.make_charge(rule)
        self._units = {distance: count for distance, count in units.items() if count}
        self._places = tuple(places)
        self._events = {entry.occurrence.key: n for n, entry in enumerate(draft.entries) if entry.slots}
        self._kernel: int | None = None

    def knows(self, key: str) -> bool:
        """Say whether an occurrence could have a date, or has one."""
        return key in self._events or key in self._draft.bookings.by_key

    def tie(self, one: str, other: str, place_of: PlaceOf) -> None:
        """Price the distance from one to the other, unless both are fixed."""
        draft, fixed = self._draft, self._draft.bookings.by_key
        if one in self._events and other in self._events:
            if self._kernel is None:
                self._kernel = draft.add_kernel(Distance(self._places, self._units))
            draft.add_pair(self._events[one], self._events[other], self._kernel, self._charge)
        elif one in self._events and other in fixed:
            self._price(self._events[one], place_of(fixed[other].starts.date()), sign=-1)
        elif other in self._events and one in fixed:
            self._price(self._events[other], place_of(fixed[one].starts.date()), sign=1)

    def _price(self, event: int, fixed: int, sign: int) -> None:
        for option, place in enumerate(self._draft.places[event]):
            here = self._places[self._draft.cell_of(place)]
            if units := self._units.get((here - fixed) * sign, 0):
                charge = self._charge._replace(price=self._charge.price * units)
                self._draft.charge(event, option, charge)


def _find_groups(draft: Draft) -> list[list[str]]:
    cadences = draft.trust.settings.cadences
    return [
        [
            make_meeting_key(draft.year, group.id, rule.key)
            for rule in in_order(cadences[group.cadence].meetings)
        ]
        for group in draft.trust.groups
    ]


def _find_series(draft: Draft) -> list[list[str]]:
    series: dict[str, list[str]] = {}
    for group in draft.trust.groups:
        for rule in draft.trust.settings.cadences[group.cadence].meetings:
            if rule.series:
                key = make_meeting_key(draft.year, group.id, rule.key)
                series.setdefault(rule.series, []).append(key)
    return list(series.values())


def _find_openings(draft: Draft) -> list[tuple[str, list[str]]]:
    """List the leads' meetings meant to open a term, each with the other groups' meetings of that term."""
    first = {
        make_meeting_key(draft.year, leads.id, rule.key): rule.term
        for leads in draft.trust.groups
        for rule in draft.trust.settings.cadences[leads.cadence].meetings
        if rule.first_in_term
    }
    openings: list[tuple[str, list[str]]] = []
    for key, term in first.items():
        days = frozenset(find_term_days(draft.trust, term))
        free = [
            entry.occurrence.key
            for entry in draft.entries
            if entry.occurrence.rule.term is term and not entry.occurrence.rule.first_in_term
        ]
        held = [m.key for m in draft.bookings.meetings if m.key not in first and m.starts.date() in days]
        openings.append((key, [*free, *held]))
    return openings


def _week_of(day: date) -> int:
    return monday_of(day).toordinal() // 7

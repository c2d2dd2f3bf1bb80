"""What is rationed: evenings of a person, rooms of a venue, staff a school can spare, meetings in a week.

People who belong to the same groups are one class: a limit holds for all of them alike, and costs for each.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from itertools import combinations
from typing import NamedTuple, TypeVar

from scheduler.cover import Cover
from scheduler.draft import Draft, monday_of
from scheduler.engine.problem import Limit, Use
from scheduler.occurrences import Span
from scheduler.rooms import RoomClass
from scheduler.rules import Rule
from trust.calendar import HalfTerm
from trust.meetings import Meeting
from trust.people import Person

# A week may hold a quarter more meetings than it would in an even term, and is never busy with so few.
EVEN_SHARE = 1.25
NEVER_BUSY = 3
QUARTER_HOUR = 15


Key = TypeVar("Key")


class Taking(NamedTuple):
    """An option, the group it is for and when it is."""

    event: int
    option: int
    group: str
    span: Span

    @property
    def quarters(self) -> int:
        """Its length in quarter-hours, begun ones counted."""
        return math.ceil(self.span.minutes / QUARTER_HOUR)


def add_loads(draft: Draft) -> None:
    """Add every limit of a year."""
    takings = [
        Taking(event, option, draft.entries[event].occurrence.group.id, place.slot.span)
        for event, places in enumerate(draft.places)
        for option, place in enumerate(places)
    ]
    twilights = [taking for taking in takings if taking.span.is_twilight]
    _limit_weeks(draft, twilights)
    _limit_days(draft, twilights)
    _limit_directed_time(draft, twilights)
    _even_out(draft, takings)
    _share_rooms(draft)
    _keep_cover(draft, takings)


def _limit_weeks(draft: Draft, twilights: Sequence[Taking]) -> None:
    limit = draft.trust.settings.rules.twilights_per_week
    held = Counter((monday_of(m.starts.date()), m.group) for m in draft.bookings.meetings if _is_twilight(m))
    for monday, here in _gather(twilights, lambda taking: monday_of(taking.span.day)).items():
        by_group = _gather(here, lambda taking: taking.group)
        groups = {*by_group, *(group for week, group in held if week == monday)}
        for belongs, people in _find_classes(draft, groups, monday + timedelta(days=2)).items():
            left = limit - sum(held[monday, group] for group in belongs)
            uses = [Use(t.event, t.option) for group in belongs for t in by_group.get(group, ())]
            charge = draft.prices.make_charge(Rule.WEEK_LOAD, people)
            draft.add_limit(Limit(max(left, 0), charge, tuple(uses)))


def _limit_days(draft: Draft, twilights: Sequence[Taking]) -> None:
    """Limit everyone to one twilight a day, where two could be without a clash that costs more."""
    for day, here in _gather(twilights, lambda taking: taking.span.day).items():
        held = [(m.group, Span(m.starts, m.ends)) for m in draft.bookings.on(day) if _is_twilight(m)]
        if not _could_follow([*(taking.span for taking in here), *(span for _, span in held)]):
            continue
        by_group = _gather(here, lambda taking: taking.group)
        groups = {*by_group, *(group for group, _ in held)}
        for belongs, people in _find_classes(draft, groups, day).items():
            theirs = [taking for group in belongs for taking in by_group.get(group, ())]
            fixed = [span for group, span in held if group in belongs]
            if _could_follow([*(taking.span for taking in theirs), *fixed]):
                charge = draft.prices.make_charge(Rule.ONE_A_DAY, people)
                left = max(1 - len(fixed), 0)
                draft.add_limit(Limit(left, charge, tuple(Use(t.event, t.option) for t in theirs)))


def _limit_directed_time(draft: Draft, twilights: Sequence[Taking]) -> None:
    minutes = draft.trust.settings.rules.directed_minutes_per_half_term
    councils = {school.id: school.council for school in draft.trust.schools}
    everywhere = draft.trust.half_terms[0].council

    def budget_of(person: Person) -> int:
        return minutes * len(person.working_days) // 5 // QUARTER_HOUR

    for half in draft.trust.half_terms:
        by_group = _gather((t for t in twilights if half.holds(t.span.day)), lambda taking: taking.group)
        spent = _count_spent(draft, half)
        classes: dict[tuple[tuple[str, ...], int], list[str]] = {}
        people = {person.id: person for person in draft.trust.people}
        for belongs, who in _find_classes(draft, {*by_group, *spent}, _middle(half)).items():
            for person in who:
                if councils.get(people[person].school or "", everywhere) == half.council:
                    classes.setdefault((belongs, budget_of(people[person])), []).append(person)
        for (belongs, budget), who in classes.items():
            left = budget - sum(spent[group] for group in belongs)
            uses = [Use(t.event, t.option, t.quarters) for group in belongs for t in by_group.get(group, ())]
            charge = draft.prices.make_charge(Rule.DIRECTED_TIME, who)
            draft.add_limit(Limit(max(left, 0), charge, tuple(uses)))


def _even_out(draft: Draft, takings: Sequence[Taking]) -> None:
    rules = [entry.occurrence.rule for entry in draft.entries]
    held = Counter(monday_of(meeting.starts.date()) for meeting in draft.bookings.meetings)
    for term in _gather(takings, lambda taking: rules[taking.event].term).values():
        weeks = _gather(term, lambda taking: monday_of(taking.span.day))
        meetings = len({taking.event for taking in term}) + sum(held[monday] for monday in weeks)
        even = max(math.ceil(EVEN_SHARE * meetings / len(weeks)), NEVER_BUSY)
        for monday, here in weeks.items():
            uses = tuple(Use(taking.event, taking.option) for taking in here)
            charge = draft.prices.make_charge(Rule.BUSY_WEEK)
            draft.add_limit(Limit(max(even - held[monday], 0), charge, uses))


def _share_rooms(draft: Draft) -> None:
    uses: dict[tuple[int, RoomClass], list[Use]] = {}
    for event, places in enumerate(draft.places):
        for option, place in enumerate(places):
            for moment in draft.moments_of(place) if place.rooms else ():
                uses.setdefault((moment, place.rooms), []).append(Use(event, option))  # type: ignore[arg-type]
    for (_, rooms), using in uses.items():
        draft.add_limit(Limit(len(rooms.rooms), None, tuple(using)))


def _keep_cover(draft: Draft, takings: Sequence[Taking]) -> None:
    cover = Cover(draft.trust, draft.rosters, draft.bookings)
    if not cover.limits:
        return
    for day, here in sorted(_gather(takings, lambda taking: taking.span.day).items()):
        fixed = {meeting.starts for meeting in draft.bookings.on(day)}
        for at in sorted({taking.span.starts for taking in here} | fixed):
            uses: dict[str, list[Use]] = {}
            for taking in here:
                if not taking.span.starts <= at < taking.span.ends:
                    continue
                group, starts = draft.trust.group_by_id[taking.group], taking.span.starts.time()
                for school, units in cover.count_out(group, taking.span.day, starts).items():
                    uses.setdefault(school, []).append(Use(taking.event, taking.option, units))
            for school, using in uses.items():
                draft.add_limit(Limit(max(cover.count_left(school, at), 0), None, tuple(using)))


def _gather(takings: Iterable[Taking], key: Callable[[Taking], Key]) -> dict[Key, list[Taking]]:
    found: dict[Key, list[Taking]] = {}
    for taking in takings:
        found.setdefault(key(taking), []).append(taking)
    return found


def _find_classes(draft: Draft, groups: set[str], day: date) -> dict[tuple[str, ...], list[str]]:
    """Sort people by which of these groups they belong to on a day."""
    belongs: dict[str, list[str]] = {}
    for group in draft.trust.groups:
        if group.id in groups:
            for person in draft.rosters.on(group, day).members:
                belongs.setdefault(person.id, []).append(group.id)
    classes: dict[tuple[str, ...], list[str]] = {}
    for who, of_person in belongs.items():
        classes.setdefault(tuple(of_person), []).append(who)
    return classes


def _could_follow(spans: Iterable[Span]) -> bool:
    return any(not one.overlaps(*other) for one, other in combinations(set(spans), 2))


def _count_spent(draft: Draft, half: HalfTerm) -> Counter[str]:
    spent: Counter[str] = Counter()
    for meeting in draft.bookings.meetings:
        if half.holds(meeting.starts.date()) and _is_twilight(meeting):
            spent[meeting.group] += math.ceil(Span(meeting.starts, meeting.ends).minutes / QUARTER_HOUR)
    return spent


def _is_twilight(meeting: Meeting) -> bool:
    return Span(meeting.starts, meeting.ends).is_twilight


def _middle(half: HalfTerm) -> date:
    return half.starts + (half.ends - half.starts) / 2

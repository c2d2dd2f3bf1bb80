"""The soft rules that tie occurrences together: clashes of members, weekly load, spacing, leads' meetings first.

Each function adds the variables one rule needs to the model and prices its breaches. None of them can make a year
impossible.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from scheduler.model import Entry, YearModel, overlap
from scheduler.occurrences import TWILIGHT_FROM, in_order
from scheduler.weights import Rule
from trust.meetings import Meeting, make_meeting_key
from trust.opening import find_term_days
from trust.year import Trust

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import IntVar, LinearExpr


def add_soft_rules(model: YearModel, trust: Trust, year: str, fixed: Sequence[Meeting]) -> None:
    """Add every soft rule between occurrences and make the sum of all penalties what is to be least."""
    by_key = {meeting.key: meeting for meeting in fixed}
    avoid_clashes(model)
    limit_weeks(model, trust, fixed)
    space_out(model, trust, year, by_key)
    let_leads_meet_first(model, trust, year, by_key)
    model.minimise()


def avoid_clashes(model: YearModel) -> None:
    """Price two meetings on one day that share members: at the same time, or as a second twilight."""
    together: dict[tuple[str, str, Rule, int], IntVar] = {}
    for day, present in sorted(model.by_day.items()):
        for one, other in combinations(present, 2):
            rule = _rule_between(one, other)
            shared = model.rosters.shared(one.occurrence.group, other.occurrence.group, day)
            if rule is None or not shared.weight or (rule is Rule.CLASH and shared.officers):
                continue
            at = (one.occurrence.key, other.occurrence.key, rule, shared.weight)
            # Two meetings coincide on one day at most, so one variable does for all days.
            if at not in together:
                together[at] = model.cp.new_bool_var(f"{at[0]}&{at[1]}")
                model.penalise(rule, together[at], shared.weight)
            model.cp.add_bool_or(
                ~model.chosen[one.occurrence.key, day], ~model.chosen[other.occurrence.key, day], together[at]
            )


def _rule_between(one: Entry, other: Entry) -> Rule | None:
    if overlap(one.occurrence, other.occurrence):
        return Rule.CLASH
    return Rule.ONE_A_DAY if one.occurrence.is_twilight and other.occurrence.is_twilight else None


def limit_weeks(model: YearModel, trust: Trust, fixed: Sequence[Meeting]) -> None:
    """Price every twilight beyond the weekly number, for each person it falls on."""
    limit = trust.settings.rules.twilights_per_week
    held = Counter((monday_of(m.starts.date()), m.group) for m in fixed if m.starts.hour >= TWILIGHT_FROM)
    for monday, by_group in sorted(_find_twilights(model).items()):
        groups_met = {*by_group, *(group for week, group in held if week == monday)}
        for groups, people in _find_classes(model, trust, groups_met, monday).items():
            open_to = [at for group in groups for at in by_group.get(group, ())]
            meetings = len({key for key, _ in open_to})
            left = limit - sum(held[monday, group] for group in groups)
            if meetings > max(left, 0):
                over = model.cp.new_int_var(0, meetings, f"over@{monday}/{len(model.penalties)}")
                model.cp.add(over >= sum(model.chosen[at] for at in open_to) - max(left, 0))
                model.penalise(Rule.WEEK_LOAD, over, people)


def _find_twilights(model: YearModel) -> dict[date, dict[str, list[tuple[str, date]]]]:
    """Find, week by week and group by group, the (key, day) pairs at which twilights could be."""
    weeks: dict[date, dict[str, list[tuple[str, date]]]] = {}
    for day, present in model.by_day.items():
        for occurrence, _ in present:
            if occurrence.is_twilight:
                by_group = weeks.setdefault(monday_of(day), {})
                by_group.setdefault(occurrence.group.id, []).append((occurrence.key, day))
    return weeks


def _find_classes(
    model: YearModel, trust: Trust, groups: set[str], monday: date
) -> Mapping[tuple[str, ...], int]:
    """Count the people who belong to the same set of these groups in a week, by that set."""
    belongs: dict[str, list[str]] = {}
    for group in trust.groups:
        if group.id in groups:
            for person in model.rosters.on(group, monday + timedelta(days=2)).members:
                belongs.setdefault(person.id, []).append(group.id)
    return Counter(tuple(of_person) for of_person in belongs.values())


def space_out(model: YearModel, trust: Trust, year: str, fixed: Mapping[str, Meeting]) -> None:
    """Price each week by which a group's consecutive meetings are nearer or further apart than the trust likes."""
    least, most = trust.settings.rules.spacing_weeks
    weeks = {entry.occurrence.key: _week_of(model, entry) for entry in model.entries if entry.slots}
    origin = min(model.by_day, default=date.min)
    for group in trust.groups:
        rules = in_order(trust.settings.cadences[group.cadence].meetings)
        keys = [make_meeting_key(year, group.id, rule.key) for rule in rules]
        for before, after in pairwise(key for key in keys if key in weeks or key in fixed):
            if before in fixed and after in fixed:
                continue
            first, second = (
                weeks[key]
                if key in weeks
                else model.cp.new_constant(weeks_between(origin, fixed[key].starts.date()))
                for key in (before, after)
            )
            off = model.cp.new_int_var(0, 60, f"{before}..{after}")
            absent = [model.unplaced[key] for key in (before, after) if key in weeks]
            for within in (second - first >= least - off, second - first <= most + off):
                model.cp.add(within).only_enforce_if([~literal for literal in absent])
            model.penalise(Rule.SPACING, off)


def _week_of(model: YearModel, entry: Entry) -> LinearExpr:
    from ortools.sat.python.cp_model import LinearExpr  # noqa: PLC0415  (slow to load)

    origin = min(model.by_day)
    return LinearExpr.weighted_sum(
        [model.chosen[entry.occurrence.key, slot.day] for slot in entry.slots],
        [weeks_between(origin, slot.day) for slot in entry.slots],
    )


def let_leads_meet_first(model: YearModel, trust: Trust, year: str, fixed: Mapping[str, Meeting]) -> None:
    """Price each other meeting of a term that does not come after the leads' meeting meant to open it."""
    for leads in trust.groups:
        for rule in trust.settings.cadences[leads.cadence].meetings:
            key = make_meeting_key(year, leads.id, rule.key)
            if not rule.first_in_term:
                continue
            others = [e for e in model.entries
                      if e.occurrence.rule.term is rule.term and not e.occurrence.rule.first_in_term]  # fmt: skip
            if key in fixed:
                opened = fixed[key].starts.date()
                for other in others:
                    early = [
                        model.chosen[other.occurrence.key, s.day] for s in other.slots if s.day <= opened
                    ]
                    model.penalise(Rule.FIRST_IN_TERM, sum(early))
            elif key in model.unplaced:
                term = frozenset(find_term_days(trust, rule.term))
                _price_fixed_before(model, key, [m for m in fixed.values() if m.starts.date() in term])
                _price_early(model, key, others)


def _price_fixed_before(model: YearModel, leads: str, held: Sequence[Meeting]) -> None:
    for (key, day), chosen in model.chosen.items():
        if key == leads:
            model.penalise(Rule.FIRST_IN_TERM, chosen, sum(m.starts.date() <= day for m in held))


def _price_early(model: YearModel, leads: str, others: Sequence[Entry]) -> None:
    # opened[day]: by the end of that day the leads have met, or they never will.
    opened: dict[date, IntVar] = {}
    before = model.unplaced[leads]
    for day in sorted(day for key, day in model.chosen if key == leads):
        opened[day] = model.cp.new_bool_var(f"{leads}<={day}")
        model.cp.add(opened[day] == before + model.chosen[leads, day])
        before = opened[day]
    days = sorted(opened)
    for other in others:
        in_question = [slot.day for slot in other.slots if days and slot.day <= days[-1]]
        if not in_question:
            continue
        early = model.cp.new_bool_var(f"{other.occurrence.key}<{leads}")
        model.penalise(Rule.FIRST_IN_TERM, early)
        for day in in_question:
            met = opened[days[n - 1]] if (n := bisect_left(days, day)) else model.unplaced[leads]
            model.cp.add_bool_or(~model.chosen[other.occurrence.key, day], met, early)


def weeks_between(one: date, other: date) -> int:
    """Count calendar weeks, Monday to Monday."""
    return (monday_of(other) - monday_of(one)).days // 7


def monday_of(day: date) -> date:
    """Give the Monday of a day's week."""
    return day - timedelta(days=day.weekday())

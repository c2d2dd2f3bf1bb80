"""Whether each group meets as its cadence says: the meetings there are, their time of year, day, time and venue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from scheduler.checks.faults import FaultKind, YearFault
from scheduler.checks.sittings import Facts, Sitting, find_weekdays
from scheduler.checks.wording import name_some, write_day
from trust.cadence import CadenceRule
from trust.groups import Group
from trust.meetings import Meeting, make_meeting_key


def check_cadences(facts: Facts, meetings: Sequence[Meeting], year: str) -> Iterator[YearFault]:
    """Find rules with no meeting or with more than one; a cancelled meeting stands for its rule."""
    by_key: dict[str, list[Meeting]] = {}
    for meeting in meetings:
        by_key.setdefault(meeting.key, []).append(meeting)
    for group in facts.trust.groups:
        for rule in facts.trust.settings.cadences[group.cadence].meetings:
            yield from _check_count(facts, group, rule, make_meeting_key(year, group.id, rule.key), by_key)


def _check_count(
    facts: Facts, group: Group, rule: CadenceRule, key: str, by_key: Mapping[str, Sequence[Meeting]]
) -> Iterator[YearFault]:
    found = len(by_key.get(key, ()))
    if found > 1 or (not found and _is_owed(facts, group, rule)):
        count = f"{found} meetings" if found else "no meeting"
        why = f"{group.name} has {count} for {rule.title} ({rule.key}), where its cadence asks for one."
        yield YearFault(kind=FaultKind.CADENCE, meetings=(key,), why=why)


def _is_owed(facts: Facts, group: Group, rule: CadenceRule) -> bool:
    return any(
        group.holds(day)
        for half in facts.terms[rule.term]
        if rule.half in (None, half.half)
        for day in (half.starts + timedelta(days=n) for n in range((half.ends - half.starts).days + 1))
        if day.weekday() < 5 and rule.month in (None, day.month)
    )


def check_rules(facts: Facts, sittings: Sequence[Sitting]) -> Iterator[YearFault]:
    """Find meetings of another form, time of year, weekday, start, length or venue than their rule's."""
    for sitting in sittings:
        if sitting.rule:
            for kind, wrong in _find_wrong(facts, sitting, sitting.rule):
                yield YearFault(kind=kind, meetings=(sitting.key,), why=f"{sitting} {wrong}.")


def _find_wrong(facts: Facts, sitting: Sitting, rule: CadenceRule) -> Iterator[tuple[FaultKind, str]]:
    meeting, day = sitting.meeting, sitting.day
    if meeting.format is not rule.format:
        form = f"is {meeting.format.value}, where its cadence says {rule.format.value}"
        yield FaultKind.CADENCE, form
    if not _is_in_window(facts, rule, day):
        yield FaultKind.WINDOW, "is outside the time of year its cadence sets for it"
    if day.weekday() not in find_weekdays(rule.days):
        yield FaultKind.WEEKDAY, f"is not on {' or '.join(rule.days)}, as its cadence asks"
    starts = (rule.starts, *rule.blocks)
    if meeting.starts.time() not in starts:
        allowed = " or ".join(f"{start:%H:%M}" for start in starts)
        yield FaultKind.MOMENT, f"starts at {meeting.starts:%H:%M}, where its cadence says {allowed}"
    if sitting.minutes != rule.minutes:
        length = f"lasts {sitting.minutes} minutes, where its cadence says {rule.minutes}"
        yield FaultKind.MOMENT, length
    if rule.venue and meeting.place != rule.venue:
        names = facts.trust.place_by_id
        where, wanted = (
            names[place].name if place in names else place for place in (meeting.place, rule.venue)
        )
        yield (
            FaultKind.VENUE,
            f"is {f'at {where}' if where else 'nowhere yet'}, where its cadence says {wanted}",
        )


def _is_in_window(facts: Facts, rule: CadenceRule, day: date) -> bool:
    halves = (half for half in facts.terms[rule.term] if rule.half in (None, half.half))
    return rule.month in (None, day.month) and any(half.holds(day) for half in halves)


def check_series(sittings: Sequence[Sitting]) -> Iterator[YearFault]:
    """Find workshops meant to be given in one week that are not."""
    series: dict[str, list[Sitting]] = {}
    for sitting in sittings:
        if sitting.rule and sitting.rule.series:
            series.setdefault(sitting.rule.series, []).append(sitting)
    for name, members in series.items():
        weeks = {sitting.day - timedelta(days=sitting.day.weekday()) for sitting in members}
        if len(weeks) > 1:
            when = name_some(f"the week of {write_day(monday)}" for monday in sorted(weeks))
            yield YearFault(
                kind=FaultKind.SERIES,
                meetings=tuple(sitting.key for sitting in members),
                why=f"The meetings of the series {name} are meant for one week, but fall in {when}.",
            )

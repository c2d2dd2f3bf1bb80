"""Fairness: whom the calendar shuts out, how part-timers fare beside the rest, what it asks of people's time, who hosts.

All of it is worked out from the meetings in a lead's full sight: whoever is needed elsewhere is needed in one of those.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.known import Known
from scheduler.checks.attendance import find_attendance
from scheduler.checks.places import check_hosts
from scheduler.checks.sittings import Facts, seat_meetings
from scheduler.fairness import Standing, Summary, find_owed, find_standings, make_summaries
from termtime.pages.charts import Bars, make_bars
from termtime.pages.page import Ask
from termtime.pages.tables import Cell, Table, make_table
from termtime.pages.viewer import Viewer
from termtime.pages.views.fairness_hours import Hours, find_hours, tabulate_hours, tabulate_schools
from termtime.pages.views.lead import TABS, Sight, Tab, find_sight, say_phase, say_share
from termtime.store import SqlStore
from trust.meetings import MeetingStatus

MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Fairness:
    """What was worked out: how everyone fared, how much time it took them, and which schools host too often."""

    standings: tuple[Standing, ...] = ()
    hours: tuple[Hours, ...] = ()
    hosts: tuple[str, ...] = ()


_KNOWN: Known[Fairness | None] = Known()


@dataclass(frozen=True, slots=True)
class Shown:
    """A table as far as the page shows it; the file has all of it."""

    table: Table
    more: int


@dataclass(frozen=True, slots=True)
class FairnessPage:
    """What the page says."""

    title: str
    tabs: tuple[Tab, ...]
    here: str
    scope: str
    weeks: Bars
    by_week: Table
    standings: Shown
    hours: Shown
    by_school: Table
    hosts: Table
    too_often: tuple[str, ...]
    budget: int
    tables: tuple[Table, ...]
    saw: tuple[str, ...]


async def fetch_fairness(_store: SqlStore, viewer: Viewer, _ask: Ask) -> Fairness | None:
    """Work out how everyone fared, once for a year as it stands, beside the loop that others wait for."""
    key = (viewer.person.id, viewer.today)
    return await asyncio.to_thread(_KNOWN.find, viewer.year, key, lambda: work_out_fairness(viewer))


def work_out_fairness(viewer: Viewer) -> Fairness | None:
    """Work out how everyone fared in the meetings in full sight; None for whoever is no trust lead."""
    sight = find_sight(viewer)
    if sight is None:
        return None
    trust = viewer.trust
    facts = Facts(trust)
    sittings = seat_meetings(facts, sight.full_meetings, trust.settings.year)
    return Fairness(
        find_standings(trust, sight.full_meetings),
        find_hours(facts, find_attendance(facts, sittings)),
        tuple(fault.why for fault in check_hosts(facts, sittings)),
    )


def make_fairness_page(viewer: Viewer, _ask: Ask, fairness: Fairness | None) -> FairnessPage | None:
    """Make the page; None for whoever is no trust lead."""
    sight = find_sight(viewer)
    if sight is None or fairness is None:
        return None
    weeks = make_summaries(fairness.standings, lambda standing: standing.week)
    by_days = make_summaries((s for s in fairness.standings if s.is_part_time), _name_days)
    by_week = _tabulate_weeks(weeks, by_days)
    standings = _tabulate_standings(sight, fairness.standings)
    hours = tabulate_hours(sight, fairness.hours)
    by_school = tabulate_schools(sight, fairness.hours)
    hosts = _tabulate_hosts(sight)
    return FairnessPage(
        title="Fairness",
        tabs=TABS,
        here="/lead/fairness",
        scope=sight.say_full_scope(),
        weeks=_chart_weeks(weeks, by_days),
        by_week=by_week,
        standings=_cut(standings),
        hours=_cut(hours),
        by_school=by_school,
        hosts=hosts,
        too_often=fairness.hosts,
        budget=viewer.trust.settings.rules.directed_minutes_per_half_term,
        tables=(by_week, standings, hours, by_school, hosts),
        saw=tuple(name for name in sight.saw if name in sight.full_ids),
    )


def _name_days(standing: Standing) -> str:
    days = round(standing.working_share * 5)
    return f"{days} day{'s' if days != 1 else ''}"


def _say_week(standing: Standing) -> Cell:
    said = _name_days(standing) if standing.is_part_time else standing.week
    return Cell(said, said.replace(" ", "\N{NO-BREAK SPACE}"))


def _cut(table: Table) -> Shown:
    return Shown(replace(table, rows=table.rows[:MOST_SHOWN]), max(len(table.rows) - MOST_SHOWN, 0))


def _chart_weeks(weeks: Sequence[Summary], by_days: Sequence[Summary]) -> Bars:
    every = [*reversed(weeks), *reversed(by_days)]
    rows = [(one.of.capitalize(), (100 * one.attendable / one.meetings,)) for one in every if one.meetings]
    said = {one.of.capitalize(): say_share(one.attendable, one.meetings) for one in every}
    title = "Meetings people can attend, by how much they work"
    return make_bars("weeks", title, ("Can attend",), rows, said=said, most=100)


def _tabulate_weeks(weeks: Sequence[Summary], by_days: Sequence[Summary]) -> Table:
    return make_table(
        "working-weeks", "By working week", "Works", "#People", "#Seats at meetings", "#Can attend", "#Share",
        "#Shut out of half or more", "#Their school’s only one",
        rows=[
            (
                one.of, one.people, one.meetings, one.attendable, say_share(one.attendable, one.meetings),
                one.shut_out, one.only_ones,
            )
            for one in (*reversed(weeks), *reversed(by_days))
        ],
        empty="Nobody has a meeting this year.",
    )  # fmt: skip


def _tabulate_standings(sight: Sight, standings: Sequence[Standing]) -> Table:
    owed = find_owed(standings)
    rows = []
    for one in standings:
        if not one.missed:
            continue
        person = sight.trust.person_by_id[one.person]
        why = ", ".join(f"{why} ({n})" for why, n in Counter(m.why.value for m in one.missed).items())
        weight = owed.get(one.person, 0)
        rows.append((
            person.name, sight.name_school(person.school),
            _say_week(one), one.meetings, len(one.missed), why,
            "yes" if one.only_one_in else "", Cell(weight, "●" * weight + f" {weight}" if weight else "0"),
        ))  # fmt: skip
    return make_table(
        "standings", "Who cannot attend meetings of their own", "Who", "School", "Works", "#Meetings", "#Cannot attend",
        "Why", "Only one of their school", "#Owed by the next plan",
        rows=rows, empty="Nobody is shut out of a meeting.",
    )  # fmt: skip


def _tabulate_hosts(sight: Sight) -> Table:
    hosted: dict[str, Counter[str]] = {}
    ahead: Counter[str] = Counter()
    for meeting in sight.full_meetings:
        if meeting.status is MeetingStatus.PUBLISHED and meeting.place in sight.trust.school_by_id:
            name = sight.trust.group_by_id[meeting.group].name
            hosted.setdefault(meeting.place, Counter())[name] += 1
            ahead[meeting.place] += meeting.ends > sight.viewer.now
    rows = [
        (
            school.name, say_phase(school), hosted[school.id].total() if school.id in hosted else 0, ahead[school.id],
            ", ".join(f"{name} ({n})" if n > 1 else name for name, n in hosted.get(school.id, Counter()).items()),
        )
        for school in sight.trust.schools
    ]  # fmt: skip
    ordered = sorted(rows, key=lambda row: (-row[2], row[0]))
    return make_table(
        "hosts", "Which school hosts how often this year", "School", "Phase", "#Meetings", "#Of them to come", "Groups",
        rows=ordered, empty="No school hosts a meeting this year.",
    )  # fmt: skip

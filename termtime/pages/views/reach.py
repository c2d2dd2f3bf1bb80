"""Reach: which schools nobody speaks for in which groups, who comes, and where an office is vacant.

Who came is read from approved minutes that noted it. A school counts among those a group draws on as
`scheduler.fairness` says, and where it has somebody in the group.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.known import Known
from cards.words import format_day, join_words
from scheduler.fairness import Standing, Unreached, find_standings, find_unreached
from termtime.pages.charts import Bars, Heat, find_warmth, make_bars
from termtime.pages.page import Ask, Choice
from termtime.pages.tables import Cell, Table, make_table
from termtime.pages.viewer import Viewer
from termtime.pages.views.lead import TABS, Sight, Tab, find_sight, say_phase, say_share
from termtime.store import SqlStore
from trust.groups import Group, GroupKind, Office
from trust.meetings import Meeting, MeetingStatus, find_group_of
from trust.membership import find_members, find_officers, find_vacancies
from trust.papers import MinutesStatus
from trust.places import School

ALL = "all"


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many of those asked came, by whatever they are counted by."""

    asked: Mapping[tuple[str, str], int] = field(default_factory=dict)
    came: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def of_school(self, school: str) -> tuple[int, int]:
        """Count who came of a school, and who was asked."""
        mine = [key for key in self.asked if key[0] == school]
        return sum(self.came.get(key, 0) for key in mine), sum(self.asked[key] for key in mine)


@dataclass(frozen=True, slots=True)
class Reached:
    """What was worked out: whom groups do not reach, and how everyone fared."""

    unreached: tuple[Unreached, ...] = ()
    standings: tuple[Standing, ...] = ()


_KNOWN: Known[Reached | None] = Known()


@dataclass(frozen=True, slots=True)
class ReachPage:
    """What the page says."""

    title: str
    tabs: tuple[Tab, ...]
    here: str
    scope: str
    schools: Table
    phases: Bars
    unreached: Table
    alone: Table
    vacancies: Table
    matrix: Table
    fields: tuple[tuple[Heat, ...], ...]
    kinds: tuple[Choice, ...]
    tables: tuple[Table, ...]
    saw: tuple[str, ...]


async def fetch_reach(_store: SqlStore, viewer: Viewer, _ask: Ask) -> Reached | None:
    """Work out whom groups do not reach, once for a year as it stands, beside the loop that others wait for."""
    key = (viewer.person.id, viewer.today)
    return await asyncio.to_thread(_KNOWN.find, viewer.year, key, lambda: work_out_reach(viewer))


def work_out_reach(viewer: Viewer) -> Reached | None:
    """Work out whom the groups in full sight do not reach, and how people fared in them."""
    sight = find_sight(viewer)
    if sight is None:
        return None
    unreached = tuple(one for one in find_unreached(viewer.trust) if one.group in sight.full_ids)
    return Reached(unreached, find_standings(viewer.trust, sight.full_meetings))


def make_reach_page(viewer: Viewer, ask: Ask, reached: Reached | None) -> ReachPage | None:
    """Make the page; None for whoever is no trust lead."""
    sight = find_sight(viewer)
    if sight is None or reached is None:
        return None
    turnout = count_turnout(sight)
    kinds = tuple(dict.fromkeys(group.kind for group in sight.full))
    wanted = ask.get("kind")
    kind = next(
        (one for one in kinds if one.value == wanted), None if wanted == ALL else next(iter(kinds), None)
    )
    groups = [group for group in sight.full if kind in (None, group.kind)]
    matrix, fields = _make_matrix(sight, groups, turnout, reached.unreached)
    schools = _tabulate_schools(sight, turnout)
    unreached = _tabulate_unreached(sight, reached.unreached)
    alone = _tabulate_alone(sight, reached.standings)
    vacancies = _tabulate_vacancies(sight)
    return ReachPage(
        title="Reach",
        tabs=TABS,
        here="/lead/reach",
        scope=sight.say_full_scope(),
        schools=schools,
        phases=_chart_phases(sight, turnout),
        unreached=unreached,
        alone=alone,
        vacancies=vacancies,
        matrix=matrix,
        fields=fields,
        kinds=_make_choices(kinds, kind),
        tables=(schools, unreached, alone, vacancies, matrix),
        saw=tuple(name for name in sight.saw if name in sight.full_ids),
    )


def count_turnout(sight: Sight) -> Turnout:
    """Count who was asked and who came, by school and group, at meetings whose approved minutes say who was there."""
    asked: Counter[tuple[str, str]] = Counter()
    came: Counter[tuple[str, str]] = Counter()
    for meeting in sight.full_meetings:
        present = _find_present(sight, meeting)
        if not present:
            continue
        group = sight.trust.group_by_id[meeting.group]
        for person in find_members(sight.trust, group, meeting.starts.date()):
            if person.school:
                asked[person.school, group.id] += 1
                came[person.school, group.id] += person.id in present
    return Turnout(asked, came)


def _find_present(sight: Sight, meeting: Meeting) -> frozenset[str]:
    minutes = sight.year.minutes_by_meeting.get(meeting.key)
    told = minutes is not None and minutes.status is not MinutesStatus.DRAFT
    over = meeting.status is MeetingStatus.PUBLISHED and meeting.ends <= sight.viewer.now
    return frozenset(minutes.present) if minutes and told and over else frozenset()


def _tabulate_schools(sight: Sight, turnout: Turnout) -> Table:
    rows = []
    for school in sight.trust.schools:
        came, asked = turnout.of_school(school.id)
        members = {g.id: [p for p in _find_today(sight, g) if p == school.id] for g in sight.full}
        rows.append((
            Cell(school.name, _say_school(sight, school)), say_phase(school), sum(bool(theirs) for theirs in members.values()),
            sum(len(theirs) for theirs in members.values()), asked, came, Cell(say_share(came, asked)),
        ))  # fmt: skip
    return make_table(
        "schools", "Attendance by school, where approved minutes say who was there", "School", "Phase",
        "#Groups it is in", "#Seats", "#Asked", "#Came", "#Share", rows=rows, empty="There are no schools.",
    )  # fmt: skip


def _say_school(sight: Sight, school: School) -> str:
    joins = school.joined
    return f"{school.name} (joins {format_day(joins)})" if joins and joins > sight.today else school.name


def _find_today(sight: Sight, group: Group) -> list[str]:
    return [person.school or "" for person in find_members(sight.trust, group, sight.today)]


def _chart_phases(sight: Sight, turnout: Turnout) -> Bars:
    counted: dict[str, list[int]] = {}
    for school in sight.trust.schools:
        came, asked = turnout.of_school(school.id)
        of_phase = counted.setdefault(_shorten(school), [0, 0])
        of_phase[0] += came
        of_phase[1] += asked
    rows = [(phase, (100 * came / asked if asked else 0,)) for phase, (came, asked) in counted.items()]
    said = {phase: say_share(came, asked) for phase, (came, asked) in counted.items()}
    return make_bars("phases", "Who came, by phase", ("Came",), rows, said=said, most=100)


def _shorten(school: School) -> str:
    return say_phase(school).replace("Alternative provision", "Alternative")


def _tabulate_unreached(sight: Sight, unreached: Iterable[Unreached]) -> Table:
    groups: dict[str, list[str]] = {}
    for one in unreached:
        for school in one.schools:
            groups.setdefault(school, []).append(sight.trust.group_by_id[one.group].name)
    rows = [
        (school.name, say_phase(school), len(groups[school.id]), join_words(groups[school.id]))
        for school in sight.trust.schools
        if school.id in groups
    ]
    ordered = sorted(rows, key=lambda row: (-row[2], row[0]))
    return make_table(
        "unreached", "Schools with nobody in a group that draws on them", "School", "Phase", "#Groups", "Which",
        rows=ordered,
        empty="Every school has somebody in every group that draws on it.",
    )  # fmt: skip


def _tabulate_alone(sight: Sight, standings: Iterable[Standing]) -> Table:
    """Lay out whose school nobody spoke for when they could not come."""
    trust, rows = sight.trust, list[tuple[str, str, str, int, str]]()
    for standing in standings:
        person = trust.person_by_id[standing.person]
        for group_id in standing.only_one_in:
            missed = [one for one in standing.missed if find_group_of(one.meeting) == group_id]
            if missed:
                why = join_words(sorted({one.why.value for one in missed}))
                name = trust.group_by_id[group_id].name
                rows.append((sight.name_school(person.school), name, person.name, len(missed), why))
    ordered = sorted(rows, key=lambda row: (-row[3], row[0], row[1]))
    return make_table(
        "alone", "Departments of one that the calendar leaves out", "School", "Group", "Its only one",
        "#Meetings they cannot attend", "Why",
        rows=ordered,
        empty="Whoever is their school’s only one in a group can attend all its meetings.",
    )  # fmt: skip


def _tabulate_vacancies(sight: Sight) -> Table:
    rows = []
    for group in sight.full:
        vacant = find_vacancies(sight.trust, group, sight.today)
        if vacant:
            held = find_officers(sight.trust, group, sight.today)
            others = [p.name for office in (Office.CHAIR, Office.CO_CHAIR) for p in held[office]]
            name = Cell(group.name, href=f"/groups/{group.id}")
            rows.append((name, Cell(join_words(vacant), tone="warn"), join_words(others) or "nobody"))
    return make_table(
        "vacancies", "Groups with a vacant office", "Group", "Vacant", "Who chairs meanwhile",
        rows=rows, empty="Every group has a chair and a co-chair.",
    )  # fmt: skip


def _make_matrix(
    sight: Sight, groups: Sequence[Group], turnout: Turnout, unreached: Iterable[Unreached]
) -> tuple[Table, tuple[tuple[Heat, ...], ...]]:
    nobody = {(school, one.group) for one in unreached for school in one.schools}
    seats = {group.id: Counter(_find_today(sight, group)) for group in groups}
    schools = sight.trust.schools
    fields = tuple(
        tuple(
            _make_field(school.id, group.id, seats[group.id][school.id], turnout, nobody) for group in groups
        )
        for school in schools
    )
    table = make_table(
        "matrix", "Who came, by school and group", "School", *(group.name for group in groups),
        rows=[(school.name, *(one.said for one in row)) for school, row in zip(schools, fields, strict=True)],
    )  # fmt: skip
    return table, fields


def _make_field(school: str, group: str, seats: int, turnout: Turnout, nobody: set[tuple[str, str]]) -> Heat:
    asked = turnout.asked.get((school, group), 0)
    if asked:
        share = turnout.came.get((school, group), 0) / asked
        return Heat(say_share(turnout.came.get((school, group), 0), asked), find_warmth(share))
    if (school, group) in nobody:
        return Heat("nobody", 0)
    return Heat(f"{seats} in" if seats else "–")


def _make_choices(kinds: Iterable[GroupKind], chosen: GroupKind | None) -> tuple[Choice, ...]:
    every = (Choice(ALL, "All kinds", chosen is None),)
    return every + tuple(
        Choice(kind.value, kind.value.replace("-", " ").capitalize(), kind is chosen) for kind in kinds
    )

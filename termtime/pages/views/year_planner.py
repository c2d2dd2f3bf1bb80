"""A term as planners see it: a row for each group, a column for each week, and the day in the week on which they meet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from cards.words import join_words
from termtime.pages.viewer import Viewer
from termtime.pages.views.groups import KEPT, PLURALS
from termtime.pages.views.year_days import Notes
from termtime.pages.views.year_marks import Mark
from termtime.year_weeks import find_monday, find_weeks, sort_into_weeks
from trust.groups import Group, GroupKind
from trust.permissions import Aspect
from trust.places import Phase


@dataclass(frozen=True, slots=True)
class Week:
    """A week: its Monday, whether it is this week, and what holiday it is: for all schools told of, or for some."""

    monday: date
    now: bool
    holiday: str = ""
    whole: bool = False

    @property
    def look(self) -> str:
        """What a style sheet calls it."""
        parts = {"now": self.now, "holiday": self.whole, "some": bool(self.holiday) and not self.whole}
        return " ".join(name for name, so in parts.items() if so)


@dataclass(frozen=True, slots=True)
class Row:
    """A group, and what it holds in each week."""

    name: str
    href: str
    own: bool
    cells: tuple[tuple[Week, tuple[Mark, ...]], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Groups of one kind, under a heading."""

    heading: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Planner:
    """A term or a whole year.

    Attributes:
        months: The months over the weeks, and how many weeks each spans.
        weeks: The weeks.
        sections: The groups that meet, by kind.
        idle: The groups that do not meet, by name.
    """

    months: tuple[tuple[str, int], ...]
    weeks: tuple[Week, ...]
    sections: tuple[Section, ...]
    idle: tuple[str, ...]

    @property
    def holidays(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The holidays there are in its weeks, and of which days' weeks each is."""
        found: dict[str, tuple[str, ...]] = {}
        for week in self.weeks:
            if week.holiday:
                found[week.holiday] = (*found.get(week.holiday, ()), f"{week.monday.day} {week.monday:%b}")
        return tuple(found.items())


def make_planner(
    viewer: Viewer,
    groups: Sequence[Group],
    marks: Sequence[Mark],
    stretch: tuple[date, date],
    notes: Notes,
) -> Planner:
    """Lay out a term.

    Args:
        viewer: Who looks.
        groups: The groups it is kept to, by name.
        marks: Their meetings in it.
        stretch: Its first and last day; it is widened to hold every meeting.
        notes: Why days are not for meetings.
    """
    days = [*stretch, *(mark.starts.date() for mark in marks)]
    weeks = tuple(_make_week(viewer, monday, notes) for monday in find_weeks(min(days), max(days)))
    by_group = sort_into_weeks(marks)
    headed: dict[str, list[Row]] = {}
    for group in sorted(groups, key=lambda group: _find_order(viewer, group)):
        if not (by_week := by_group.get(group.id)):
            continue
        cells = tuple((week, by_week.get(week.monday, ())) for week in weeks)
        row = Row(group.name, f"/groups/{group.id}", group.id in viewer.own_group_ids, cells)
        headed.setdefault(_find_heading(viewer, group), []).append(row)
    return Planner(
        months=tuple((name, len(list(those))) for name, those in groupby(f"{w.monday:%B}" for w in weeks)),
        weeks=weeks,
        sections=tuple(Section(heading, tuple(rows)) for heading, rows in headed.items()),
        idle=tuple(group.name for group in groups if group.id not in by_group),
    )


def _make_week(viewer: Viewer, monday: date, notes: Notes) -> Week:
    """Make a week: a holiday where every one of its five days is off, for some schools or for all."""
    now = monday == find_monday(viewer.today)
    days = [notes.get(date.fromordinal(monday.toordinal() + n), ()) for n in range(5)]
    off = [[note for note in day if note.kind in ("holiday", "some", "bank")] for day in days]
    if not all(off):
        return Week(monday, now)
    names = dict.fromkeys(note.name for day in off for note in day if note.kind != "bank")
    whole = all(any(note.kind in ("holiday", "bank") for note in day) for day in off)
    return Week(monday, now, join_words(tuple(names)), whole)


def _find_heading(viewer: Viewer, group: Group) -> str:
    """Find what a group stands under; what it is about is not told of one that keeps it to its members."""
    if not viewer.may(Aspect.TITLE, group):
        return KEPT
    phase = _find_phase(group)
    return f"{PLURALS[group.kind]}, {phase}" if phase else PLURALS[group.kind]


def _find_order(viewer: Viewer, group: Group) -> tuple[bool, int, str, str]:
    if not viewer.may(Aspect.TITLE, group):
        return True, 0, "", group.name
    return False, list(GroupKind).index(group.kind), _find_phase(group), group.name


def _find_phase(group: Group) -> str:
    """Find the phase a group stands under: the one of primary and secondary that it draws on, if it is one of them."""
    both = [phase for phase in (Phase.PRIMARY, Phase.SECONDARY) if phase in group.phases]
    return both[0].value if len(both) == 1 else ""

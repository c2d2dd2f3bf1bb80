"""How many came to a group's meetings of the year: a small chart, and the same in a table.

Counted are those the minutes name, where the viewer may read both the minutes and the roster.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.handlers.papers import find_minutes
from termtime.pages.tables import Cell, Table, make_table
from termtime.pages.viewer import Viewer
from trust.groups import Group
from trust.meetings import Meeting, MeetingStatus
from trust.membership import find_members
from trust.permissions import Aspect

WIDTH, HEIGHT, TOP, GAP, WIDEST = 320, 150, 22, 10, 44
FOOT = 24


@dataclass(frozen=True, slots=True)
class Count:
    """How many of a meeting's people came, sent apologies, or did neither."""

    meeting: Meeting
    came: int
    apologies: int
    silent: int

    @property
    def total(self) -> int:
        """Everyone counted."""
        return self.came + self.apologies + self.silent


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bar: how it is drawn, and where."""

    name: str
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A meeting in the chart."""

    x: float
    width: float
    top: float
    came: int
    day: str
    parts: tuple[Part, ...]

    @property
    def middle(self) -> float:
        """Where its words stand."""
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class Record:
    """The chart and its table."""

    bars: tuple[Bar, ...]
    table: Table
    width: int = WIDTH
    height: int = HEIGHT
    base: int = HEIGHT - FOOT


def make_record(viewer: Viewer, group: Group) -> Record | None:
    """Make the record of a group's year; None where nothing may be told, or nothing is noted."""
    if not viewer.may(Aspect.ROSTER, group):
        return None
    held = [
        meeting
        for meeting in viewer.meetings_by_group.get(group.id, ())
        if meeting.status is MeetingStatus.PUBLISHED and meeting.ends <= viewer.now
        if meeting.year == viewer.trust.settings.year
    ]
    counts = [count for meeting in held if (count := _count(viewer, group, meeting))]
    return Record(draw_bars(counts), _tabulate(counts)) if counts else None


def draw_bars(counts: Sequence[Count]) -> tuple[Bar, ...]:
    """Draw the bars, the highest as high as there is room for.

    >>> draw_bars(())
    ()
    """
    if not counts:
        return ()
    room = HEIGHT - FOOT - TOP
    highest = max(count.total for count in counts) or 1
    step = WIDTH / len(counts)
    width = min(step - GAP, WIDEST)
    bars = []
    for at, count in enumerate(counts):
        parts, y = [], float(HEIGHT - FOOT)
        for name, number in (("came", count.came), ("apologies", count.apologies), ("silent", count.silent)):
            height = round(room * number / highest, 1)
            y = round(y - height, 1)
            if number:
                parts.append(Part(name, y, height))
        x = round(at * step + (step - width) / 2, 1)
        day = f"{count.meeting.starts.day} {count.meeting.starts:%b}"
        bars.append(Bar(x, round(width, 1), round(y - 5, 1), count.came, day, tuple(parts)))
    return tuple(bars)


def _count(viewer: Viewer, group: Group, meeting: Meeting) -> Count | None:
    minutes = find_minutes(viewer.asked, meeting, viewer.find_rulings(group))
    if minutes is None or not (minutes.present or minutes.apologies):
        return None
    members = {person.id for person in find_members(viewer.trust, group, meeting.starts.date())}
    silent = members.difference(minutes.present, minutes.apologies)
    return Count(meeting, len(minutes.present), len(minutes.apologies), len(silent))


def _tabulate(counts: Sequence[Count]) -> Table:
    return make_table(
        "attendance", "Who came, by meeting", "Meeting", "Held", "#Came", "#Apologies", "#Neither",
        rows=[
            (Cell(c.meeting.title, href=f"/meetings/{c.meeting.key}"), c.meeting.starts.date(), c.came, c.apologies, c.silent)
            for c in counts
        ],
    )  # fmt: skip

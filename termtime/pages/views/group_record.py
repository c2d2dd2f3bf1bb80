"""How many came to a group's meetings of the year: a small chart, and the same in a table.

Counted are those the minutes name, where the viewer may read both the minutes and the roster.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.handlers.papers import find_minutes
from termtime.pages.charts import Bars, make_bars
from termtime.pages.tables import Cell, Table, make_table
from termtime.pages.viewer import Viewer
from trust.groups import Group
from trust.meetings import Meeting, MeetingStatus
from trust.membership import find_members
from trust.permissions import Aspect

PARTS = ("Came", "Apologies", "Neither")


@dataclass(frozen=True, slots=True)
class Count:
    """How many of a meeting's people came, sent apologies, or did neither."""

    meeting: Meeting
    came: int
    apologies: int
    silent: int


@dataclass(frozen=True, slots=True)
class Record:
    """The chart and its table."""

    chart: Bars
    table: Table


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
    return Record(_draw(counts), _tabulate(counts)) if counts else None


def _draw(counts: Sequence[Count]) -> Bars:
    rows = [
        (f"{c.meeting.starts.day} {c.meeting.starts:%b}", (c.came, c.apologies, c.silent)) for c in counts
    ]
    said = {label: f"{came} came" for label, (came, *_) in rows}
    return make_bars("who-came", "How many came to each meeting", PARTS, rows, said=said)


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

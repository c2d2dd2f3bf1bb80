"""My year: what waits for me, my meetings to come and lately over, and the actions that are mine."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.handlers.action_keeping import may_see
from bot.handlers.actions import is_late
from bot.handlers.nudge_words import Told
from bot.handlers.nudges import show_nudge
from bot.ports import Desk
from cards.nudges import NudgeShown
from cards.words import format_day
from termtime.pages.page import Ask
from termtime.pages.tables import Cell, Table, make_table
from termtime.pages.viewer import Viewer
from termtime.pages.views.shown import DeedButton, MeetingRow, make_button, make_meeting_row
from trust.deeds.values import FinishAction
from trust.meetings import MeetingStatus, find_group_of
from trust.nudges import NudgeKind
from trust.papers import Action, ActionStatus

LATELY = timedelta(days=42)
MOST_PAST = 5


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits for the viewer, and the page where they see to it."""

    shown: NudgeShown
    href: str


@dataclass(frozen=True, slots=True)
class ActionRow:
    """An action of the viewer's."""

    action: Action
    group: str
    late: bool
    href: str
    finish: DeedButton


@dataclass(frozen=True, slots=True)
class MyPage:
    """What the page says."""

    title: str
    waiting: tuple[Waiting, ...]
    coming: tuple[MeetingRow, ...]
    past: tuple[MeetingRow, ...]
    actions: tuple[ActionRow, ...]
    tables: tuple[Table, ...]
    # What one is told of one's own groups is not for others, and no news to oneself.
    saw: tuple[str, ...] = ()


def make_my_page(viewer: Viewer, _ask: Ask, desk: Desk) -> MyPage:
    """Make the page of a viewer's own year."""
    viewer = replace(viewer, desk=desk)
    own = [meeting for meeting in viewer.meetings if meeting.group in viewer.own_group_ids]
    rows = {meeting.key: make_meeting_row(viewer, meeting) for meeting in own}
    coming = [rows[m.key] for m in own if m.ends > viewer.now]
    past = [
        rows[m.key]
        for m in reversed(own)
        if m.ends <= viewer.now and m.ends > viewer.now - LATELY and m.status is MeetingStatus.PUBLISHED
    ]
    actions = _find_actions(viewer)
    return MyPage(
        title="My year",
        waiting=_find_waiting(viewer),
        coming=tuple(coming),
        past=tuple(past[:MOST_PAST]),
        actions=actions,
        tables=(_tabulate_meetings(rows.values()), _tabulate_actions(actions)),
    )


def _find_waiting(viewer: Viewer) -> tuple[Waiting, ...]:
    """Find what they are nudged about now, whether or not they were told already."""
    find = viewer.desk.find_nudges
    nudges = find(viewer.year, viewer.now) if find else ()
    told = Told(viewer.year, viewer.person.id, viewer.now)
    return tuple(
        Waiting(show_nudge(told, nudge, viewer.desk.matters), _find_page(viewer, nudge.about))
        for nudge in nudges
        if nudge.person == viewer.person.id and nudge.kind is not NudgeKind.BROADCAST
    )


def _find_page(viewer: Viewer, about: str) -> str:
    if viewer.find_meeting(about):
        return f"/meetings/{about}"
    return f"/groups/{about}" if viewer.find_group(about) else ""


def _find_actions(viewer: Viewer) -> tuple[ActionRow, ...]:
    found = [a for a in viewer.year.actions if a.owner == viewer.person.id and a.status is ActionStatus.OPEN]
    groups = viewer.trust.group_by_id
    return tuple(
        ActionRow(
            action,
            groups[find_group_of(action.meeting)].name if may_see(viewer.asked, action) else "",
            is_late(action, viewer.today),
            f"/meetings/{action.meeting}" if viewer.find_meeting(action.meeting) else "",
            make_button("Done", FinishAction(action=action.id)),
        )
        for action in sorted(
            found, key=lambda action: (action.due is None, action.due or viewer.today, action.id)
        )
    )


def _tabulate_meetings(rows: Iterable[MeetingRow]) -> Table:
    return make_table(
        "my-meetings", "My meetings", "Group", "Meeting", "Starts", "Ends", "Place", "Reply",
        rows=[
            (Cell(row.shown.group, href=row.href), row.shown.title, row.shown.starts, row.shown.ends, row.shown.place, row.reply)
            for row in rows
        ],
    )  # fmt: skip


def _tabulate_actions(rows: tuple[ActionRow, ...]) -> Table:
    return make_table(
        "my-actions", "My actions", "Action", "Group", "Due",
        rows=[(row.action.text, row.group, Cell(row.action.due, format_day(row.action.due) if row.action.due else "")) for row in rows],
    )  # fmt: skip

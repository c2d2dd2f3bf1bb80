"""Actions as a group's and a meeting's page show them: what, who, by when, and what the viewer may do about each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.handlers.action_keeping import is_own, may_keep, may_see, say_due
from bot.handlers.actions import is_late
from bot.handlers.papers import name_meeting
from termtime.pages.tables import Cell, Table, make_table
from termtime.pages.viewer import Viewer
from termtime.pages.views.shown import DeedButton, make_button
from trust.deeds.actions import find_next_day
from trust.deeds.values import CarryAction, FinishAction, ReopenAction
from trust.meetings import find_group_of
from trust.papers import Action, ActionStatus


@dataclass(frozen=True, slots=True)
class ActionRow:
    """An action that was agreed.

    Attributes:
        action: The action.
        owner: Who does it.
        state: By when, or that it is done.
        late: Whether it should have been done by now.
        agreed: At which meeting.
        href: That meeting's page.
        buttons: What the viewer may do about it.
    """

    action: Action
    owner: str
    state: str
    late: bool
    agreed: str
    href: str
    buttons: tuple[DeedButton, ...]


def make_action_rows(viewer: Viewer, actions: Iterable[Action]) -> tuple[ActionRow, ...]:
    """Make the rows of those of some actions that the viewer may see."""
    asked = viewer.asked
    return tuple(_make_row(viewer, one) for one in actions if may_see(asked, one) or is_own(asked, one))


def tabulate_actions(name: str, caption: str, rows: Iterable[ActionRow]) -> Table:
    """Make the table of some actions."""
    return make_table(
        name, caption, "Action", "Owner", "Due", "State", "Agreed at",
        rows=[(row.action.text, row.owner, row.action.due, row.state, Cell(row.agreed, href=row.href)) for row in rows],
    )  # fmt: skip


def _make_row(viewer: Viewer, action: Action) -> ActionRow:
    owner = viewer.trust.person_by_id.get(action.owner)
    meeting = viewer.find_meeting(action.meeting) if may_see(viewer.asked, action) else None
    return ActionRow(
        action,
        owner.name if owner else "",
        say_due(action, viewer.today),
        is_late(action, viewer.today),
        name_meeting(meeting) if meeting else "",
        f"/meetings/{meeting.key}" if meeting else "",
        _find_buttons(viewer, action),
    )


def _find_buttons(viewer: Viewer, action: Action) -> tuple[DeedButton, ...]:
    if not may_keep(viewer.asked, action):
        return ()
    if action.status is ActionStatus.DONE:
        return (make_button("Not done after all", ReopenAction(action=action.id)),)
    group = viewer.find_group(find_group_of(action.meeting))
    seen = group is not None and may_see(viewer.asked, action)
    ahead = find_next_day(viewer.year, group, viewer.now) if group and seen else None
    done = make_button("Done", FinishAction(action=action.id))
    carry = make_button("Carry to the next meeting", CarryAction(action=action.id))
    return (done, carry) if ahead and ahead != action.due else (done,)

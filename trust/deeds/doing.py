"""The one function that does a deed: a year, a deed, who asks and when in, and what becomes of it out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from trust.deeds.actions import carry_action, finish_action, reassign_action, reopen_action
from trust.deeds.agendas import (
    add_item,
    change_item,
    draft_agenda,
    drop_item,
    move_item,
    propose_item,
    publish_agenda,
    take_item,
    turn_down_item,
)
from trust.deeds.agreeing import agree, refuse
from trust.deeds.approving import approve_minutes, reopen_minutes, save_minutes
from trust.deeds.minutes import (
    add_decision,
    agree_action,
    drop_action,
    drop_decision,
    note_attendance,
    write_summary,
)
from trust.deeds.moving import add_meeting, cancel_meeting, move_meeting
from trust.deeds.replying import give_reply
from trust.deeds.result import Entry, Result
from trust.deeds.undoing import undo
from trust.deeds.values import (
    AddDecision,
    AddItem,
    AddMeeting,
    Agree,
    AgreeAction,
    ApproveMinutes,
    CancelMeeting,
    CarryAction,
    ChangeItem,
    Deed,
    DraftAgenda,
    DropAction,
    DropDecision,
    DropItem,
    FinishAction,
    GiveReply,
    MoveItem,
    MoveMeeting,
    NoteAttendance,
    ProposeItem,
    PublishAgenda,
    ReassignAction,
    Refuse,
    ReopenAction,
    ReopenMinutes,
    SaveMinutes,
    TakeFromWord,
    TakeItem,
    TurnDownItem,
    Undo,
    WriteSummary,
)
from trust.deeds.word import take_from_word
from trust.people import Person
from trust.values import RefusedError, place_in_london
from trust.year import Year

_DOING: dict[type, Callable[[Year, Any, Person, datetime], Result]] = {
    GiveReply: give_reply,
    DraftAgenda: draft_agenda,
    AddItem: add_item,
    ChangeItem: change_item,
    MoveItem: move_item,
    DropItem: drop_item,
    ProposeItem: propose_item,
    TakeItem: take_item,
    TurnDownItem: turn_down_item,
    PublishAgenda: publish_agenda,
    NoteAttendance: note_attendance,
    AddDecision: add_decision,
    DropDecision: drop_decision,
    WriteSummary: write_summary,
    AgreeAction: agree_action,
    DropAction: drop_action,
    TakeFromWord: take_from_word,
    SaveMinutes: save_minutes,
    ApproveMinutes: approve_minutes,
    ReopenMinutes: reopen_minutes,
    FinishAction: finish_action,
    ReopenAction: reopen_action,
    ReassignAction: reassign_action,
    CarryAction: carry_action,
    MoveMeeting: move_meeting,
    AddMeeting: add_meeting,
    CancelMeeting: cancel_meeting,
    Agree: agree,
    Refuse: refuse,
}


def do(year: Year, deed: Deed, by: Person, now: datetime, entry: Entry | None = None) -> Result:
    """Do a deed.

    Args:
        year: The year as it stands at this moment.
        deed: What is to be done.
        by: Who asks, as verified.
        now: The moment, aware.
        entry: The journal's entry that is to be undone.

    Raises:
        RefusedError: They may not, or it cannot be done; nothing becomes of it.
    """
    if not by.holds(place_in_london(now).date()):
        raise RefusedError("You are not in the trust's files today, so nothing can be done in your name.")
    if isinstance(deed, Undo):
        if entry is None:
            raise RefusedError("There is nothing to take back.")
        return undo(year, entry, by, now)
    return _DOING[type(deed)](year, deed, by, now)

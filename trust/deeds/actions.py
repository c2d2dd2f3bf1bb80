"""Keeping actions: done, not done after all, given to somebody else, carried forward. By their owner or an officer."""

from __future__ import annotations

from datetime import date, datetime

from trust.deeds.minutes import find_owners
from trust.deeds.result import Papers, Result
from trust.deeds.rights import Right, find_action, has_right
from trust.deeds.values import CarryAction, FinishAction, ReassignAction, ReopenAction
from trust.groups import Group
from trust.meetings import MeetingStatus
from trust.papers import Action, ActionStatus
from trust.people import Person
from trust.permissions import Aspect, find_ruling
from trust.values import RefusedError, place_in_london
from trust.year import Trust, Year

IS_DONE = "That action is done; reopen it first."


def finish_action(year: Year, deed: FinishAction, by: Person, now: datetime) -> Result:
    """Note that an action is done. Raises RefusedError."""
    action, _, today = _find(year, deed.action, by, now)
    if action.status is ActionStatus.DONE:
        return Result(sentence="That action is done already.")
    return _change(action, "The action is done.", status=ActionStatus.DONE, closed=today)


def reopen_action(year: Year, deed: ReopenAction, by: Person, now: datetime) -> Result:
    """Note that an action is not done after all. Raises RefusedError."""
    action, _, _ = _find(year, deed.action, by, now)
    if action.status is ActionStatus.OPEN:
        return Result(sentence="That action is open already.")
    return _change(action, "The action is open again.", status=ActionStatus.OPEN, closed=None)


def reassign_action(year: Year, deed: ReassignAction, by: Person, now: datetime) -> Result:
    """Give an action to somebody else. Raises RefusedError: it is done, or they do not belong to its group."""
    action, group, today = _find(year, deed.action, by, now)
    if action.owner == deed.owner:
        return Result(sentence="That action is theirs already.")
    if action.status is ActionStatus.DONE:
        raise RefusedError(IS_DONE)
    if not find_ruling(year.trust, (by,), Aspect.ROSTER, group, today).allowed:
        raise RefusedError(
            "You may not know who belongs to its group: ask its chair to give it to somebody else."
        )
    if deed.owner not in find_owners(year.trust, group, today):
        raise RefusedError("An action is for somebody who belongs to its group.")
    return _change(action, "The action is given to somebody else.", owner=deed.owner)


def carry_action(year: Year, deed: CarryAction, by: Person, now: datetime) -> Result:
    """Carry an action forward. Raises RefusedError: it is done, or no day is named and no meeting is to come."""
    action, group, today = _find(year, deed.action, by, now)
    if action.status is ActionStatus.DONE:
        raise RefusedError(IS_DONE)
    knows_dates = find_ruling(year.trust, (by,), Aspect.DATES, group, today).allowed
    due = deed.due or (find_next_day(year, group, now) if knows_dates else None)
    if due is None:
        raise RefusedError("I know of no meeting to come: name the day to which it is carried.")
    if due < today:
        raise RefusedError("That day is over; name one that is still to come.")
    if due == action.due:
        return Result(sentence="That action is due then already.")
    return _change(action, "The action is carried forward.", due=due)


def find_next_day(year: Year, group: Group, now: datetime) -> date | None:
    """Find the day of a group's next meeting."""
    coming = [
        meeting.starts
        for meeting in year.meetings
        if meeting.group == group.id and meeting.starts > now and meeting.status is MeetingStatus.PUBLISHED
    ]
    return min(coming).date() if coming else None


def may_change(trust: Trust, person: Person, action: Action, group: Group, day: date) -> bool:
    """Say whether somebody may close, carry or reassign an action on a day."""
    return action.owner == person.id or has_right(trust, person, Right.MINUTES, group, day)


def _find(year: Year, action_id: str, by: Person, now: datetime) -> tuple[Action, Group, date]:
    today = place_in_london(now).date()
    action, group = find_action(year, action_id, by, today)
    if not may_change(year.trust, by, action, group, today):
        raise RefusedError("Only its owner, or the chair, co-chair or coordinator, may change that action.")
    return action, group, today


def _change(action: Action, sentence: str, **changed: object) -> Result:
    return Result(sentence=sentence, saved=Papers(actions=(action.model_copy(update=changed),)))

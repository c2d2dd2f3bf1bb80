"""Taking over what people wrote into minutes in Word: attendance, decisions, actions, as if each had been noted here.

Only what is found there at this moment and was picked by its officers is taken; what the year has meanwhile is let be.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from trust.deeds.minutes import add_decision, agree_action, find_draft, note_attendance
from trust.deeds.result import Papers, Result
from trust.deeds.values import AddDecision, AgreeAction, NoteAttendance, TakeFromWord
from trust.offered import ATTENDANCE, Offered, find_offered
from trust.people import Person
from trust.values import RefusedError
from trust.year import Year

NOTHING_PICKED = "Nothing was ticked, so nothing was taken over."
NO_OWNER = "Say who does it first; nothing was taken over."
ALREADY = "All of that is in the minutes already."
Step = NoteAttendance | AddDecision | AgreeAction


def take_from_word(year: Year, deed: TakeFromWord, by: Person, now: datetime) -> Result:
    """Take over what was picked. Raises RefusedError: nothing was, or one of them cannot be noted."""
    find_draft(year, deed.meeting, by, now)
    if not deed.picked and not deed.action:
        raise RefusedError(NOTHING_PICKED)
    if not deed.picked and deed.owner is None:
        raise RefusedError(NO_OWNER)
    saved = Papers()
    for step in _find_steps(find_offered(year, deed.meeting), deed):
        result = _take(year, step, by, now)
        saved = _merge(saved, result.saved)
        year = _apply(year, result.saved)
    if saved == Papers():
        return Result(sentence=ALREADY)
    return Result(sentence="It is in the minutes now. The Word document stays as it is.", saved=saved)


def _find_steps(offered: Offered, deed: TakeFromWord) -> Iterator[Step]:
    key = deed.meeting
    if ATTENDANCE in deed.picked and (offered.present or offered.apologies):
        yield NoteAttendance(meeting=key, present=offered.present, apologies=offered.apologies)
    for decision in offered.decisions:
        if decision.id in deed.picked:
            yield AddDecision(meeting=key, text=decision.text)
    for action in offered.actions:
        owner = action.owner if action.id in deed.picked else None
        if owner is None and action.id == deed.action:
            owner = deed.owner
        if owner is not None:
            yield AgreeAction(meeting=key, text=action.text, owner=owner, due=action.due)


def _take(year: Year, step: Step, by: Person, now: datetime) -> Result:
    match step:
        case NoteAttendance():
            return note_attendance(year, step, by, now)
        case AddDecision():
            return add_decision(year, step, by, now)
    return agree_action(year, step, by, now)


def _merge(before: Papers, after: Papers) -> Papers:
    """Put together what two steps saved; minutes are saved whole, so the later ones count."""
    actions = {action.id: action for action in (*before.actions, *after.actions)}
    return Papers(minutes=after.minutes or before.minutes, actions=tuple(actions.values()))


def _apply(year: Year, saved: Papers) -> Year:
    minutes = {one.meeting: one for one in (*year.minutes, *saved.minutes)}
    actions = {one.id: one for one in (*year.actions, *saved.actions)}
    return year.model_copy(update={"minutes": tuple(minutes.values()), "actions": tuple(actions.values())})

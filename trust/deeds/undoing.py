"""Taking back what was done, within a day, while everything it changed still stands as it left it.

What there was before is put back. A meeting that was not there before is called off, for its key is its own for good;
an action is dropped; any other paper that was not there before stays, and the whole is refused.

| what was changed  | taken back by                                                        |
|-------------------|----------------------------------------------------------------------|
| a meeting         | whoever may add, move or cancel the group's, or sign that off        |
| an agenda         | whoever did it, or may write it                                      |
| minutes, actions  | whoever did it, or may write minutes; minutes approved, who may approve |
| a reply           | whoever gave it                                                      |
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from trust.deeds.locking import is_locked
from trust.deeds.minutes import APPROVED, LOCKED
from trust.deeds.moving import find_about
from trust.deeds.result import Entry, Papers, Result
from trust.deeds.rights import Right, find_meeting, has_right
from trust.deeds.timing import find_needed, find_others, say_time
from trust.groups import Group
from trust.meetings import Meeting, MeetingStatus
from trust.papers import Action, Agenda, Minutes, MinutesStatus, Reply
from trust.people import Person
from trust.values import RefusedError, place_in_london
from trust.year import Year

Paper = Meeting | Agenda | Minutes | Action | Reply
LASTS = timedelta(hours=24)
# In the words for an entry that is not there (termtime.store.journal).
NOTHING = "There is no such entry to take back."
TOO_LATE = "That was done more than 24 hours ago, so it is not taken back any more. You may change it anew."
SINCE = "Something has changed there since, so it cannot be taken back. You may change it anew."
BEGUN = "A meeting it would change has begun, so it cannot be taken back."
ALREADY = "It is taken back already."
STAYS = "What it began cannot be undone as a whole. You may change it anew."


def undo(year: Year, entry: Entry, by: Person, now: datetime) -> Result:
    """Take back what the journal tells of.

    Raises:
        RefusedError: It is not theirs to take back, was too long ago, or something has changed since.
    """
    before, after = entry.before, entry.after
    if before == after:
        raise RefusedError(NOTHING)
    _check_theirs(year, entry, by, place_in_london(now).date())
    _check_open(year, entry, now)
    if now - entry.at > LASTS:
        raise RefusedError(TOO_LATE)
    if any(
        len(getattr(after, part)) > len(getattr(before, part)) for part in ("agendas", "minutes", "replies")
    ):
        raise RefusedError(STAYS)
    made = {meeting.key for meeting in after.meetings} - {meeting.key for meeting in before.meetings}
    meetings = (
        *before.meetings,
        *(_call_off(meeting) for meeting in after.meetings if meeting.key in made),
    )
    back = before.model_copy(update={"meetings": meetings})
    new = tuple(a.id for a in after.actions if a.id not in {action.id for action in before.actions})
    gone = tuple(a.id for a in before.actions if a.id not in {action.id for action in after.actions})
    stands = {action.id for action in year.actions}
    if back.find_in(year) == back and stands.isdisjoint(new):
        return Result(sentence=ALREADY)
    if after.find_in(year) != after or not stands.isdisjoint(gone):
        raise RefusedError(SINCE)
    _check_ahead((*after.meetings, *meetings), now)
    closed = tuple(request for meeting in meetings for request in find_about(year, meeting.key))
    return Result(sentence=_tell(year, meetings, by, now), saved=back, dropped=new, closed=closed)


def _call_off(meeting: Meeting) -> Meeting:
    return meeting.model_copy(update={"status": MeetingStatus.CANCELLED})


def _check_ahead(meetings: Iterable[Meeting], now: datetime) -> None:
    held = (meeting for meeting in meetings if meeting.status is MeetingStatus.PUBLISHED)
    if any(meeting.starts <= now for meeting in held):
        raise RefusedError(BEGUN)


def _check_open(year: Year, entry: Entry, now: datetime) -> None:
    """Refuse to change minutes that were locked since, or what was agreed in minutes that were approved since."""
    before, after = (
        {action.id: action for action in papers.actions} for papers in (entry.before, entry.after)
    )
    agreed = [(before | after)[one].meeting for one in before.keys() ^ after.keys()]
    for key in (*(paper.meeting for paper in entry.after.minutes), *agreed):
        minutes = year.minutes_by_meeting.get(key)
        if minutes and is_locked(year.trust.settings.rules, minutes, now):
            raise RefusedError(LOCKED)
        if minutes and key in agreed and minutes.status is not MinutesStatus.DRAFT:
            raise RefusedError(APPROVED)


def _check_theirs(year: Year, entry: Entry, by: Person, day: date) -> None:
    changed: Iterator[Paper] = (
        paper
        for papers in (entry.before, entry.after)
        for part in Papers.model_fields
        for paper in getattr(papers, part)
    )
    for paper in changed:
        try:
            _, group = find_meeting(year, _name_meeting(paper), by, day, held=False)
        except RefusedError:
            raise RefusedError(NOTHING) from None
        if not _may_take_back(year, paper, group, by, day, own=entry.by == by.id):
            raise RefusedError(NOTHING)


def _may_take_back(year: Year, paper: Paper, group: Group, by: Person, day: date, *, own: bool) -> bool:
    def has(right: Right) -> bool:
        return has_right(year.trust, by, right, group, day)

    match paper:
        case Meeting():
            return has(Right.MEETINGS) or has(Right.SIGN_OFF)
        case Agenda():
            return own or has(Right.AGENDA)
        case Minutes():
            return own or has(Right.MINUTES if paper.status is MinutesStatus.DRAFT else Right.APPROVE)
        case Action():
            return own or has(Right.MINUTES)
    return own


def _name_meeting(paper: Paper) -> str:
    return paper.key if isinstance(paper, Meeting) else paper.meeting


def _tell(year: Year, meetings: tuple[Meeting, ...], by: Person, now: datetime) -> str:
    """Say what is so again, and who is needed elsewhere then: they may have been before, so that hinders nothing."""
    said = ["Taken back."]
    for meeting in meetings:
        if meeting.status is MeetingStatus.CANCELLED:
            said.append(f"{meeting.title} is called off.")
        else:
            said.append(f"{meeting.title} is on {say_time(meeting.starts)} again.")
            others = find_others(year, (by,), meeting, place_in_london(now).date())
            said += find_needed(year.trust, year.trust.group_by_id[meeting.group], meeting, others)
    return " ".join(said)

"""Agreeing to what somebody asked for and may not do alone, or refusing it; and what waits for whom.

Agreeing does the deed on the year as it stands then, in the name of whoever asked. Where that is no longer possible,
because the meeting has changed or is over or something else is in the way by now, nothing is done and the request is
dropped. Nobody agrees to what they asked for themselves.
"""

from __future__ import annotations

from datetime import date, datetime

from trust.deeds.moving import (
    NO_GROUP,
    add_meeting,
    cancel_meeting,
    find_able,
    find_group,
    find_group_asked_about,
    move_meeting,
)
from trust.deeds.requests import Request
from trust.deeds.result import Result
from trust.deeds.rights import Right, find_meeting, has_right
from trust.deeds.values import AddMeeting, Agree, CancelMeeting, MoveMeeting, Refuse
from trust.meetings import MeetingStatus
from trust.people import Person
from trust.values import RefusedError, place_in_london
from trust.year import Year

NOT_WAITING = (
    "Nothing like that waits for you: it was agreed to, refused or taken back, or has changed since."
)
OWN = "You asked for that yourself, so somebody else has to agree."
DROPPED = "Nothing was done, and what was asked for is dropped."


def agree(year: Year, deed: Agree, by: Person, now: datetime) -> Result:
    """Agree to a request, which does what it asks.

    Raises:
        RefusedError: There is none, or it is not theirs to agree to.
    """
    day = place_in_london(now).date()
    request = _find_known(year, deed.request, by, day)
    if request.by == by.id:
        raise RefusedError(OWN)
    if by not in find_able(year, request, day):
        raise RefusedError(NOT_WAITING)
    asker = year.trust.person_by_id.get(request.by)
    if asker is None or not asker.holds(day):
        return Result(sentence=f"{DROPPED} Whoever asked is no longer here.", closed=(request.id,))
    try:
        result = _do(year, request, asker, now, by)
    except RefusedError as refused:
        return Result(sentence=f"{DROPPED} {refused}", closed=(request.id,))
    closed = tuple(dict.fromkeys((*result.closed, request.id)))
    done = request.deed if result.changes_year else None
    return result.model_copy(update={"closed": closed, "done": done})


def refuse(year: Year, deed: Refuse, by: Person, now: datetime) -> Result:
    """Refuse a request, or take back one's own.

    Raises:
        RefusedError: There is none, or it is not theirs to refuse.
    """
    day = place_in_london(now).date()
    request = _find_known(year, deed.request, by, day)
    if request.by == by.id:
        return Result(sentence="You have taken it back; nothing changes.", closed=(request.id,))
    if by not in find_able(year, request, day):
        raise RefusedError(NOT_WAITING)
    return Result(sentence="You have refused it; nothing changes.", closed=(request.id,))


def find_waiting(year: Year, person: Person, now: datetime) -> tuple[Request, ...]:
    """List what waits for somebody to agree to, the earliest asked first; what can no longer be done is left out."""
    day = place_in_london(now).date()
    return tuple(
        request
        for request in year.requests
        if is_open(year, request, now) and person in find_able(year, request, day)
    )


def find_own(year: Year, person: Person, now: datetime) -> tuple[Request, ...]:
    """List what somebody asked for that waits for others, the earliest first."""
    return tuple(r for r in year.requests if r.by == person.id and is_open(year, r, now))


def is_open(year: Year, request: Request, now: datetime) -> bool:
    """Say whether a request may still be agreed to: what it was made on stands, and none of it is over."""
    deed, asker = request.deed, year.trust.person_by_id.get(request.by)
    group = find_group_asked_about(year, request)
    if group is None or asker is None or not has_right(year.trust, asker, Right.MEETINGS, group, _day(now)):
        return False
    if isinstance(deed, MoveMeeting | AddMeeting) and deed.starts <= now:
        return False
    if isinstance(deed, AddMeeting):
        return True
    assert isinstance(deed, MoveMeeting | CancelMeeting)
    meeting = year.meeting_by_key[deed.meeting]
    return meeting.status is MeetingStatus.PUBLISHED and meeting.starts > now and deed.was == meeting.starts


def _find_known(year: Year, request_id: str, by: Person, day: date) -> Request:
    """Find a request about something its reader may know of; to others there is none."""
    request = next((request for request in year.requests if request.id == request_id), None)
    if request is None:
        raise RefusedError(NOT_WAITING)
    deed = request.deed
    try:
        if isinstance(deed, MoveMeeting | CancelMeeting):
            find_meeting(year, deed.meeting, by, day, held=False)
        else:
            find_group(year, getattr(deed, "group", ""), by, day)
    except RefusedError:
        raise RefusedError(NOT_WAITING) from None
    return request


def _do(year: Year, request: Request, asker: Person, now: datetime, agreed: Person) -> Result:
    match request.deed:
        case MoveMeeting() as deed:
            return move_meeting(year, deed, asker, now, agreed)
        case AddMeeting() as deed:
            return add_meeting(year, deed, asker, now, agreed)
        case CancelMeeting() as deed:
            return cancel_meeting(year, deed, asker, now, agreed)
    raise RefusedError(NO_GROUP)


def _day(now: datetime) -> date:
    return place_in_london(now).date()

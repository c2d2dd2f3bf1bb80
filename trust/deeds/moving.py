"""Moving, adding and calling off meetings.

| asked for            | by a chair, co-chair, or a trust lead of an open group                                     |
|----------------------|--------------------------------------------------------------------------------------------|
| a move               | done, where the day it was on and the day it will be on are both far enough off            |
| a move sooner        | done if a trust lead who may sign it off asks; else it waits for a sign-off                |
| a change of place    | done: it is no move                                                                        |
| a further meeting    | as a move, of which only the new day counts                                                |
| calling one off      | waits for a second person; done where another has asked for the same already               |

What forbids a time is for `timing`, and is refused whoever signs it off. A deed says when the meeting was (`was`) for
whoever asked; one that has changed since is left alone. Calling off leaves the meeting in the year, as cancelled.
"""

from __future__ import annotations

from datetime import date, datetime

from trust.cadence import Format
from trust.deeds.requests import Needs, Request
from trust.deeds.result import Papers, Result
from trust.deeds.rights import Right, check_right, find_meeting, find_signers, has_right
from trust.deeds.timing import (
    CHAIRS,
    find_notice_day,
    find_obstacles,
    find_others,
    find_room_taken,
    say_time,
)
from trust.deeds.values import AddMeeting, CancelMeeting, MoveMeeting
from trust.groups import Group
from trust.meetings import Meeting, MeetingStatus, make_meeting_key
from trust.membership import find_officers
from trust.people import Person
from trust.permissions import Aspect, find_ruling
from trust.values import RefusedError, place_in_london
from trust.year import Trust, Year

NO_GROUP = "There is no such group, or none that you may know of."
BEGUN = "That meeting has begun, so it stays as it is."
CHANGED = "That meeting has changed in the meantime: it is now on {when}. Look again before you change it."
PAST = "That time is past."
BACKWARDS = "It would end before it begins."
NOBODY = "Nobody else could agree to it, so it cannot be asked for."
EXTRA = "extra"


def move_meeting(
    year: Year, deed: MoveMeeting, by: Person, now: datetime, agreed: Person | None = None
) -> Result:
    """Hold a meeting at another time or place, or ask for the sign-off it takes.

    Args:
        year: The year as it stands.
        deed: What is asked for.
        by: Who asks.
        now: The moment.
        agreed: Who has signed it off.

    Raises:
        RefusedError: They may not, it has begun or changed, or something forbids the time.
    """
    trust, day = year.trust, place_in_london(now).date()
    meeting, group = find_meeting(year, deed.meeting, by, day)
    check_right(trust, by, Right.MEETINGS, group, day)
    moved = suppose_move(trust, meeting, deed)
    if moved == meeting:
        return Result(sentence=f"{meeting.title} is there already, on {say_time(meeting.starts)}.")
    _check_unchanged(meeting, deed.was, now)
    later = (moved.starts, moved.ends) != (meeting.starts, meeting.ends)
    if later and moved.starts <= now:
        raise RefusedError(PAST)
    audience = (by, agreed) if agreed else (by,)
    if later:
        obstacles = find_obstacles(year, audience, moved, day)
    else:
        obstacles = tuple(find_room_taken(trust, moved, find_others(year, audience, moved, day)))
    if obstacles:
        raise RefusedError(" ".join(obstacles))
    days = (meeting.starts.date(), moved.starts.date())
    if later and agreed is None and needs_sign_off(trust, group, by, day, *days):
        asked = deed.model_copy(update={"was": meeting.starts})
        return _ask(year, Request(deed=asked, by=by.id, at=now, needs=Needs.SIGN_OFF), group, day)
    where = f"now on {say_time(moved.starts)}" if later else "held there now"
    return Result(
        sentence=f"{meeting.title} of {group.name} is {where}.",
        saved=Papers(meetings=(moved,)),
        closed=find_about(year, meeting.key),
    )


def add_meeting(
    year: Year, deed: AddMeeting, by: Person, now: datetime, agreed: Person | None = None
) -> Result:
    """Hold a further meeting, or ask for the sign-off it takes.

    Raises:
        RefusedError: They may not, or something forbids the time.
    """
    trust, day = year.trust, place_in_london(now).date()
    group = find_group(year, deed.group, by, day)
    check_right(trust, by, Right.MEETINGS, group, day)
    added = suppose_addition(year, deed)
    if any(_is_same(meeting, added) for meeting in year.meetings):
        return Result(sentence=f"{group.name} meets on {say_time(added.starts)} already.")
    if added.starts <= now:
        raise RefusedError(PAST)
    if obstacles := find_obstacles(year, (by, agreed) if agreed else (by,), added, day):
        raise RefusedError(" ".join(obstacles))
    if agreed is None and needs_sign_off(trust, group, by, day, added.starts.date()):
        return _ask(year, Request(deed=deed, by=by.id, at=now, needs=Needs.SIGN_OFF), group, day)
    sentence = f"{group.name} meets on {say_time(added.starts)} too: {added.title}."
    return Result(sentence=sentence, saved=Papers(meetings=(added,)))


def cancel_meeting(
    year: Year, deed: CancelMeeting, by: Person, now: datetime, agreed: Person | None = None
) -> Result:
    """Call a meeting off, or ask for the second person it takes.

    Raises:
        RefusedError: They may not, or it has begun or changed.
    """
    trust, day = year.trust, place_in_london(now).date()
    meeting, group = find_meeting(year, deed.meeting, by, day, held=False)
    check_right(trust, by, Right.MEETINGS, group, day)
    if meeting.status is MeetingStatus.CANCELLED:
        return Result(sentence=f"{meeting.title} on {say_time(meeting.starts)} is called off already.")
    _check_unchanged(meeting, deed.was, now)
    if agreed is None and not _is_asked_by_another(year, meeting, group, by, day):
        asked = deed.model_copy(update={"was": meeting.starts})
        return _ask(year, Request(deed=asked, by=by.id, at=now, needs=Needs.SECOND), group, day)
    return Result(
        sentence=f"{meeting.title} of {group.name} on {say_time(meeting.starts)} is called off.",
        saved=Papers(meetings=(meeting.model_copy(update={"status": MeetingStatus.CANCELLED}),)),
        closed=find_about(year, meeting.key),
    )


def find_group(year: Year, group_id: str, by: Person, day: date) -> Group:
    """Find a group whose dates somebody may know. Raises RefusedError when there is none."""
    group = year.trust.group_by_id.get(group_id)
    if group is None or not find_ruling(year.trust, (by,), Aspect.DATES, group, day).allowed:
        raise RefusedError(NO_GROUP)
    return group


def suppose_move(trust: Trust, meeting: Meeting, deed: MoveMeeting) -> Meeting:
    """Suppose a meeting moved. Raises RefusedError when it would have no length, or is to be where nothing is."""
    changes: dict[str, object] = {"starts": deed.starts, "ends": deed.ends}
    if deed.place or deed.room:
        _check_place(trust, meeting.format, deed.place)
        place = deed.place or meeting.place
        changes |= {"place": place, "room": deed.room or (meeting.room if place == meeting.place else None)}
    if deed.ends <= deed.starts:
        raise RefusedError(BACKWARDS)
    return meeting.model_copy(update=changes)


def suppose_addition(year: Year, deed: AddMeeting) -> Meeting:
    """Suppose a further meeting. Raises RefusedError when it would have no length, or is to be where nothing is."""
    _check_place(year.trust, deed.format, deed.place)
    if deed.ends <= deed.starts:
        raise RefusedError(BACKWARDS)
    name, number = year.trust.settings.year, 1
    while (key := make_meeting_key(name, deed.group, f"{EXTRA}-{number}")) in year.meeting_by_key:
        number += 1
    return Meeting(
        key=key,
        group=deed.group,
        title=deed.title,
        format=deed.format,
        starts=deed.starts,
        ends=deed.ends,
        status=MeetingStatus.PUBLISHED,
        place=deed.place,
        room=deed.room or None,
    )


def needs_sign_off(trust: Trust, group: Group, by: Person, today: date, *days: date) -> bool:
    """Say whether days are nearer than the notice a date has, and whoever asks may not sign that off alone."""
    if min(days) >= find_notice_day(trust, today):
        return False
    signs = by.id in {signer.id for signer in find_signers(trust, group, today)}
    return not (signs and by.id in trust.settings.leads)


def find_agreers(trust: Trust, needs: Needs, by: str, group: Group, day: date) -> tuple[Person, ...]:
    """Find who may agree to what somebody (by id) may not do alone: never they themselves."""
    found = find_signers(trust, group, day)
    if needs is Needs.SECOND:
        held = find_officers(trust, group, day)
        chairs = (person for office in CHAIRS for person in held[office])
        leads = (trust.person_by_id[lead] for lead in trust.settings.leads if lead in trust.person_by_id)
        able = (p for p in (*chairs, *leads) if has_right(trust, p, Right.MEETINGS, group, day))
        found = (*able, *found)
    return tuple({p.id: p for p in found if p.id != by and p.holds(day)}.values())


def find_able(year: Year, request: Request, day: date) -> tuple[Person, ...]:
    """List who may agree to a request on a day: never whoever asked."""
    group = find_group_asked_about(year, request)
    return find_agreers(year.trust, request.needs, request.by, group, day) if group else ()


def find_group_asked_about(year: Year, request: Request) -> Group | None:
    """Find whose meeting a request is about."""
    deed = request.deed
    if isinstance(deed, MoveMeeting | CancelMeeting):
        meeting = year.meeting_by_key.get(deed.meeting)
        return year.trust.group_by_id.get(meeting.group) if meeting else None
    return year.trust.group_by_id.get(deed.group) if isinstance(deed, AddMeeting) else None


def find_about(year: Year, key: str) -> tuple[str, ...]:
    """List the ids of requests about a meeting: whatever becomes of it, they were made on what it was."""
    return tuple(request.id for request in year.requests if getattr(request.deed, "meeting", "") == key)


def _ask(year: Year, request: Request, group: Group, day: date) -> Result:
    """Ask for what one may not do alone, in the place of what one asked about the same meeting before."""
    others = find_agreers(year.trust, request.needs, request.by, group, day)
    if not others:
        raise RefusedError(NOBODY)
    names = [person.name for person in others]
    who = " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))
    if request.needs is Needs.SECOND:
        why = "Calling a meeting off takes two people"
    else:
        why = f"That is sooner than {year.trust.settings.rules.notice_working_days} working days' notice"
    if any(waiting.id == request.id for waiting in year.requests):
        return Result(sentence=f"You have asked for that already, and it waits for {who} to agree.")
    meeting = getattr(request.deed, "meeting", "")
    earlier = tuple(
        one.id
        for one in year.requests
        if one.by == request.by and meeting and getattr(one.deed, "meeting", "") == meeting
    )
    return Result(sentence=f"{why}, so it waits for {who} to agree.", request=request, closed=earlier)


def _is_asked_by_another(year: Year, meeting: Meeting, group: Group, by: Person, day: date) -> bool:
    return any(
        isinstance(request.deed, CancelMeeting)
        and request.deed.meeting == meeting.key
        and request.deed.was == meeting.starts
        and request.by != by.id
        and (asker := year.trust.person_by_id.get(request.by)) is not None
        and has_right(year.trust, asker, Right.MEETINGS, group, day)
        for request in year.requests
    )


def _is_same(meeting: Meeting, added: Meeting) -> bool:
    said = (meeting.group, meeting.starts, meeting.ends, meeting.status)
    return said == (added.group, added.starts, added.ends, MeetingStatus.PUBLISHED)


def _check_unchanged(meeting: Meeting, was: datetime | None, now: datetime) -> None:
    if meeting.starts <= now:
        raise RefusedError(BEGUN)
    if was is not None and was != meeting.starts:
        raise RefusedError(CHANGED.format(when=say_time(meeting.starts)))


def _check_place(trust: Trust, form: Format, place: str | None) -> None:
    if place and form is Format.ONLINE:
        raise RefusedError("It is held online, so it has no place.")
    if place and place not in trust.place_by_id:
        raise RefusedError("The trust has no such place.")

"""Replying to an invitation: whichever reply was given last counts, here or in Outlook."""

from __future__ import annotations

from datetime import datetime

from trust.deeds.result import Papers, Result
from trust.deeds.rights import Right, check_right, find_meeting, has_right
from trust.deeds.values import GiveReply
from trust.groups import Group, Sensitivity
from trust.meetings import Meeting
from trust.membership import find_members
from trust.papers import Answer, Reply
from trust.people import Person, PersonKind
from trust.values import RefusedError, place_in_london
from trust.year import Trust, Year

OVER = "That meeting is over, so no reply is needed."
SAID = {
    Answer.ACCEPTED: "You are coming",
    Answer.TENTATIVE: "You are noted as perhaps coming",
    Answer.DECLINED: "Your apologies are noted",
}


def give_reply(year: Year, deed: GiveReply, by: Person, now: datetime) -> Result:
    """Note somebody's reply.

    Raises:
        RefusedError: They are not invited, it is over, or whom they send in their place may not be sent.
    """
    day = place_in_london(now).date()
    meeting, group = find_meeting(year, deed.meeting, by, day)
    check_right(year.trust, by, Right.REPLY, group, meeting.starts.date())
    if meeting.ends <= now:
        raise RefusedError(OVER)
    declines = deed.answer is Answer.DECLINED
    delegate = _find_delegate(year.trust, deed, by, meeting, group) if deed.delegate else None
    # Kept with its moment even where it was said before: an older answer in Outlook may still be on its way here.
    reply = Reply(
        meeting=meeting.key,
        person=by.id,
        answer=deed.answer,
        reason=deed.reason if declines else "",
        share_with_chair=deed.share_with_chair and declines and bool(deed.reason),
        delegate=delegate.id if delegate else None,
        at=now,
    )
    sentence = f"{SAID[deed.answer]}."
    if delegate:
        sentence = f"{SAID[deed.answer]}, and {delegate.name} goes in your place."
    if reply.reason:
        seen = "you and the chair" if reply.share_with_chair else "you alone"
        sentence += f" The reason is seen by {seen}."
    return Result(sentence=sentence, saved=Papers(replies=(reply,)))


def find_delegates(trust: Trust, person: Person, meeting: Meeting, group: Group) -> tuple[Person, ...]:
    """Find who may go in somebody's place: staff of their own school who are not invited; nobody where it is not open."""
    if group.sensitivity is not Sensitivity.OPEN or person.kind is PersonKind.GUEST:
        return ()
    day = meeting.starts.date()
    invited = {member.id for member in find_members(trust, group, day)}
    found = (
        one
        for one in trust.people
        if one.school == person.school and one.id not in invited and one.id != person.id
        if one.kind is PersonKind.STAFF and one.holds(day)
    )
    return tuple(sorted(found, key=lambda one: (one.name, one.id)))


def _find_delegate(trust: Trust, deed: GiveReply, by: Person, meeting: Meeting, group: Group) -> Person:
    """Find whom somebody sends in their place, or say why they may not be sent."""
    if deed.answer is not Answer.DECLINED or deed.delegate == by.id:
        raise RefusedError("Somebody else goes only in the place of one who does not come.")
    if group.sensitivity is not Sensitivity.OPEN or by.kind is PersonKind.GUEST:
        raise RefusedError(f"Nobody can go in your place to {group.name}: ask its chair.")
    delegate = trust.person_by_id.get(deed.delegate or "")
    if delegate is None or delegate.kind is PersonKind.GUEST or not delegate.holds(meeting.starts.date()):
        raise RefusedError("Whoever goes in your place must be on the trust's staff that day.")
    if delegate.school != by.school:
        raise RefusedError(
            f"Only somebody of your own school can go in your place, and {delegate.name} is not."
        )
    if has_right(trust, delegate, Right.REPLY, group, meeting.starts.date()):
        raise RefusedError(f"{delegate.name} is invited already.")
    return delegate

"""Who may do what to a group's meetings and papers. What the table does not allow is refused.

| may                            | chair, co-chair | coordinator | member | trust lead        | owner |
|--------------------------------|-----------------|-------------|--------|-------------------|-------|
| reply, put an item forward     | yes             | as a member | yes    | as a member       |       |
| agenda, minutes, attendance    | yes             | yes         |        |                   |       |
| approve minutes                | yes             |             |        |                   |       |
| close or carry an action       | yes             | yes         |        |                   | yes   |
| move, add, cancel a meeting    | yes             |             |        | of an open group  |       |
| sign off a move at short notice|                 |             |        | who may see it; where none may, another officer | |

Whoever may not know of a group is told that there is no such thing, in the same words as for one that is not there.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from trust.groups import Group, Office, Sensitivity
from trust.meetings import Meeting, MeetingStatus, find_group_of
from trust.membership import find_members, find_officers
from trust.papers import Action
from trust.people import Person
from trust.permissions import Aspect, find_ruling
from trust.values import RefusedError
from trust.year import Trust, Year

NO_MEETING = "There is no such meeting, or none that you may know of."
NO_ACTION = "There is no such action, or none that you may know of."
CANCELLED = "That meeting was called off."


class Right(StrEnum):
    """Something a person may or may not do, in the words of a refusal."""

    REPLY = "reply to its invitations"
    PROPOSE = "put an item on its agenda forward"
    AGENDA = "write or publish its agenda"
    MINUTES = "write its minutes"
    APPROVE = "approve its minutes"
    MEETINGS = "add, move or cancel its meetings"
    SIGN_OFF = "sign that off"


_WHO = {
    Right.REPLY: "a member",
    Right.PROPOSE: "a member",
    Right.AGENDA: "the chair, co-chair or coordinator",
    Right.MINUTES: "the chair, co-chair or coordinator",
    Right.APPROVE: "the chair or co-chair",
    Right.MEETINGS: "the chair or co-chair",
    Right.SIGN_OFF: "a trust lead",
}


def find_meeting(year: Year, key: str, by: Person, day: date, *, held: bool = True) -> tuple[Meeting, Group]:
    """Find a meeting that somebody may know of, and its group.

    Raises:
        RefusedError: There is none, or none they may know of; with `held`, it was called off.
    """
    meeting = year.meeting_by_key.get(key)
    group = year.trust.group_by_id.get(find_group_of(key))
    allowed = _is_allowed(year.trust, by, Aspect.DATES, group, day)
    if meeting is None or group is None or not allowed or meeting.status is MeetingStatus.PROPOSED:
        raise RefusedError(NO_MEETING)
    if held and meeting.status is MeetingStatus.CANCELLED:
        raise RefusedError(CANCELLED)
    return meeting, group


def has_right(trust: Trust, person: Person, right: Right, group: Group, day: date) -> bool:
    """Say whether somebody has a right in a group on a day."""
    if not person.holds(day):
        return False
    if right in (Right.REPLY, Right.PROPOSE):
        return any(member.id == person.id for member in find_members(trust, group, day))
    offices = {
        office
        for office, people in find_officers(trust, group, day).items()
        if any(person.id == one.id for one in people)
    }
    if right in (Right.AGENDA, Right.MINUTES):
        return bool(offices)
    chairs = not offices.isdisjoint({Office.CHAIR, Office.CO_CHAIR})
    if right is Right.APPROVE:
        return chairs
    leads = person.id in trust.settings.leads and person.id not in trust.settings.it_administrators
    if right is Right.MEETINGS:
        return chairs or (leads and group.sensitivity is Sensitivity.OPEN)
    return person.id in {one.id for one in find_signers(trust, group, day)}


def check_right(trust: Trust, person: Person, right: Right, group: Group, day: date) -> None:
    """Raise RefusedError when somebody does not have a right in a group on a day."""
    if not has_right(trust, person, right, group, day):
        raise RefusedError(f"Only {_WHO[right]} of {group.name} may {right}.")


def find_signers(trust: Trust, group: Group, day: date) -> tuple[Person, ...]:
    """Find who may sign off what the chair may not do alone: leads who may see it, or else the other officers."""
    leads = [trust.person_by_id[lead] for lead in trust.settings.leads if lead in trust.person_by_id]
    seeing = [lead for lead in leads if find_ruling(trust, (lead,), Aspect.TITLE, group, day).allowed]
    if seeing:
        return tuple(seeing)
    return tuple({p.id: p for people in find_officers(trust, group, day).values() for p in people}.values())


def find_action(year: Year, action_id: str, by: Person, day: date) -> tuple[Action, Group]:
    """Find an action that somebody owns or may see, and whose group's it is.

    Raises:
        RefusedError: There is none, or none they may know of.
    """
    action = next((action for action in year.actions if action.id == action_id), None)
    group = year.trust.group_by_id.get(find_group_of(action.meeting)) if action else None
    allowed = _is_allowed(year.trust, by, Aspect.ACTIONS, group, day)
    if action is None or group is None or not (action.owner == by.id or allowed):
        raise RefusedError(NO_ACTION)
    return action, group


def _is_allowed(trust: Trust, by: Person, aspect: Aspect, group: Group | None, day: date) -> bool:
    """Say whether somebody may see an aspect of a group; of none it takes the same steps to say no."""
    judged = group or next(iter(trust.groups), None)
    return judged is not None and find_ruling(trust, (by,), aspect, judged, day).allowed and group is not None

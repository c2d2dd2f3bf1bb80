"""To whom a person may send a message of their own, as a group or a set, and who that is.

| audience                         | trust lead                         | chair, co-chair, coordinator | anyone else |
|----------------------------------|------------------------------------|------------------------------|-------------|
| everyone                         | may                                | may not                      | may not     |
| chairs, co-chairs, or both       | may                                | may not                      | may not     |
| members of a group               | where they may see its roster      | of their own group           | may not     |
| a group's members without a reply| where they may see its roster      | of their own group           | may not     |

A set never reaches into a group whose chair the sender may not know. Who is without a reply is for a group's officers
(`trust.permissions`): a lead may write to them and is told how many they are, never who.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from hashlib import blake2b
from typing import Self

from pydantic import model_validator

from trust.groups import Group, Office
from trust.meetings import Meeting, MeetingKey, MeetingStatus, find_group_of
from trust.membership import find_members, find_officers
from trust.people import Person
from trust.permissions import Aspect, Relation, find_relations, find_ruling
from trust.places import Phase
from trust.values import LocalDatetime, RefusedError, Slug, Value, place_in_london
from trust.year import Trust, Year

LONGEST = 2000
NOT_YOURS = "Messages to a group are sent by its chair, co-chair or coordinator, or by a trust lead."
NO_SUCH = "There is no such group or meeting, or none that you may write to."
NOBODY = "Nobody is in that audience today, so there is nobody to send it to."


class AudienceKind(StrEnum):
    """What a set is made of."""

    EVERYONE = "everyone"
    CHAIRS = "chairs"
    CO_CHAIRS = "co-chairs"
    BOTH = "chairs and co-chairs"
    MEMBERS = "members"
    WITHOUT_REPLY = "without a reply"


OFFICES = {
    AudienceKind.CHAIRS: (Office.CHAIR,),
    AudienceKind.CO_CHAIRS: (Office.CO_CHAIR,),
    AudienceKind.BOTH: (Office.CHAIR, Office.CO_CHAIR),
}


class Audience(Value):
    """A set of people, worked out on the day a message is sent.

    Attributes:
        kind: What it is made of.
        phase: Of chairs, only those of groups that draw on schools of a phase.
        group: Whose members.
        meeting: To which meeting they have not replied.
    """

    kind: AudienceKind
    phase: Phase | None = None
    group: Slug | None = None
    meeting: MeetingKey | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if (self.kind is AudienceKind.MEMBERS) is not (self.group is not None):
            raise ValueError("only members are of a group")
        if (self.kind is AudienceKind.WITHOUT_REPLY) is not (self.meeting is not None):
            raise ValueError("only who has not replied is of a meeting")
        if self.phase and self.kind not in OFFICES:
            raise ValueError("only chairs are of a phase")
        return self

    @property
    def group_id(self) -> str:
        """Whose it is, where it is one group's."""
        return self.group or find_group_of(self.meeting or "")


class Broadcast(Value):
    """A message somebody sent to an audience."""

    id: str
    by: Slug
    audience: Audience
    text: str
    at: LocalDatetime


def find_audience(year: Year, audience: Audience, by: Person, now: datetime) -> tuple[Person, ...]:
    """Find who is in an audience now, but for the sender, by name.

    Raises:
        RefusedError: The sender may not write to it. A group they may not know of is as one that does not exist.
    """
    trust, day = year.trust, place_in_london(now).date()
    if not by.holds(day):
        raise RefusedError(NOT_YOURS)
    if audience.group_id:
        group, meeting = _find_group(year, audience, by, day)
        people = _find_of_group(year, group, meeting, day)
    elif not _is_lead(trust, by):
        raise RefusedError(NOT_YOURS)
    elif audience.kind is AudienceKind.EVERYONE:
        people = tuple(person for person in trust.people if person.holds(day))
    else:
        people = _find_chairs(trust, audience, by, day)
    found = {person.id: person for person in people if person.id != by.id}
    return tuple(sorted(found.values(), key=lambda person: (person.name, person.id)))


def may_name(year: Year, audience: Audience, by: Person, now: datetime) -> bool:
    """Say whether the sender may be told who is in an audience they may write to."""
    group = year.trust.group_by_id.get(audience.group_id)
    if audience.kind is not AudienceKind.WITHOUT_REPLY or group is None:
        return True
    day = place_in_london(now).date()
    return find_ruling(year.trust, (by,), Aspect.ALL_REPLIES, group, day).allowed


def may_broadcast(trust: Trust, person: Person, day: date) -> bool:
    """Say whether somebody may write to any audience at all."""
    return _is_lead(trust, person) or any(
        person.id == one.id
        for group in trust.groups
        if group.holds(day)
        for people in find_officers(trust, group, day).values()
        for one in people
    )


def name_audience(year: Year, audience: Audience) -> str:
    """Say whom a message goes to."""
    group = year.trust.group_by_id.get(audience.group_id)
    name = group.name if group else "a group that is no more"
    match audience.kind:
        case AudienceKind.EVERYONE:
            return "everyone"
        case AudienceKind.MEMBERS:
            return f"all members of {name}"
        case AudienceKind.WITHOUT_REPLY:
            meeting = year.meeting_by_key.get(audience.meeting or "")
            when = f", {_say_day(meeting.starts)}" if meeting else ""
            return f"members of {name} without a reply to {meeting.title if meeting else 'a meeting'}{when}"
    return f"all {f'{audience.phase} ' if audience.phase else ''}{audience.kind}"


def name_broadcast(by: Person, audience: Audience, made: str) -> str:
    """Name a message by who made it, to whom and from which preview, so that a second press sends nothing again."""
    said = f"{by.id} {audience.model_dump_json()} {made}"
    return blake2b(said.encode(), digest_size=5).hexdigest()


def _find_group(year: Year, audience: Audience, by: Person, day: date) -> tuple[Group, Meeting | None]:
    group = year.trust.group_by_id.get(audience.group_id)
    meeting = year.meeting_by_key.get(audience.meeting or "")
    if group is None or not find_ruling(year.trust, (by,), Aspect.EXISTENCE, group, day).allowed:
        raise RefusedError(NO_SUCH)
    [relation] = find_relations(year.trust, (by,), group, day)
    sees = find_ruling(year.trust, (by,), Aspect.ROSTER, group, day).allowed
    if relation is not Relation.OFFICER and not (_is_lead(year.trust, by) and sees):
        raise RefusedError(NOT_YOURS)
    if audience.meeting and (meeting is None or meeting.status is not MeetingStatus.PUBLISHED):
        raise RefusedError(NO_SUCH)
    return group, meeting


def _find_of_group(year: Year, group: Group, meeting: Meeting | None, day: date) -> tuple[Person, ...]:
    members = find_members(year.trust, group, day)
    if meeting is None:
        return members
    then = {person.id for person in find_members(year.trust, group, meeting.starts.date())}
    replied = {reply.person for reply in year.replies if reply.meeting == meeting.key}
    return tuple(p for p in members if p.id in then and p.id not in replied)


def _find_chairs(trust: Trust, audience: Audience, by: Person, day: date) -> tuple[Person, ...]:
    phase = audience.phase
    return tuple(
        person
        for group in trust.groups
        if group.holds(day)
        and (phase is None or phase in group.phases)
        and find_ruling(trust, (by,), Aspect.CHAIR, group, day).allowed
        for office in OFFICES[audience.kind]
        for person in find_officers(trust, group, day)[office]
    )


def _is_lead(trust: Trust, person: Person) -> bool:
    return person.id in trust.settings.leads and person.id not in trust.settings.it_administrators


def _say_day(moment: datetime) -> str:
    local = place_in_london(moment)
    return f"{local:%a} {local.day} {local:%b %Y}"

"""Who may see what: the one function that decides, for answers, cards, lists, search and files alike.

A viewer stands in one relation to a group (office, membership, trust lead, staff, guest, IT administrator); the
table below says which relations may see each aspect of a group of each sensitivity. What the table does not
allow is refused. In a channel or a group chat everyone listening must be allowed.

| aspect                       | open            | confidential    | restricted            |
|------------------------------|-----------------|-----------------|-----------------------|
| existence                    | staff           | staff           | members (staff when a contact is named) |
| chair, dates                 | staff           | staff           | members               |
| title, place, agenda, minutes | staff          | members         | members               |
| roster, who accepted, actions | members (roster, actions: leads too) | members | members |
| drafts, all replies          | officers        | officers        | officers              |

Officers are chair, co-chair and coordinator; they are counted among members. A guest sees the groups they belong
to and no others. An IT administrator runs the service and, as such, reads none of it.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from trust.groups import Group, Sensitivity
from trust.membership import find_members, find_officers
from trust.people import Person, PersonKind
from trust.year import Trust


class Aspect(StrEnum):
    """A thing about a group that someone may ask to see."""

    EXISTENCE = "existence"
    CHAIR = "chair"
    DATES = "dates"
    TITLE = "title"
    PLACE = "place"
    AGENDA = "published agenda"
    MINUTES = "approved minutes"
    ROSTER = "roster"
    ACCEPTED = "who accepted"
    ACTIONS = "actions"
    AGENDA_DRAFT = "draft agenda"
    MINUTES_DRAFT = "draft minutes"
    ALL_REPLIES = "all replies"


class Relation(StrEnum):
    """How a viewer stands to a group; the closest one counts."""

    OFFICER = "an officer of the group"
    MEMBER = "a member of the group"
    LEAD = "a trust lead"
    STAFF = "staff of the trust"
    NOBODY = "neither staff nor a member"


class Ruling(NamedTuple):
    """Whether something may be seen, and the rule that says so."""

    allowed: bool
    rule: str


_OFFICERS = frozenset({Relation.OFFICER})
_MEMBERS = _OFFICERS | {Relation.MEMBER}
_MEMBERS_AND_LEADS = _MEMBERS | {Relation.LEAD}
_STAFF = _MEMBERS_AND_LEADS | {Relation.STAFF}

_DRAFTS = {Aspect.AGENDA_DRAFT: _OFFICERS, Aspect.MINUTES_DRAFT: _OFFICERS, Aspect.ALL_REPLIES: _OFFICERS}
_ALLOWED: dict[Sensitivity, dict[Aspect, frozenset[Relation]]] = {
    Sensitivity.OPEN: dict.fromkeys(Aspect, _STAFF)
    | {Aspect.ROSTER: _MEMBERS_AND_LEADS, Aspect.ACTIONS: _MEMBERS_AND_LEADS, Aspect.ACCEPTED: _MEMBERS}
    | _DRAFTS,
    Sensitivity.CONFIDENTIAL: dict.fromkeys(Aspect, _MEMBERS)
    | dict.fromkeys((Aspect.EXISTENCE, Aspect.CHAIR, Aspect.DATES), _STAFF)
    | _DRAFTS,
    Sensitivity.RESTRICTED: dict.fromkeys(Aspect, _MEMBERS) | _DRAFTS,
}


def find_relations(
    trust: Trust, audience: tuple[Person | None, ...], group: Group, day: date
) -> tuple[Relation, ...]:
    """Find how each person of an audience stands to a group on a day, in order; None is someone unknown."""
    officers = {p.id for people in find_officers(trust, group, day).values() for p in people}
    members = {p.id for p in find_members(trust, group, day)}

    def relation(person: Person | None) -> Relation:
        if person is None or not person.holds(day):
            return Relation.NOBODY
        if person.id in officers:
            return Relation.OFFICER
        if person.id in members:
            return Relation.MEMBER
        if person.kind is PersonKind.GUEST or person.id in trust.settings.it_administrators:
            return Relation.NOBODY
        return Relation.LEAD if person.id in trust.settings.leads else Relation.STAFF

    return tuple(relation(person) for person in audience)


def find_rulings(
    trust: Trust, audience: tuple[Person | None, ...], group: Group, day: date
) -> dict[Aspect, Ruling]:
    """Decide whether everyone in an audience may see each aspect of a group.

    Args:
        trust: The trust both belong to.
        audience: Everyone who will read the answer; None stands for someone we do not know. Empty is refused.
        group: Whose it is.
        day: The day of asking, as membership is dated.
    """
    relations = set(find_relations(trust, audience, group, day)) or {Relation.NOBODY}
    least = max(relations, key=list(Relation).index)

    def decide(aspect: Aspect) -> Ruling:
        allowed = _ALLOWED[group.sensitivity][aspect]
        if aspect is Aspect.EXISTENCE and group.contact:
            allowed |= _STAFF
        verdict = relations <= allowed
        return Ruling(
            verdict, f"{group.sensitivity} group, {aspect}: {'seen by' if verdict else 'not for'} {least}"
        )

    return {aspect: decide(aspect) for aspect in Aspect}


def find_ruling(
    trust: Trust, audience: tuple[Person | None, ...], aspect: Aspect, group: Group, day: date
) -> Ruling:
    """Decide whether everyone in an audience may see one aspect of a group; see find_rulings."""
    return find_rulings(trust, audience, group, day)[aspect]

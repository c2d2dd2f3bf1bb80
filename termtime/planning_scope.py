"""The part of a year a lead plans with: what they see the members of, and what they may move.

A lead is shown a year made as if the groups they may not know of did not exist: its clashes, its cost and its certificate
are worked out on that year, so nothing told of it says anything of the rest. The planner itself works on the whole year,
in which the rest is taken: it stays where it is, and nobody learns why a time was not used.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from bot.known import Known
from trust.calendar import Blackout
from trust.deeds.rights import Right, has_right
from trust.meetings import Meeting
from trust.people import Person
from trust.permissions import Aspect, find_rulings
from trust.year import Trust, Year

_SCOPES: Known[PlanningScope] = Known()
_SEEN: Known[Trust] = Known()


@dataclass(frozen=True, slots=True)
class PlanningScope:
    """What somebody plans with, as ids of groups.

    Attributes:
        known: Those whose dates they may know.
        seen: Those of which they may see all that planning weighs: titles, and who belongs to them.
        movable: Those whose meetings they may move.
    """

    known: frozenset[str]
    seen: frozenset[str]
    movable: frozenset[str]

    def narrow(self, seen: frozenset[str]) -> PlanningScope:
        """Leave only some of the groups that are seen."""
        return PlanningScope(self.known, self.seen & seen, self.movable & seen)


def find_scope(trust: Trust, person: Person, day: date) -> PlanningScope:
    """Find what somebody plans with on a day."""

    def find() -> PlanningScope:
        known, seen, movable = set(), set(), set()
        for group in trust.groups:
            rulings = find_rulings(trust, (person,), group, day)
            if rulings[Aspect.EXISTENCE].allowed and rulings[Aspect.DATES].allowed:
                known.add(group.id)
                if rulings[Aspect.TITLE].allowed and rulings[Aspect.ROSTER].allowed:
                    seen.add(group.id)
                    if has_right(trust, person, Right.MEETINGS, group, day):
                        movable.add(group.id)
        return PlanningScope(frozenset(known), frozenset(seen), frozenset(movable))

    return _SCOPES.find(trust, (person.id, day), find)


def see_trust(trust: Trust, seen: frozenset[str]) -> Trust:
    """Make a trust of some groups alone."""

    def make() -> Trust:
        return trust.model_copy(
            update={
                "groups": tuple(group for group in trust.groups if group.id in seen),
                "officers": tuple(officer for officer in trust.officers if officer.group in seen),
                "memberships": tuple(member for member in trust.memberships if member.group in seen),
                "blackouts": tuple(b for blackout in trust.blackouts if (b := _see_blackout(blackout, seen))),
            }
        )

    return trust if len(seen) == len(trust.groups) else _SEEN.find(trust, seen, make)


def see_meetings(year: Year, groups: frozenset[str]) -> tuple[Meeting, ...]:
    """List the meetings of the year in hand of some groups, whatever their status, in order of time."""
    found = (m for m in year.meetings if m.year == year.trust.settings.year and m.group in groups)
    return tuple(sorted(found, key=lambda meeting: (meeting.starts, meeting.key)))


def make_digest(year: Year, seen: frozenset[str]) -> str:
    """Make the mark of a year as somebody sees it: the same for as long as nothing they see has changed."""
    said = sha256(see_trust(year.trust, seen).model_dump_json().encode())
    for meeting in sorted(see_meetings(year, seen), key=lambda meeting: meeting.key):
        said.update(meeting.model_dump_json().encode())
    return said.hexdigest()[:32]


def _see_blackout(blackout: Blackout, seen: frozenset[str]) -> Blackout | None:
    kept = tuple(group for group in blackout.groups if group in seen)
    if blackout.groups and not kept and not blackout.schools:
        return None
    return blackout.model_copy(update={"groups": kept})

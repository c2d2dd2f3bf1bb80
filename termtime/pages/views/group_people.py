"""Who belongs to a group, for those who may see its roster: by school, with the post that brings each in."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from bot.handlers.group_members import ELSEWHERE, OFFICES
from bot.handlers.roles import name_roles
from cards.words import join_words
from termtime.pages.tables import Cell, Table, make_table
from termtime.pages.viewer import Viewer
from termtime.pages.views.groups import draws_on
from trust.groups import Group
from trust.membership import find_members, find_officers
from trust.people import Person
from trust.permissions import Aspect

BY_NAME = "By name"
ONLY_ONE = "Its school’s only representative"


@dataclass(frozen=True, slots=True)
class Roster:
    """Who belongs to a group.

    Attributes:
        lead: How many, from how many schools.
        missing: The schools it draws on of which nobody belongs to it, in a sentence.
        table: Everyone.
    """

    lead: str
    missing: str
    table: Table


def make_roster(viewer: Viewer, group: Group) -> Roster | None:
    """Make the roster of a group; None where the viewer may not see it."""
    if not viewer.may(Aspect.ROSTER, group):
        return None
    members = find_members(viewer.trust, group, viewer.today)
    officers = find_officers(viewer.trust, group, viewer.today)
    offices: dict[str, list[str]] = {}
    for office, held in officers.items():
        for person in held:
            offices.setdefault(person.id, []).append(OFFICES[office])
    # A coordinator looks after the papers, and may be no member.
    everyone = {p.id: p for p in (*members, *(p for held in officers.values() for p in held))}
    schools = (member.school for member in members if member.school in viewer.trust.school_by_id)
    counts = Counter(school for school in schools if school)
    order = {school.id: at for at, school in enumerate(viewer.trust.schools)}
    people = sorted(everyone.values(), key=lambda p: (order.get(p.school or "", len(order)), p.name, p.id))
    rows = [
        (
            person.name,
            _name_school(viewer, person),
            _say_post(viewer, group, person, offices.get(person.id, [])),
            Cell(ONLY_ONE, tone="warn") if person in members and counts[person.school or ""] == 1 else "",
        )
        for person in people
    ]
    table = make_table("members", "Members by school", "Name", "School", "As", "Note", rows=rows)
    return Roster(_count(len(members), len(counts)), _say_missing(viewer, group, counts), table)


def _name_school(viewer: Viewer, person: Person) -> str:
    school = viewer.trust.school_by_id.get(person.school or "")
    return school.name if school else ELSEWHERE[person.kind]


def _say_post(viewer: Viewer, group: Group, person: Person, offices: list[str]) -> str:
    posts = name_roles(viewer.trust, [role for role in person.roles if role in group.roles])
    said = join_words([*offices, *posts])
    return said or BY_NAME


def _count(members: int, schools: int) -> str:
    return f"{members or 'No'} member{'' if members == 1 else 's'} from {schools} school{'' if schools == 1 else 's'}"


def _say_missing(viewer: Viewer, group: Group, counts: Counter[str]) -> str:
    """Say which schools send nobody, where the group is made up of holders of posts."""
    if not group.roles:
        return ""
    trust = viewer.trust
    missing = [s.name for s in trust.schools if draws_on(trust, group, s) and s.id not in counts]
    return f"Nobody from {join_words(missing, 'or')} holds its post." if missing else ""

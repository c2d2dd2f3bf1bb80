"""Answers "who is in it?": officers first, then members by school, a page at a time."""

from __future__ import annotations

from bot.asked import Answer, Asked
from bot.handlers.belonging import find_reasons
from bot.handlers.buttons import ask_further, ask_of
from bot.handlers.known_people import find_meant_person, say_unknown
from bot.handlers.names import Section, show_names
from bot.handlers.refusal import refuse
from bot.routing import on_group
from cards.notice import make_notice_card
from cards.rows import make_rows_card
from cards.words import join_words
from trust.groups import Group, Office
from trust.membership import find_members, find_officers
from trust.people import Person, PersonKind
from trust.permissions import Aspect, Ruling
from trust.places import School

OFFICES = {Office.CHAIR: "Chair", Office.CO_CHAIR: "Co-chair", Office.COORDINATOR: "Coordinator"}
ELSEWHERE = {PersonKind.STAFF: "Central staff", PersonKind.GUEST: "Guests"}


@on_group("group_members")
def tell_members(asked: Asked, group: Group) -> Answer:
    """Show a group's members, all of them or those of a school."""
    rulings = asked.find_rulings(group)
    ruling = rulings[Aspect.ROSTER]
    if not ruling.allowed:
        return refuse(asked, group, "its members' names", ruling)
    entities = asked.question.entities
    if entities.person or entities.people:
        return _tell_of_one(asked, group, ruling)
    members = find_members(asked.trust, group, asked.today)
    if entities.school:
        members = tuple(member for member in members if member.school == entities.school.id)
    rows, words, turns = show_names(asked, find_sections(asked, group, members))
    card = make_rows_card(
        group.name,
        rows,
        asked.footing,
        kicker=f"Members{words}",
        lead=_count(asked, members),
        actions=(*turns, *ask_further(group, rulings, "chair")),
    )
    return Answer(card, sources=(f"members of {group.id}",), rule=ruling.rule)


def _tell_of_one(asked: Asked, group: Group, ruling: Ruling) -> Answer:
    """Say whether one person is in a group, and why."""
    found = find_meant_person(asked)
    if not isinstance(found, Person):
        return found or say_unknown(asked)
    reasons = find_reasons(asked, group, found)
    text = f"{found.name} is {'' if reasons else 'not '}in {group.name}"
    text += f", as {join_words(reasons)}." if reasons else "."
    buttons = (
        ask_of(group, "group_members", "Who is in it?"),
        *ask_further(group, asked.find_rulings(group), "chair"),
    )
    card = make_notice_card(group.name, text, asked.footing, kicker="Members", actions=buttons)
    return Answer(card, sources=(f"members of {group.id}",), rule=ruling.rule)


def find_sections(asked: Asked, group: Group, members: tuple[Person, ...]) -> list[Section]:
    """Put officers under their office and everyone else under their school, in the order of the trust's files."""
    school = asked.question.entities.school
    officers = find_officers(asked.trust, group, asked.today)
    in_office = {person.id for people in officers.values() for person in people}
    rest = [member for member in members if member.id not in in_office]
    elsewhere = [person for person in rest if person.school not in asked.trust.school_by_id]
    sections = [
        Section(
            heading,
            tuple(_name(asked, p) for p in officers[office] if school in (None, _find_school(asked, p))),
        )
        for office, heading in OFFICES.items()
    ]
    sections += [
        Section(one.name, tuple(p.name for p in rest if p.school == one.id)) for one in asked.trust.schools
    ]
    sections += [
        Section(heading, tuple(p.name for p in elsewhere if p.kind is kind))
        for kind, heading in ELSEWHERE.items()
    ]
    return sections


def _name(asked: Asked, person: Person) -> str:
    """Name an officer, with the school, which no heading says."""
    school = _find_school(asked, person)
    return f"{person.name}, {school.name}" if school else person.name


def _find_school(asked: Asked, person: Person) -> School | None:
    return asked.trust.school_by_id.get(person.school or "")


def _count(asked: Asked, members: tuple[Person, ...]) -> str:
    school = asked.question.entities.school
    people = "1 member" if len(members) == 1 else f"{len(members) or 'no'} members"
    if school:
        return f"{people[:1].upper()}{people[1:]} from {school.name}."
    schools = len({m.school for m in members if m.school})
    return f"{people[:1].upper()}{people[1:]} from {schools} school{'' if schools == 1 else 's'}."

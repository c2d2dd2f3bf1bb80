"""Answers "who leads maths at Oakfield?": who holds a post at one school.

One school at a time: a post is known in its school, while the holders at all of them would be the roster of a group.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.asked import Answer, Asked
from bot.handlers.buttons import ASK, ask_dates
from bot.handlers.known_people import STAFF_KNOW_STAFF, may_know, may_know_post
from bot.handlers.likeness import find_alike, find_wordings, leave_out
from bot.handlers.names import join_some
from bot.handlers.orientation import say_contact
from bot.handlers.paging import ask_again
from bot.routing import on
from cards.card import MOST_ACTIONS, Button
from cards.choice import make_choice_card
from cards.facts import make_facts_card
from cards.notice import make_notice_card
from cards.words import join_words, shorten
from trust.people import Person, Role
from trust.places import School

HEADS = frozenset({"principal", "headteacher", "head teacher", "head"})
# Words of a post that do not tell one post from another.
FILLERS = frozenset({"lead", "leads", "leader", "leaders", "head", "of", "the", "and", "for", "a", "in"})


@on("school_lead")
def tell_school_lead(asked: Asked) -> Answer:
    """Show who holds the post meant at the school named, or at the asker's own."""
    entities = asked.question.entities
    school = entities.school or asked.trust.school_by_id.get((asked.asker and asked.asker.school) or "")
    if entities.unknown and entities.school is None:
        return _say_unknown(asked, entities.unknown)
    if school is None:
        return _ask_school(asked)
    roles = find_roles(asked)
    held = {role.name: _find_holders(asked, school, role) for role in roles}
    facts = {name: join_some([person.name for person in people]) for name, people in held.items() if people}
    if not facts:
        return _say_not_held(asked, school, roles)
    people = [person for holders in held.values() for person in holders]
    buttons = tuple(
        Button(f"Who is {person.name}?", ASK, {"intent": "person", "person": person.id})
        for person in dict.fromkeys(people)
    )[:3]
    dates = (ask_dates(entities.group),) if entities.group else ()
    lead = "; ".join(f"{name} at {school.name}: {names}" for name, names in facts.items())
    card = make_facts_card(
        "Who leads it", school.name, f"{lead}.", {}, asked.footing, actions=(*buttons, *dates)
    )
    return Answer(card, sources=tuple(f"person {person.id}" for person in people), rule=STAFF_KNOW_STAFF)


def find_roles(asked: Asked) -> tuple[Role, ...]:
    """Find the posts a question means: by its own words first, else those the group it names draws on."""
    entities = asked.question.entities
    named = [role for role in asked.trust.roles if may_know_post(asked, role.id)]
    if found := _match(asked, named, entities.topic):
        return found
    groups = (entities.group,) if entities.group else entities.candidates
    if not groups and entities.topic:
        groups = tuple(find_alike(entities.topic, asked.visible, lambda group: (group.name, *group.aliases)))
    drawn_on = {role for group in groups if group in asked.visible for role in group.roles}
    return tuple(role for role in named if role.id in drawn_on)


def _match(asked: Asked, roles: Sequence[Role], topic: str) -> tuple[Role, ...]:
    """Find the posts whose name, or whose telling words, are like the topic."""
    if not topic:
        return ()
    others = (leave_out(topic, FILLERS), *find_wordings(asked.trust, topic))
    return tuple(find_alike(topic, roles, list_names, others=others))


def list_names(role: Role) -> tuple[str, ...]:
    """List what a post goes by, in full and by its telling words alone."""
    names = (role.name, *role.aliases, role.id.replace("-", " "))
    return (*names, *(leave_out(name, FILLERS) for name in names))


def _find_holders(asked: Asked, school: School, role: Role) -> list[Person]:
    holders = asked.trust.people_by_role.get(role.id, ())
    return [person for person in holders if person.school == school.id and may_know(asked, person)]


def _say_not_held(asked: Asked, school: School, roles: tuple[Role, ...]) -> Answer:
    """Say that nobody is named, and whom to ask at the school."""
    post = join_words([role.name for role in roles], "or")
    what = f"the trust's files name nobody as {post} at" if post else "I know of no such post at"
    head = next(
        (
            f"{person.name}, {role.name} of {school.name}"
            for role in asked.trust.roles
            if HEADS & {name.casefold() for name in (role.name, *role.aliases)}
            for person in _find_holders(asked, school, role)
        ),
        say_contact(asked),
    )
    text = f"Not held here: {what} {school.name}. Ask {head}."
    card = make_notice_card(school.name, text, asked.footing, kicker="Who leads it")
    return Answer(card, sources=(f"school {school.id}",), rule=STAFF_KNOW_STAFF)


def _say_unknown(asked: Asked, name: str) -> Answer:
    text = (
        f"Not held here: I know of no school or post called “{shorten(name, 60)}”. Ask {say_contact(asked)}."
    )
    card = make_notice_card("Not held here", text, asked.footing, kicker="Who leads it")
    return Answer(card, rule=STAFF_KNOW_STAFF)


def _ask_school(asked: Asked) -> Answer:
    """Ask which school is meant; the post goes along in words."""
    posts = [asked.question.entities.topic, *(role.name for role in find_roles(asked))]
    topic = next(filter(None, posts), "")
    buttons = tuple(
        ask_again(asked, school.name, school=school.id, topic=topic)
        for school in asked.trust.schools[:MOST_ACTIONS]
    )
    card = make_choice_card("At which school?", buttons, asked.footing, kicker="Which school?")
    return Answer(card, rule=STAFF_KNOW_STAFF)

"""Which person a question means, and whom this audience may be told of.

Staff know of each other. Guests, and those who run the service, know only the people they meet in a group: its chairs
where those may be seen, its members where the roster may. Anyone else gets the words nobody's name would get.
"""

from __future__ import annotations

from datetime import date

from bot.asked import Answer, Asked
from bot.handlers.orientation import say_contact
from bot.handlers.paging import ask_again
from cards.card import MOST_ACTIONS
from cards.choice import make_choice_card
from cards.notice import make_notice_card
from trust.groups import Group, Office
from trust.membership import find_members, find_officers
from trust.people import Person, PersonKind
from trust.permissions import Aspect

STAFF_KNOW_STAFF = "staff know of each other; guests of those they meet in a group"
CHAIRING = (Office.CHAIR, Office.CO_CHAIR)


def find_meant_person(asked: Asked) -> Person | Answer | None:
    """Find the person a question means; a question back where several fit; None where nobody may be told of."""
    entities = asked.question.entities
    candidates = entities.people or ((entities.person,) if entities.person else ())
    known = [person for person in candidates if may_know(asked, person)]
    if entities.school:
        known = [p for p in known if p.school == entities.school.id] or known
    if len(known) < 2:
        return known[0] if known else None
    return _ask_which(asked, known)


def may_know(asked: Asked, person: Person) -> bool:
    """Say whether everyone listening may be told of a person."""
    if not person.holds(asked.today):
        return False
    if all(_is_staff(asked, listener) for listener in asked.audience):
        return True
    return any(meets_in(asked, person, group) for group in asked.visible)


def meets_in(asked: Asked, person: Person, group: Group, day: date | None = None) -> bool:
    """Say whether everyone listening may know that a person chairs a group or belongs to it, today or on another day."""
    rulings = asked.find_rulings(group)
    day = day or asked.today
    officers = find_officers(asked.trust, group, day)
    chairs = any(person in officers[office] for office in CHAIRING)
    if rulings[Aspect.CHAIR].allowed and chairs:
        return True
    belongs = person in officers[Office.COORDINATOR] or person in find_members(asked.trust, group, day)
    return rulings[Aspect.ROSTER].allowed and belongs


def find_posts(asked: Asked, person: Person) -> tuple[str, ...]:
    """Name the posts a person holds, but none that exists only for groups this audience may not know of."""
    return tuple(
        role.name for role in asked.trust.roles if role.id in person.roles and may_know_post(asked, role.id)
    )


def may_know_post(asked: Asked, role: str) -> bool:
    """Say whether a post may be named: it brings people into no group at all, or into one that may be known of."""
    drawn_on = [group.id for group in asked.trust.groups if role in group.roles]
    return not drawn_on or any(group.id in drawn_on for group in asked.visible)


def say_unknown(asked: Asked) -> Answer:
    """Say that nobody of that name is held here; the same words whether there is such a person or not."""
    text = f"Not held here: I find nobody of that name. Ask {say_contact(asked)}."
    return Answer(make_notice_card("No such person", text, asked.footing), rule=STAFF_KNOW_STAFF)


def _ask_which(asked: Asked, people: list[Person]) -> Answer:
    """Ask which of several people is meant, by school."""
    buttons = tuple(
        ask_again(asked, say_apart(asked, person), person=person.id) for person in people[:MOST_ACTIONS]
    )
    names = {person.name for person in people}
    question = f"Which {names.pop()}?" if len(names) == 1 else "Who do you mean?"
    card = make_choice_card(question, buttons, asked.footing, kicker="Who?")
    return Answer(card, rule=STAFF_KNOW_STAFF)


def say_apart(asked: Asked, person: Person) -> str:
    """Name a person by what tells them from others of that name: their school, or what else they are."""
    school = asked.trust.school_by_id.get(person.school or "")
    where = school.name if school else "guest" if person.kind is PersonKind.GUEST else "central staff"
    return f"{person.name}, {where}"


def _is_staff(asked: Asked, listener: Person | None) -> bool:
    return (
        listener is not None
        and listener.kind is PersonKind.STAFF
        and listener.holds(asked.today)
        and listener.id not in asked.trust.settings.it_administrators
    )

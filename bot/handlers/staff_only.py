"""What is open to all staff of the trust and belongs to no group: term dates, deadlines, partners, the glossary.

A guest sees what their groups see and this is none of it; whoever runs the service reads none of it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import wraps

from bot.asked import Answer, Asked
from bot.handlers.buttons import NEXT_MEETING
from bot.handlers.orientation import say_contact
from bot.ports import Scope
from cards.notice import make_notice_card
from trust.people import Person, PersonKind

STAFF_RULE = "open to all staff: everyone listening is staff of the trust"
REFUSED = "open to all staff: not for a guest or an IT administrator"
Handler = Callable[[Asked], Answer]


def for_staff(what: str) -> Callable[[Handler], Handler]:
    """Let a handler answer only where everyone listening is staff of the trust.

    Args:
        what: What it answers about, to begin a sentence with; a plural.
    """

    def guard(handler: Handler) -> Handler:
        @wraps(handler)
        def answer(asked: Asked) -> Answer:
            if are_staff(asked):
                return handler(asked)
            return _refuse(asked, what)

        return answer

    return guard


def are_staff(asked: Asked) -> bool:
    """Say whether everyone listening is staff of the trust."""
    return bool(asked.audience) and all(_is_staff(asked, person) for person in asked.audience)


def owes(asked: Asked, roles: Collection[str]) -> bool:
    """Say whether everyone listening holds one of some roles, or sees that the year is healthy; none means all."""
    leads = asked.trust.settings.leads
    return not roles or all(
        person is not None and (person.id in leads or not set(roles).isdisjoint(person.roles))
        for person in asked.audience
    )


def _is_staff(asked: Asked, person: Person | None) -> bool:
    return (
        person is not None
        and person.kind is PersonKind.STAFF
        and person.holds(asked.today)
        and person.id not in asked.trust.settings.it_administrators
    )


def _refuse(asked: Asked, what: str) -> Answer:
    here = "" if asked.scope is Scope.PERSONAL else ", and not everyone here is"
    text = f"{what} are for the trust's staff{here}. You may ask {say_contact(asked)}."
    card = make_notice_card("For staff", text, asked.footing, actions=(NEXT_MEETING,))
    return Answer(card, rule=REFUSED)

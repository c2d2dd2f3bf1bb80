"""Answers "am I in it?" and "how do I join?": whether the asker belongs and why, and how one comes to belong.

Nobody joins anything by asking. Whether somebody belongs is said before others only where they may see the roster.
"""

from __future__ import annotations

from bot.asked import Answer, Asked, Rulings
from bot.handlers.belonging import find_reasons, say_reach, say_whom_to_ask
from bot.handlers.buttons import MY_GROUPS, ask_further
from bot.ports import Scope
from bot.routing import on_group
from cards.notice import make_notice_card
from cards.words import join_words
from trust.groups import Group, Office, Sensitivity
from trust.membership import find_officers
from trust.people import Person
from trust.permissions import Aspect

NOT_HERE = "Whether you are in it I say only in a chat of our own."


@on_group("join_group")
def tell_joining(asked: Asked, group: Group) -> Answer:
    """Say whether and why the asker belongs to a group, and how one comes to."""
    rulings = asked.find_rulings(group)
    tells = asked.scope is Scope.PERSONAL or rulings[Aspect.ROSTER].allowed
    standing = _say_standing(asked, group, asked.asker) if tells and asked.asker else NOT_HERE
    text = f"{standing} {_say_way_in(asked, group, rulings)}"
    buttons = (*ask_further(group, rulings), MY_GROUPS)
    card = make_notice_card(group.name, text, asked.footing, kicker="Membership", actions=buttons)
    aspect = Aspect.ROSTER if rulings[Aspect.ROSTER].allowed else Aspect.EXISTENCE
    return Answer(card, sources=(f"members of {group.id}",), rule=rulings[aspect].rule)


def _say_standing(asked: Asked, group: Group, asker: Person) -> str:
    # In a chat of several the others hear it too, so the asker's name stands in for "you".
    you, are = ("You", "are") if asked.scope is Scope.PERSONAL else (asker.name, "is")
    if reasons := find_reasons(asked, group, asker):
        return f"{you} {are} in {group.name}, as {join_words(reasons)}."
    if asker in find_officers(asked.trust, group, asked.today)[Office.COORDINATOR]:
        return f"{you} {are} the coordinator of {group.name}, not one of its members."
    return f"{you} {are} not in {group.name}."


def _say_way_in(asked: Asked, group: Group, rulings: Rulings) -> str:
    whom = say_whom_to_ask(asked, group, rulings)
    if group.sensitivity is not Sensitivity.OPEN:
        reach = f"It draws on {say_reach(asked, group)}. " if rulings[Aspect.TITLE].allowed else ""
        return f"{reach}It is {group.sensitivity}, and nobody adds themselves to it: ask {whom}."
    return f"It draws on {say_reach(asked, group)}. To be added by name, ask {whom}."

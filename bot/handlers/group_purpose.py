"""Answers "what is it for?": a group's purpose, its association, what kind of group it is, and whom it draws on."""

from __future__ import annotations

from bot.asked import Answer, Asked
from bot.handlers.belonging import KINDS, say_reach, say_whom_to_ask
from bot.handlers.buttons import ask_further
from bot.handlers.refusal import refuse
from bot.routing import on_group
from cards.facts import make_facts_card
from cards.words import shorten
from trust.groups import Group
from trust.permissions import Aspect

NOT_HELD = "Not held here: the trust's files do not say what it is for."
MOST_LETTERS = 600


@on_group("group_purpose")
def tell_purpose(asked: Asked, group: Group) -> Answer:
    """Show what a group is for, where what it meets about may be known."""
    rulings = asked.find_rulings(group)
    # Of a group that is not open, outsiders may know that it is there, not what it is about.
    ruling = rulings[Aspect.TITLE]
    if not ruling.allowed:
        return refuse(asked, group, "its purpose and who belongs to it", ruling)
    facts = {
        "Kind": KINDS[group.kind],
        "Association": shorten(group.association, MOST_LETTERS) or "None is named in the trust's files.",
        "Draws on": say_reach(asked, group),
        "Ask": say_whom_to_ask(asked, group, rulings),
    }
    card = make_facts_card(
        "What it is for",
        group.name,
        shorten(group.purpose, MOST_LETTERS) or NOT_HELD,
        {name: f"{value[:1].upper()}{value[1:]}" for name, value in facts.items()},
        asked.footing,
        actions=ask_further(group, rulings),
    )
    return Answer(card, sources=(f"group {group.id}",), rule=ruling.rule)

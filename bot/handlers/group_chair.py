"""Answers "who chairs …?": chair and co-chair as of today, and a vacancy where there is one."""

from __future__ import annotations

from bot.asked import Answer, Asked
from bot.handlers.buttons import ask_further
from bot.handlers.refusal import refuse
from bot.routing import on_group
from bot.showing import show_offices
from cards.office import make_office_card
from trust.groups import Group
from trust.permissions import Aspect


@on_group("group_chair")
def tell_chair(asked: Asked, group: Group) -> Answer:
    """Show who chairs a group."""
    rulings = asked.find_rulings(group)
    ruling = rulings[Aspect.CHAIR]
    if not ruling.allowed:
        return refuse(asked, group, "its chairs", ruling)
    buttons = ask_further(group, rulings, "chair")
    card = make_office_card(
        group.name, show_offices(asked, group, asked.today), asked.footing, buttons=buttons
    )
    return Answer(card, sources=(f"officers of {group.id}",), rule=ruling.rule)

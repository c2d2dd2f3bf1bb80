"""Says that a group, known to all who listen, keeps something to its members; and whom to ask instead."""

from __future__ import annotations

from bot.asked import Answer, Asked
from bot.handlers.buttons import MY_GROUPS
from bot.ports import Scope
from cards.notice import make_notice_card
from trust.groups import Group
from trust.permissions import Ruling


def refuse(asked: Asked, group: Group, what: str, ruling: Ruling) -> Answer:
    """Say what is not shown, in a sentence, with the group's contact where it names one."""
    text = f"{group.name} is {group.sensitivity}: {what} are for its members."
    if asked.scope is not Scope.PERSONAL:
        text = f"{group.name} is {group.sensitivity}, and not everyone here may see {what}."
    if group.contact:
        text += f" You may ask {group.contact}."
    card = make_notice_card(group.name, text, asked.footing, kicker="For members", actions=(MY_GROUPS,))
    return Answer(card, sources=(f"group {group.id}",), rule=ruling.rule)

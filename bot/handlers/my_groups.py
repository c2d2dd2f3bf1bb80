"""Answers "which groups am I in?", with a button for each."""

from __future__ import annotations

from bot.asked import Answer, Asked, find_own_groups
from bot.handlers.buttons import NEXT_MEETING, ask_dates
from bot.ports import Scope
from bot.routing import on
from bot.showing import show_offices
from cards.card import MOST_ACTIONS
from cards.groups import make_groups_card
from cards.notice import make_notice_card
from trust.permissions import Aspect

ELSEWHERE = (
    "You are in no group that everyone here may know of. Ask me in a chat of our own about all of yours."
)


@on("my_groups")
def tell_my_groups(asked: Asked) -> Answer:
    """Show the asker's groups with their chairs."""
    own = find_own_groups(asked.trust, asked.asker, asked.today)
    groups = [group for group in own if group in asked.visible]
    if not groups:
        text = "The trust's files put you in no group." if asked.scope is Scope.PERSONAL else ELSEWHERE
        return Answer(make_notice_card("Your groups", text, asked.footing), rule="own groups")
    rows = {}
    for group in groups:
        chairs = (
            show_offices(asked, group, asked.today)[0]
            if asked.find_rulings(group)[Aspect.CHAIR].allowed
            else None
        )
        rows[group.name] = f"Chair: {chairs.words}" if chairs else ""
    buttons = tuple(ask_dates(group, group.name) for group in groups[: MOST_ACTIONS - 1])
    card = make_groups_card("Your groups", rows, asked.footing, buttons=(NEXT_MEETING, *buttons))
    return Answer(card, sources=tuple(f"group {group.id}" for group in groups), rule="own groups")

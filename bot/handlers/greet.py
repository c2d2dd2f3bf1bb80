"""Says hello, once, when somebody installs the bot or says hello first."""

from __future__ import annotations

from bot.asked import Answer, Asked
from bot.handlers.buttons import HELP, MY_GROUPS, NEXT_MEETING
from bot.routing import on
from cards.welcome import make_welcome_card


@on("hello")
def greet(asked: Asked) -> Answer:
    """Say what this is and what it can be asked."""
    buttons = (NEXT_MEETING, MY_GROUPS, HELP)
    card = make_welcome_card(asked.trust.settings.name, asked.footing, buttons=buttons)
    return Answer(card, rule="open to everyone")

"""Says what can be asked: on request, after thanks or a no, and when a message is about something else."""

from __future__ import annotations

from bot.asked import Answer, Asked
from bot.handlers.buttons import HELP, MY_GROUPS, NEXT_MEETING
from bot.routing import on
from cards.help import make_help_card
from cards.notice import make_notice_card

ABILITIES = {
    "Your next meeting": "When is my next meeting?",
    "A group's dates": "When does maths meet?",
    "Who runs a group": "Who chairs English?",
    "Minutes": "Where are the minutes of science?",
    "Your groups": "Which groups am I in?",
    "Reply to an invitation": "I'm coming to maths, or: apologies for maths: and why",
    "Agendas": "Put transition on the agenda for science",
    "Your actions": "I've done my action about the unit",
    "Take minutes": "Decision: one assessment window",
    "Move or call off a meeting": "Move maths to 26 January at 4pm, or: cancel maths",
    "Write to a group": "Message all chairs: bring your data",
}
NOT_OURS = (
    "That is not something I keep: I know when groups meet, who chairs them and where their minutes are."
)
NOTHING_CHANGED = "All right, I have left everything as it is."
WELCOME = "You are welcome."
RULE = "open to everyone"


@on("help")
def show_help(asked: Asked) -> Answer:
    """Say what can be asked."""
    buttons = (NEXT_MEETING, MY_GROUPS)
    return Answer(make_help_card(ABILITIES, say_contact(asked), asked.footing, buttons=buttons), rule=RULE)


@on("thanks")
def take_thanks(asked: Asked) -> Answer:
    """Be polite and brief."""
    return Answer(make_notice_card("You are welcome", WELCOME, asked.footing), rule=RULE)


@on("leave_it")
def leave_it(asked: Asked) -> Answer:
    """Say that what was shown is not done."""
    return Answer(make_notice_card("Left as it is", NOTHING_CHANGED, asked.footing), rule=RULE)


@on("out_of_scope")
def decline(asked: Asked) -> Answer:
    """Say in a sentence that this is not known here, and who may know."""
    text = f"{NOT_OURS} For anything else, ask {say_contact(asked)}."
    card = make_notice_card("Not held here", text, asked.footing, actions=(HELP, NEXT_MEETING))
    return Answer(card, rule=RULE)


def say_contact(asked: Asked) -> str:
    """Name the trust's help contact, and how to reach them."""
    contact = asked.trust.settings.help_contact
    return f"{contact.name} ({contact.how})"

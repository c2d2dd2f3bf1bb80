"""Answers where nothing of the trust may be shown: an unknown account, an unknown listener, an administrator."""

from __future__ import annotations

from bot.asked import Answer, Asked
from bot.handlers.orientation import say_contact
from bot.routing import on
from cards.notice import make_notice_card


@on("unknown_asker")
def refuse_unknown_asker(asked: Asked) -> Answer:
    """Say that the account is not in the trust's files."""
    text = f"I cannot find you in {asked.trust.settings.name}'s files. Please ask {say_contact(asked)} to add you."
    return Answer(
        make_notice_card("I do not know you yet", text, asked.footing), rule="not for an unknown account"
    )


@on("unknown_listener")
def refuse_unknown_listener(asked: Asked) -> Answer:
    """Say that not everyone listening is known, so that nothing is said here."""
    text = (
        f"Not everyone here is in {asked.trust.settings.name}'s files, so I answer nothing about it here. "
        "Ask me in a chat of our own."
    )
    return Answer(
        make_notice_card("Not in this chat", text, asked.footing), rule="not for an unknown listener"
    )


@on("administrator")
def refuse_administrator(asked: Asked) -> Answer:
    """Say that whoever runs the service reads none of it."""
    text = "You run this service, and it shows those who run it nothing of what groups do."
    card = make_notice_card("Not for administrators", text, asked.footing)
    return Answer(card, rule="not for an IT administrator")

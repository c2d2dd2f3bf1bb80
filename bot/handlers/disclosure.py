"""Answers someone who tells of harm or of not coping: with the trust's safeguarding contact and nothing else.

Nothing of what was typed is repeated, kept as context or looked up.
"""

from __future__ import annotations

from bot.asked import Answer, Asked
from bot.routing import on
from cards.card import Footing
from cards.notice import make_notice_card


@on("disclosure")
def point_to_safeguarding(asked: Asked) -> Answer:
    """Say whom to speak to now."""
    contact = asked.trust.settings.safeguarding_contact
    text = (
        f"Please speak now to {contact.name}: {contact.how}. If someone is in danger, call 999. "
        "I am a program and cannot take this further."
    )
    footing = Footing(f"{asked.trust.settings.short_name}'s safeguarding contact", asked.now)
    card = make_notice_card("Please speak to someone now", text, footing, kicker="Safeguarding")
    return Answer(card, rule="open to everyone")

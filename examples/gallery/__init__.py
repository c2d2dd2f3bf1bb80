"""Every card there is, in the states that look different, with people and dates of a trust that does not exist.

`termtime cards` draws them on a page, and the tests hold each one to its limits and to how it looks.
"""

from __future__ import annotations

from cards.card import Card
from examples.gallery.actions import ACTIONS
from examples.gallery.agendas import AGENDAS
from examples.gallery.groups import GROUPS
from examples.gallery.meetings import MEETINGS
from examples.gallery.minutes import MINUTES
from examples.gallery.proposals import PROPOSALS
from examples.gallery.reminders import REMINDERS
from examples.gallery.talk import TALK

AREAS: dict[str, dict[str, Card]] = {
    "Meetings and replies": MEETINGS,
    "Groups and schools": GROUPS,
    "Agendas": AGENDAS,
    "Minutes": MINUTES,
    "Actions": ACTIONS,
    "Reminders and messages": REMINDERS,
    "Changed by hand": PROPOSALS,
    "The conversation": TALK,
}
GALLERY: dict[str, Card] = {name: card for cards in AREAS.values() for name, card in cards.items()}

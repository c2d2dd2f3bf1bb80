"""The conversation itself: a greeting, what may be asked, asking back, and a plain sentence."""

from __future__ import annotations

from cards.card import Button, Card
from cards.choice import make_choice_card
from cards.help import make_help_card
from cards.notice import make_notice_card
from cards.welcome import make_welcome_card
from examples.gallery.parts import FOOTING, GROUPS_OF_MINE, NEXT

TALK: dict[str, Card] = {
    "welcome": make_welcome_card("Fernvale Learning Trust", FOOTING, buttons=(NEXT, GROUPS_OF_MINE)),
    "help": make_help_card(
        {"Your next meeting": "When is my next meeting?", "Who runs a group": "Who chairs English?"},
        "the co-design office (codesign@fernvale.example)",
        FOOTING,
        lead="I know the co-design year.",
        buttons=(NEXT, GROUPS_OF_MINE),
    ),
    "choice": make_choice_card(
        "Which group do you mean?",
        tuple(
            Button(name, "turn", {"intent": "group_dates", "group": name.lower()})
            for name in ("Maths", "Art", "Music")
        ),
        FOOTING,
    ),
    "notice": make_notice_card(
        "No such group",
        "I don't know a group called “knitting”. Did you mean Maths?",
        FOOTING,
        actions=(GROUPS_OF_MINE,),
    ),
}

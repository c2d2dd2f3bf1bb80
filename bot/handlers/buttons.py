"""The buttons answers end with.

`ask` brings a new answer below; `turn` puts the answer in the card's own place, and so do `settle`, which decides, and
`do`, which does a deed.
"""

from __future__ import annotations

from bot.asked import Rulings
from bot.deeds import write_deed
from bot.understand.carrying import MOST_WORDS
from cards.card import Button
from cards.proposal import name_buttons
from trust.deeds.values import Deed
from trust.groups import Group
from trust.meetings import Meeting
from trust.permissions import Aspect
from trust.proposals import Proposal
from trust.values import Value

ASK = "ask"
TURN = "turn"
SETTLE = "settle"
DO = "do"
SEND = "send"
VERBS = frozenset({ASK, TURN, SETTLE, DO, SEND})

NEXT_MEETING = Button("My next meeting", ASK, {"intent": "next_meeting"})
MY_GROUPS = Button("My groups", ASK, {"intent": "my_groups"})
HELP = Button("What can I ask?", ASK, {"intent": "help"})


def ask_dates(group: Group, title: str = "All dates", *, past: bool = False) -> Button:
    """Make a button for a group's dates."""
    return Button(title, ASK, {"intent": "group_dates", "group": group.id} | ({"past": 1} if past else {}))


def ask_chair(group: Group) -> Button:
    """Make a button for who chairs a group."""
    return Button("Who chairs it?", ASK, {"intent": "group_chair", "group": group.id})


def ask_minutes(group: Group) -> Button:
    """Make a button for a group's minutes."""
    return Button("Minutes", ASK, {"intent": "group_minutes", "group": group.id})


def ask_of(group: Group, intent: str, title: str) -> Button:
    """Make a button for any other question about a group."""
    return Button(title, ASK, {"intent": intent, "group": group.id})


def ask_further(group: Group, rulings: Rulings, *answered: str) -> tuple[Button, ...]:
    """Make buttons for what else this audience may be told of a group, leaving out what is answered already."""
    questions = (
        ("dates", Aspect.DATES, ask_dates(group)),
        ("chair", Aspect.CHAIR, ask_chair(group)),
        ("minutes", Aspect.MINUTES, ask_minutes(group)),
    )
    return tuple(
        button for what, aspect, button in questions if what not in answered and rulings[aspect].allowed
    )


def turn_page(
    title: str, intent: str, page: int, *, group: Group | None = None, past: bool = False
) -> Button:
    """Make a button for another page of the same list."""
    data: dict[str, str | int] = {"intent": intent, "page": page}
    return Button(title, TURN, data | ({"group": group.id} if group else {}) | ({"past": 1} if past else {}))


def turn_to(
    title: str, intent: str, meeting: Meeting, *, page: int = 0, topic: str = "", fills_in: bool = False
) -> Button:
    """Make a button for a form about one meeting; bot.handlers.meant.find_named finds it again."""
    data: dict[str, str | int] = {
        "intent": intent,
        "group": meeting.group,
        "detail": meeting.key.split("/")[2],
        "page": page,
        "topic": topic[:MOST_WORDS],
    }
    return Button(title, TURN, {name: value for name, value in data.items() if value}, fills_in=fills_in)


def settle(proposal: Proposal) -> tuple[Button, ...]:
    """Make the two buttons that settle a proposal; its key tells a stale card what to show instead."""
    return tuple(
        Button(title, SETTLE, {"proposal": proposal.id, "verdict": verdict.value, "about": proposal.key})
        for verdict, title in name_buttons(proposal).items()
    )


def open_proposal(proposal: Proposal, title: str = "Open") -> Button:
    """Make a button that shows one proposal of a list."""
    return Button(title, ASK, {"intent": "settle", "proposal": proposal.id})


def do(title: str, deed: Deed) -> Button:
    """Make a button that does a deed."""
    return Button(title, DO, write_deed(deed))


def fill_in(title: str, kind: type[Value], **known: str | int) -> Button:
    """Make a button that does a deed with what the card's fields are filled in with, beside what is known."""
    return Button(title, DO, {"kind": kind.model_fields["kind"].default, **known}, fills_in=True)

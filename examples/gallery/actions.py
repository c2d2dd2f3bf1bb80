"""Actions: a list with its buttons, one alone, and the form that gives it to somebody else."""

from __future__ import annotations

from cards.action import ActionShown, make_action_card, make_due_field, make_owner_field
from cards.card import Button, Card
from cards.rows import Row, make_rows_card
from examples.gallery.parts import FOOTING, GROUPS_OF_MINE, NEXT, OWNERS, make_deed

AGREED = "Autumn meeting, Tue 17 Nov 2026"

ACTIONS: dict[str, Card] = {
    "actions_with_buttons": make_rows_card(
        "Your actions",
        [
            Row(
                text,
                ("Agreed at Autumn meeting, Tue 17 Nov 2026",),
                warning=warning,
                buttons=(
                    make_deed("Done", "finish_action", action="a-1"),
                    make_deed("Carry forward", "carry_action", action="a-1"),
                    Button("Reassign or change", "turn", {"intent": "one_action", "detail": "a-1"}),
                ),
            )
            for text, warning in (
                ("Share the fractions unit", "Late: was due Thu 5 Nov 2026 (5 weeks ago)"),
                ("Book the room", ""),
            )
        ],
        FOOTING,
        kicker="Actions",
        lead="2 open, 1 late.",
        actions=(NEXT, GROUPS_OF_MINE),
    ),
    "action": make_action_card(
        ActionShown(
            "Share the fractions unit",
            "Late: was due Thu 5 Nov 2026 (5 weeks ago)",
            "Ben Okoro",
            "Maths",
            AGREED,
            late=True,
        ),
        FOOTING,
        hint="Or type: I have done this, carry it forward, or: give it to Ben",
        buttons=(
            make_deed("Done", "finish_action", action="a-1"),
            make_deed("Carry to Tue 19 Jan 2027", "carry_action", action="a-1"),
            Button("Another day", "turn", {"intent": "action_day", "detail": "a-1"}),
            Button("Give it to somebody else", "turn", {"intent": "reassign_action", "detail": "a-1"}),
        ),
    ),
    "action_of_a_group_left": make_action_card(
        ActionShown("Hand over the keys", "Done on Mon 14 Dec 2026", "Ned Hale"),
        FOOTING,
        lead="The action is done.",
        buttons=(make_deed("Not done after all", "reopen_action", action="a-1"),),
    ),
    "action_reassigned": make_action_card(
        ActionShown("Share the fractions unit", "No day agreed", "Ben Okoro", "Maths", AGREED),
        FOOTING,
        hint="Or type: give it to Ben",
        fields=(make_owner_field(OWNERS), make_due_field("2027-01-08")),
        buttons=(make_deed("Give it to them", "reassign_action", fills_in=True, action="a-1"),),
    ),
}

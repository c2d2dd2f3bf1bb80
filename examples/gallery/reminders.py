"""What comes unasked: reminders, a term summed up, and messages somebody sends to an audience."""

from __future__ import annotations

from datetime import date

from cards.broadcast import make_ledger_card, make_message_card, make_preview_card
from cards.card import Button, Card
from cards.nudges import NudgeShown, make_digest_card, make_nudge_card
from examples.gallery.parts import DATES, FOOTING, GROUPS_OF_MINE, MINUTES_OF
from trust.nudges import Tally

LATE = NudgeShown(
    "Physics: minutes late",
    "The minutes were due Fri 11 Dec 2026 (3 days ago). A draft is begun, not saved.",
    ("Autumn meeting, Fri 4 Dec 2026, 15:45–17:00 · Online",),
    warning="Late",
    day=date(2026, 12, 4),
    typed="Or type: minutes of Physics.",
    actions=(
        Button("Save the minutes", "do", {"kind": "save_minutes", "meeting": "2026-27/physics/autumn-1"}),
        MINUTES_OF,
        DATES,
    ),
)

REMINDERS: dict[str, Card] = {
    "nudge": make_nudge_card(LATE, FOOTING),
    "nudge_summing_up": make_nudge_card(
        NudgeShown(
            "The spring term, summed up",
            "46 meetings were held in the groups you may see.",
            facts=(
                ("Agendas published", "44 of 46"),
                ("Minutes saved", "41 of 46"),
                ("Minutes missing", "Maths, Physics and Year 6 Team"),
                ("Actions late", "7"),
                ("Vacant", "co-chair of Art"),
            ),
            typed="Or type: late actions, or: who chairs and a group's name.",
            actions=(Button("Late actions", "ask", {"intent": "actions", "overdue": 1}), GROUPS_OF_MINE),
        ),
        FOOTING,
    ),
    "nudges": make_digest_card(
        "7 things for you",
        (
            LATE,
            NudgeShown("Maths: tomorrow", "Maths meets tomorrow, 15:45–17:00.", ("Spring meeting · Online",)),
            NudgeShown(
                "Maths: action late",
                "Share the fractions unit",
                ("It was due Fri 11 Dec 2026 (3 days ago).",),
                warning="Late",
            ),
        ),
        FOOTING,
        note="And 4 more. Press one, or type “what is waiting for me”.",
        actions=(
            Button("1. Physics: minutes late", "ask", {"intent": "todo", "topic": "0123456789"}),
            Button("2. Maths: tomorrow", "ask", {"intent": "todo", "topic": "1123456789"}),
            Button("3. Maths: action late", "ask", {"intent": "todo", "topic": "2123456789"}),
            Button("Show all", "ask", {"intent": "todo"}),
        ),
    ),
    "broadcast_preview": make_preview_card(
        "all secondary chairs",
        14,
        ("Ada Lane", "Ben Okoro", "Cal Price", "Dee Rowe"),
        FOOTING,
        text="Please send me the dates you would rather not meet on.",
        actions=(Button("Send", "send", {"kind": "chairs", "phase": "secondary"}, fills_in=True),),
    ),
    "broadcast_preview_unnamed": make_preview_card(
        "members of Maths without a reply to Spring meeting, Tue 19 Jan 2027",
        1,
        (),
        FOOTING,
        note="Who has not replied is for the group's officers: you are told how many they are.",
        actions=(Button("Send", "send", {"kind": "without a reply"}, fills_in=True),),
    ),
    "broadcast": make_message_card(
        "Helen Marsden",
        "all secondary chairs",
        "Please send me the dates you would rather not meet on.\n\nBy Friday, if you can.",
        FOOTING,
    ),
    "broadcast_ledger": make_ledger_card(
        "To all secondary chairs",
        "Sent on Mon 14 Dec 2026, 08:25.",
        Tally(sent=10, failed=2, deferred=1, not_known=1),
        FOOTING,
        reasons=("deferred: paused (Ada Lane)", "failed: not installed (Ben Okoro and Cal Price)"),
        actions=(Button("Look again", "turn", {"intent": "deliveries", "topic": "0123456789"}),),
    ),
}

"""Minutes: where they are, how they are taken, what people wrote into them in Word, and the search in them."""

from __future__ import annotations

from datetime import date

from cards.card import Button, Card, Link
from cards.found_in_word import FoundShown, make_found_card
from cards.minutes import make_minutes_card
from cards.minutes_form import (
    MinutesTaken,
    make_action_form_card,
    make_attendance_card,
    make_minutes_form_card,
    make_summary_card,
)
from cards.search import PaperShown, make_search_card
from cards.shown import MinutesShown
from examples.gallery.parts import BACK, CHAIR, DATES, FOOTING, OWNERS, SITE, make_deed

SIX = ("Ada Lane", "Ben Okoro", "Cal Price", "Dee Hall", "Eve Marsh", "Fay Novak")
FEW = {f"person-{n}": name for n, name in enumerate(SIX)}
# As many as one card asks about, with surnames of their own.
SURNAMES = (
    "Adeyemi",
    "Brook",
    "Carver",
    "Dunne",
    "Ellery",
    "Farrow",
    "Grant",
    "Hollis",
    "Iqbal",
    "Jessop-Ward",
)
SIXTY = {
    f"person-{n}": f"{name.split()[0]} {surname}"
    for n, (surname, name) in enumerate((surname, name) for surname in SURNAMES for name in SIX)
}
DECISIONS = (
    "Each school sends one person to moderation",
    "Moderation is in the third week of November",
    "One written calculation policy from Year 3",
    "Times tables are checked each half-term, with the same quiz everywhere",
    "Fractions before ratio in Year 7, from September",
    "Manipulatives stay on tables until the end of Year 4",
    "Homework is set on paper and online alike",
    "Each school brings six books, chosen by the chair",
    "Calculators from Year 6, for checking only",
    "The fractions unit is tried in four schools first",
)
TAKEN = MinutesTaken(
    "Maths",
    "Autumn meeting, Tue 17 Nov 2026",
    "A draft, not saved yet: due by Tue 24 Nov 2026.",
    present=("Ada Lane", "Ben Okoro", "Cal Price"),
    apologies=("Dee Hall",),
    decisions=DECISIONS,
    actions=("Share the fractions unit · Ben Okoro · due Fri 8 Jan 2027", "Book the room · Ada Lane · done"),
    summary="We compared calculation policies and looked at ten pieces of work.",
)


def _make_latest() -> list[MinutesShown]:
    summary = "Agreed one written calculation policy from Year 3. Ben to share the fractions unit."
    return [
        MinutesShown(
            "Autumn meeting", date(2026, 11, 17), "approved", date(2026, 11, 24), f"{SITE}/a", summary
        ),
        MinutesShown("Moderation", date(2026, 10, 13), "draft", date(2026, 10, 15), f"{SITE}/m"),
        MinutesShown("Start of year", date(2026, 9, 15), "draft"),
    ]


MINUTES: dict[str, Card] = {
    "minutes": make_minutes_card(
        "Maths", _make_latest(), FOOTING, note="The latest are approved.", buttons=(DATES, CHAIR)
    ),
    "minutes_form": make_minutes_form_card(
        TAKEN,
        FOOTING,
        lead="The decision is noted.",
        buttons=(
            make_deed("Add the decision", "add_decision", fills_in=True),
            Button("Add an action", "turn", {"intent": "add_action", "group": "maths"}),
            Button("Attendance", "turn", {"intent": "note_attendance", "group": "maths"}),
            Button("Summary", "turn", {"intent": "write_summary", "group": "maths"}),
            make_deed("Save the draft", "save_minutes"),
        ),
    ),
    "minutes_form_empty": make_minutes_form_card(
        MinutesTaken("Maths", TAKEN.meeting, TAKEN.state),
        FOOTING,
        buttons=(make_deed("Add the decision", "add_decision", fills_in=True),),
    ),
    "minutes_locked": make_minutes_form_card(
        MinutesTaken(
            "Maths",
            TAKEN.meeting,
            "Locked, approved on Tue 19 Jan 2027 by Ada Lane. Nobody changes them any more.",
            TAKEN.present,
            decisions=TAKEN.decisions[:2],
        ),
        FOOTING,
        may_add=False,
        buttons=(Button("Who changed what", "turn", {"intent": "minutes_versions", "group": "maths"}),),
    ),
    "minutes_attendance": make_attendance_card(
        TAKEN,
        FEW,
        FOOTING,
        present=[*FEW][:3],
        apologies=[*FEW][3:4],
        note="Nobody noted it yet: ticked as people replied.",
        buttons=(
            make_deed("Save attendance", "note_attendance", fills_in=True, was_present=",".join(FEW)),
            BACK,
        ),
    ),
    "minutes_attendance_of_sixty": make_attendance_card(
        TAKEN,
        SIXTY,
        FOOTING,
        present=[f"person-{n}" for n in range(40)],
        apologies=["person-44", "person-45"],
        note="Nobody noted it yet: ticked as people replied.",
        buttons=(
            make_deed("Save attendance", "note_attendance", fills_in=True, was_present=",".join(SIXTY)),
            BACK,
        ),
    ),
    "minutes_action_form": make_action_form_card(
        TAKEN,
        OWNERS,
        FOOTING,
        lead="The action is noted.",
        due="2027-01-19",
        buttons=(make_deed("Add the action", "agree_action", fills_in=True), BACK),
    ),
    "minutes_summary": make_summary_card(
        TAKEN,
        FOOTING,
        buttons=(make_deed("Write the summary", "write_summary", fills_in=True, before=TAKEN.summary), BACK),
    ),
    "minutes_summary_changed": make_summary_card(
        TAKEN,
        FOOTING,
        lead="Somebody else changed the summary meanwhile, so yours was not written over theirs.",
        written="We moderated ten pieces.",
        buttons=(make_deed("Write the summary", "write_summary", fills_in=True, before=TAKEN.summary), BACK),
    ),
    "found_in_word": make_found_card(
        FoundShown(
            "Maths",
            "Autumn meeting, Tue 17 Nov 2026",
            {
                "attendance": "There: Ada Lane and Ben Okoro. Apologies: Cal Price",
                "d-1": "Decision: One calculation policy from Year 3.",
                "a-1": "Action: Share the fractions unit · Ben Okoro · due Fri 8 Jan 2027",
            },
            open_action="Book the hall · “Sam”",
            owners=OWNERS,
            more=2,
        ),
        FOOTING,
        actions=(
            make_deed("Take into the minutes", "take_from_word", fills_in=True, action="a-2"),
            BACK,
            Link("Open the document", f"{SITE}/autumn.docx"),
        ),
    ),
    "search": make_search_card(
        "“calculator policies”",
        [
            PaperShown(
                "Approved minutes",
                "Maths: Autumn meeting",
                date(2026, 10, 6),
                "Adopt one policy for calculators.",
                ((10, 16), (21, 32)),
                f"{SITE}/autumn.docx",
            ),
            PaperShown(
                "Agenda", "Maths: Spring meeting", date(2027, 1, 19), "Calculators in Year 7", ((0, 11),)
            ),
        ],
        FOOTING,
        kicker="Found in agendas and minutes, 1–2 of 3",
        lead="I read “polcies” as “policies”.",
        buttons=(Button("More", "turn", {"intent": "search", "topic": "calculator policies", "page": 1}),),
    ),
}

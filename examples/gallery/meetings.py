"""Meetings: one, several, the reply to an invitation, and a change to a date."""

from __future__ import annotations

from datetime import date

from cards.card import Button, Card, Link
from cards.inputs import make_choice_input, make_text_input
from cards.meeting import make_meeting_card
from cards.meetings import make_meetings_card
from cards.moving import ChangeShown, make_change_card
from cards.reply_form import ApologyForm, make_reply_form
from cards.rows import Row, make_rows_card
from cards.shown import MeetingShown
from examples.gallery.parts import (
    CHAIR,
    CHAIRS,
    DATES,
    FOOTING,
    GROUPS_OF_MINE,
    JOIN,
    MINUTES_OF,
    MORE,
    NEXT,
    NOW,
    SITE,
    SPRING,
    VACANT,
    make_deed,
    make_meeting,
)

WITHHELD = "Title, place and papers are for members: the group is confidential."
COMING = make_deed("I'm coming", "give_reply", SPRING, answer="accepted")
APOLOGY = make_deed("Send apologies", "give_reply", SPRING, fills_in=True, answer="declined")


def _make_several() -> list[MeetingShown]:
    titles = ("Spring meeting", "Moderation", "Summer planning", "Summer conference", "Review of the year")
    places = ("Online", "In person: Elm School, Room 4", "Online", "Conference: Fernvale Mill", "Online")
    return [
        make_meeting(n * 5, group=("Maths", "Physics")[n % 2], title=title, place=place, cancelled=n == 2)
        for n, (title, place) in enumerate(zip(titles, places, strict=True))
    ]


MEETINGS: dict[str, Card] = {
    "meeting": make_meeting_card(
        make_meeting(
            title="Spring meeting",
            place="Online",
            offices=CHAIRS,
            join_url=JOIN,
            agenda_url=f"{SITE}/agenda.docx",
        ),
        NOW,
        FOOTING,
        buttons=(DATES, CHAIR, MINUTES_OF),
    ),
    "meeting_cancelled": make_meeting_card(
        make_meeting(title="Spring meeting", place="Online", offices=VACANT, cancelled=True), NOW, FOOTING
    ),
    "meeting_withheld": make_meeting_card(
        make_meeting(group="Safeguarding leads", withheld=WITHHELD), NOW, FOOTING, buttons=(DATES,)
    ),
    "meetings_of_a_group": make_meetings_card(
        "Maths",
        _make_several(),
        FOOTING,
        kicker="Dates to come, 1–5 of 8",
        actions=(Link("Join the next", JOIN), MORE, CHAIR, MINUTES_OF),
    ),
    "meetings_of_mine": make_meetings_card(
        "Your meetings", _make_several()[:2], FOOTING, name_groups=True, note="Two before half-term."
    ),
    "rows_with_days": make_rows_card(
        "Your meetings",
        (
            Row(
                "Maths",
                ("Tue 19 Jan 2027, 15:45–17:00", "Spring meeting · Online"),
                heading="Week of Mon 18 Jan 2027",
                day=date(2027, 1, 19),
            ),
            Row(
                "Physics",
                ("Thu 21 Jan 2027, 15:45–17:00",),
                heading="Week of Mon 18 Jan 2027",
                day=date(2027, 1, 21),
                warning="Cancelled",
            ),
            Row(
                "Art",
                ("Tue 26 Jan 2027, 09:00–15:30",),
                heading="Week of Mon 25 Jan 2027",
                day=date(2027, 1, 26),
            ),
        ),
        FOOTING,
        kicker="Meetings, 1–3 of 8",
        lead="1 meeting in the next four weeks, 8 in all to come.",
        note="Only what everyone here may know of.",
        actions=(MORE, NEXT, GROUPS_OF_MINE),
    ),
    "reply_form": make_reply_form(
        make_meeting(title="Spring meeting", place="Online"),
        "You have not replied.",
        FOOTING,
        form=ApologyForm(delegate="-", delegates={"-": "Nobody", "dee": "Dee Shaw"}),
        typed="Or type: “I'm coming to Maths”, “apologies for Maths: …” with your reason.",
        actions=(COMING, APOLOGY),
    ),
    "reply_given": make_reply_form(
        make_meeting(title="Spring meeting", place="Online"),
        "You answered: accepted, on Mon 14 Dec 2026.",
        FOOTING,
        said="You are coming.",
        actions=(Link("Join", JOIN),),
    ),
    "change_to_a_meeting": make_change_card(
        ChangeShown(
            "Move a meeting",
            "Maths",
            "Spring meeting would move.",
            {
                "From": "Tue 19 Jan 2027, 15:45–17:00",
                "To": "Thu 17 Dec 2026, 15:45–17:00",
                "Who could not come": "Cal Price (needed in another meeting)",
                "Notice": "Sooner than 10 working days.",
                "Who is told": "Everyone invited: one update each, 12 mails in all.",
            },
            "Sooner than 10 working days, so it waits until Lea Marsh signs it off.",
            "Or type: “yes, move it”.",
        ),
        FOOTING,
        buttons=(Button("Ask for the sign-off", "do", {"kind": "move_meeting"}), DATES),
    ),
    "change_to_fill_in": make_change_card(
        ChangeShown(
            "Add a meeting",
            "Maths",
            "Maths would meet once more.",
            {"When": "Tue 26 Jan 2027, 15:45–17:00", "Notice": "10 working days are kept."},
            typed="Or type: “yes, add it”.",
        ),
        FOOTING,
        fields=(
            make_text_input(
                "title", "Title", value="A further meeting", longest=120, required="Give it a title."
            ),
            make_choice_input(
                "format", "Form", {"online": "Online", "in-person": "In person"}, value="online"
            ),
        ),
        buttons=(Button("Add it", "do", {"kind": "add_meeting"}, fills_in=True), DATES),
    ),
    "change_made": make_change_card(
        ChangeShown(
            "Done",
            "Maths",
            "Spring meeting of Maths is now on Tue 26 Jan 2027 at 15:45.",
            {"Meeting": "Spring meeting", "When": "Tue 26 Jan 2027, 15:45–17:00"},
            typed="Or type: “undo 12”, within 24 hours.",
        ),
        FOOTING,
        buttons=(Button("Undo", "do", {"kind": "undo", "entry": 12}), DATES),
    ),
}

"""Every card there is, by name, in the states that look different. Import it as tests.cards.gallery: cards is ours too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from builders import NOW
from changed_by_hand import a_deletion, a_departure, a_drag

from cards.agenda import ItemShown, make_agenda_card
from cards.card import Button, Card, Footing, Link
from cards.choice import make_choice_card
from cards.facts import make_facts_card
from cards.groups import make_groups_card
from cards.help import make_help_card
from cards.meeting import make_meeting_card
from cards.meetings import make_meetings_card
from cards.minutes import make_minutes_card
from cards.notice import make_notice_card
from cards.office import make_office_card
from cards.proposal import (
    ProposalShown,
    make_proposal_card,
    make_proposals_card,
    make_settled_card,
    name_buttons,
)
from cards.rows import Row, make_rows_card
from cards.search import PaperShown, make_search_card
from cards.shown import MeetingShown, MinutesShown, OfficeShown
from cards.welcome import make_welcome_card
from trust.proposals import Proposal
from trust.values import LONDON

FOOTING = Footing("Fernvale co-design calendar 2026-27", NOW)
SITE = "https://fernvale.sharepoint.example/sites/codesign"
CHAIRS = (OfficeShown("Chair", ("Ada Lane",)), OfficeShown("Co-chair", ("Ben Okoro", "Cal Price")))
VACANT = (OfficeShown("Chair", ("Ada Lane",)), OfficeShown("Co-chair", ()))
WITHHELD = "Title, place and papers are for members: the group is confidential."

DATES = Button("All dates", "ask", {"intent": "group_dates", "group": "maths"})
CHAIR = Button("Who chairs it?", "ask", {"intent": "group_chair", "group": "maths"})
MINUTES = Button("Minutes", "ask", {"intent": "group_minutes", "group": "maths"})
MORE = Button("More", "turn", {"intent": "group_dates", "group": "maths", "page": 1})
NEXT = Button("My next meeting", "ask", {"intent": "next_meeting"})
GROUPS = Button("My groups", "ask", {"intent": "my_groups"})


def a_shown_meeting(weeks: int = 0, **fields: Any) -> MeetingShown:
    starts = datetime(2027, 1, 19, 15, 45, tzinfo=LONDON) + timedelta(weeks=weeks)
    return MeetingShown(
        **{"group": "Maths", "starts": starts, "ends": starts + timedelta(minutes=75)} | fields
    )


def find_parts(value: Any) -> Iterator[dict[str, Any]]:
    """Find every element of a card, outermost first."""
    if isinstance(value, dict):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from find_parts(part)


def _some_meetings() -> list[MeetingShown]:
    titles = ("Spring meeting", "Moderation", "Summer planning", "Summer conference", "Review of the year")
    places = ("Online", "In person: Elm School, Room 4", "Online", "Conference: Fernvale Mill", "Online")
    return [
        a_shown_meeting(n * 5, group=("Maths", "Physics")[n % 2], title=title, place=place, cancelled=n == 2)
        for n, (title, place) in enumerate(zip(titles, places, strict=True))
    ]


def _some_minutes() -> list[MinutesShown]:
    summary = "Agreed one written calculation policy from Year 3. Ben to share the fractions unit."
    return [
        MinutesShown(
            "Autumn meeting", date(2026, 11, 17), "approved", date(2026, 11, 24), f"{SITE}/a", summary
        ),
        MinutesShown("Moderation", date(2026, 10, 13), "draft", date(2026, 10, 15), f"{SITE}/m"),
        MinutesShown("Start of year", date(2026, 9, 15), "draft"),
    ]


def _settle(proposal: Proposal) -> tuple[Button, ...]:
    return tuple(
        Button(title, "settle", {"proposal": proposal.id, "verdict": verdict.value, "about": proposal.key})
        for verdict, title in name_buttons(proposal).items()
    )


SETTLERS = "Ada Lane (chair), Ben Okoro (co-chair) or a trust lead"

GALLERY: dict[str, Card] = {
    "meeting": make_meeting_card(
        a_shown_meeting(
            title="Spring meeting",
            place="Online",
            offices=CHAIRS,
            join_url="https://teams.example/l/meetup-join/19",
            agenda_url=f"{SITE}/agenda.docx",
        ),
        NOW,
        FOOTING,
        buttons=(DATES, CHAIR, MINUTES),
    ),
    "meeting_cancelled": make_meeting_card(
        a_shown_meeting(title="Spring meeting", place="Online", offices=VACANT, cancelled=True), NOW, FOOTING
    ),
    "meeting_withheld": make_meeting_card(
        a_shown_meeting(group="Safeguarding leads", withheld=WITHHELD), NOW, FOOTING, buttons=(DATES,)
    ),
    "meetings_of_a_group": make_meetings_card(
        "Maths",
        _some_meetings(),
        FOOTING,
        kicker="Dates to come, 1–5 of 8",
        actions=(Link("Join the next", "https://teams.example/l/meetup-join/19"), MORE, CHAIR, MINUTES),
    ),
    "meetings_of_mine": make_meetings_card(
        "Your meetings", _some_meetings()[:2], FOOTING, name_groups=True, note="Two before half-term."
    ),
    "minutes": make_minutes_card(
        "Maths", _some_minutes(), FOOTING, note="The latest are approved.", buttons=(DATES, CHAIR)
    ),
    "office": make_office_card("Maths", CHAIRS, FOOTING, buttons=(DATES, MINUTES)),
    "office_vacant": make_office_card("Maths", VACANT, FOOTING),
    "groups": make_groups_card(
        "Your groups",
        {"Maths": "Chair: Ada Lane", "Physics": "Chair: vacant", "Safeguarding leads": ""},
        FOOTING,
        buttons=(NEXT, Button("Maths", "ask", {"intent": "group_dates", "group": "maths"})),
    ),
    "agenda": make_agenda_card(
        "Maths",
        "Spring meeting, Tue 19 Jan 2027, 15:45–17:00",
        "Published.",
        (
            ItemShown("Welcome and open actions", 10, "15:45", "Ada Lane"),
            ItemShown("Fractions in Year 7", 45, "15:55", "Ben Okoro", "One unit that every school teaches"),
            ItemShown("Questions", 15, "16:40", outcome="Everyone has been heard"),
        ),
        FOOTING,
        actions=(Link("Open the agenda", f"{SITE}/agenda.docx"), DATES, CHAIR),
    ),
    "agenda_draft": make_agenda_card(
        "Maths",
        "Spring meeting, Tue 19 Jan 2027, 15:45–17:00",
        "A draft, not published yet: due by Tue 12 Jan 2027.",
        (ItemShown("Fractions in Year 7", lead="Ben Okoro"), ItemShown("Moderation dates", 20)),
        FOOTING,
        kicker="Draft agenda",
    ),
    "facts": make_facts_card(
        "What it is for",
        "Maths",
        "Agree what pupils meet and when.",
        {"Kind": "Subject group", "Association": "Mathematical Association", "Ask": "The chair, Ada Lane"},
        FOOTING,
        actions=(DATES, CHAIR),
    ),
    "rows_under_headings": make_rows_card(
        "Oak School",
        (
            Row("Spring term, first half", ("Mon 4 Jan 2027 – Fri 12 Feb 2027",), heading="Fernshire"),
            Row("Spring term, second half", ("Mon 22 Feb 2027 – Thu 25 Mar 2027",), heading="Fernshire"),
            Row("Term 3 (spring, first half)", ("Tue 5 Jan 2027 – Fri 5 Feb 2027", ""), heading="Westmarch"),
        ),
        FOOTING,
        kicker="Term dates",
        lead="Schools go back on Mon 4 Jan 2027 (in 3 weeks).",
        actions=(NEXT, GROUPS),
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
        actions=(MORE, NEXT, GROUPS),
    ),
    "choice": make_choice_card(
        "Which group do you mean?",
        tuple(
            Button(name, "turn", {"intent": "group_dates", "group": name.lower()})
            for name in ("Maths", "Art", "Music")
        ),
        FOOTING,
    ),
    "help": make_help_card(
        {"Your next meeting": "When is my next meeting?", "Who runs a group": "Who chairs English?"},
        "the co-design office (codesign@fernvale.example)",
        FOOTING,
        lead="I know the co-design year.",
        buttons=(NEXT, GROUPS),
    ),
    "notice": make_notice_card(
        "No such group",
        "I don't know a group called “knitting”. Did you mean Maths?",
        FOOTING,
        actions=(GROUPS,),
    ),
    "proposal": make_proposal_card(ProposalShown(a_drag(), SETTLERS), _settle(a_drag()), FOOTING),
    "proposal_cancels": make_proposal_card(
        ProposalShown(a_deletion(), SETTLERS, agreed="Ben Okoro"),
        _settle(a_deletion()),
        FOOTING,
        lead="Somebody changed this in Microsoft 365. What is right?",
    ),
    "proposal_of_a_member": make_proposal_card(
        ProposalShown(a_departure(), SETTLERS, who="Cal Price"), _settle(a_departure()), FOOTING
    ),
    "proposals": make_proposals_card(
        [ProposalShown(a_drag()), ProposalShown(a_departure(), who="Cal Price")],
        (
            Button(
                "1. Maths: Spring meeting, Tue 19 Jan 2027",
                "ask",
                {"intent": "settle", "proposal": a_drag().id},
            ),
            Button("2. Maths", "ask", {"intent": "settle", "proposal": a_departure().id}),
        ),
        FOOTING,
        more=3,
    ),
    "proposal_settled": make_settled_card(
        a_drag().title,
        "Ada Lane keeps it: the year now says so too.",
        FOOTING,
        facts={"Now": "Wed 20 Jan 2027, 15:45–17:00 · Spring meeting · Online"},
        buttons=(Button("What else changed?", "ask", {"intent": "proposals"}),),
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
    "welcome": make_welcome_card("Fernvale Learning Trust", FOOTING, buttons=(NEXT, GROUPS)),
}

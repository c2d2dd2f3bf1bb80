"""Groups and schools: who chairs, what a group is for, when schools are open."""

from __future__ import annotations

from cards.card import Button, Card
from cards.facts import make_facts_card
from cards.groups import make_groups_card
from cards.office import make_office_card
from cards.rows import Row, make_rows_card
from examples.gallery.parts import (
    CHAIR,
    CHAIRS,
    DATES,
    FOOTING,
    GROUPS_OF_MINE,
    MINUTES_OF,
    NEXT,
    VACANT,
)

GROUPS: dict[str, Card] = {
    "groups": make_groups_card(
        "Your groups",
        {"Maths": "Chair: Ada Lane", "Physics": "Chair: vacant", "Safeguarding leads": ""},
        FOOTING,
        buttons=(NEXT, Button("Maths", "ask", {"intent": "group_dates", "group": "maths"})),
    ),
    "office": make_office_card("Maths", CHAIRS, FOOTING, buttons=(DATES, MINUTES_OF)),
    "office_vacant": make_office_card("Maths", VACANT, FOOTING),
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
        actions=(NEXT, GROUPS_OF_MINE),
    ),
}

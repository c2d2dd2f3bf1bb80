"""Agendas: read, written as a whole, and an item at a time."""

from __future__ import annotations

from cards.agenda import ItemShown, make_agenda_card
from cards.agenda_form import AgendaWritten, ItemForm, Section, make_agenda_form, make_item_form
from cards.card import Button, Card, Link
from examples.gallery.parts import CHAIR, DATES, FOOTING, SITE, SPRING, WHEN, make_deed

SAVE = make_deed("Save", "change_item", SPRING, fills_in=True, item="Ratio")
EDIT = Button(
    "Edit this item", "turn", {"intent": "edit_item", "group": "maths", "detail": "spring-1"}, fills_in=True
)
PUBLISH = make_deed("Publish it", "publish_agenda", SPRING)

AGENDAS: dict[str, Card] = {
    "agenda": make_agenda_card(
        "Maths",
        WHEN,
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
        WHEN,
        "A draft, not published yet: due by Tue 12 Jan 2027.",
        (ItemShown("Fractions in Year 7", lead="Ben Okoro"), ItemShown("Moderation dates", 20)),
        FOOTING,
        kicker="Draft agenda",
    ),
    "agenda_form": make_agenda_form(
        AgendaWritten(
            "Maths",
            WHEN,
            "“Ratio” is on the agenda.",
            "A draft, not published yet: due by Tue 12 Jan 2027. 20 minutes are not given to an item yet.",
            (
                ItemShown("Welcome and apologies", 5, "15:45", "Ada Lane"),
                ItemShown(
                    "Actions from the last meeting", 10, "15:50", "Ada Lane", "Each closed or carried forward"
                ),
                ItemShown("Ratio", 40, "16:00", "Ben Okoro", "One unit that every school teaches"),
            ),
            (
                Section("Open actions (1)", ("Share the fractions unit · Ben Okoro · due Thu 5 Nov 2026",)),
                Section("Put forward (1)", ("A quiz for Year 8 · Cal Price",)),
            ),
            ("Welcome and apologies", "Actions from the last meeting", "Ratio"),
            "Or type: “edit Ratio”, “move Ratio up”, “publish the Maths agenda”.",
        ),
        FOOTING,
        kicker="Draft agenda",
        actions=(EDIT, PUBLISH),
    ),
    "agenda_item_form": make_item_form(
        ItemForm(
            "Maths",
            WHEN,
            title="Ratio",
            minutes=40,
            lead="ben",
            outcome="One unit that every school teaches",
            leads={"-": "Nobody yet", "ada": "Ada Lane", "ben": "Ben Okoro"},
            typed="Or type: “Ratio 20 minutes”, “rename Ratio to …” or “take Ratio off the agenda”.",
        ),
        FOOTING,
        kicker="Item 3 of 3",
        actions=(SAVE,),
    ),
    "agenda_item_proposed": make_item_form(
        ItemForm(
            "Maths",
            WHEN,
            said="“A quiz” is put forward.",
            typed="Or type: “propose ratio for the Maths agenda”.",
        ),
        FOOTING,
        kicker="Put an item forward",
        actions=(SAVE,),
    ),
}

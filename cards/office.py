"""The card of who runs a group. A vacancy stands out: somebody is wanted."""

from __future__ import annotations

from cards.card import Button, Card, Footing, make_card
from cards.elements import Element, make_panel, make_text
from cards.shown import OfficeShown


def make_office_card(
    group: str, offices: tuple[OfficeShown, ...], footing: Footing, *, buttons: tuple[Button, ...] = ()
) -> Card:
    """Show who holds each office of a group."""
    columns = [
        {
            "type": "Column",
            "width": "stretch",
            "items": [make_panel(_make_lines(office), style=_style(office), height="stretch")],
        }
        for office in offices
    ]
    body: list[Element] = [{"type": "ColumnSet", "columns": columns, "spacing": "Medium"}]
    vacant = [office.name.lower() for office in offices if not office.holders]
    note = f"The office of {' and '.join(vacant)} is vacant." if vacant else ""
    if note:
        body.append(make_text(note, color="Attention"))
    text = [group, *(f"{office.name}: {office.words}" for office in offices), note]
    return make_card("Who chairs it", group, body, text, footing, buttons)


def _make_lines(office: OfficeShown) -> list[Element]:
    name = make_text(office.name, size="Small", isSubtle=True, spacing="None")
    holders = [make_text(holder, weight="Bolder", spacing="None") for holder in office.holders]
    return [name, *(holders or [make_text("Vacant", weight="Bolder", spacing="None")])]


def _style(office: OfficeShown) -> str:
    return "emphasis" if office.holders else "attention"

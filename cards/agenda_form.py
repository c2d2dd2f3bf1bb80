"""The cards on which an agenda is written: all of it with what is open, and one item at a time to fill in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cards.agenda import ItemShown, list_items, make_item_rows
from cards.card import Button, Card, Footing, Link, make_card
from cards.elements import Element, make_text
from cards.inputs import make_choice_input, make_number_input, make_text_input

LONGEST_TITLE, LONGEST_OUTCOME = 120, 300
NAME_IT = "Say what the item is called."


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, and lines below it."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AgendaWritten:
    """An agenda as whoever writes it sees it.

    Attributes:
        group: Whose agenda it is.
        meeting: Which meeting of theirs, in words.
        said: What was just done, or why not.
        state: How far it is, and whether its times fit.
        items: The items, with running times.
        sections: What stands below them: open actions, what was put forward.
        titles: The items to choose one of, which comes back as `topic`.
        typed: What may be typed instead.
    """

    group: str
    meeting: str
    said: str = ""
    state: str = ""
    items: tuple[ItemShown, ...] = ()
    sections: tuple[Section, ...] = ()
    titles: tuple[str, ...] = ()
    typed: str = ""


@dataclass(frozen=True, slots=True)
class ItemForm:
    """What stands in the fields of an item.

    Attributes:
        group: Whose agenda it is on.
        meeting: Which meeting of theirs, in words.
        said: What was just done, or why not.
        title: What it is called.
        minutes: The time set aside.
        lead: Who leads it, by id.
        outcome: What it should lead to.
        leads: Who may be chosen to lead it, by id; without anybody it has neither a lead nor a time.
        typed: What may be typed instead.
    """

    group: str
    meeting: str
    said: str = ""
    title: str = ""
    minutes: int = 0
    lead: str = ""
    outcome: str = ""
    leads: Mapping[str, str] | None = None
    typed: str = ""


def make_agenda_form(
    agenda: AgendaWritten, footing: Footing, *, kicker: str, actions: tuple[Button | Link, ...] = ()
) -> Card:
    """Show an agenda to whoever writes it."""
    body = [*_make_said(agenda.said), make_text(agenda.meeting, weight="Bolder")]
    body += [make_text(agenda.state, isSubtle=True, spacing="None")] if agenda.state else []
    body += make_item_rows(agenda.items)
    text = [agenda.said, f"{agenda.group}: {agenda.meeting}", agenda.state, *list_items(agenda.items)]
    for section in agenda.sections:
        body.append(make_text(section.heading, weight="Bolder", color="Accent", spacing="Large"))
        body += [make_text(f"• {line}", spacing="Small") for line in section.lines]
        text += [f"{section.heading}:", *(f"- {line}" for line in section.lines)]
    if agenda.titles:
        choices = {title: title for title in agenda.titles}
        body.append(make_choice_input("topic", "Which item?", choices, value=agenda.titles[0]))
        text.append("Which item?")
    body += _make_typed(agenda.typed)
    return make_card(kicker, agenda.group, body, [*text, agenda.typed], footing, actions)


def make_item_form(
    form: ItemForm, footing: Footing, *, kicker: str, actions: tuple[Button | Link, ...] = ()
) -> Card:
    """Show the fields of one item."""
    body = [*_make_said(form.said), make_text(form.meeting, weight="Bolder")]
    body.append(make_text_input("title", "Item", value=form.title, longest=LONGEST_TITLE, required=NAME_IT))
    fields = [f"Item: {form.title or 'none yet'}"]
    if form.leads:
        body.append(make_number_input("minutes", "Minutes", value=form.minutes))
        body.append(make_choice_input("lead", "Who leads it", form.leads, value=form.lead))
        leads = ", ".join(form.leads.values())
        fields += [f"Minutes: {form.minutes}", f"Who leads it, one of: {leads}"]
    label = "What it should lead to"
    body.append(make_text_input("outcome", label, value=form.outcome, longest=LONGEST_OUTCOME))
    fields.append(f"{label}: {form.outcome or 'not said yet'}")
    body += _make_typed(form.typed)
    text = [form.said, f"{form.group}: {form.meeting}", *fields, form.typed]
    return make_card(kicker, form.group, body, text, footing, actions)


def _make_said(said: str) -> list[Element]:
    return [make_text(said, weight="Bolder", color="Accent")] if said else []


def _make_typed(typed: str) -> list[Element]:
    return [make_text(typed, isSubtle=True, size="Small", spacing="Medium")] if typed else []

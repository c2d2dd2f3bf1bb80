"""Shows what is offered for an agenda: what members put forward, and what may be worth adding; and the form to offer one."""

from __future__ import annotations

from bot.asked import Answer, Asked
from bot.handlers.agenda_writing import RULE, find_written, name_person, name_when, show_agenda
from bot.handlers.buttons import ask_of, do, fill_in, turn_to
from bot.ports import Scope
from cards.agenda_form import AgendaWritten, ItemForm, Section, make_agenda_form, make_item_form
from cards.words import shorten
from trust.agenda_drafting import suggest_items
from trust.deeds.agendas import shorten_outcome
from trust.deeds.values import AddItem, ProposeItem, TakeItem, TurnDownItem
from trust.groups import Group
from trust.meetings import Meeting
from trust.papers import Agenda

SUGGESTIONS_A_PAGE, MOST_LETTERS = 4, 40
NOTHING_TO_ADD = (
    "I have nothing to suggest: nothing decided last time waits, and no item of a year ago is missing."
)
PROPOSING = "an item is put forward by a member of the group"


def show_proposed(asked: Asked, group: Group, meeting: Meeting, page: int = 0, said: str = "") -> Answer:
    """Show what members put forward, one at a time, to be taken up or turned down."""
    proposed = find_written(asked, meeting).proposed
    if not proposed:
        return show_agenda(asked, group, meeting, said or "Nobody has put an item forward.")
    page = min(page, len(proposed) - 1)
    item = proposed[page]
    lines = [f"Put forward by {name_person(asked, item.proposed_by)}"]
    lines += [f"Should lead to: {item.outcome}"] if item.outcome else []
    following = turn_to("The next one", "proposed_items", meeting, page=page + 1)
    written = AgendaWritten(
        group=group.name,
        meeting=name_when(meeting),
        said=said,
        sections=(Section(item.title, tuple(lines)),),
        typed=f"Or type: “take up {item.title}” or “turn down {item.title}”.",
    )
    card = make_agenda_form(
        written,
        asked.footing,
        kicker=f"Put forward, {page + 1} of {len(proposed)}",
        actions=(
            do("Take it up", TakeItem(meeting=meeting.key, item=item.title)),
            do("Turn it down", TurnDownItem(meeting=meeting.key, item=item.title)),
            *((following,) if page + 1 < len(proposed) else ()),
            turn_to("The whole agenda", "edit_agenda", meeting),
        ),
    )
    return Answer(card, sources=(f"agenda {meeting.key}",), rule=RULE)


def show_suggestions(asked: Asked, group: Group, meeting: Meeting, page: int = 0) -> Answer:
    """Show what may be worth adding, each with a button that adds it."""
    suggested = suggest_items(asked.year, meeting, find_written(asked, meeting))
    if not suggested:
        return show_agenda(asked, group, meeting, NOTHING_TO_ADD)
    page = min(page, (len(suggested) - 1) // SUGGESTIONS_A_PAGE)
    shown = suggested[page * SUGGESTIONS_A_PAGE : (page + 1) * SUGGESTIONS_A_PAGE]
    more = (page + 1) * SUGGESTIONS_A_PAGE < len(suggested)
    adds = [
        do(
            f"Add “{shorten(one.item.title, MOST_LETTERS)}”",
            AddItem(
                meeting=meeting.key,
                title=one.item.title,
                minutes=one.item.minutes,
                lead=one.item.lead,
                outcome=shorten_outcome(one.item.outcome),
            ),
        )
        for one in shown
    ]
    written = AgendaWritten(
        group=group.name,
        meeting=name_when(meeting),
        sections=tuple(Section(one.item.title, (f"It was {one.why}.",)) for one in shown),
        typed=f"Or type: “add {shown[0].item.title} to the {group.name} agenda”.",
    )
    card = make_agenda_form(
        written,
        asked.footing,
        kicker="What may be worth adding",
        actions=(
            *adds,
            *((turn_to("More", "agenda_suggestions", meeting, page=page + 1),) if more else ()),
            turn_to("The whole agenda", "edit_agenda", meeting),
        ),
    )
    return Answer(card, sources=(f"agenda {meeting.key}",), rule=RULE)


def show_proposing(asked: Asked, group: Group, meeting: Meeting, said: str = "", title: str = "") -> Answer:
    """Show a member the fields of an item to put forward, and in their own chat what they have put forward."""
    proposed = asked.year.agenda_by_meeting.get(meeting.key, Agenda(meeting=meeting.key)).proposed
    own = [one.title for one in proposed if asked.asker and one.proposed_by == asked.asker.id]
    waiting = f"Waiting to be taken up or turned down: {', '.join(own)}." if own else ""
    form = ItemForm(
        group=group.name,
        meeting=name_when(meeting),
        said=" ".join(filter(None, (said, waiting if asked.scope is Scope.PERSONAL else ""))),
        title=title,
        typed=f"Or type: “propose ratio for the {group.name} agenda”.",
    )
    card = make_item_form(
        form,
        asked.footing,
        kicker="Put an item forward",
        actions=(
            fill_in("Put it forward", ProposeItem, meeting=meeting.key),
            ask_of(group, "group_agenda", "Agenda"),
        ),
    )
    return Answer(card, sources=(f"agenda {meeting.key}",), rule=PROPOSING)

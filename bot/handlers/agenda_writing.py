"""Shows an agenda to whoever writes it: all of it with what is open, or one item to fill in.

Only somebody who may write it is shown a form, and only where everyone listening may read drafts.
"""

from __future__ import annotations

from collections import Counter

from bot.asked import Answer, Asked
from bot.handlers.buttons import do, fill_in, turn_to
from bot.handlers.group_agenda import find_state, show_items
from bot.handlers.papers import find_agenda
from cards.agenda_form import AgendaWritten, ItemForm, Section, make_agenda_form, make_item_form
from cards.card import Button, Link
from cards.words import format_day, format_span, shorten
from trust.agenda_drafting import find_open_actions, suggest_items
from trust.deeds.agendas import shorten_outcome
from trust.deeds.values import (
    NOBODY,
    AddItem,
    ChangeItem,
    DraftAgenda,
    DropItem,
    MoveItem,
    PublishAgenda,
)
from trust.groups import Group
from trust.meetings import Meeting
from trust.membership import find_members, find_officers
from trust.papers import Agenda, AgendaItem, AgendaStatus
from trust.year import Links

ITEMS_A_PAGE, LINES, MOST_LEADS, MOST_IN_A_LINE = 8, 5, 40, 120
NOT_ALL_HERE = "Not everyone here may read the draft of that agenda. Ask me about it in a chat of our own."
RULE = "an agenda is written by the group's chair, co-chair or coordinator"


def show_agenda(asked: Asked, group: Group, meeting: Meeting, said: str = "", page: int = 0) -> Answer:
    """Show all of an agenda to somebody who writes it."""
    agenda = find_written(asked, meeting)
    items = show_items(asked, meeting, agenda, writes=True)
    page = min(page, max(0, len(items) - 1) // ITEMS_A_PAGE)
    shown = slice(page * ITEMS_A_PAGE, (page + 1) * ITEMS_A_PAGE)
    written = AgendaWritten(
        group=group.name,
        meeting=name_when(meeting),
        said=said,
        state=find_state(asked, meeting, agenda),
        items=items[shown],
        sections=_find_sections(asked, group, agenda),
        titles=tuple(item.title for item in agenda.items[shown]),
        typed=_say_typed(group, agenda),
    )
    card = make_agenda_form(
        written,
        asked.footing,
        kicker="Draft agenda" if agenda.status is AgendaStatus.DRAFT else "Published agenda",
        actions=_find_buttons(asked, meeting, agenda, page),
    )
    return Answer(card, sources=(f"agenda {meeting.key}",), rule=RULE)


def show_item(asked: Asked, group: Group, meeting: Meeting, item: AgendaItem, said: str = "") -> Answer:
    """Show the fields of an item that is on the agenda."""
    items = find_written(asked, meeting).items
    place = items.index(item) + 1
    outcome = shorten_outcome(item.outcome)
    seen: dict[str, str | int] = {
        "seen_minutes": item.minutes,
        "seen_lead": item.lead or "",
        "seen_outcome": outcome,
    }
    moves = [
        do(title, MoveItem(meeting=meeting.key, item=item.title, by=by, seen_place=place))
        for title, by, possible in (("Move up", -1, place > 1), ("Move down", 1, place < len(items)))
        if possible
    ]
    following = turn_to("Next item", "edit_item", meeting, page=place)
    form = ItemForm(
        group=group.name,
        meeting=name_when(meeting),
        said=said,
        title=item.title,
        minutes=item.minutes,
        lead=item.lead or NOBODY,
        outcome=outcome,
        leads=find_leads(asked, group, meeting, item),
        typed=f"Or type: “{item.title} 20 minutes”, “rename {item.title} to …” or “take {item.title} off the agenda”.",
    )
    card = make_item_form(
        form,
        asked.footing,
        kicker=f"Item {place} of {len(items)}",
        actions=(
            fill_in("Save", ChangeItem, meeting=meeting.key, item=item.title, **seen),
            *moves,
            do("Take it off", DropItem(meeting=meeting.key, item=item.title)),
            *((following,) if place < len(items) else ()),
            turn_to("The whole agenda", "edit_agenda", meeting),
        ),
    )
    return Answer(card, sources=(f"agenda {meeting.key}",), rule=RULE)


def show_new_item(asked: Asked, group: Group, meeting: Meeting, title: str = "") -> Answer:
    """Show the fields of an item to be added."""
    form = ItemForm(
        group=group.name,
        meeting=name_when(meeting),
        title=title,
        minutes=10,
        lead=NOBODY,
        leads=find_leads(asked, group, meeting, None),
        typed=f"Or type: “add 20 minutes on ratio to the {group.name} agenda”.",
    )
    card = make_item_form(
        form,
        asked.footing,
        kicker="A new item",
        actions=(
            fill_in("Add it", AddItem, meeting=meeting.key),
            turn_to("The whole agenda", "edit_agenda", meeting),
        ),
    )
    return Answer(card, sources=(f"agenda {meeting.key}",), rule=RULE)


def find_written(asked: Asked, meeting: Meeting) -> Agenda:
    """Find an agenda for whoever writes it, begun or not."""
    group = asked.trust.group_by_id[meeting.group]
    return find_agenda(asked, meeting, asked.find_rulings(group)) or Agenda(meeting=meeting.key)


def find_leads(asked: Asked, group: Group, meeting: Meeting, item: AgendaItem | None) -> dict[str, str]:
    """Find who may be chosen to lead an item: officers, whoever leads it now, and the members, by name."""
    trust, day = asked.trust, meeting.starts.date()
    officers = [person for people in find_officers(trust, group, day).values() for person in people]
    now = trust.person_by_id.get(item.lead or "") if item else None
    people = {p.id: p for p in (*officers, *((now,) if now else ()), *find_members(trust, group, day))}
    listed = list(people.values())[:MOST_LEADS]
    times = Counter(person.name for person in listed)
    schools = {
        p.id: trust.school_by_id[p.school].name if p.school in trust.school_by_id else "" for p in listed
    }
    names = {p.id: f"{p.name}, {schools[p.id]}" if times[p.name] > 1 else p.name for p in listed}
    return {NOBODY: "Nobody yet"} | names


def name_when(meeting: Meeting) -> str:
    """Name a meeting and when it is."""
    return f"{meeting.title}, {format_span(meeting.starts, meeting.ends)}"


def _find_sections(asked: Asked, group: Group, agenda: Agenda) -> tuple[Section, ...]:
    """Find what is open from the last meeting, and what members put forward."""
    actions = [
        " · ".join(
            filter(
                None,
                (
                    shorten(a.text, MOST_IN_A_LINE),
                    name_person(asked, a.owner),
                    f"due {format_day(a.due)}" if a.due else "",
                ),
            )
        )
        for a in find_open_actions(asked.year, group)
    ]
    proposed = [f"{item.title} · {name_person(asked, item.proposed_by)}" for item in agenda.proposed]
    listed = (("Open actions", actions), ("Put forward", proposed))
    return tuple(Section(f"{name} ({len(lines)})", _cut(lines)) for name, lines in listed if lines)


def _cut(lines: list[str]) -> tuple[str, ...]:
    more = len(lines) - LINES
    return (*lines[:LINES], *((f"and {more} more",) if more > 0 else ()))


def _find_buttons(asked: Asked, meeting: Meeting, agenda: Agenda, page: int) -> tuple[Button | Link, ...]:
    suggested = len(suggest_items(asked.year, meeting, agenda))
    links = asked.year.links_by_meeting.get(meeting.key, Links(meeting=meeting.key))
    more = (page + 1) * ITEMS_A_PAGE < len(agenda.items)
    draft = agenda.status is AgendaStatus.DRAFT
    buttons: list[Button | Link | None] = [
        do("Draft it for me", DraftAgenda(meeting=meeting.key)) if draft and not agenda.items else None,
        turn_to("Edit this item", "edit_item", meeting, fills_in=True) if agenda.items else None,
        turn_to("Add an item", "new_item", meeting),
        do("Publish it", PublishAgenda(meeting=meeting.key)) if draft and agenda.items else None,
        turn_to(f"Put forward ({len(agenda.proposed)})", "proposed_items", meeting) if agenda.proposed else None,
        turn_to("More items", "edit_agenda", meeting, page=page + 1) if more else None,
        turn_to("The first items", "edit_agenda", meeting) if page else None,
        turn_to(f"Suggestions ({suggested})", "agenda_suggestions", meeting) if suggested else None,
        Link("Open the agenda", links.agenda_url),
    ]  # fmt: skip
    return tuple(button for button in buttons if button is not None)


def _say_typed(group: Group, agenda: Agenda) -> str:
    if not agenda.items:
        return f"Or type: “draft the {group.name} agenda” or “add 20 minutes on ratio to the {group.name} agenda”."
    publish = f", “publish the {group.name} agenda”" if agenda.status is AgendaStatus.DRAFT else ""
    return f"Or type: “edit {agenda.items[0].title}”, “move {agenda.items[-1].title} up”{publish}."


def name_person(asked: Asked, person: str | None) -> str:
    """Name a person; nobody where they are not in the files."""
    known = asked.trust.person_by_id.get(person or "")
    return known.name if known else ""

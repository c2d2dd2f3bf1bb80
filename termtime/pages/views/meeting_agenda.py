"""A meeting's agenda on its page: the items as the viewer may read them, what was put forward, and what they may do.

Items are rearranged and rewritten in Teams, where the bot keeps two people at it apart; here one is put forward or added, and
the agenda is drafted, looked at as members will see it, and published.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.handlers.agenda_writing import name_person
from bot.handlers.group_agenda import IN_THE_DOCUMENT, find_state, may_write, show_items
from bot.handlers.papers import find_agenda, say_agenda_state
from cards.agenda import ItemShown
from cards.card import is_safe_address
from termtime.pages.tables import Table, make_table
from termtime.pages.viewer import Viewer
from termtime.pages.views.shown import DeedButton, make_button
from trust.deeds.rights import Right, has_right
from trust.deeds.values import NOBODY, DraftAgenda, PublishAgenda, TakeItem, TurnDownItem
from trust.groups import Group
from trust.meetings import Meeting, MeetingStatus
from trust.membership import find_members
from trust.papers import Agenda, AgendaItem, AgendaStatus
from trust.permissions import Aspect
from trust.year import Links

PREVIEW = "agenda"


@dataclass(frozen=True, slots=True)
class ProposedRow:
    """An item somebody put forward, and what an officer may do about it."""

    title: str
    outcome: str
    by: str
    buttons: tuple[DeedButton, ...]


@dataclass(frozen=True, slots=True)
class AgendaView:
    """What the page says of the agenda.

    Attributes:
        state: How far it is.
        draft: Whether what is shown is a draft, for officers alone.
        items: Its items.
        url: Its document.
        note: Whatever else there is to say.
        proposed: What was put forward: to officers all, to anybody else their own.
        buttons: What the viewer may do at once.
        may_preview: Whether it may be looked at as it would be published.
        publish: Publishes it, where it is being looked at so.
        add: What a form for a new item carries; None where the viewer writes none.
        add_title: What that form is called.
        leads: Who may lead an item, for those who write it.
        edit: What to say to the bot to write it at length; empty for those who may not.
        table: Its items.
    """

    state: str
    draft: bool
    items: tuple[ItemShown, ...]
    url: str
    note: str
    proposed: tuple[ProposedRow, ...]
    buttons: tuple[DeedButton, ...]
    may_preview: bool
    publish: DeedButton | None
    add: dict[str, str] | None
    add_title: str
    leads: tuple[tuple[str, str], ...]
    edit: str
    table: Table

    @property
    def writes(self) -> bool:
        """Whether the viewer writes the agenda."""
        return bool(self.edit)


def make_agenda_view(viewer: Viewer, group: Group, meeting: Meeting, preview: str) -> AgendaView | None:
    """Make the agenda's part of a page; None where the viewer may not read agendas."""
    if not viewer.may(Aspect.AGENDA, group):
        return None
    asked, rulings = viewer.asked, viewer.find_rulings(group)
    agenda = find_agenda(asked, meeting, rulings)
    to_come = meeting.ends > viewer.now and meeting.status is MeetingStatus.PUBLISHED
    writes = to_come and may_write(asked, group, rulings)
    ready = writes and agenda is not None and bool(agenda.items) and agenda.status is AgendaStatus.DRAFT
    looking = ready and preview == PREVIEW
    items = show_items(asked, meeting, agenda, writes=writes and not looking) if agenda else ()
    links = viewer.year.links_by_meeting.get(meeting.key, Links(meeting=meeting.key))
    proposes = to_come and has_right(viewer.trust, viewer.person, Right.PROPOSE, group, viewer.today)
    return AgendaView(
        state=find_state(asked, meeting, agenda) if writes else say_agenda_state(asked, meeting, agenda),
        draft=agenda is not None and agenda.status is AgendaStatus.DRAFT,
        items=items,
        url=links.agenda_url if agenda and is_safe_address(links.agenda_url) else "",
        note=IN_THE_DOCUMENT if agenda and not items else "",
        proposed=_find_proposed(viewer, meeting, writes=writes, own=proposes),
        buttons=_find_buttons(meeting, agenda) if writes else (),
        may_preview=ready and not looking,
        publish=make_button("Publish the agenda", PublishAgenda(meeting=meeting.key)) if looking else None,
        add=_find_form(meeting, writes=writes) if (writes or proposes) and not looking else None,
        add_title="Add an item" if writes else "Put an item forward",
        leads=_find_leads(viewer, group, meeting) if writes else (),
        edit=f"Edit the {group.name} agenda" if writes else "",
        table=_tabulate(items),
    )


def _find_buttons(meeting: Meeting, agenda: Agenda | None) -> tuple[DeedButton, ...]:
    begun = agenda is not None and (agenda.items or agenda.status is AgendaStatus.PUBLISHED)
    return () if begun else (make_button("Draft the agenda", DraftAgenda(meeting=meeting.key)),)


def _find_form(meeting: Meeting, *, writes: bool) -> dict[str, str]:
    return {"kind": "add_item" if writes else "propose_item", "meeting": meeting.key}


def _find_leads(viewer: Viewer, group: Group, meeting: Meeting) -> tuple[tuple[str, str], ...]:
    """Find who may be chosen to lead an item; whoever else may is typed in Teams."""
    members = find_members(viewer.trust, group, meeting.starts.date())
    return ((NOBODY, "Nobody yet"), *((person.id, person.name) for person in members))


def _find_proposed(viewer: Viewer, meeting: Meeting, *, writes: bool, own: bool) -> tuple[ProposedRow, ...]:
    agenda = viewer.year.agenda_by_meeting.get(meeting.key)
    if agenda is None or not (writes or own):
        return ()
    shown = [item for item in agenda.proposed if writes or item.proposed_by == viewer.person.id]
    return tuple(
        ProposedRow(
            item.title,
            item.outcome,
            name_person(viewer.asked, item.proposed_by),
            _settle(meeting, item) if writes else (),
        )
        for item in shown
    )


def _settle(meeting: Meeting, item: AgendaItem) -> tuple[DeedButton, ...]:
    return (
        make_button("Take it up", TakeItem(meeting=meeting.key, item=item.title)),
        make_button("Turn it down", TurnDownItem(meeting=meeting.key, item=item.title)),
    )


def _tabulate(items: tuple[ItemShown, ...]) -> Table:
    return make_table(
        "agenda", "Agenda", "Item", "Begins", "#Minutes", "Lead", "Should lead to",
        rows=[(item.title, item.starts, item.minutes or None, item.lead, item.outcome) for item in items],
    )  # fmt: skip

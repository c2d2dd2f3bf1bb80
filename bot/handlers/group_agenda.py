"""Answers "what is on the agenda?": the items of the meeting meant, or that they are not published and when they are due.

A draft is for chair, co-chair and coordinator; to everyone else it is not published yet, begun or not.
"""

from __future__ import annotations

from bot.asked import Answer, Asked, Rulings
from bot.handlers.buttons import ask_chair, ask_further, do, turn_to
from bot.handlers.meant import find_named, say_no_meeting
from bot.handlers.paging import find_page
from bot.handlers.papers import find_agenda, say_agenda_state
from bot.handlers.refusal import refuse
from bot.ports import Scope
from bot.routing import on_group
from cards.agenda import ItemShown, make_agenda_card
from cards.card import Button, Link
from cards.notice import make_notice_card
from cards.words import format_span
from trust.agenda_drafting import Timing, find_timing
from trust.deeds.rights import Right, has_right
from trust.deeds.values import DraftAgenda, PublishAgenda
from trust.groups import Group
from trust.meetings import Meeting, MeetingStatus
from trust.papers import Agenda, AgendaStatus
from trust.permissions import Aspect
from trust.year import Links

KICKERS = {AgendaStatus.DRAFT: "Draft agenda", AgendaStatus.PUBLISHED: "Agenda"}
ITEMS_A_PAGE = 8
IN_THE_DOCUMENT = "Its items are not held here, only the document."


@on_group("group_agenda")
def tell_agenda(asked: Asked, group: Group) -> Answer:
    """Show the agenda of the meeting meant, the next one unless another is named."""
    rulings = asked.find_rulings(group)
    ruling = rulings[Aspect.AGENDA]
    if not ruling.allowed:
        return refuse(asked, group, "its agendas", ruling)
    meeting = find_named(asked, group)
    if meeting is None:
        return say_no_meeting(asked, group, "Agenda", ruling)
    agenda = find_agenda(asked, meeting, rulings)
    which = f"{meeting.title}, {format_span(meeting.starts, meeting.ends)}"
    writes = may_write(asked, group, rulings)
    state = find_state(asked, meeting, agenda) if writes else say_agenda_state(asked, meeting, agenda)
    if agenda is None:
        text = f"The agenda of {group.name}, {which}: {state[0].lower()}{state[1:]}"
        writing = find_writing(asked, group, meeting, agenda, rulings)
        buttons = (*writing, ask_chair(group), *ask_further(group, rulings, "chair"))
        card = make_notice_card(group.name, text, asked.footing, kicker="Agenda", actions=buttons)
        return Answer(card, sources=(f"meeting {meeting.key}",), rule=ruling.rule)
    items = show_items(asked, meeting, agenda, writes=writes)
    page = find_page(asked, len(items), ITEMS_A_PAGE)
    links = asked.year.links_by_meeting.get(meeting.key, Links(meeting=meeting.key))
    card = make_agenda_card(
        group.name,
        which,
        state if items else f"{state} {IN_THE_DOCUMENT}",
        items[page.first : page.last],
        asked.footing,
        kicker=KICKERS[agenda.status] + page.words,
        actions=(
            Link("Open the agenda", links.agenda_url),
            *page.buttons,
            *find_writing(asked, group, meeting, agenda, rulings),
            *ask_further(group, rulings),
        ),
    )
    draft = agenda.status is AgendaStatus.DRAFT
    rule = rulings[Aspect.AGENDA_DRAFT].rule if draft else ruling.rule
    return Answer(card, sources=(f"agenda {meeting.key}",), rule=rule)


def show_items(asked: Asked, meeting: Meeting, agenda: Agenda, *, writes: bool) -> tuple[ItemShown, ...]:
    """Show an agenda's items, with the time each begins where all have a length.

    Where they take longer than the meeting, only whoever writes it sees times: others would go by them.
    """
    timing = find_timing(meeting, agenda.items)
    starts = timing.starts if writes or timing.left >= 0 else (None,) * len(agenda.items)
    people = asked.trust.person_by_id
    return tuple(
        ItemShown(
            title=item.title,
            minutes=item.minutes,
            starts=f"{start:%H:%M}" if start else "",
            lead=people[item.lead].name if item.lead in people else "",
            outcome=item.outcome,
        )
        for item, start in zip(agenda.items, starts, strict=True)
    )


def may_write(asked: Asked, group: Group, rulings: Rulings) -> bool:
    """Say whether the asker may write a group's agendas, and everyone listening may read them."""
    if asked.asker is None or not rulings[Aspect.AGENDA_DRAFT].allowed:
        return False
    return has_right(asked.trust, asked.asker, Right.AGENDA, group, asked.today)


def find_state(asked: Asked, meeting: Meeting, agenda: Agenda | None) -> str:
    """Say to whoever writes an agenda how far it is, and whether its items fit the meeting."""
    state = say_agenda_state(asked, meeting, agenda)
    if agenda is None or not agenda.items:
        return state
    return f"{state} {_say_timing(find_timing(meeting, agenda.items))}".strip()


def find_writing(
    asked: Asked, group: Group, meeting: Meeting, agenda: Agenda | None, rulings: Rulings
) -> tuple[Button, ...]:
    """Make the buttons for what the asker may do to an agenda of a meeting to come."""
    if meeting.ends <= asked.now or meeting.status is not MeetingStatus.PUBLISHED or asked.asker is None:
        return ()
    if may_write(asked, group, rulings):
        edit = turn_to("Edit the agenda", "edit_agenda", meeting)
        if agenda is None or not agenda.items:
            return (
                (do("Draft the agenda", DraftAgenda(meeting=meeting.key)), edit)
                if agenda is None
                else (edit,)
            )
        if agenda.status is AgendaStatus.DRAFT:
            return edit, do("Publish it", PublishAgenda(meeting=meeting.key))
        return (edit,)
    if asked.scope is not Scope.PERSONAL:
        return ()
    if not has_right(asked.trust, asked.asker, Right.PROPOSE, group, asked.today):
        return ()
    return (turn_to("Propose an item", "propose_item", meeting),)


def _say_timing(timing: Timing) -> str:
    if timing.left < 0:
        return (
            f"Its items take {-timing.left} minutes more than the meeting lasts: "
            "shorten one, or leave one for next time."
        )
    if timing.unset:
        items = "One item has" if timing.unset == 1 else f"{timing.unset} items have"
        return f"{items} no time yet; {timing.left or 'no'} minutes are left."
    return f"{timing.left} minutes are not given to an item yet." if timing.left else ""

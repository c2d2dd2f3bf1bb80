"""Answers "what is on the agenda?": the items of the meeting meant, or that they are not published and when they are due.

A draft is for chair, co-chair and coordinator; to everyone else it is not published yet, begun or not.
"""

from __future__ import annotations

from datetime import timedelta

from bot.asked import Answer, Asked
from bot.handlers.buttons import ask_chair, ask_further
from bot.handlers.meant import find_meant, say_no_meeting
from bot.handlers.paging import find_page
from bot.handlers.papers import find_agenda, say_agenda_state
from bot.handlers.refusal import refuse
from bot.routing import on_group
from cards.agenda import ItemShown, make_agenda_card
from cards.card import Link
from cards.notice import make_notice_card
from cards.words import format_span
from trust.groups import Group
from trust.meetings import Meeting
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
    meeting = find_meant(asked, group)
    if meeting is None:
        return say_no_meeting(asked, group, "Agenda", ruling)
    agenda = find_agenda(asked, meeting, rulings)
    which = f"{meeting.title}, {format_span(meeting.starts, meeting.ends)}"
    state = say_agenda_state(asked, meeting, agenda)
    if agenda is None:
        text = f"The agenda of {group.name}, {which}: {state[0].lower()}{state[1:]}"
        buttons = (ask_chair(group), *ask_further(group, rulings, "chair"))
        card = make_notice_card(group.name, text, asked.footing, kicker="Agenda", actions=buttons)
        return Answer(card, sources=(f"meeting {meeting.key}",), rule=ruling.rule)
    items = show_items(asked, meeting, agenda)
    page = find_page(asked, len(items), ITEMS_A_PAGE)
    links = asked.year.links_by_meeting.get(meeting.key, Links(meeting=meeting.key))
    card = make_agenda_card(
        group.name,
        which,
        state if items else f"{state} {IN_THE_DOCUMENT}",
        items[page.first : page.last],
        asked.footing,
        kicker=KICKERS[agenda.status] + page.words,
        actions=(Link("Open the agenda", links.agenda_url), *page.buttons, *ask_further(group, rulings)),
    )
    draft = agenda.status is AgendaStatus.DRAFT
    rule = rulings[Aspect.AGENDA_DRAFT].rule if draft else ruling.rule
    return Answer(card, sources=(f"agenda {meeting.key}",), rule=rule)


def show_items(asked: Asked, meeting: Meeting, agenda: Agenda) -> tuple[ItemShown, ...]:
    """Show an agenda's items, with the time each begins where all have a length and they fit the meeting."""
    lengths = [item.minutes for item in agenda.items]
    fits = all(lengths) and timedelta(minutes=sum(lengths)) <= meeting.ends - meeting.starts
    people = asked.trust.person_by_id
    starts = [f"{meeting.starts + timedelta(minutes=sum(lengths[:n])):%H:%M}" for n in range(len(lengths))]
    return tuple(
        ItemShown(
            title=item.title,
            minutes=item.minutes,
            starts=starts[n] if fits else "",
            lead=people[item.lead].name if item.lead in people else "",
            outcome=item.outcome,
        )
        for n, item in enumerate(agenda.items)
    )

"""Searches agendas and minutes: in what everyone listening may read, and in nothing else.

What may be read is settled first, group by group and draft by draft; only then is anything compared with the words. So
a paper that is hidden changes neither what is found, nor how many, nor what a misspelt word is taken for.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.asked import Answer, Asked, Rulings
from bot.handlers.buttons import MY_GROUPS, NEXT_MEETING, ask_chair, ask_minutes
from bot.handlers.orientation import say_contact
from bot.handlers.paging import find_page
from bot.handlers.refusal import refuse
from bot.handlers.stretch import say_stretch
from bot.handlers.which_group import ask_which
from bot.ports import Scope
from bot.routing import on
from bot.showing import find_minutes_aspect, find_minutes_url
from bot.understand.when import When
from cards.notice import make_notice_card
from cards.search import ROWS_A_PAGE, PaperShown, make_search_card
from cards.words import join_words
from trust.groups import Group
from trust.meetings import MeetingStatus
from trust.papers import AgendaStatus
from trust.permissions import Aspect
from trust.searching import Document, Found, find
from trust.year import Links

RULE = "searches only papers that everyone listening may read"
FOR_WHAT = "What shall I look for? Name a word or two, such as “minutes that mention calculators”."


@on("search")
def search(asked: Asked) -> Answer:
    """Show the agendas and minutes that mention something, best first."""
    entities = asked.question.entities
    words = entities.topic or entities.unknown
    if entities.topic and entities.unknown:
        return ask_which(asked)
    if not words.strip():
        card = make_notice_card("Search", FOR_WHAT, asked.footing, kicker="Agendas and minutes")
        return Answer(card, rule=RULE)
    groups = [entities.group] if entities.group else entities.candidates
    if entities.group and not may_read(asked.find_rulings(entities.group)):
        ruling = asked.find_rulings(entities.group)[Aspect.MINUTES]
        return refuse(asked, entities.group, "its agendas and minutes", ruling)
    found = find(find_readable(asked, groups or asked.visible, entities.when), words)
    if not found.documents:
        return _say_nothing(asked, words)
    page = find_page(asked, len(found.documents), ROWS_A_PAGE)
    shown = found.documents[page.first : page.last]
    card = make_search_card(
        f"“{words}”",
        [show_paper(asked, found, document) for document in shown],
        asked.footing,
        kicker=f"Found in agendas and minutes{page.words}",
        lead=say_read_as(found),
        buttons=page.buttons,
    )
    return Answer(card, sources=tuple(f"{one.paper} {one.meeting}" for one in shown), rule=RULE)


def may_read(rulings: Rulings) -> bool:
    """Say whether any paper of a group may be read at all."""
    return any(rulings[aspect].allowed for aspect in (Aspect.AGENDA, Aspect.MINUTES))


def find_readable(asked: Asked, groups: Iterable[Group], when: When | None = None) -> list[Document]:
    """Find what agendas and minutes of some groups say that this audience may read; the latest meeting first."""
    rulings = {group.id: asked.find_rulings(group) for group in groups}
    readable = []
    for document in asked.year.documents:
        meeting = asked.year.meeting_by_key[document.meeting]
        of_group = rulings.get(meeting.group)
        if of_group is None or meeting.status is not MeetingStatus.PUBLISHED:
            continue
        in_time = when is None or when.first <= meeting.starts.date() <= when.last
        if in_time and of_group[find_aspect(asked, document)].allowed:
            readable.append(document)
    return readable


def find_aspect(asked: Asked, document: Document) -> Aspect:
    """Find which aspect of a group a paper falls under; one of which nobody has said otherwise is a draft."""
    if document.paper == "minutes":
        minutes = asked.year.minutes_by_meeting.get(document.meeting)
        return find_minutes_aspect(minutes) if minutes else Aspect.MINUTES_DRAFT
    agenda = asked.year.agenda_by_meeting.get(document.meeting)
    published = agenda is not None and agenda.status is AgendaStatus.PUBLISHED
    return Aspect.AGENDA if published else Aspect.AGENDA_DRAFT


def show_paper(asked: Asked, found: Found, document: Document) -> PaperShown:
    """Show a paper this audience may read, with the sentence that was found."""
    meeting, passage = asked.year.meeting_by_key[document.meeting], found.find_passage(document)
    links = asked.year.links_by_meeting.get(document.meeting, Links(meeting=document.meeting))
    minutes = asked.year.minutes_by_meeting.get(document.meeting)
    if document.paper == "minutes":
        status = f"{minutes.status} minutes" if minutes else "draft minutes"
        url = find_minutes_url(asked, minutes) if minutes else links.minutes_url
    else:
        status = "agenda" if find_aspect(asked, document) is Aspect.AGENDA else "draft agenda"
        url = links.agenda_url
    return PaperShown(
        paper=f"{status[:1].upper()}{status[1:]}",
        meeting=document.title,
        held=meeting.starts.date(),
        passage=passage.text,
        marks=passage.marks,
        url=url,
    )


def say_read_as(found: Found) -> str:
    """Say which words were taken for others and which stand nowhere, so that a misreading shows."""
    taken = join_words([f"“{typed}” as “{word}”" for typed, word in found.read_as])
    nowhere = join_words([f"“{word}”" for word in found.missing], "or")
    return " ".join(
        filter(
            None, (taken and f"I read {taken}.", nowhere and f"Nothing I may show here mentions {nowhere}.")
        )
    )


def _say_nothing(asked: Asked, words: str) -> Answer:
    entities = asked.question.entities
    here = "you may read" if asked.scope is Scope.PERSONAL else "everyone here may read"
    whose = f" of {entities.group.name}" if entities.group else ""
    when = f" in {say_stretch(asked, entities.when)}" if entities.when else ""
    whom = "its chair" if entities.group else say_contact(asked)
    text = f"No agenda or minutes{whose} that {here} mention “{words}”{when}. You may ask {whom}."
    further = (
        (ask_minutes(entities.group), ask_chair(entities.group))
        if entities.group
        else (MY_GROUPS, NEXT_MEETING)
    )
    card = make_notice_card(
        "Nothing found", text, asked.footing, kicker="Agendas and minutes", actions=further
    )
    return Answer(card, rule=RULE)

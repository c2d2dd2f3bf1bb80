"""What is asked of an agenda in words, or by a button that opens a form: which meeting and item are meant, and the deed.

Whoever may not write an agenda is told who may; a member who asks for an item to be added puts it forward instead.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from bot.asked import Answer, Asked, find_own_groups
from bot.handlers.agenda_offers import show_proposed, show_proposing, show_suggestions
from bot.handlers.agenda_writing import NOT_ALL_HERE, find_written, show_agenda, show_item, show_new_item
from bot.handlers.buttons import ask_of, turn_to
from bot.handlers.doing import do_and_show, do_said, find_tried
from bot.handlers.group_agenda import find_writing, may_write
from bot.handlers.likeness import find_alike
from bot.handlers.meant import find_named, say_no_meeting
from bot.handlers.own_groups import is_unsettled
from bot.handlers.paging import pick_nth
from bot.handlers.papers import find_agenda
from bot.handlers.refusal import refuse
from bot.handlers.which_group import ask_which
from bot.ports import Scope
from bot.routing import on
from cards.card import MOST_ACTIONS
from cards.choice import make_choice_card
from cards.notice import make_notice_card
from cards.words import shorten
from trust.deeds.agendas import OVER, shorten_outcome
from trust.deeds.rights import Right, has_right
from trust.deeds.values import (
    NOBODY,
    AddItem,
    ChangeItem,
    DraftAgenda,
    DropItem,
    MoveItem,
    ProposeItem,
    PublishAgenda,
    TakeItem,
    TurnDownItem,
)
from trust.groups import Group
from trust.meetings import Meeting
from trust.papers import AgendaItem
from trust.permissions import Aspect
from trust.values import Value

MINUTES = re.compile(
    r"\s*\b(?:for\s+)?(?P<n>\d{1,3})\s*-?\s*(?:minutes?|mins?|m)\b(?:\s+(?:on|for|about|of))?\s*",
    re.IGNORECASE,
)
RENAMED = re.compile(r"(?P<item>.+?)\s+(?:to|into|as)\s+(?P<title>.+)", re.IGNORECASE)
NO_GROUP = "You write no group's agenda: that is for its chair, co-chair or coordinator."
UP = frozenset({"up", "earlier"})


class Said(NamedTuple):
    """What is said of an item: what it is called, and its minutes where they are said too."""

    title: str
    minutes: int | None


class Writing(NamedTuple):
    """The meeting whose agenda is meant, and its group."""

    group: Group
    meeting: Meeting


@on("edit_agenda")
def edit_agenda(asked: Asked) -> Answer:
    """Show all of an agenda to whoever writes it."""
    found = find_writable(asked)
    return (
        found if isinstance(found, Answer) else show_agenda(asked, *found, page=asked.question.entities.page)
    )


@on("new_item")
def fill_in_new_item(asked: Asked) -> Answer:
    """Show the fields of a new item."""
    found = find_writable(asked)
    return found if isinstance(found, Answer) else show_new_item(asked, *found)


@on("proposed_items")
def tell_proposed(asked: Asked) -> Answer:
    """Show what members put forward."""
    found = find_writable(asked)
    return found if isinstance(found, Answer) else show_proposed(asked, *found, asked.question.entities.page)


@on("agenda_suggestions")
def tell_suggestions(asked: Asked) -> Answer:
    """Show what may be worth adding."""
    found = find_writable(asked)
    return (
        found if isinstance(found, Answer) else show_suggestions(asked, *found, asked.question.entities.page)
    )


@on("draft_agenda")
def draft(asked: Asked) -> Answer:
    """Begin an agenda."""
    return _do_to_agenda(asked, DraftAgenda)


@on("publish_agenda")
def publish(asked: Asked) -> Answer:
    """Publish an agenda."""
    return _do_to_agenda(asked, PublishAgenda)


@on("add_item")
def add(asked: Asked) -> Answer:
    """Add an item; a member's is put forward."""
    if tried := find_tried(asked):
        return do_and_show(asked, tried)
    group, entities = asked.question.entities.group, asked.question.entities
    if asked.asker and group and not has_right(asked.trust, asked.asker, Right.AGENDA, group, asked.today):
        return propose(asked)
    found = find_writable(asked)
    if isinstance(found, Answer):
        return found
    said = read_item(entities.topic)
    if not said.title:
        return show_new_item(asked, *found)
    lead = entities.person.id if entities.person else ""
    minutes = said.minutes or 0
    return do_said(asked, AddItem, meeting=found.meeting.key, title=said.title, minutes=minutes, lead=lead)


@on("propose_item")
def propose(asked: Asked) -> Answer:
    """Put an item forward, or show the fields of one."""
    if tried := find_tried(asked):
        return do_and_show(asked, tried)
    found = find_meant_writing(asked, Right.PROPOSE)
    if isinstance(found, Answer):
        return found
    title = read_item(asked.question.entities.topic).title
    if not title:
        return show_proposing(asked, *found)
    return do_said(asked, ProposeItem, meeting=found.meeting.key, title=title)


@on("edit_item")
def edit_item(asked: Asked) -> Answer:
    """Show an item to fill in, or change what is said of it: its minutes, its lead, or what it is called."""
    if tried := find_tried(asked):
        return do_and_show(asked, tried)
    found = find_writable(asked)
    if isinstance(found, Answer):
        return found
    entities, items = asked.question.entities, find_written(asked, found.meeting).items
    if not entities.topic and not entities.nth:
        item = pick_nth(items, min(entities.page, max(0, len(items) - 1)) + 1)
        return show_item(asked, *found, item) if item else show_agenda(asked, *found)
    said, title = read_item(entities.topic), ""
    matching = _find_items(asked, items, entities.topic) or _find_items(asked, items, said.title)
    if not matching and (renamed := RENAMED.fullmatch(entities.topic)):
        matching, title = _find_items(asked, items, renamed["item"]), _tidy(renamed["title"])
    item = _pick(matching)
    if item is None:
        return _ask_which_item(asked, found, matching)
    minutes = said.minutes if not title and item.title.casefold() != entities.topic.casefold() else None
    if not title and minutes is None and entities.person is None:
        return show_item(asked, *found, item)
    return do_said(
        asked,
        ChangeItem,
        meeting=found.meeting.key,
        item=item.title,
        title=title or item.title,
        minutes=item.minutes if minutes is None else minutes,
        lead=entities.person.id if entities.person else item.lead or NOBODY,
        outcome=shorten_outcome(item.outcome),
    )


@on("move_item")
def move(asked: Asked) -> Answer:
    """Move an item up or down by one place."""
    return _do_to_item(asked, MoveItem, by=-1 if asked.question.entities.detail in UP else 1)


@on("drop_item")
def drop(asked: Asked) -> Answer:
    """Take an item off the agenda."""
    return _do_to_item(asked, DropItem)


@on("take_item")
def take(asked: Asked) -> Answer:
    """Take up an item a member put forward."""
    return _do_to_item(asked, TakeItem, proposed=True)


@on("turn_down_item")
def turn_down(asked: Asked) -> Answer:
    """Turn down an item a member put forward."""
    return _do_to_item(asked, TurnDownItem, proposed=True)


def read_item(topic: str) -> Said:
    """Read what is said of an item: "20 minutes on ratio" is Ratio, for 20 minutes."""
    found = MINUTES.search(topic)
    if found is None:
        return Said(_tidy(topic), None)
    return Said(_tidy(f"{topic[: found.start()]} {topic[found.end() :]}"), int(found["n"]))


def _tidy(title: str) -> str:
    words = " ".join(title.strip(" ,:;-–“”\"'").split())
    return words[:1].upper() + words[1:]


def find_writable(asked: Asked) -> Writing | Answer:
    """Find the agenda that somebody is to write, or say why they may not here."""
    return find_meant_writing(asked, Right.AGENDA)


def find_meant_writing(asked: Asked, right: Right) -> Writing | Answer:
    """Find the meeting to come that is meant by somebody with a right to its agenda, or say why there is none."""
    group = asked.question.entities.group
    if is_unsettled(asked):
        return ask_which(asked)
    if group is None:
        candidates = _find_groups(asked, right)
        if len(candidates) != 1:
            return _ask_group(asked, candidates, right)
        group = candidates[0]
    rulings = asked.find_rulings(group)
    if not rulings[Aspect.AGENDA].allowed:
        return refuse(asked, group, "its agendas", rulings[Aspect.AGENDA])
    # A place in a list is that of an item, and not of a meeting.
    of_meeting = replace(asked.question, entities=replace(asked.question.entities, nth=0))
    meeting = find_named(replace(asked, question=of_meeting), group)
    if meeting is None:
        return say_no_meeting(asked, group, "Agenda", rulings[Aspect.AGENDA])
    text = ""
    if asked.asker is None or not has_right(asked.trust, asked.asker, right, group, asked.today):
        who = "the chair, co-chair or coordinator" if right is Right.AGENDA else "a member"
        text = f"Only {who} of {group.name} may {right}."
    elif right is Right.AGENDA and not may_write(asked, group, rulings):
        text = NOT_ALL_HERE
    elif meeting.ends <= asked.now:
        text = OVER
    if not text:
        return Writing(group, meeting)
    agenda = find_agenda(asked, meeting, rulings)
    buttons = (ask_of(group, "group_agenda", "Agenda"), *find_writing(asked, group, meeting, agenda, rulings))
    card = make_notice_card(group.name, text, asked.footing, kicker="Agenda", actions=buttons)
    return Answer(card, sources=(f"group {group.id}",), rule=rulings[Aspect.AGENDA].rule)


def _find_groups(asked: Asked, right: Right) -> tuple[Group, ...]:
    """Find the asker's groups in which they have a right, as far as everyone listening may know of them."""
    if asked.asker is None:
        return ()
    own = find_own_groups(asked.trust, asked.asker, asked.today)
    return tuple(
        group
        for group in own
        if group in asked.visible and has_right(asked.trust, asked.asker, right, group, asked.today)
    )


def _ask_group(asked: Asked, candidates: Sequence[Group], right: Right) -> Answer:
    if not candidates and right is Right.AGENDA and asked.scope is Scope.PERSONAL:
        return Answer(make_notice_card("Agenda", NO_GROUP, asked.footing), rule="own groups")
    entities = replace(asked.question.entities, candidates=tuple(candidates))
    return ask_which(replace(asked, question=replace(asked.question, entities=entities)))


def _do_to_agenda(asked: Asked, kind: type[Value]) -> Answer:
    if tried := find_tried(asked):
        return do_and_show(asked, tried)
    found = find_writable(asked)
    return found if isinstance(found, Answer) else do_said(asked, kind, meeting=found.meeting.key)


def _do_to_item(asked: Asked, kind: type[Value], *, proposed: bool = False, **said: int) -> Answer:
    """Do something to the item meant, of the agenda or of what was put forward."""
    if tried := find_tried(asked):
        return do_and_show(asked, tried)
    found = find_writable(asked)
    if isinstance(found, Answer):
        return found
    agenda = find_written(asked, found.meeting)
    items = agenda.proposed if proposed else agenda.items
    matching = _find_items(asked, items, asked.question.entities.topic)
    item = _pick(matching)
    if item is not None:
        return do_said(asked, kind, meeting=found.meeting.key, item=item.title, **said)
    return show_proposed(asked, *found) if proposed else _ask_which_item(asked, found, matching)


def _find_items(asked: Asked, items: Sequence[AgendaItem], topic: str) -> list[AgendaItem]:
    """Find the items a few words may mean; the beginning of a title, as a button carries it, means it alone."""
    nth = asked.question.entities.nth
    if not topic:
        return [item for item in (pick_nth(items, nth) if nth else None,) if item]
    said = topic.casefold()
    exact = [item for item in items if item.title.casefold() == said]
    begun = [item for item in items if item.title.casefold().startswith(said)]
    return exact or begun or find_alike(topic, items, lambda item: (item.title,))


def _pick(matching: Sequence[AgendaItem]) -> AgendaItem | None:
    return matching[0] if len({item.title for item in matching}) == 1 else None


def _ask_which_item(asked: Asked, found: Writing, matching: Sequence[AgendaItem]) -> Answer:
    """Ask which of several items is meant; where none is, say so and show them all."""
    topic = asked.question.entities.topic
    if not matching:
        said = f"No item of this agenda is called “{shorten(topic, 60)}”." if topic else "Say which item."
        return show_agenda(asked, *found, said)
    buttons = tuple(
        turn_to(shorten(item.title, 60), "edit_item", found.meeting, topic=item.title)
        for item in matching[:MOST_ACTIONS]
    )
    return Answer(make_choice_card("Which item do you mean?", buttons, asked.footing), rule="draft agenda")

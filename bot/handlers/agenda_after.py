"""Shows how an agenda stands after something was done to it, or was not: to everyone who listens what they may read."""

from __future__ import annotations

from typing import Any

from bot.asked import Answer, Asked, Rulings
from bot.handlers.agenda_offers import show_proposed, show_proposing
from bot.handlers.agenda_writing import NOT_ALL_HERE, find_written, show_agenda, show_item
from bot.handlers.doing import say, tell
from bot.handlers.group_agenda import may_write
from bot.ports import Done, Scope
from bot.routing import on_deed
from trust.agenda_drafting import find_item
from trust.deeds.values import (
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
from trust.meetings import Meeting, MeetingStatus
from trust.permissions import Aspect

PUBLISHED = "The agenda is published."


@on_deed(DraftAgenda, AddItem, ChangeItem, MoveItem, DropItem, TakeItem, TurnDownItem, PublishAgenda)
def show_after(asked: Asked, deed: Any, done: Done) -> Answer:
    """Show how an agenda stands after something was done to it, or was not."""
    found = _find_known(asked, deed.meeting)
    if found is None:
        return _tell(asked, done)
    group, meeting, rulings = found
    if not may_write(asked, group, rulings):
        published = isinstance(deed, PublishAgenda) and done.result and rulings[Aspect.AGENDA].allowed
        return say(asked, PUBLISHED, "Done") if published else _tell(asked, done)
    if isinstance(deed, TakeItem | TurnDownItem) and find_written(asked, meeting).proposed:
        return show_proposed(asked, group, meeting, said=done.sentence)
    item = find_item(find_written(asked, meeting).items, getattr(deed, "item", ""))
    stays_open = isinstance(deed, MoveItem) or (isinstance(deed, ChangeItem) and done.result is None)
    if item is not None and stays_open:
        return show_item(asked, group, meeting, item, _say_unsaved(deed, done))
    return show_agenda(asked, group, meeting, done.sentence)


@on_deed(ProposeItem)
def show_after_proposing(asked: Asked, deed: ProposeItem, done: Done) -> Answer:
    """Say what came of putting an item forward."""
    found = _find_known(asked, deed.meeting)
    if found is None or not found[2][Aspect.AGENDA].allowed:
        return _tell(asked, done)
    title = "" if done.result else deed.title
    return show_proposing(asked, found[0], found[1], done.sentence, title)


def _find_known(asked: Asked, key: str) -> tuple[Group, Meeting, Rulings] | None:
    """Find a meeting to come that everyone listening may know of, with its group and their rulings."""
    meeting = asked.year.meeting_by_key.get(key)
    group = asked.trust.group_by_id.get(meeting.group) if meeting else None
    if meeting is None or group is None or group not in asked.visible:
        return None
    if meeting.status is not MeetingStatus.PUBLISHED or meeting.ends <= asked.now:
        return None
    rulings = asked.find_rulings(group)
    return (group, meeting, rulings) if rulings[Aspect.DATES].allowed else None


def _tell(asked: Asked, done: Done) -> Answer:
    """Say what came of it to whoever asked, in their own chat; what it says of a draft is not for others."""
    return tell(asked, done) if asked.scope is Scope.PERSONAL else say(asked, NOT_ALL_HERE, "Agenda")


def _say_unsaved(deed: Any, done: Done) -> str:
    """Say what came of it; of a change that was not made, what its author had written, so that it is not lost."""
    if not isinstance(deed, ChangeItem):
        return done.sentence
    wrote = (deed.title, f"{deed.minutes} min" if deed.minutes else "", deed.outcome)
    return f"{done.sentence} You wrote: {' · '.join(filter(None, wrote))}."

"""Which of a group's meetings a question means, and what is said when there is none.

A stretch of days wins over everything; then a place in the list ("the second one"); then the last or the next.
Cancelled meetings have no papers worth asking for: they are only ever named as cancelled.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.asked import Answer, Asked
from bot.handlers.buttons import ask_chair, ask_dates
from bot.handlers.paging import pick_nth
from bot.handlers.stretch import find_within, say_none_then
from bot.showing import find_meetings
from cards.notice import make_notice_card
from cards.words import format_day
from trust.groups import Group
from trust.meetings import Meeting, MeetingStatus
from trust.permissions import Ruling


def find_meant(asked: Asked, group: Group, *, last_first: bool = False) -> Meeting | None:
    """Find the meeting a question is about: the next one unless it says otherwise.

    With `last_first` it is the last that was held, unless the question asks for the next or there was none yet.
    """
    entities = asked.question.entities
    past, coming = find_held(asked, [group])
    if entities.when:
        return next(iter(find_within([*coming, *past], entities.when)), None)
    listed = past if entities.past or (last_first and not entities.soonest) else coming
    if not listed and last_first and not entities.past:
        listed = coming
    return pick_nth(listed, entities.nth or 1)


def find_named(asked: Asked, group: Group) -> Meeting | None:
    """Find the meeting one of our buttons names (bot.handlers.buttons.turn_to), or else the one meant."""
    named = asked.question.entities.detail
    past, coming = find_meetings(asked, [group]) if named else ([], [])
    found = (meeting for meeting in (*coming, *past) if meeting.key.split("/")[2] == named)
    return next(found, None) or find_meant(asked, group)


def find_held(asked: Asked, groups: Iterable[Group]) -> tuple[list[Meeting], list[Meeting]]:
    """Find some groups' announced meetings that were not cancelled: over (latest first) and to come."""
    past, coming = find_meetings(asked, groups)
    on = MeetingStatus.PUBLISHED
    return [m for m in past if m.status is on], [m for m in coming if m.status is on]


def say_no_meeting(asked: Asked, group: Group, kicker: str, ruling: Ruling) -> Answer:
    """Say that there is no meeting of the kind asked about; one that was called off is named."""
    entities, year = asked.question.entities, asked.trust.settings.year
    past, coming = find_meetings(asked, [group])
    off = [m for m in (*coming, *past) if m.status is MeetingStatus.CANCELLED]
    if entities.when and (cancelled := find_within(off, entities.when)):
        text = f"{group.name}'s meeting of {format_day(cancelled[0].starts.date())} was cancelled."
    elif entities.when:
        text = say_none_then(asked, f"{group.name} has no announced meeting", entities.when, ())
    elif entities.nth and (past if entities.past else coming):
        text = f"I know of fewer meetings of {group.name} than that."
    elif entities.past:
        text = f"{group.name} has not met yet in {year}."
    else:
        text = f"{group.name} has no announced meeting to come in {year}."
    buttons = (ask_dates(group), ask_chair(group))
    card = make_notice_card(group.name, text, asked.footing, kicker=kicker, actions=buttons)
    return Answer(card, rule=ruling.rule)

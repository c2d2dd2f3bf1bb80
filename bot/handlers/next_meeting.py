"""Answers "when is my next meeting?" for the person who asks: the next there is, or the next in a stretch of days."""

from __future__ import annotations

from bot.asked import Answer, Asked, find_own_groups
from bot.handlers.buttons import MY_GROUPS, ask_further, turn_page
from bot.handlers.own_groups import find_own_rulings
from bot.handlers.paging import ask_again, find_nth, pick_nth
from bot.handlers.replies import find_reply_buttons
from bot.handlers.stretch import find_nearest, find_within, say_none_then
from bot.ports import Scope
from bot.routing import on
from bot.showing import find_meetings, show_meeting
from bot.understand.when import When
from cards.card import Button
from cards.meeting import make_meeting_card
from cards.meetings import make_meetings_card
from cards.notice import make_notice_card
from trust.meetings import Meeting, MeetingStatus
from trust.permissions import Aspect

# One sentence whatever the reason, or it would tell the others of groups they may not know of.
ELSEWHERE = "You have no {when} meeting that everyone here may know of. Ask me in a chat of our own about all of yours."


@on("next_meeting")
def tell_next_meeting(asked: Asked) -> Answer:
    """Show the asker's next meeting, or the last one; a page further is the one after."""
    entities = asked.question.entities
    past, coming = find_own_meetings(asked)
    meetings = find_within(past if entities.past else coming, entities.when)
    if entities.when and not meetings:
        every = [*reversed(past), *coming]
        meetings = find_within(every, entities.when)
        if not meetings and every:
            return _say_none_then(asked, entities.when, every)
    at = entities.page
    meeting = pick_nth(meetings, find_nth(asked) or 1, first=at)
    if meeting is None:
        return _say_none(asked, further=bool(meetings))
    group = asked.trust.group_by_id[meeting.group]
    rulings = asked.find_rulings(group)
    shown = show_meeting(asked, meeting, rulings)
    at = meetings.index(meeting)
    buttons = (
        *find_reply_buttons(asked, meeting),
        *((_turn(asked, at + 1),) if at + 1 < len(meetings) else ()),
        *ask_further(group, rulings, "chair", "minutes" if shown.minutes_url else ""),
    )
    which = "last" if entities.past else "next"
    kicker = f"Your {which} meeting" if at == 0 and not entities.when else "Your meetings"
    card = make_meeting_card(shown, asked.now, asked.footing, kicker=kicker, buttons=buttons)
    return Answer(card, sources=(f"meeting {meeting.key}",), rule=rulings[Aspect.DATES].rule)


def find_own_meetings(asked: Asked) -> tuple[list[Meeting], list[Meeting]]:
    """Find the asker's meetings that were not cancelled: those over (latest first) and those to come."""
    rulings = find_own_rulings(asked, Aspect.DATES)
    past, coming = find_meetings(asked, [asked.trust.group_by_id[group] for group in rulings])
    return _find_held(past), _find_held(coming)


def _find_held(meetings: list[Meeting]) -> list[Meeting]:
    return [meeting for meeting in meetings if meeting.status is MeetingStatus.PUBLISHED]


def _turn(asked: Asked, page: int) -> Button:
    entities = asked.question.entities
    title = "The one before" if entities.past else "And after that?"
    if entities.when:
        return ask_again(asked, title, page=page)
    return turn_page(title, "next_meeting", page, past=entities.past)


def _say_none_then(asked: Asked, when: When, every: list[Meeting]) -> Answer:
    nearest = find_nearest(every, when)
    shown = [show_meeting(asked, m, asked.find_rulings(asked.trust.group_by_id[m.group])) for m in nearest]
    card = make_meetings_card(
        "Your meetings",
        shown,
        asked.footing,
        kicker="The nearest",
        name_groups=True,
        note=say_none_then(asked, "You have no announced meeting", when, nearest),
        actions=(MY_GROUPS,),
    )
    return Answer(card, sources=tuple(f"meeting {m.key}" for m in nearest), rule="own meetings")


def _say_none(asked: Asked, *, further: bool) -> Answer:
    when = "earlier" if asked.question.entities.past else "further" if further else "coming"
    year = asked.trust.settings.year
    if asked.scope is not Scope.PERSONAL:
        text = ELSEWHERE.format(when=when)
    elif find_own_groups(asked.trust, asked.asker, asked.today):
        text = f"None of your groups has a {when} meeting in {year} that has been announced."
    else:
        text = f"The trust's files put you in no group of {year}."
    card = make_notice_card("No meeting", text, asked.footing, actions=(MY_GROUPS,))
    return Answer(card, rule="own meetings")

"""Answers "when is my next meeting?" for the person who asks."""

from __future__ import annotations

from bot.asked import Answer, Asked, find_own_groups
from bot.handlers.buttons import MY_GROUPS, ask_further, turn_page
from bot.ports import Scope
from bot.routing import on
from bot.showing import find_meetings, show_meeting
from cards.meeting import make_meeting_card
from cards.notice import make_notice_card
from trust.meetings import MeetingStatus
from trust.permissions import Aspect

# One sentence whatever the reason, or it would tell the others of groups they may not know of.
ELSEWHERE = "You have no {when} meeting that everyone here may know of. Ask me in a chat of our own about all of yours."


@on("next_meeting")
def tell_next_meeting(asked: Asked) -> Answer:
    """Show the asker's next meeting, or the last one; a page further is the one after."""
    own = find_own_groups(asked.trust, asked.asker, asked.today)
    groups = [group for group in own if group in asked.visible]
    rulings = {group.id: asked.find_rulings(group) for group in groups}
    entities = asked.question.entities
    dated = [group for group in groups if rulings[group.id][Aspect.DATES].allowed]
    past, coming = find_meetings(asked, dated)
    meetings = [m for m in (past if entities.past else coming) if m.status is MeetingStatus.PUBLISHED]
    if entities.page >= len(meetings):
        return _say_none(asked, bool(own), further=entities.page > 0)
    meeting = meetings[entities.page]
    group = asked.trust.group_by_id[meeting.group]
    shown = show_meeting(asked, meeting, rulings[group.id])
    buttons = [*ask_further(group, rulings[group.id], "chair", "minutes" if shown.minutes_url else "")]
    if entities.page + 1 < len(meetings):
        after = "The one before" if entities.past else "And after that?"
        buttons.insert(0, turn_page(after, "next_meeting", entities.page + 1, past=entities.past))
    which = "last" if entities.past else "next"
    kicker = f"Your {which} meeting" if entities.page == 0 else "Your meetings"
    card = make_meeting_card(shown, asked.now, asked.footing, kicker=kicker, buttons=tuple(buttons))
    return Answer(card, sources=(f"meeting {meeting.key}",), rule=rulings[group.id][Aspect.DATES].rule)


def _say_none(asked: Asked, belongs: bool, *, further: bool) -> Answer:
    when = "earlier" if asked.question.entities.past else "further" if further else "coming"
    year = asked.trust.settings.year
    if asked.scope is not Scope.PERSONAL:
        text = ELSEWHERE.format(when=when)
    elif belongs:
        text = f"None of your groups has a {when} meeting in {year} that has been announced."
    else:
        text = f"The trust's files put you in no group of {year}."
    card = make_notice_card("No meeting", text, asked.footing, actions=(MY_GROUPS,))
    return Answer(card, rule="own meetings")

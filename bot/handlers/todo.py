"""Answers "what is waiting for me?": all that somebody is nudged about now, whether or not they were told already.

Between the asker and us alone, as a nudge is.
"""

from __future__ import annotations

from bot.asked import Answer, Asked
from bot.handlers.buttons import MY_GROUPS, NEXT_MEETING
from bot.handlers.nudge_words import Told
from bot.handlers.nudges import TODO, open_nudges, show_nudge
from bot.handlers.paging import find_page
from bot.ports import Scope
from bot.routing import on
from bot.understand.details import is_proposal_id
from cards.notice import make_notice_card
from cards.nudges import ROWS_A_PAGE, make_digest_card, make_nudge_card
from trust.nudges import Nudge, NudgeKind

RULE = "own reminders, in a chat of one's own"
ELSEWHERE = "What waits for you is between you and me. Ask me in a chat of our own."
NOTHING = "Nothing is waiting for you at the moment."
DONE = "That is no longer waiting for you: it is done, over, or has changed."


@on(TODO)
def tell_todo(asked: Asked) -> Answer:
    """Show what waits for the asker; the one named, where a button names one."""
    if asked.scope is not Scope.PERSONAL or asked.asker is None:
        return _say(asked, ELSEWHERE)
    named = asked.question.entities.topic
    found = _find_theirs(asked, asked.asker.id)
    chosen = next((nudge for nudge in found if nudge.id == named), None)
    told = Told(asked.year, asked.asker.id, asked.now)
    if chosen is None and is_proposal_id(named):
        return _say(asked, DONE)
    if chosen is None and not found:
        return _say(asked, NOTHING)
    matters = asked.desk.matters
    if chosen is not None or len(found) == 1:
        one = chosen or found[0]
        card = make_nudge_card(show_nudge(told, one, matters), asked.footing)
        return Answer(card, sources=(f"nudge {one.key}",), rule=RULE)
    page = find_page(asked, len(found), ROWS_A_PAGE - 1)
    listed = found[page.first : page.last]
    card = make_digest_card(
        f"{len(found)} things for you",
        [show_nudge(told, nudge, matters) for nudge in listed],
        asked.footing,
        first=page.first,
        kicker=f"Waiting for you{page.words}",
        actions=(*open_nudges(listed, matters), *page.buttons),
    )
    return Answer(card, sources=tuple(f"nudge {nudge.key}" for nudge in listed), rule=RULE)


def _find_theirs(asked: Asked, person: str) -> list[Nudge]:
    find = asked.desk.find_nudges
    every = find(asked.year, asked.now) if find else ()
    return [nudge for nudge in every if nudge.person == person and nudge.kind is not NudgeKind.BROADCAST]


def _say(asked: Asked, sentence: str) -> Answer:
    card = make_notice_card("Waiting for you", sentence, asked.footing, actions=(NEXT_MEETING, MY_GROUPS))
    return Answer(card, rule=RULE)

"""Does what a button or a form asks for, and shows how it stands then.

A deed is done for whoever pressed, if they may; what is shown afterwards is for everyone who reads it, so where others
listen who may not know of the group, nothing is done at all, in the words for what does not exist.
"""

from __future__ import annotations

from bot.asked import Answer, Asked
from bot.deeds import read_deed
from bot.handlers.buttons import MY_GROUPS, NEXT_MEETING
from bot.ports import Do, Done, Scope
from bot.routing import ROUTER, on
from cards.notice import make_notice_card
from trust.deeds.rights import NO_MEETING
from trust.deeds.values import Deed
from trust.meetings import find_group_of
from trust.values import Value

RULE = "deeds: done for whoever asks, if the group's rules allow them"
NOT_HERE = "Not everyone here may know of that, so I did nothing. Ask me in a chat of our own."


@on("do")
def do_deed(asked: Asked) -> Answer:
    """Do a deed, then show what came of it."""
    deed = asked.question.entities.deed
    if deed is None:
        return say(asked, asked.question.entities.topic or NO_MEETING)
    return do_and_show(asked, deed)


def do_and_show(asked: Asked, deed: Deed) -> Answer:
    """Do a deed, or show what came of it once it was tried; for the handlers of whatever asks for one in words."""
    if asked.scope is not Scope.PERSONAL and not _is_known(asked, deed):
        return say(asked, NOT_HERE)
    done = asked.desk.done
    if done is None or not isinstance(done.effect, Do):
        return Answer(make_notice_card("One moment", "", asked.footing), rule=RULE, effect=Do(deed))
    show = ROUTER.deed_handlers.get(type(deed))
    return show(asked, deed, done) if show else tell(asked, done)


def do_said(asked: Asked, kind: type[Value], **said: str | int) -> Answer:
    """Do a deed that was put in words, or say what of it could not be read."""
    deed = read_deed({"kind": kind.model_fields["kind"].default, **said})
    return (
        say(asked, deed or NO_MEETING) if deed is None or isinstance(deed, str) else do_and_show(asked, deed)
    )


def find_tried(asked: Asked) -> Deed | None:
    """Find the deed the question in hand has had done, or tried to: the year it was read in is not the one since."""
    done = asked.desk.done
    return done.effect.deed if done and isinstance(done.effect, Do) else None


def tell(asked: Asked, done: Done) -> Answer:
    """Say in a sentence what came of a deed."""
    return say(asked, done.sentence, "Done" if done.result else "Not done")


def say(asked: Asked, sentence: str, title: str = "Not done") -> Answer:
    """Say a sentence about a deed."""
    card = make_notice_card(title, sentence, asked.footing, actions=(NEXT_MEETING, MY_GROUPS))
    return Answer(card, rule=RULE)


def _is_known(asked: Asked, deed: Deed) -> bool:
    """Say whether everyone listening may know of the group a deed is about."""
    key = str(getattr(deed, "meeting", ""))
    action = next((a for a in asked.year.actions if a.id == getattr(deed, "action", "")), None)
    group = getattr(deed, "group", "") or find_group_of(action.meeting if action else key)
    return group in {one.id for one in asked.visible}

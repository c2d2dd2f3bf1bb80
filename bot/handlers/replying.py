"""Replies to an invitation for whoever asks: coming, perhaps, or apologies with a reason and somebody in their place.

A reply is between its author and the bot: in front of others none is given or shown. Which meeting is meant must be sure
before anything is done; where it is not, the meeting is shown with the buttons that reply.
"""

from __future__ import annotations

from bot.asked import Answer, Asked, find_own_groups
from bot.handlers.buttons import ASK, MY_GROUPS, ask_of, do, fill_in, turn_to
from bot.handlers.doing import do_and_show, do_said, find_tried, say, tell
from bot.handlers.meant import find_held, find_named, say_no_meeting
from bot.handlers.own_groups import is_unsettled
from bot.handlers.refusal import refuse
from bot.handlers.replies import (
    NOT_HERE,
    NOTHING_TO_REPLY_TO,
    OWN,
    find_own,
    is_invited,
    say_own,
)
from bot.handlers.stretch import find_within
from bot.handlers.which_group import ask_which
from bot.ports import Done, Scope
from bot.routing import on, on_deed
from bot.showing import show_meeting
from cards.card import MOST_ACTIONS, Button, Link
from cards.choice import make_choice_card
from cards.notice import make_notice_card
from cards.reply_form import ApologyForm, make_reply_form
from cards.words import format_day
from trust.deeds.replying import find_delegates
from trust.deeds.values import NOBODY, GiveReply
from trust.groups import Group
from trust.meetings import Meeting, MeetingStatus
from trust.papers import Answer as Replied
from trust.permissions import Aspect

MOST_DELEGATES = 40
IS_IT_THIS = "Is it this meeting? Reply with a button below."
SHARED = "shared"


@on("give_reply")
def show_form(asked: Asked) -> Answer:
    """Show a meeting and what the asker replied, with the buttons and fields that reply."""
    meeting = find_invitation(asked)
    return meeting if isinstance(meeting, Answer) else show_reply(asked, meeting, fields=True)


@on("accept_meeting")
def accept(asked: Asked) -> Answer:
    """Say that the asker comes."""
    return _reply(asked, Replied.ACCEPTED)


@on("maybe_meeting")
def say_perhaps(asked: Asked) -> Answer:
    """Say that the asker comes perhaps."""
    return _reply(asked, Replied.TENTATIVE)


@on("send_apologies")
def apologise(asked: Asked) -> Answer:
    """Send the asker's apologies, with the reason and whoever goes in their place where they are said."""
    entities = asked.question.entities
    return _reply(
        asked,
        Replied.DECLINED,
        reason=entities.topic,
        share_with_chair="true" if entities.topic and entities.detail == SHARED else "false",
        delegate=entities.person.id if entities.person else NOBODY,
    )


@on_deed(GiveReply)
def show_after(asked: Asked, deed: GiveReply, done: Done) -> Answer:
    """Show what the asker's reply is now."""
    if asked.scope is not Scope.PERSONAL:
        return say(asked, NOT_HERE, "Your replies")
    meeting = asked.year.meeting_by_key.get(deed.meeting)
    group = asked.trust.group_by_id.get(meeting.group) if meeting else None
    if meeting is None or meeting.status is MeetingStatus.PROPOSED or group not in asked.visible:
        return tell(asked, done)
    if not asked.find_rulings(group)[Aspect.DATES].allowed:
        return tell(asked, done)
    refused = deed if done.result is None and deed.answer is Replied.DECLINED else None
    return show_reply(asked, meeting, done.sentence, fields=refused is not None, wrote=refused)


def find_invitation(asked: Asked) -> Meeting | Answer:
    """Find the meeting the asker replies to, or say why there is none; it may be one they are not invited to."""
    if asked.scope is not Scope.PERSONAL or asked.asker is None:
        return Answer(
            make_notice_card("Your replies", NOT_HERE, asked.footing, actions=(MY_GROUPS,)), rule=OWN
        )
    group, when = asked.question.entities.group, asked.question.entities.when
    if is_unsettled(asked):
        return ask_which(asked)
    if group is not None:
        dates = asked.find_rulings(group)[Aspect.DATES]
        if not dates.allowed:
            return refuse(asked, group, "its dates", dates)
        return find_named(asked, group) or say_no_meeting(asked, group, "Replies", dates)
    own = [one for one in find_own_groups(asked.trust, asked.asker, asked.today) if one in asked.visible]
    _, coming = find_held(asked, own)
    invited = [meeting for meeting in find_within(coming, when) if is_invited(asked, meeting)]
    if not invited:
        card = make_notice_card("Your replies", NOTHING_TO_REPLY_TO, asked.footing, actions=(MY_GROUPS,))
        return Answer(card, rule=OWN)
    return _ask_which(asked, invited) if when and len(invited) > 1 else invited[0]


def show_reply(
    asked: Asked, meeting: Meeting, said: str = "", *, fields: bool = False, wrote: GiveReply | None = None
) -> Answer:
    """Show a meeting, what the asker replied to it, and how to reply otherwise.

    Apologies have fields, in which what was written stays where it was refused.
    """
    group = asked.trust.group_by_id[meeting.group]
    rulings = asked.find_rulings(group)
    shown = show_meeting(asked, meeting, rulings)
    reply = find_own(asked, meeting)
    answer = reply.answer if reply else None
    over = meeting.ends <= asked.now or meeting.status is not MeetingStatus.PUBLISHED
    may_reply = not over and is_invited(asked, meeting)
    form = None
    if may_reply and (fields or answer is Replied.DECLINED):
        before = wrote or reply
        form = ApologyForm(
            reason=before.reason if before else "",
            shared=bool(before and before.share_with_chair),
            delegate=(reply.delegate if reply else None) or NOBODY,
            delegates=_find_delegates(asked, group, meeting),
        )
    replied = "It was called off." if meeting.status is MeetingStatus.CANCELLED else say_own(asked, meeting)
    card = make_reply_form(
        shown,
        replied,
        asked.footing,
        said=said,
        form=form,
        typed=_say_typed(group, form) if may_reply else "",
        actions=(
            *(_find_buttons(meeting, answer, form) if may_reply else ()),
            Link("Join", shown.join_url),
            *((ask_of(group, "group_agenda", "Agenda"),) if rulings[Aspect.AGENDA].allowed else ()),
            Button("My replies", ASK, {"intent": "replies", "mine": 1}),
        ),
    )
    return Answer(card, sources=(f"meeting {meeting.key}",), rule=OWN)


def _reply(asked: Asked, answer: Replied, **said: str) -> Answer:
    """Give a reply where it is sure which meeting is meant; else show the one it may be."""
    if tried := find_tried(asked):
        return do_and_show(asked, tried)
    meeting = find_invitation(asked)
    if isinstance(meeting, Answer):
        return meeting
    entities = asked.question.entities
    if entities.group is None and entities.when is None:
        return show_reply(asked, meeting, IS_IT_THIS, fields=answer is Replied.DECLINED)
    return do_said(asked, GiveReply, meeting=meeting.key, answer=answer.value, **said)


def _find_buttons(meeting: Meeting, answer: Replied | None, form: ApologyForm | None) -> list[Button]:
    replies = {Replied.ACCEPTED: "I'm coming", Replied.TENTATIVE: "I may come"}
    buttons = [
        do(title, GiveReply(meeting=meeting.key, answer=one))
        for one, title in replies.items()
        if one is not answer
    ]
    if form is None:
        return [*buttons, turn_to("Apologies", "give_reply", meeting)]
    title = "Save my apologies" if answer is Replied.DECLINED else "Send apologies"
    return [*buttons, fill_in(title, GiveReply, meeting=meeting.key, answer=Replied.DECLINED.value)]


def _find_delegates(asked: Asked, group: Group, meeting: Meeting) -> dict[str, str]:
    """Find who may be chosen to go instead; where they are too many to choose from, they are typed."""
    found = find_delegates(asked.trust, asked.asker, meeting, group) if asked.asker else ()
    if not 0 < len(found) <= MOST_DELEGATES:
        return {}
    return {NOBODY: "Nobody"} | {person.id: person.name for person in found}


def _say_typed(group: Group, form: ApologyForm | None) -> str:
    instead = f", or “… goes to {group.name} instead of me”" if form and form.delegates else ""
    return f"Or type: “I'm coming to {group.name}”, or “apologies for {group.name}: …” with your reason{instead}."


def _ask_which(asked: Asked, meetings: list[Meeting]) -> Answer:
    groups = asked.trust.group_by_id
    buttons = tuple(
        turn_to(f"{groups[m.group].name}, {format_day(m.starts.date())}", "give_reply", m)
        for m in meetings[:MOST_ACTIONS]
    )
    return Answer(make_choice_card("Which meeting do you mean?", buttons, asked.footing), rule=OWN)

"""Answers "who is coming?": to members who accepted; to officers every reply, with who has not replied.

Somebody's own reply is told in their own chat alone. The reason for an apology is its author's; the chair reads it
only where the author shares it, so among several listeners each must be one of the two.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.asked import Answer, Asked, Rulings, find_own_groups
from bot.handlers.buttons import MY_GROUPS, NEXT_MEETING, ask_further, ask_of, do, turn_to
from bot.handlers.meant import find_held, find_meant, say_no_meeting
from bot.handlers.names import Section, show_names
from bot.handlers.own_groups import is_unsettled
from bot.handlers.paging import find_page
from bot.handlers.papers import name_meeting
from bot.handlers.refusal import refuse
from bot.handlers.stretch import find_within
from bot.handlers.which_group import ask_which
from bot.ports import Scope
from bot.routing import on
from cards.card import Button
from cards.meetings import ROWS_A_PAGE
from cards.notice import make_notice_card
from cards.rows import Row, make_rows_card
from cards.words import format_day, format_span, shorten
from trust.deeds.values import GiveReply
from trust.groups import Group, Office
from trust.meetings import Meeting, MeetingStatus
from trust.membership import find_members, find_officers
from trust.papers import Answer as Replied
from trust.papers import Reply
from trust.permissions import Aspect

HEADINGS = {
    Replied.ACCEPTED: "Accepted",
    Replied.TENTATIVE: "Tentative",
    Replied.DECLINED: "Declined",
}
NO_REPLY = "No reply yet"
FOR_OFFICERS = "Who declined or has not replied is for the chair, co-chair and coordinator."
NOT_HERE = "Your own replies are told only in a chat of our own. Ask me there."
NOTHING_TO_REPLY_TO = "None of your groups has such a meeting to reply to."
NOT_INVITED = "You are not one of its members, so no reply is asked of you."
MOST_LETTERS = 80
OWN = "own replies, in a chat of one's own"


@on("replies")
def tell_replies(asked: Asked) -> Answer:
    """Show who replied to the meeting meant, or what the asker replied."""
    group = asked.question.entities.group
    if is_unsettled(asked) or (group is None and not asked.question.entities.mine):
        return ask_which(asked)
    if asked.question.entities.mine or group is None:
        return _tell_own(asked, group)
    rulings = asked.find_rulings(group)
    ruling = rulings[Aspect.ACCEPTED]
    if not ruling.allowed:
        return refuse(asked, group, "replies to its invitations", ruling)
    meeting = find_meant(asked, group)
    if meeting is None:
        return say_no_meeting(asked, group, "Replies", ruling)
    return _tell(asked, group, meeting, rulings)


def find_replies(asked: Asked, meeting: Meeting) -> list[Reply]:
    """Find the replies to a meeting, by name."""
    people = asked.trust.person_by_id
    replies = [r for r in asked.year.replies if r.meeting == meeting.key and r.person in people]
    return sorted(replies, key=lambda reply: (people[reply.person].name, reply.person))


def may_read_reason(asked: Asked, group: Group, reply: Reply) -> bool:
    """Say whether everyone listening may read why somebody sent apologies."""
    chairs = find_officers(asked.trust, group, asked.today)[Office.CHAIR]
    return bool(asked.audience) and all(
        listener is not None
        and (listener.id == reply.person or (reply.share_with_chair and listener in chairs))
        for listener in asked.audience
    )


def _tell(asked: Asked, group: Group, meeting: Meeting, rulings: Rulings) -> Answer:
    replies = find_replies(asked, meeting)
    every = rulings[Aspect.ALL_REPLIES].allowed
    sections = [
        Section(HEADINGS[answer], _name(asked, group, [r for r in replies if r.answer is answer]))
        for answer in (HEADINGS if every else (Replied.ACCEPTED,))
    ]
    if every:
        replied = {reply.person for reply in replies}
        members = find_members(asked.trust, group, meeting.starts.date())
        sections.append(Section(NO_REPLY, tuple(p.name for p in members if p.id not in replied)))
    rows, words, turns = show_names(asked, sections)
    counts = ", ".join(f"{len(section.names)} {section.heading.lower()}" for section in sections)
    card = make_rows_card(
        group.name,
        rows,
        asked.footing,
        kicker=f"Replies{words}",
        lead=f"{name_meeting(meeting)}: {counts}.",
        note="" if every else FOR_OFFICERS,
        actions=(
            *turns,
            ask_of(group, "group_agenda", "Agenda"),
            *ask_further(group, rulings, "chair", "minutes"),
        ),
    )
    rule = rulings[Aspect.ALL_REPLIES if every else Aspect.ACCEPTED].rule
    return Answer(card, sources=(f"replies to {meeting.key}",), rule=rule)


def _name(asked: Asked, group: Group, replies: list[Reply]) -> tuple[str, ...]:
    """Name those who replied, with whoever goes in their place, and the reason where it may be read."""
    return tuple(_name_one(asked, group, reply) for reply in replies)


def _name_one(asked: Asked, group: Group, reply: Reply) -> str:
    people = asked.trust.person_by_id
    name, delegate = people[reply.person].name, people.get(reply.delegate or "")
    if reply.reason and may_read_reason(asked, group, reply):
        name += f" (“{shorten(reply.reason, MOST_LETTERS)}”)"
    return f"{name} with {delegate.name} in their place" if delegate else name


def _tell_own(asked: Asked, group: Group | None) -> Answer:
    """Show what the asker replied to the meeting meant, or to those of theirs that come."""
    if asked.scope is not Scope.PERSONAL or asked.asker is None:
        card = make_notice_card("Your replies", NOT_HERE, asked.footing, actions=(MY_GROUPS,))
        return Answer(card, rule=OWN)
    if group:
        dates = asked.find_rulings(group)[Aspect.DATES]
        if not dates.allowed:
            return refuse(asked, group, "its dates", dates)
        meeting = find_meant(asked, group)
        return _show_own(asked, [meeting]) if meeting else say_no_meeting(asked, group, "Replies", dates)
    when = asked.question.entities.when
    own = [one for one in find_own_groups(asked.trust, asked.asker, asked.today) if one in asked.visible]
    past, coming = find_held(asked, own)
    listed = [*coming, *past] if when else past if asked.question.entities.past else coming
    return _show_own(asked, find_within(listed, when))


def _show_own(asked: Asked, meetings: list[Meeting]) -> Answer:
    if not meetings:
        return Answer(make_notice_card("Your replies", NOTHING_TO_REPLY_TO, asked.footing), rule=OWN)
    page = find_page(asked, len(meetings), ROWS_A_PAGE)
    shown = meetings[page.first : page.last]
    rows = [
        Row(
            f"{asked.trust.group_by_id[meeting.group].name}: {format_span(meeting.starts, meeting.ends)}",
            (say_own(asked, meeting),),
        )
        for meeting in shown
    ]
    card = make_rows_card(
        "Your replies",
        rows,
        asked.footing,
        kicker=f"Replies{page.words}",
        actions=(*page.buttons, *_find_reply_buttons(asked, shown), NEXT_MEETING, MY_GROUPS),
    )
    return Answer(card, sources=tuple(f"replies to {meeting.key}" for meeting in shown), rule=OWN)


def find_reply_buttons(asked: Asked, meeting: Meeting) -> tuple[Button, ...]:
    """Make the buttons with which the asker replies to a meeting to come, in their own chat."""
    open_still = meeting.status is MeetingStatus.PUBLISHED and meeting.ends > asked.now
    if asked.scope is not Scope.PERSONAL or not open_still or not is_invited(asked, meeting):
        return ()
    if find_own(asked, meeting):
        return (turn_to("Change my reply", "give_reply", meeting),)
    coming = GiveReply(meeting=meeting.key, answer=Replied.ACCEPTED)
    return do("I'm coming", coming), turn_to("Apologies", "give_reply", meeting)


def _find_reply_buttons(asked: Asked, shown: Sequence[Meeting]) -> tuple[Button, ...]:
    return find_reply_buttons(asked, shown[0]) if len(shown) == 1 else ()


def find_own(asked: Asked, meeting: Meeting) -> Reply | None:
    """Find what the asker replied to a meeting."""
    own = (r for r in asked.year.replies if r.meeting == meeting.key)
    return next((reply for reply in own if asked.asker and reply.person == asked.asker.id), None)


def is_invited(asked: Asked, meeting: Meeting) -> bool:
    """Say whether a reply to a meeting is asked of the asker."""
    group = asked.trust.group_by_id[meeting.group]
    return asked.asker in find_members(asked.trust, group, meeting.starts.date())


def say_own(asked: Asked, meeting: Meeting) -> str:
    """Say what the asker replied to a meeting, and who reads the reason; for their own chat alone."""
    reply = find_own(asked, meeting)
    if reply is None:
        return "You have not replied." if is_invited(asked, meeting) else NOT_INVITED
    said = f"You answered: {reply.answer}" + (f", on {format_day(reply.at.date())}." if reply.at else ".")
    delegate = asked.trust.person_by_id.get(reply.delegate or "")
    if delegate:
        said += f" {delegate.name} goes in your place."
    if not reply.reason:
        return said
    shared = "the chair may read it" if reply.share_with_chair else "nobody else reads it"
    return f"{said} Your reason: “{shorten(reply.reason, 3 * MOST_LETTERS)}” ({shared})."

"""Calling a meeting off: which one, what that means and why; and then another person has to agree.

A reason that is typed with it ("call off maths on 19 January because half of us are ill") asks for it at once.
"""

from __future__ import annotations

from bot.asked import Answer, Asked
from bot.handlers.buttons import ask_dates, fill_in
from bot.handlers.doing import do_and_show
from bot.handlers.meeting_changes import (
    RULE,
    ask_which_meeting,
    find_refusal,
    find_tried,
    name_agreers,
    pick_meeting,
    say_told,
)
from bot.handlers.meeting_moving import ask_moving
from bot.routing import on_group
from cards.inputs import make_text_input
from cards.moving import ChangeShown, make_change_card
from cards.words import format_day, format_span
from trust.deeds.requests import Needs
from trust.deeds.values import CancelMeeting
from trust.groups import Group

KICKER = "Call a meeting off"
LONGEST = 300


@on_group("cancel_meeting")
def call_off(asked: Asked, group: Group) -> Answer:
    """Ask why a meeting is to be called off, and then for another's agreement."""
    if tried := find_tried(asked):
        return do_and_show(asked, tried)
    if refusal := find_refusal(asked, group, "call its meetings off"):
        return refusal
    reason, meeting = asked.question.entities.topic, pick_meeting(asked, group)
    if meeting is None:
        return ask_which_meeting(asked, group, "cancel_meeting", KICKER, reason)
    if reason:
        deed = CancelMeeting(meeting=meeting.key, reason=reason[:LONGEST], was=meeting.starts)
        return do_and_show(asked, deed)
    rulings = asked.find_rulings(group)
    who = name_agreers(asked, group, Needs.SECOND)
    shown = ChangeShown(
        KICKER,
        group.name,
        f"{meeting.title} would be called off.",
        {
            "When": format_span(meeting.starts, meeting.ends),
            "Who is told": say_told(asked, rulings, meeting, kind="cancellation"),
        },
        f"Calling a meeting off takes two people: {who or 'there is nobody else who could agree'}.",
        f"Or type why: “call off {group.name} on {format_day(meeting.starts.date())} because half of us are ill”.",
    )
    reason_field = make_text_input(
        "reason", "Why", longest=LONGEST, required="Say why, for whoever is to agree."
    )
    button = fill_in("Call it off", CancelMeeting, meeting=meeting.key, was=meeting.starts.isoformat())
    card = make_change_card(
        shown,
        asked.footing,
        fields=(reason_field,),
        buttons=(button, ask_moving(meeting, "Move it instead"), ask_dates(group)),
    )
    return Answer(card, sources=(f"meeting {meeting.key}",), rule=RULE)

"""What was asked for and waits for another's agreement, and how a meeting stands once something was done to it.

What somebody asked for, and why, is told in a chat of their own, to whoever may agree to it and whoever asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.asked import Answer, Asked, Rulings
from bot.handlers.buttons import ASK, MY_GROUPS, NEXT_MEETING, ask_dates, do
from bot.handlers.doing import do_and_show, say
from bot.handlers.meeting_changes import find_tried, say_missing, say_told
from bot.handlers.meeting_moving import ask_moving
from bot.handlers.paging import find_page
from bot.ports import Done, Scope
from bot.routing import on, on_deed
from cards.card import Button
from cards.moving import ChangeShown, make_change_card
from cards.notice import make_notice_card
from cards.rows import Row, make_rows_card
from cards.words import format_moment, format_span, join_words
from trust.deeds.agreeing import (
    NOT_WAITING,
    find_own,
    find_waiting,
)
from trust.deeds.moving import find_able, find_group_asked_about, suppose_addition, suppose_move
from trust.deeds.requests import Needs, Request
from trust.deeds.values import AddMeeting, Agree, CancelMeeting, MoveMeeting, Refuse, Undo
from trust.groups import Group
from trust.meetings import Meeting, MeetingStatus, find_group_of
from trust.permissions import Aspect

RULE = "requests: told to whoever asked and to whoever may agree"
KICKER = "To agree to"
REQUESTS_A_PAGE = 4
ELSEWHERE = "What waits for your agreement is told in a chat of our own. Ask me there."
NONE = "Nothing waits for your agreement."
NOT_TOLD = "Not everyone here may know more. Ask me in a chat of our own."
NO_ENTRY = "Say which: a card that tells of something done says its number, as in “undo 12”."
NAMED = re.compile(r"\b[0-9a-f]{10}\b")
NUMBER = re.compile(r"\b\d{1,9}\b")
NEEDS = {Needs.SIGN_OFF: "Sign-off by", Needs.SECOND: "Second person"}


@on("requests")
def tell_requests(asked: Asked) -> Answer:
    """Show what waits for the asker's agreement, and what they asked for that waits for others."""
    if asked.scope is not Scope.PERSONAL or asked.asker is None:
        return say(asked, ELSEWHERE, "In a chat of our own")
    waiting = find_waiting(asked.year, asked.asker, asked.now)
    every = (*waiting, *find_own(asked.year, asked.asker, asked.now))
    named = [request for request in every if request.id == asked.question.entities.topic]
    if named or len(every) == 1:
        return show_request(asked, (named or every)[0])
    if not every:
        card = make_notice_card("Nothing waits", NONE, asked.footing, actions=(NEXT_MEETING, MY_GROUPS))
        return Answer(card, rule=RULE)
    page = find_page(asked, len(every), REQUESTS_A_PAGE)
    shown = every[page.first : page.last]
    rows = [
        Row(
            f"{number}. {_say_what(asked, request)}",
            (_say_who(asked, request),),
            heading="For you to agree to" if request in waiting else "What you asked for",
        )
        for number, request in enumerate(shown, page.first + 1)
    ]
    buttons = tuple(
        Button(f"Open {number}", ASK, {"intent": "requests", "topic": request.id})
        for number, request in enumerate(shown, page.first + 1)
    )
    lead = f"{len(waiting)} to agree to" if waiting else NONE
    card = make_rows_card(
        "Waiting", rows, asked.footing, kicker=f"{KICKER}{page.words}", lead=lead,
        note=f"Or type: “agree {shown[0].id}”.", actions=(*buttons, *page.buttons),
    )  # fmt: skip
    return Answer(card, rule=RULE)


@on("agree")
def agree(asked: Asked) -> Answer:
    """Agree to the request that is named, or to the only one."""
    return _settle(asked, lambda request: Agree(request=request))


@on("refuse")
def refuse(asked: Asked) -> Answer:
    """Refuse the request that is named, or the only one; or take back one's own."""
    return _settle(asked, lambda request: Refuse(request=request))


@on("undo")
def undo(asked: Asked) -> Answer:
    """Take back what was done, by the number its card told."""
    entities = asked.question.entities
    number = NUMBER.search(entities.topic)
    entry = int(number[0]) if number else entities.nth
    return do_and_show(asked, Undo(entry=entry)) if entry > 0 else say(asked, NO_ENTRY, "Which one?")


def show_request(asked: Asked, request: Request, lead: str = "") -> Answer:
    """Show one request to whoever may agree to it, or asked for it: the card of a nudge as well."""
    group = find_group_asked_about(asked.year, request)
    assert group is not None
    assert asked.asker is not None
    own = request.by == asked.asker.id
    title = "Take it back" if own else "Refuse"
    buttons = (
        *(() if own else (do("Agree", Agree(request=request.id)),)),
        do(title, Refuse(request=request.id)),
        ask_dates(group),
    )
    card = make_change_card(tell_request(asked, request, lead), asked.footing, buttons=buttons)
    return Answer(card, rule=RULE)


def tell_request(asked: Asked, request: Request, lead: str = "") -> ChangeShown:
    """Tell what is asked for to whoever may agree to it, or asked for it."""
    group = find_group_asked_about(asked.year, request)
    assert group is not None
    assert asked.asker is not None
    own = request.by == asked.asker.id
    rulings, deed = asked.find_rulings(group), request.deed
    facts = {"Asked by": _say_who(asked, request)}
    if isinstance(deed, MoveMeeting | CancelMeeting):
        meeting = asked.year.meeting_by_key[deed.meeting]
        facts |= {"Meeting": meeting.title, "Now": format_span(meeting.starts, meeting.ends)}
        after = suppose_move(asked.trust, meeting, deed) if isinstance(deed, MoveMeeting) else None
        told = (meeting, *((after,) if after else ()))
    else:
        assert isinstance(deed, AddMeeting)
        after = suppose_addition(asked.year, deed)
        facts["Meeting"], told = deed.title, (after,)
    if after is not None:
        facts["Then"] = format_span(after.starts, after.ends)
        facts["Who could not come"] = say_missing(asked, group, rulings, after)
    facts["Why"] = deed.reason if isinstance(deed, CancelMeeting) else ""
    facts["Who is told"] = say_told(asked, rulings, *told, kind="mail")
    facts[NEEDS[request.needs]] = _name_able(asked, request)
    typed = (
        f"“refuse {request.id}” to take it back" if own else f"“agree {request.id}” or “refuse {request.id}”"
    )
    return ChangeShown(
        "You asked for this" if own else KICKER,
        group.name,
        lead or f"{_say_what(asked, request)}.",
        facts,
        typed=f"Or type: {typed}.",
    )


@on_deed(MoveMeeting, AddMeeting, CancelMeeting, Agree, Refuse, Undo)
def show_meeting(
    asked: Asked, deed: MoveMeeting | AddMeeting | CancelMeeting | Agree | Refuse | Undo, done: Done
) -> Answer:
    """Show how a meeting stands after a deed, who is told or asked, and how to take it back."""
    result = done.result
    if result and result.request:
        return _show_asked(asked, result.request, done)
    saved = result.saved.meetings if result else ()
    named = saved[0].key if saved else str(getattr(deed, "meeting", ""))
    meeting = asked.year.meeting_by_key.get(named)
    group_id = find_group_of(named) or str(getattr(deed, "group", ""))
    group = next((one for one in asked.visible if one.id == group_id), None)
    title = "Done" if result else "Not done"
    if group is None:
        return say(asked, done.sentence, title)
    rulings = asked.find_rulings(group)
    if not rulings[Aspect.TITLE].allowed or (result is None and asked.scope is not Scope.PERSONAL):
        # Why it was refused may rest on what the asker alone may know.
        return say(asked, NOT_TOLD, title)
    facts = _say_state(asked, rulings, meeting, changed=bool(saved)) if meeting else {}
    may_undo = bool(result and saved) and asked.scope is Scope.PERSONAL and not isinstance(deed, Undo)
    undo = do("Undo", Undo(entry=result.entry)) if result and may_undo and result.entry else None
    shown = ChangeShown(
        title,
        group.name,
        done.sentence,
        facts,
        typed=f"Or type: “undo {result.entry}”, within 24 hours." if undo and result else "",
    )
    offered = (undo, *_offer_next(group, meeting, asked))
    card = make_change_card(shown, asked.footing, buttons=tuple(button for button in offered if button))
    return Answer(card, sources=(f"meeting {named}",) if meeting else (), rule=RULE)


def _settle(asked: Asked, make: Callable[[str], Agree | Refuse]) -> Answer:
    if asked.scope is not Scope.PERSONAL or asked.asker is None:
        return say(asked, ELSEWHERE, "In a chat of our own")
    if tried := find_tried(asked):
        return do_and_show(asked, tried)
    if named := NAMED.search(asked.question.entities.topic):
        return do_and_show(asked, make(named[0]))
    waiting = find_waiting(asked.year, asked.asker, asked.now)
    if len(waiting) == 1:
        return do_and_show(asked, make(waiting[0].id))
    return tell_requests(asked) if waiting else say(asked, NOT_WAITING, "Nothing waits")


def _show_asked(asked: Asked, request: Request, done: Done) -> Answer:
    """Say that something waits for others; in a chat of one's own, with all of it."""
    if asked.scope is not Scope.PERSONAL:
        return say(asked, "That waits for another to agree. Ask me more in a chat of our own.", "Asked")
    return show_request(asked, request, done.sentence)


def _say_state(asked: Asked, rulings: Rulings, meeting: Meeting, *, changed: bool) -> dict[str, str]:
    off = meeting.status is MeetingStatus.CANCELLED
    when = format_span(meeting.starts, meeting.ends)
    facts = {"Meeting": meeting.title, "When": f"Called off (it was {when})" if off else when}
    if changed:
        facts["Who is told"] = say_told(asked, rulings, meeting, kind="mail")
    return facts


def _offer_next(group: Group, meeting: Meeting | None, asked: Asked) -> tuple[Button, ...]:
    movable = meeting and meeting.status is MeetingStatus.PUBLISHED and meeting.starts > asked.now
    return (*((ask_moving(meeting),) if meeting and movable else ()), ask_dates(group))


def _say_what(asked: Asked, request: Request) -> str:
    group = find_group_asked_about(asked.year, request)
    name, deed = group.name if group else "", request.deed
    if isinstance(deed, MoveMeeting):
        return f"Move {name} to {format_moment(deed.starts)}"
    if isinstance(deed, AddMeeting):
        return f"Let {name} meet on {format_moment(deed.starts)} too"
    meeting = asked.year.meeting_by_key[getattr(deed, "meeting", "")]
    return f"Call off {name} on {format_moment(meeting.starts)}"


def _say_who(asked: Asked, request: Request) -> str:
    asker = asked.trust.person_by_id.get(request.by)
    return f"{asker.name if asker else 'Somebody'}, {format_moment(request.at)}"


def _name_able(asked: Asked, request: Request) -> str:
    return join_words([person.name for person in find_able(asked.year, request, asked.today)], "or")

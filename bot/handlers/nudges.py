"""What somebody is written to about, as a card: a nudge alone with all its buttons, or several in one digest.

Everything is worked out from the year as it stands when the card is made. Who may be nudged about what was decided
before; here a lead's digest alone asks again, group by group.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.asked import make_footing
from bot.handlers.action_keeping import offer_to_reassign
from bot.handlers.buttons import ASK, do, open_proposal
from bot.handlers.nudge_digests import show_lead_digest, show_planning, show_term_digest
from bot.handlers.nudge_words import Told, show_request
from bot.handlers.proposals import make_matters_card
from cards.card import Button, Card, Link
from cards.nudges import ROWS_A_PAGE, NudgeShown, make_digest_card, make_nudge_card
from cards.words import format_distance, join_words
from trust.deeds.values import CarryAction, DraftAgenda, FinishAction, GiveReply, SaveMinutes
from trust.meetings import Meeting
from trust.nudges import Nudge, NudgeKind
from trust.offered import find_offered, has_word_minutes
from trust.papers import Action, Answer
from trust.settling import Matter
from trust.values import place_in_london
from trust.year import Year

CHANGED = "Somebody changed this in Microsoft 365. What is right?"
TODO = "todo"


def make_nudges_card(
    year: Year, person: str, nudges: Sequence[Nudge], now: datetime, matters: Sequence[Matter] = ()
) -> Card:
    """Make the one card that says everything somebody is nudged about now."""
    told = Told(year, person, now)
    footing = make_footing(year.trust, now)
    theirs = [m for nudge in nudges for m in matters if m.proposal.id == nudge.detail]
    if theirs and len(theirs) == len(nudges):
        return make_matters_card(year.trust, theirs, place_in_london(now).date(), footing, lead=CHANGED)
    if len(nudges) == 1:
        return make_nudge_card(show_nudge(told, nudges[0], matters), footing)
    page, more = nudges[:ROWS_A_PAGE], len(nudges) - ROWS_A_PAGE
    buttons = open_nudges(page, matters)
    note = "Press one, or type “what is waiting for me”."
    if more > 0:
        buttons = (*buttons, Button("Show all", ASK, {"intent": TODO}))
        note = f"And {more} more. {note}"
    shown = [show_nudge(told, nudge, matters) for nudge in page]
    return make_digest_card(f"{len(nudges)} things for you", shown, footing, note=note, actions=buttons)


def open_nudges(nudges: Sequence[Nudge], matters: Sequence[Matter] = ()) -> tuple[Button, ...]:
    """Make the buttons that show nudges one by one; the card names them after its rows."""
    proposals = {matter.proposal.id: matter.proposal for matter in matters}
    return tuple(
        open_proposal(proposals[nudge.detail])
        if nudge.detail in proposals
        else Button("Open", ASK, {"intent": TODO, "topic": nudge.id})
        for nudge in nudges
    )


def show_nudge(told: Told, nudge: Nudge, matters: Sequence[Matter] = ()) -> NudgeShown:
    """Show what a nudge is about."""
    if nudge.kind is NudgeKind.CHANGED:
        return _show_changed(nudge, matters)
    return _SHOWS[nudge.kind](told, nudge)


def _show_agenda_due(told: Told, nudge: Nudge) -> NudgeShown:
    meeting, deadline = told.find_meeting(nudge), told.say_deadline(nudge)
    drafted = told.year.agenda_by_meeting.get(meeting.key) is not None
    late = nudge.deadline is not None and told.today > nudge.deadline
    alone = " The chair has not published it yet; you may." if nudge.stage > 1 else ""
    begin = do("Write the agenda", DraftAgenda(meeting=meeting.key))
    return NudgeShown(
        told.title(meeting, "agenda due"),
        f"{'A draft is begun, not published' if drafted else 'No agenda yet'}. It is due {deadline}.{alone}",
        (told.say(meeting),),
        warning="Late" if late else "",
        day=meeting.starts.date(),
        typed=f"Or type: agenda for {told.group(meeting).name}.",
        actions=(
            told.ask(meeting, "group_agenda", "Finish the agenda") if drafted else begin,
            told.ask_last(meeting, "group_minutes", "Last minutes"),
            told.ask(meeting, "replies", "Who is coming?"),
        ),
    )


def _show_agenda_published(told: Told, nudge: Nudge) -> NudgeShown:
    meeting = told.find_meeting(nudge)
    return NudgeShown(
        told.title(meeting, "agenda"),
        "The agenda is published.",
        (told.say(meeting),),
        day=meeting.starts.date(),
        typed=f"Or type: agenda for {told.group(meeting).name}.",
        actions=(
            told.ask(meeting, "group_agenda", "Read the agenda"),
            Link("Open it in Word", told.links(meeting).agenda_url),
            *_offer_replies(told, meeting),
        ),
    )


def _show_reply_wanted(told: Told, nudge: Nudge) -> NudgeShown:
    meeting = told.find_meeting(nudge)
    return NudgeShown(
        told.title(meeting, "are you coming?"),
        "You have not replied yet.",
        (told.say(meeting),),
        day=meeting.starts.date(),
        typed=f"Or type: I am coming to {told.group(meeting).name}, or: apologies for {told.group(meeting).name}.",
        actions=(*_offer_replies(told, meeting), told.ask(meeting, "group_agenda", "Agenda")),
    )


def _show_reminder(told: Told, nudge: Nudge) -> NudgeShown:
    meeting = told.find_meeting(nudge)
    online = told.links(meeting).join_url
    when = format_distance(meeting.starts.date(), told.today)
    return NudgeShown(
        told.title(meeting, when),
        f"{told.group(meeting).name} meets {when}, {meeting.starts:%H:%M}–{meeting.ends:%H:%M}.",
        (told.say(meeting),),
        day=meeting.starts.date(),
        typed=f"Or type: agenda for {told.group(meeting).name}, or: apologies for {told.group(meeting).name}.",
        actions=(
            Link("Join", online),
            told.ask(meeting, "group_agenda", "Agenda"),
            *_offer_replies(told, meeting),
        ),
    )


def _show_moderation(told: Told, nudge: Nudge) -> NudgeShown:
    meeting = told.find_meeting(nudge)
    host = told.year.trust.place_by_id.get(meeting.place or "")
    known = f"{host.name} hosts it." if host else "No host school is named yet."
    return NudgeShown(
        told.title(meeting, "moderation"),
        f"{known} Is the room booked, and does everyone know which materials to bring?",
        (told.say(meeting),),
        day=meeting.starts.date(),
        typed=f"Or type: moderation of {told.group(meeting).name}.",
        actions=(
            told.ask(meeting, "moderation", "The moderation"),
            told.ask(meeting, "group_agenda", "Agenda"),
            told.ask(meeting, "replies", "Who is coming?"),
        ),
    )


def _show_minutes(told: Told, nudge: Nudge) -> NudgeShown:
    """Ask an officer for the minutes, or offer those found in Word; a lead, who writes none, is told whose they are."""
    meeting, name = told.find_meeting(nudge), told.group(told.find_meeting(nudge)).name
    if told.is_officer(meeting) and find_offered(told.year, meeting.key):
        return _show_found(told, nudge)
    late = nudge.kind is NudgeKind.MINUTES_LATE
    deadline, officers = told.say_deadline(nudge), told.say_officers(meeting)
    state = "were" if late else "are"
    if not told.is_officer(meeting):
        lead = f"The minutes {state} due {deadline} and are not saved. {officers} may save them."
        actions: tuple[Button | Link, ...] = (
            told.ask(meeting, "group_minutes", "Minutes"),
            told.ask(meeting, "group_chair", "Who chairs it?"),
        )
    else:
        saved = told.year.minutes_by_meeting.get(meeting.key)
        lead = f"The minutes {state} due {deadline}. {_say_draft(told.year, meeting)}"
        lead += " The chair has not saved them yet; you may." if late and nudge.stage > 1 else ""
        write = told.ask(meeting, "group_minutes", "Write the minutes")
        save = do("Save the minutes", SaveMinutes(meeting=meeting.key))
        actions = (*((save,) if saved else ()), write, told.ask(meeting, "group_agenda", "Agenda"))
    return NudgeShown(
        told.title(meeting, "minutes late" if late else "minutes due"),
        lead,
        (told.say(meeting),),
        warning="Late" if late else "",
        day=meeting.starts.date(),
        typed=f"Or type: minutes of {name}.",
        actions=actions,
    )


def _show_found(told: Told, nudge: Nudge) -> NudgeShown:
    """Offer an officer what somebody wrote in Word; what it says stands on the card that it leads to."""
    meeting = told.find_meeting(nudge)
    offered, minutes = find_offered(told.year, meeting.key), told.year.minutes_by_meeting.get(meeting.key)
    said = ["who was there"] if offered.present or offered.apologies else []
    said += [
        f"{len(found)} {what}{'' if len(found) == 1 else 's'}"
        for found, what in ((offered.decisions, "decision"), (offered.actions, "action"))
        if found
    ]
    lead = f"I found minutes in Word: {join_words(said)}. Take them over?"
    lead += "" if minutes and minutes.saved else " No minutes are saved here yet."
    lead += " The chair has not taken them over; you may." if nudge.stage > 1 else ""
    return NudgeShown(
        told.title(meeting, "found in Word"),
        lead,
        (told.say(meeting),),
        day=meeting.starts.date(),
        typed=f"Or type: what is in Word for {told.group(meeting).name}?",
        actions=(
            told.ask(meeting, "found_in_word", "Take them over"),
            told.ask(meeting, "group_minutes", "The minutes"),
            Link("Open the folder", told.links(meeting).folder_url),
        ),
    )


def _show_action(told: Told, nudge: Nudge) -> NudgeShown:
    action = next(one for one in told.year.actions if one.id == nudge.detail)
    group, late = told.find_group(action.meeting), nudge.kind is NudgeKind.ACTION_LATE
    return NudgeShown(
        f"{group.name}: action {'late' if late else 'due'}",
        action.text,
        tuple(
            filter(
                None,
                (f"{'It was due' if late else 'Due'} {told.say_deadline(nudge)}.", _say_left(told, action)),
            )
        ),
        warning="Late" if late else "",
        day=nudge.deadline,
        typed="Or type: my actions.",
        actions=(
            do("Done", FinishAction(action=action.id)),
            do("Carry it forward", CarryAction(action=action.id)),
            *([offer_to_reassign(action)] if told.person != action.owner else []),
            Button("My actions", ASK, {"intent": "actions", "mine": 1}),
        ),
    )


def _say_left(told: Told, action: Action) -> str:
    """Say why somebody is asked about an action that is not theirs."""
    if told.person == action.owner:
        return ""
    owner = told.year.trust.person_by_id.get(action.owner)
    return (
        f"{owner.name if owner else 'Its owner'} has left, so it is yours to give to somebody, or to close."
    )


def _show_changed(nudge: Nudge, matters: Sequence[Matter]) -> NudgeShown:
    matter = next((one for one in matters if one.proposal.id == nudge.detail), None)
    title = matter.proposal.title if matter else "A change by hand"
    actions = (open_proposal(matter.proposal, "What is right?"),) if matter else ()
    return NudgeShown(title, CHANGED, typed="Or type: anything to settle?", actions=actions)


def _offer_replies(told: Told, meeting: Meeting) -> tuple[Button, ...]:
    """Offer what somebody invited may still reply."""
    reply = told.find_reply(meeting)
    yes = do("I'm coming", GiveReply(meeting=meeting.key, answer=Answer.ACCEPTED))
    no = do("Apologies", GiveReply(meeting=meeting.key, answer=Answer.DECLINED))
    if not told.is_invited(meeting):
        return ()
    if reply is None or reply.answer is Answer.TENTATIVE:
        return yes, no
    return (no,) if reply.answer is Answer.ACCEPTED else (yes,)


def _say_draft(year: Year, meeting: Meeting) -> str:
    if meeting.key in year.minutes_by_meeting:
        return "A draft is begun, not saved."
    return "Some are written in Word." if has_word_minutes(year, meeting.key) else "Nothing is written yet."


_SHOWS: dict[NudgeKind, Callable[[Told, Nudge], NudgeShown]] = {
    NudgeKind.AGENDA_DUE: _show_agenda_due,
    NudgeKind.AGENDA_PUBLISHED: _show_agenda_published,
    NudgeKind.REPLY_WANTED: _show_reply_wanted,
    NudgeKind.REMINDER: _show_reminder,
    NudgeKind.MODERATION: _show_moderation,
    NudgeKind.MINUTES_DUE: _show_minutes,
    NudgeKind.MINUTES_LATE: _show_minutes,
    NudgeKind.FOUND_IN_WORD: _show_found,
    NudgeKind.ACTION_DUE: _show_action,
    NudgeKind.ACTION_LATE: _show_action,
    NudgeKind.TERM_DIGEST: show_term_digest,
    NudgeKind.LEAD_DIGEST: show_lead_digest,
    NudgeKind.PLANNING: show_planning,
    NudgeKind.REQUEST: show_request,
}

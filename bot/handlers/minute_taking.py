"""Takes minutes: who was there, decisions, actions, a summary; saves, approves and reopens them.

For the chair, co-chair and coordinator, where nobody else listens: a draft is theirs alone. What is sent is merged into
the minutes as they stand, so several people may be at it at once, and every card shows what all of them noted.
"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.asked import Answer, Asked
from bot.handlers.doing import do_and_show, do_said, find_tried, say, tell
from bot.handlers.likeness import find_alike
from bot.handlers.minutes_forms import (
    LONGEST_SUMMARY,
    ask_action,
    ask_attendance,
    ask_correction,
    ask_summary,
    find_droppable,
    find_possible,
    show_minutes_form,
)
from bot.handlers.minutes_meant import (
    Choice,
    Taking,
    find_taking,
    find_taking_of,
    may_approve,
    may_reopen,
)
from bot.handlers.people_named import find_people_named
from bot.ports import Done, Scope
from bot.routing import on, on_deed
from trust.deeds.minutes import SUMMARY_CHANGED
from trust.deeds.values import (
    AddDecision,
    AgreeAction,
    ApproveMinutes,
    DropAction,
    DropDecision,
    NoteAttendance,
    ReopenMinutes,
    SaveMinutes,
    WriteSummary,
)
from trust.papers import MinutesStatus
from trust.permissions import Aspect

DONE_HERE = "That is done. How the minutes stand is for their officers: ask me in a chat of our own."
NOT_DONE_HERE = "That was not done. Ask me in a chat of our own, and I will say why."
AWAY = frozenset({"apologies", "absent"})
ATTENDED = re.compile(r"\b(present|apologies|absent)\s*(?::|\bfrom\b)", re.IGNORECASE)


@on("take_minutes")
def take_minutes(asked: Asked) -> Answer:
    """Show what is noted of the meeting in hand, with a field for the next decision."""
    taking = find_taking(asked)
    return show_minutes_form(asked, taking) if isinstance(taking, Taking) else taking


@on("note_attendance")
def note_attendance(asked: Asked) -> Answer:
    """Note whoever is named; without a name, ask who was there."""
    taking = _begin(asked)
    if not isinstance(taking, Taking):
        return taking
    how = asked.question.entities.detail
    possible = find_possible(asked, taking)
    named: dict[str, str] = {}
    for said, people in _split_attendance(how if how in AWAY else "present", asked.question.entities.topic):
        about = replace(asked.question.entities, topic=people)
        found = find_people_named(replace(asked, question=replace(asked.question, entities=about)), possible)
        named |= {said: ",".join(person.id for person in found)} if found else {}
    if not named:
        return ask_attendance(asked, taking)
    return do_said(asked, NoteAttendance, meeting=taking.meeting.key, **named)


@on("add_decision")
def note_decision(asked: Asked) -> Answer:
    """Note what was decided; without its words, show where to write it."""
    taking, topic = _begin(asked, by_day=False), asked.question.entities.topic
    if not isinstance(taking, Taking):
        return taking
    if not topic:
        return show_minutes_form(asked, taking)
    return do_said(asked, AddDecision, meeting=taking.meeting.key, text=topic)


@on("add_action")
def note_action(asked: Asked) -> Answer:
    """Note what was agreed, who does it and by when; whatever of it is wanting is asked for."""
    taking, entities = _begin(asked, by_day=False), asked.question.entities
    if not isinstance(taking, Taking):
        return taking
    owner = asked.asker if entities.mine else entities.person
    if not (entities.topic and owner):
        return ask_action(asked, taking)
    said = {"text": entities.topic, "owner": owner.id}
    said |= {"due": entities.when.last.isoformat()} if entities.when else {}
    return do_said(asked, AgreeAction, meeting=taking.meeting.key, **said)


@on("write_summary")
def note_summary(asked: Asked) -> Answer:
    """Add what is said to the summary; without words, show where to write it."""
    taking, topic = _begin(asked, by_day=False), asked.question.entities.topic
    if not isinstance(taking, Taking):
        return taking
    before = taking.minutes.summary
    if not topic or len(before) > LONGEST_SUMMARY:
        return ask_summary(asked, taking)
    text = f"{before}\n{topic}".strip()
    return do_said(asked, WriteSummary, meeting=taking.meeting.key, text=text, before=before)


@on("correct_minutes")
def correct_minutes(asked: Asked) -> Answer:
    """Take out the one decision or action that is named; otherwise list them, each with a button that takes it out."""
    taking, topic = _begin(asked), asked.question.entities.topic
    if not isinstance(taking, Taking):
        return taking
    named = find_alike(topic, find_droppable(asked, taking), lambda one: [one[0]]) if topic else []
    return do_and_show(asked, named[0][1]) if len(named) == 1 else ask_correction(asked, taking)


@on("save_minutes")
def save_minutes(asked: Asked) -> Answer:
    """Save the draft."""
    taking = _begin(asked)
    if not isinstance(taking, Taking):
        return taking
    return do_and_show(asked, SaveMinutes(meeting=taking.meeting.key))


@on("approve_minutes")
def approve_minutes(asked: Asked) -> Answer:
    """Approve minutes: where no meeting is named, the latest that may be approved."""

    def find_ready(held: list[Taking]) -> list[Taking]:
        drafts = [one for one in held if one.minutes.status is MinutesStatus.DRAFT and one.minutes.saved]
        return [one for one in drafts if may_approve(asked, one)] or drafts

    taking = _begin(asked, find_ready)
    if not isinstance(taking, Taking):
        return taking
    return do_and_show(asked, ApproveMinutes(meeting=taking.meeting.key))


@on("reopen_minutes")
def reopen_minutes(asked: Asked) -> Answer:
    """Make approved minutes a draft again: where no meeting is named, the latest that may be reopened."""
    taking = _begin(asked, lambda held: [one for one in held if may_reopen(asked, one)])
    if not isinstance(taking, Taking):
        return taking
    return do_and_show(asked, ReopenMinutes(meeting=taking.meeting.key))


@on_deed(NoteAttendance, AddDecision, SaveMinutes, ApproveMinutes, ReopenMinutes)
def show_after(asked: Asked, deed: AddDecision, done: Done) -> Answer:
    """Show the minutes as they stand after something was noted or not."""
    taking = find_again(asked, deed.meeting)
    return show_minutes_form(asked, taking, done.sentence) if taking else tell_apart(asked, done)


@on_deed(AgreeAction)
def show_after_action(asked: Asked, deed: AgreeAction, done: Done) -> Answer:
    """Show the form for the next action."""
    taking = find_again(asked, deed.meeting)
    return ask_action(asked, taking, done.sentence) if taking else tell_apart(asked, done)


@on_deed(WriteSummary)
def show_after_summary(asked: Asked, deed: WriteSummary, done: Done) -> Answer:
    """Show the minutes; or, where somebody changed the summary meanwhile, both to put together."""
    taking = find_again(asked, deed.meeting)
    if taking is None:
        return tell_apart(asked, done)
    if done.result is None and done.sentence == SUMMARY_CHANGED:
        return ask_summary(asked, taking, done.sentence, deed.text)
    return show_minutes_form(asked, taking, done.sentence)


@on_deed(DropDecision, DropAction)
def show_after_drop(asked: Asked, deed: DropDecision | DropAction, done: Done) -> Answer:
    """Show what else may be taken out."""
    taking = find_again(asked, deed.meeting)
    return ask_correction(asked, taking, done.sentence) if taking else tell_apart(asked, done)


def _split_attendance(how: str, words: str) -> list[tuple[str, str]]:
    """Split "Ada, Ben; apologies: Cal" into who was there and who was not."""
    first, *others = ATTENDED.split(words)
    return [(how, first), *zip((one.casefold() for one in others[::2]), others[1::2], strict=True)]


def _begin(asked: Asked, preferred: Choice | None = None, *, by_day: bool = True) -> Taking | Answer:
    """Find whose minutes are meant, or show what came of what was asked once it was tried."""
    tried = find_tried(asked)
    return do_and_show(asked, tried) if tried else find_taking(asked, preferred, by_day=by_day)


def find_again(asked: Asked, key: str) -> Taking | None:
    """Find the minutes a deed was about, where everyone listening may see a draft of them."""
    meeting = asked.year.meeting_by_key.get(key)
    group = asked.trust.group_by_id.get(meeting.group) if meeting else None
    if meeting is None or group is None or meeting.starts > asked.now:
        return None
    rulings = asked.find_rulings(group)
    return find_taking_of(asked, meeting, group, rulings) if rulings[Aspect.MINUTES_DRAFT].allowed else None


def tell_apart(asked: Asked, done: Done) -> Answer:
    """Say what came of a deed where the minutes themselves may not be shown."""
    if asked.scope is Scope.PERSONAL:
        return tell(asked, done)
    return say(asked, DONE_HERE, "Done") if done.result else say(asked, NOT_DONE_HERE)

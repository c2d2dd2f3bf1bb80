"""What somebody may ask to be done, as flat values: a button carries one, a form fills one in, the journal keeps one.

A deed names what it is about and what it was made on, never what the year becomes: that is worked out from the year as
it stands when the deed is done, so two people at work on the same paper lose nothing of each other's.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints, TypeAdapter

from trust.cadence import Format
from trust.meetings import MeetingKey
from trust.papers import Answer
from trust.values import LocalDatetime, Name, Slug, Value

Sentence = Annotated[str, StringConstraints(min_length=1, max_length=1000, pattern=r"^[^\x00-\x1f\x7f]+$")]
Note = Annotated[str, StringConstraints(max_length=2000, pattern=r"^[^\x00-\x09\x0b-\x1f\x7f]*$")]
Short = Annotated[str, StringConstraints(max_length=300, pattern=r"^[^\x00-\x1f\x7f]*$")]

# What a list to choose from says for nobody, since what is chosen there cannot be taken back.
NOBODY = "-"


def _split(ids: Any) -> Any:
    """Split what a card's list of choices sends: "ada,ben"."""
    return tuple(part for part in re.split(r"[,;]\s*", ids.strip()) if part) if isinstance(ids, str) else ids


def _no_one(person: Any) -> Any:
    return None if person in ("", NOBODY) else person


def _no_time(minutes: Any) -> Any:
    return 0 if minutes == "" else minutes


def break_lines(text: Any) -> Any:
    """Write line breaks and tabs in one way, whatever somebody pasted from."""
    return (
        text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ") if isinstance(text, str) else text
    )


People = Annotated[tuple[Slug, ...], BeforeValidator(_split), Field(max_length=500)]
OnePerson = Annotated[Slug | None, BeforeValidator(_no_one)]
Day = Annotated[date | None, BeforeValidator(_no_one)]
Length = Annotated[int, BeforeValidator(_no_time), Field(ge=0, le=600)]
Lines = Annotated[Note, BeforeValidator(break_lines)]


class _Deed(Value):
    """Something to be done; `kind` names which."""


class _OfMeeting(_Deed):
    meeting: MeetingKey


# Replies.


class GiveReply(_OfMeeting):
    """Say whether one comes. The reason is the author's own, and the chair's only where they say so."""

    kind: Literal["give_reply"] = "give_reply"
    answer: Answer
    reason: Note = ""
    share_with_chair: bool = False
    delegate: OnePerson = None


# Agendas. An item is named by its title, which no two items of an agenda share.


class DraftAgenda(_OfMeeting):
    """Begin the agenda from standing items, open actions, and the same meeting a year ago."""

    kind: Literal["draft_agenda"] = "draft_agenda"


class AddItem(_OfMeeting):
    """Put an item on the agenda."""

    kind: Literal["add_item"] = "add_item"
    title: Name
    minutes: Length = 0
    lead: OnePerson = None
    outcome: Short = ""


class ChangeItem(_OfMeeting):
    """Change an item that was called `item` when it was looked at.

    `seen_…` is what else it said then: what its editor left as it was stays as somebody else makes it meanwhile.
    """

    kind: Literal["change_item"] = "change_item"
    item: Name
    title: Name
    minutes: Length = 0
    lead: OnePerson = None
    outcome: Short = ""
    seen_minutes: Length | None = None
    seen_lead: Short | None = None
    seen_outcome: Short | None = None


class MoveItem(_OfMeeting):
    """Move an item up (-1) or down (1) from its place when it was looked at, 1 the first."""

    kind: Literal["move_item"] = "move_item"
    item: Name
    by: Literal[-1, 1]
    seen_place: Annotated[int, Field(ge=0, le=1000)] = 0


class DropItem(_OfMeeting):
    """Take an item off the agenda."""

    kind: Literal["drop_item"] = "drop_item"
    item: Name


class ProposeItem(_OfMeeting):
    """Put an item forward as a member; an officer takes it up or turns it down."""

    kind: Literal["propose_item"] = "propose_item"
    title: Name
    outcome: Short = ""


class TakeItem(_OfMeeting):
    """Take up an item a member put forward."""

    kind: Literal["take_item"] = "take_item"
    item: Name


class TurnDownItem(_OfMeeting):
    """Turn down an item a member put forward."""

    kind: Literal["turn_down_item"] = "turn_down_item"
    item: Name


class PublishAgenda(_OfMeeting):
    """Let everyone who may read it read the agenda."""

    kind: Literal["publish_agenda"] = "publish_agenda"


# Minutes.


class NoteAttendance(_OfMeeting):
    """Note who was there and who was not; those it does not name stay as they were noted.

    `was_present` and `was_apologies` are who stood in a form when it was shown: whoever did and is named no more was
    taken off it.
    """

    kind: Literal["note_attendance"] = "note_attendance"
    present: People = ()
    apologies: People = ()
    absent: People = ()
    was_present: People = ()
    was_apologies: People = ()


class AddDecision(_OfMeeting):
    """Note a decision."""

    kind: Literal["add_decision"] = "add_decision"
    text: Sentence


class DropDecision(_OfMeeting):
    """Take a decision back out, by what it says."""

    kind: Literal["drop_decision"] = "drop_decision"
    text: Sentence


class WriteSummary(_OfMeeting):
    """Write what was talked about, in the place of what it said before."""

    kind: Literal["write_summary"] = "write_summary"
    text: Lines
    before: Lines = ""


class AgreeAction(_OfMeeting):
    """Note an action that was agreed."""

    kind: Literal["agree_action"] = "agree_action"
    text: Annotated[Sentence, StringConstraints(max_length=500)]
    owner: Slug
    due: Day = None


class TakeFromWord(_OfMeeting):
    """Note what people wrote into the minutes in Word: what is `picked` of it, and an `action` whose owner was not clear."""

    kind: Literal["take_from_word"] = "take_from_word"
    picked: People = ()
    action: OnePerson = None
    owner: OnePerson = None


class SaveMinutes(_OfMeeting):
    """Say that the draft is complete, which makes the Word document of it."""

    kind: Literal["save_minutes"] = "save_minutes"


class ApproveMinutes(_OfMeeting):
    """Approve minutes, at the next meeting or after it."""

    kind: Literal["approve_minutes"] = "approve_minutes"


class ReopenMinutes(_OfMeeting):
    """Make approved minutes, that are not locked yet, a draft again."""

    kind: Literal["reopen_minutes"] = "reopen_minutes"


# Actions.


class _OfAction(_Deed):
    action: Slug


class FinishAction(_OfAction):
    """Say that an action is done."""

    kind: Literal["finish_action"] = "finish_action"


class ReopenAction(_OfAction):
    """Say that an action is not done after all."""

    kind: Literal["reopen_action"] = "reopen_action"


class ReassignAction(_OfAction):
    """Give an action to somebody else."""

    kind: Literal["reassign_action"] = "reassign_action"
    owner: Slug


class CarryAction(_OfAction):
    """Carry an action forward to another day; without one, to the group's next meeting."""

    kind: Literal["carry_action"] = "carry_action"
    due: Day = None


class DropAction(_OfMeeting):
    """Take an action out that was noted by mistake, while the minutes are a draft."""

    kind: Literal["drop_action"] = "drop_action"
    action: Slug


# Meetings.


class MoveMeeting(_OfMeeting):
    """Hold a meeting at another time, and maybe elsewhere. `was` is when it was held for whoever asks."""

    kind: Literal["move_meeting"] = "move_meeting"
    starts: LocalDatetime
    ends: LocalDatetime
    was: LocalDatetime | None = None
    place: OnePerson = None
    room: Short = ""


class AddMeeting(_Deed):
    """Hold a meeting above what the group's cadence asks."""

    kind: Literal["add_meeting"] = "add_meeting"
    group: Slug
    title: Name
    format: Format = Format.ONLINE
    starts: LocalDatetime
    ends: LocalDatetime
    place: OnePerson = None
    room: Short = ""


class CancelMeeting(_OfMeeting):
    """Call a meeting off, which takes two people. `was` is when it was held for whoever asks."""

    kind: Literal["cancel_meeting"] = "cancel_meeting"
    reason: Annotated[Short, StringConstraints(min_length=1)]
    was: LocalDatetime | None = None


class Undo(_Deed):
    """Take back a deed, by its number in the journal, if nothing has changed since."""

    kind: Literal["undo"] = "undo"
    entry: Annotated[int, Field(ge=1)]


class Agree(_Deed):
    """Agree to what somebody asked for and may not do alone."""

    kind: Literal["agree"] = "agree"
    request: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{10}$")]


class Refuse(_Deed):
    """Refuse what somebody asked for, or take back what one asked for oneself."""

    kind: Literal["refuse"] = "refuse"
    request: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{10}$")]


Deed = Annotated[
    GiveReply
    | DraftAgenda
    | AddItem
    | ChangeItem
    | MoveItem
    | DropItem
    | ProposeItem
    | TakeItem
    | TurnDownItem
    | PublishAgenda
    | NoteAttendance
    | AddDecision
    | DropDecision
    | WriteSummary
    | AgreeAction
    | TakeFromWord
    | SaveMinutes
    | ApproveMinutes
    | ReopenMinutes
    | FinishAction
    | ReopenAction
    | ReassignAction
    | CarryAction
    | DropAction
    | MoveMeeting
    | AddMeeting
    | CancelMeeting
    | Undo
    | Agree
    | Refuse,
    Field(discriminator="kind"),
]
DEED: TypeAdapter[Deed] = TypeAdapter(Deed)

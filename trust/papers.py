"""The papers of a meeting: agenda, minutes, decisions, actions, replies."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from trust.meetings import MeetingKey
from trust.values import LocalDatetime, Name, Slug, Texts, Value
from trust.word_minutes import Found


class AgendaStatus(StrEnum):
    """A draft is for chair, co-chair and coordinator; published is for everyone who may read it."""

    DRAFT = "draft"
    PUBLISHED = "published"


class AgendaItem(Value):
    """One item of an agenda."""

    title: Name
    minutes: Annotated[int, Field(ge=0, le=600, description="Time set aside.")] = 0
    lead: Annotated[Slug | None, Field(description="The person who leads the item.")] = None
    outcome: str = ""
    proposed_by: Annotated[Slug | None, Field(description="The member who put it forward.")] = None


class Agenda(Value):
    """What a meeting will talk about."""

    meeting: MeetingKey
    status: AgendaStatus = AgendaStatus.DRAFT
    items: tuple[AgendaItem, ...] = ()
    proposed: Annotated[
        tuple[AgendaItem, ...], Field(description="What members put forward and nobody has taken up yet.")
    ] = ()
    published: Annotated[date | None, Field(description="The day it was published.")] = None


class MinutesStatus(StrEnum):
    """Draft until approved at the next meeting, then locked."""

    DRAFT = "draft"
    APPROVED = "approved"
    LOCKED = "locked"


class Minutes(Value):
    """The record of a meeting that was held."""

    meeting: MeetingKey
    status: MinutesStatus = MinutesStatus.DRAFT
    saved: Annotated[date | None, Field(description="The day they were saved.")] = None
    url: Annotated[str, Field(description="Where the document is, for minutes kept elsewhere before.")] = ""
    summary: str = ""
    decisions: Texts = ()
    present: Annotated[tuple[Slug, ...], Field(description="The people who attended.")] = ()
    apologies: Annotated[tuple[Slug, ...], Field(description="The people who sent apologies.")] = ()
    approved: Annotated[date | None, Field(description="The day they were approved.")] = None
    approved_by: Annotated[Slug | None, Field(description="Who approved them.")] = None


class ActionStatus(StrEnum):
    """Whether an action still asks something of its owner."""

    OPEN = "open"
    DONE = "done"


class Action(Value):
    """Something one person agreed to do, at one meeting, by a day."""

    id: Slug
    meeting: MeetingKey
    text: Annotated[str, Field(min_length=1, max_length=500)]
    owner: Slug
    due: date | None = None
    status: ActionStatus = ActionStatus.OPEN
    closed: Annotated[date | None, Field(description="The day it was done.")] = None


class Answer(StrEnum):
    """What a person replied to an invitation."""

    ACCEPTED = "accepted"
    TENTATIVE = "tentative"
    DECLINED = "declined"


class Reply(Value):
    """A person's reply. The reason is for its author, and for the chair only where the author says so."""

    meeting: MeetingKey
    person: Slug
    answer: Answer
    reason: str = ""
    share_with_chair: bool = False
    delegate: Annotated[Slug | None, Field(description="Who goes in this person's place.")] = None
    at: LocalDatetime | None = None


class Attendance(Value):
    """How long somebody was at an online meeting, as Teams counted it."""

    meeting: MeetingKey
    person: Slug
    minutes: Annotated[int, Field(ge=0, le=24 * 60)]


PaperName = Literal["agenda", "minutes"]


class PaperText(Value):
    """What a Word document of a meeting says, line by line, as it was last read; and what of minutes could be told from it."""

    item: Annotated[str, Field(description="The document's id in the library.")]
    meeting: MeetingKey
    paper: PaperName
    lines: tuple[str, ...] = ()
    found: Found | None = None
    found_on: Annotated[
        date | None, Field(description="The day it was first read as what it says of minutes now.")
    ] = None


class PaperTemplate(Value):
    """A Word file of the trust's own that its agendas or minutes are made with."""

    paper: PaperName
    content: bytes

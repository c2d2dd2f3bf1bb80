"""Replies on a meeting's page: the viewer's own, with the form for apologies; and everybody's, as far as they may see."""

from __future__ import annotations

from dataclasses import dataclass

from bot.handlers.replies import (
    FOR_OFFICERS,
    HEADINGS,
    NO_REPLY,
    find_own,
    find_replies,
    is_invited,
    may_read_reason,
    say_own,
)
from termtime.pages.tables import Cell, Table, Tone, make_table
from termtime.pages.viewer import Viewer
from termtime.pages.views.shown import DeedButton, make_button
from termtime.pages.views.shown import find_replies as find_buttons
from trust.deeds.replying import find_delegates
from trust.deeds.values import NOBODY, GiveReply
from trust.groups import Group
from trust.meetings import Meeting, MeetingStatus
from trust.membership import find_members
from trust.papers import Answer, Reply
from trust.permissions import Aspect

TONES: dict[Answer, Tone] = {Answer.ACCEPTED: "good", Answer.TENTATIVE: "warn", Answer.DECLINED: "bad"}
TO_NOBODY = "Nobody"


@dataclass(frozen=True, slots=True)
class Apologies:
    """The form for apologies, filled in with what was said before; `send` carries the deed."""

    send: DeedButton
    reason: str
    shared: bool
    delegates: tuple[tuple[str, str], ...]
    delegate: str
    declined: bool


@dataclass(frozen=True, slots=True)
class OwnReply:
    """What the viewer replied, and how they may reply."""

    said: str
    buttons: tuple[DeedButton, ...]
    apologies: Apologies | None


@dataclass(frozen=True, slots=True)
class Replies:
    """Who replied: how many of each answer, a note on what is not shown, and everyone who may be named."""

    counts: tuple[tuple[str, int], ...]
    note: str
    every: bool
    table: Table


def make_own_reply(viewer: Viewer, meeting: Meeting) -> OwnReply | None:
    """Make the viewer's own part; None where no reply is asked of them and none was given."""
    own = find_own(viewer.asked, meeting)
    if not (own or is_invited(viewer.asked, meeting)):
        return None
    open_still = meeting.status is MeetingStatus.PUBLISHED and meeting.ends > viewer.now
    # Apologies have a form of their own here, with a reason.
    buttons = tuple(one for one in find_buttons(viewer, meeting) if one.fields["answer"] != Answer.DECLINED)
    form = _make_form(viewer, meeting, own) if open_still and is_invited(viewer.asked, meeting) else None
    said = say_own(viewer.asked, meeting) if own or open_still else "You did not reply."
    return OwnReply(said, buttons, form)


def make_replies(viewer: Viewer, group: Group, meeting: Meeting) -> Replies | None:
    """Make everybody's replies: to officers all of them, to members who accepted; None for others."""
    if not viewer.may(Aspect.ACCEPTED, group) or meeting.status is not MeetingStatus.PUBLISHED:
        return None
    every = viewer.may(Aspect.ALL_REPLIES, group)
    known = [r for r in find_replies(viewer.asked, meeting) if every or r.answer is Answer.ACCEPTED]
    silent = []
    if every:
        replied = {reply.person for reply in known}
        members = find_members(viewer.trust, group, meeting.starts.date())
        silent = [person for person in members if person.id not in replied]
    rows = [
        _make_row(viewer, group, r, every=every) for answer in HEADINGS for r in known if r.answer is answer
    ]
    rows += [(person.name, Cell(NO_REPLY, tone="soft"), "", "") for person in silent]
    headings = ("Name", "Reply", "In their place", "Reason") if every else ("Name", "Reply")
    counts = [(HEADINGS[a], sum(r.answer is a for r in known)) for a in (HEADINGS if every else (Answer.ACCEPTED,))]  # fmt: skip
    return Replies(
        (*counts, *(((NO_REPLY, len(silent)),) if every else ())),
        "" if every else FOR_OFFICERS,
        every,
        make_table("replies", "Who replied", *headings, rows=rows, empty="Nobody has accepted yet."),
    )


def _make_row(viewer: Viewer, group: Group, reply: Reply, *, every: bool) -> tuple[Cell | str, ...]:
    """Make the row of a reply; with who goes instead, and the reason where it may be read, for those who see all."""
    people = viewer.trust.person_by_id
    said = (people[reply.person].name, Cell(HEADINGS[reply.answer], tone=TONES[reply.answer]))
    if not every:
        return said
    delegate = people.get(reply.delegate or "")
    reason = reply.reason if may_read_reason(viewer.asked, group, reply) else ""
    return (*said, delegate.name if delegate else "", reason)


def _make_form(viewer: Viewer, meeting: Meeting, own: Reply | None) -> Apologies:
    group = viewer.trust.group_by_id[meeting.group]
    delegates = find_delegates(viewer.trust, viewer.person, meeting, group)
    declined = own is not None and own.answer is Answer.DECLINED
    return Apologies(
        make_button(
            "Save my apologies" if declined else "Send apologies",
            GiveReply(meeting=meeting.key, answer=Answer.DECLINED),
        ),
        own.reason if own else "",
        bool(own and own.share_with_chair),
        ((NOBODY, TO_NOBODY), *((one.id, one.name) for one in delegates)) if delegates else (),
        (own.delegate if own else None) or NOBODY,
        declined,
    )

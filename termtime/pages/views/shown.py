"""A meeting as pages show it to a viewer: what the bot would show them, with the addresses of our pages."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from bot.deeds import write_deed
from bot.handlers.replies import find_own, is_invited, say_own
from bot.showing import show_meeting
from cards.card import is_safe_address
from cards.shown import MeetingShown
from termtime.pages.viewer import Viewer
from trust.deeds.values import Deed, GiveReply
from trust.groups import Group, Sensitivity
from trust.meetings import Meeting, MeetingStatus
from trust.papers import Answer


@dataclass(frozen=True, slots=True)
class DeedButton:
    """A button that does a deed: what it says, and the fields its form sends."""

    title: str
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A meeting in a list.

    Attributes:
        key: Its key.
        group_id: Whose it is.
        shown: What the viewer may see of it.
        reply: What they replied; empty where no reply is asked of them.
        buttons: What they may do about it at once.
    """

    key: str
    group_id: str
    shown: MeetingShown
    reply: str = ""
    buttons: tuple[DeedButton, ...] = ()

    @property
    def href(self) -> str:
        """Its page."""
        return f"/meetings/{self.key}"


def make_meeting_row(viewer: Viewer, meeting: Meeting) -> MeetingRow:
    """Make the row of a meeting whose dates the viewer may know."""
    group = viewer.trust.group_by_id[meeting.group]
    shown = offer_links(show_meeting(viewer.asked, meeting, viewer.find_rulings(group)))
    invited = is_invited(viewer.asked, meeting)
    return MeetingRow(
        meeting.key,
        group.id,
        shown,
        say_own(viewer.asked, meeting) if invited else "",
        find_replies(viewer, meeting),
    )


def offer_links(shown: MeetingShown) -> MeetingShown:
    """Leave of a meeting's links those that may be offered: where they lead was written elsewhere."""

    def keep(url: str) -> str:
        return url if is_safe_address(url) else ""

    return replace(
        shown,
        join_url=keep(shown.join_url),
        agenda_url=keep(shown.agenda_url),
        minutes_url=keep(shown.minutes_url),
    )


def find_replies(viewer: Viewer, meeting: Meeting) -> tuple[DeedButton, ...]:
    """Find the replies a viewer may give to a meeting with one press; the one they gave is not among them."""
    if (
        meeting.status is not MeetingStatus.PUBLISHED
        or meeting.ends <= viewer.now
        or not is_invited(viewer.asked, meeting)
    ):
        return ()
    own = find_own(viewer.asked, meeting)
    offered = {"I’m coming": Answer.ACCEPTED, "Maybe": Answer.TENTATIVE, "Apologies": Answer.DECLINED}
    return tuple(
        make_button(title, GiveReply(meeting=meeting.key, answer=answer))
        for title, answer in offered.items()
        if own is None or own.answer is not answer
    )


def make_button(title: str, deed: Deed) -> DeedButton:
    """Make a button that does a deed."""
    return DeedButton(title, write_deed(deed))


def find_not_open(group: Group, *shown: str) -> tuple[str, ...]:
    """Name what of a group is not for everybody, as the audit log does; nothing for a group that is open."""
    return () if group.sensitivity is Sensitivity.OPEN else (shown or (group.id,))

"""A meeting's page: when, where, who chairs; replies, agenda, minutes, actions, documents; and what the viewer may do about each.

What may be seen is what the bot would show in a chat of their own. Each form is one deed, which the server decides again.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.handlers.meeting_detail import say_length
from bot.handlers.minutes_meant import find_agreed
from cards.card import is_safe_address
from cards.words import format_day
from termtime.pages.page import Ask
from termtime.pages.tables import Table
from termtime.pages.viewer import Viewer
from termtime.pages.views.groups import say_sensitivity
from termtime.pages.views.meeting_actions import ActionRow, make_action_rows, tabulate_actions
from termtime.pages.views.meeting_agenda import AgendaView, make_agenda_view
from termtime.pages.views.meeting_minutes import MinutesView, make_minutes_view
from termtime.pages.views.meeting_replies import OwnReply, Replies, make_own_reply, make_replies
from termtime.pages.views.shown import MeetingRow, find_not_open, make_meeting_row
from termtime.store import SqlStore
from trust.deeds.rights import Right, has_right
from trust.deeds.values import CancelMeeting
from trust.groups import Group
from trust.meetings import Meeting, MeetingStatus, make_meeting_key
from trust.permissions import Aspect
from trust.places import Venue
from trust.year import Links


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The group's meeting before or after this one."""

    href: str
    day: str


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """What the page says; what the viewer may not know is empty."""

    title: str
    row: MeetingRow
    group: str
    group_href: str
    sensitivity: str
    state: str
    reason: str
    length: str
    address: str
    own: OwnReply | None
    replies: Replies | None
    agenda: AgendaView | None
    minutes: MinutesView | None
    actions: tuple[ActionRow, ...]
    documents: tuple[tuple[str, str], ...]
    previous: Neighbour | None
    next: Neighbour | None
    changes: tuple[str, ...]
    tables: tuple[Table, ...]
    saw: tuple[str, ...]


async def fetch_reason(store: SqlStore, viewer: Viewer, ask: Ask) -> str:
    """Read why a meeting was called off, where it was and the viewer may see more of it than its date."""
    meeting = _find_meeting(viewer, ask)
    if meeting is None or meeting.status is not MeetingStatus.CANCELLED:
        return ""
    if not viewer.may(Aspect.TITLE, viewer.trust.group_by_id[meeting.group]):
        return ""
    entries = await store.journal.fetch(about=meeting.key, kinds=("cancel_meeting",))
    return next((e.deed.reason for e in reversed(entries) if isinstance(e.deed, CancelMeeting)), "")


def make_meeting_page(viewer: Viewer, ask: Ask, reason: str = "") -> MeetingPage | None:
    """Make the page of a meeting; None where there is none, or none the viewer may know of."""
    meeting = _find_meeting(viewer, ask)
    if meeting is None:
        return None
    group = viewer.trust.group_by_id[meeting.group]
    row = make_meeting_row(viewer, meeting)
    agenda = make_agenda_view(viewer, group, meeting, ask.get("preview"))
    minutes = make_minutes_view(viewer, group, meeting)
    replies = make_replies(viewer, group, meeting)
    actions = make_action_rows(viewer, find_agreed(viewer.asked, meeting))
    previous, following = _find_neighbours(viewer, meeting)
    return MeetingPage(
        title=f"{group.name}: {row.shown.title or format_day(meeting.starts.date())}",
        row=row,
        group=group.name,
        group_href=f"/groups/{group.id}",
        sensitivity=say_sensitivity(group),
        state=_say_state(viewer, meeting),
        reason=reason,
        length=say_length(meeting),
        address=_find_address(viewer, group, meeting),
        own=make_own_reply(viewer, meeting),
        replies=replies,
        agenda=agenda,
        minutes=minutes,
        actions=actions,
        documents=_find_documents(viewer, group, meeting, row),
        previous=previous,
        next=following,
        changes=_say_changes(viewer, group, meeting),
        tables=(
            *((replies.table,) if replies else ()),
            *((agenda.table,) if agenda else ()),
            tabulate_actions("actions", "Actions agreed", actions),
        ),
        saw=_find_saw(viewer, group, meeting, agenda, minutes, replies),
    )


def _find_meeting(viewer: Viewer, ask: Ask) -> Meeting | None:
    parts = (ask.path.get(name, "") for name in ("year", "group", "rule"))
    return viewer.find_meeting(make_meeting_key(*parts))


def _say_state(viewer: Viewer, meeting: Meeting) -> str:
    if meeting.status is MeetingStatus.CANCELLED:
        return "Cancelled"
    if meeting.ends <= viewer.now:
        return "Held"
    return "On now" if meeting.starts <= viewer.now else "To come"


def _find_address(viewer: Viewer, group: Group, meeting: Meeting) -> str:
    place = viewer.trust.place_by_id.get(meeting.place or "")
    return place.address if isinstance(place, Venue) and viewer.may(Aspect.PLACE, group) else ""


def _find_documents(
    viewer: Viewer, group: Group, meeting: Meeting, row: MeetingRow
) -> tuple[tuple[str, str], ...]:
    """Find what of the meeting's documents is linked and may be opened."""
    links = viewer.year.links_by_meeting.get(meeting.key, Links(meeting=meeting.key))
    documents = {
        "Agenda": row.shown.agenda_url,
        "Minutes": row.shown.minutes_url,
        "The meeting’s folder": links.folder_url if viewer.may(Aspect.AGENDA, group) else "",
    }
    return tuple((name, url) for name, url in documents.items() if is_safe_address(url))


def _find_neighbours(viewer: Viewer, meeting: Meeting) -> tuple[Neighbour | None, Neighbour | None]:
    """Find the group's meetings before and after one, as far as they were announced."""
    announced = viewer.meetings_by_group[meeting.group]
    at = announced.index(meeting)
    earlier, later = announced[:at][-1:], announced[at + 1 :][:1]
    previous, following = (
        [Neighbour(f"/meetings/{one.key}", format_day(one.starts.date())) for one in some]
        for some in (earlier, later)
    )
    return (previous[0] if previous else None), (following[0] if following else None)


def _say_changes(viewer: Viewer, group: Group, meeting: Meeting) -> tuple[str, ...]:
    """Say what to tell the bot to move a meeting or call it off; nothing to those who may not, or once it has begun."""
    open_still = meeting.status is MeetingStatus.PUBLISHED and meeting.starts > viewer.now
    may = has_right(viewer.trust, viewer.person, Right.MEETINGS, group, viewer.today)
    if not (may and open_still):
        return ()
    return (
        f"When else could {group.name} meet?",
        f"Move {group.name} to another day",
        f"Cancel {group.name}",
    )


def _find_saw(
    viewer: Viewer,
    group: Group,
    meeting: Meeting,
    agenda: AgendaView | None,
    minutes: MinutesView | None,
    replies: Replies | None,
) -> tuple[str, ...]:
    if not viewer.may(Aspect.TITLE, group):
        return ()
    drafts = any((agenda and agenda.draft, minutes and minutes.draft, replies and replies.every))
    return find_not_open(group, meeting.key) or ((meeting.key,) if drafts else ())

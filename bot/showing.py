"""A meeting, its officers and its minutes as one audience may see them.

A field this audience may not see is empty in the values made here, so no card can show it. Links are offered only
where the thing behind them may be read.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from bot.asked import Asked, Rulings
from cards.shown import MeetingShown, MinutesShown, OfficeShown
from trust.cadence import Format
from trust.groups import Group, Office, Sensitivity
from trust.meetings import Meeting, MeetingStatus
from trust.membership import find_officers
from trust.papers import AgendaStatus, Minutes, MinutesStatus
from trust.permissions import Aspect
from trust.year import Links

OFFICES = {Office.CHAIR: "Chair", Office.CO_CHAIR: "Co-chair"}
FORMATS = {
    Format.ONLINE: "Online",
    Format.IN_PERSON: "In person",
    Format.CONFERENCE: "Conference",
    Format.MODERATION: "Moderation",
    Format.WORKSHOP: "Workshop",
}
MEMBERS_ONLY = "Title, place and papers are for members: the group is confidential."


def find_meetings(asked: Asked, groups: Iterable[Group]) -> tuple[list[Meeting], list[Meeting]]:
    """Find the meetings of some groups that were announced: those over (latest first) and those to come."""
    ids = {group.id for group in groups}
    known = sorted(
        (m for m in asked.year.meetings if m.group in ids and m.status is not MeetingStatus.PROPOSED),
        key=lambda m: (m.starts, m.key),
    )
    past = [m for m in reversed(known) if m.ends <= asked.now]
    return past, [m for m in known if m.ends > asked.now]


def show_offices(asked: Asked, group: Group, day: date) -> tuple[OfficeShown, ...]:
    """Show who chairs and co-chairs a group on a day."""
    held = find_officers(asked.trust, group, day)
    return tuple(OfficeShown(name, tuple(p.name for p in held[office])) for office, name in OFFICES.items())


def show_meeting(asked: Asked, meeting: Meeting, rulings: Rulings) -> MeetingShown:
    """Show a meeting whose dates this audience may see."""
    group = asked.trust.group_by_id[meeting.group]
    links = asked.year.links_by_meeting.get(meeting.key, Links(meeting=meeting.key))
    agenda = asked.year.agenda_by_meeting.get(meeting.key)
    minutes = asked.year.minutes_by_meeting.get(meeting.key)
    may = {aspect: ruling.allowed for aspect, ruling in rulings.items()}
    published = agenda is not None and agenda.status is AgendaStatus.PUBLISHED
    over = meeting.ends <= asked.now or meeting.status is MeetingStatus.CANCELLED
    day = max(asked.today, meeting.starts.date())
    return MeetingShown(
        group=group.name,
        starts=meeting.starts,
        ends=meeting.ends,
        title=meeting.title if may[Aspect.TITLE] else "",
        place=_say_place(asked, meeting) if may[Aspect.PLACE] else "",
        offices=show_offices(asked, group, day) if may[Aspect.CHAIR] else (),
        cancelled=meeting.status is MeetingStatus.CANCELLED,
        join_url=links.join_url if may[Aspect.PLACE] and not over else "",
        agenda_url=links.agenda_url if may[Aspect.AGENDA if published else Aspect.AGENDA_DRAFT] else "",
        minutes_url=find_minutes_url(asked, minutes) if minutes and may[find_minutes_aspect(minutes)] else "",
        withheld=MEMBERS_ONLY
        if group.sensitivity is Sensitivity.CONFIDENTIAL and not may[Aspect.TITLE]
        else "",
    )


def show_minutes(asked: Asked, minutes: Minutes) -> MinutesShown:
    """Show minutes that this audience may read."""
    meeting = asked.year.meeting_by_key[minutes.meeting]
    return MinutesShown(
        meeting=meeting.title,
        held=meeting.starts.date(),
        status=minutes.status.value,
        saved=minutes.saved,
        url=find_minutes_url(asked, minutes),
        summary=minutes.summary,
    )


def find_minutes_aspect(minutes: Minutes) -> Aspect:
    """Find which aspect of a group minutes fall under."""
    return Aspect.MINUTES_DRAFT if minutes.status is MinutesStatus.DRAFT else Aspect.MINUTES


def find_minutes_url(asked: Asked, minutes: Minutes) -> str:
    """Find where minutes are: the address saved with them, or the meeting's own; a draft has a document of its own."""
    links = asked.year.links_by_meeting.get(minutes.meeting) or Links(meeting=minutes.meeting)
    draft = links.draft_url if minutes.status is MinutesStatus.DRAFT else ""
    return minutes.url or draft or links.minutes_url


def _say_place(asked: Asked, meeting: Meeting) -> str:
    place = asked.trust.place_by_id.get(meeting.place) if meeting.place else None
    where = ", ".join(filter(None, (place.name if place else "", meeting.room)))
    return ": ".join(filter(None, (FORMATS[meeting.format], where)))

"""How far a meeting's agenda and minutes are, in words, for one audience.

A draft this audience may not see and one that was never begun read the same. When each is due follows the trust's rules.
"""

from __future__ import annotations

from bot.asked import Asked, Rulings
from bot.showing import find_minutes_aspect
from cards.words import format_day
from trust.calendar import add_working_days
from trust.meetings import Meeting
from trust.papers import Agenda, AgendaStatus, Minutes
from trust.permissions import Aspect


def find_agenda(asked: Asked, meeting: Meeting, rulings: Rulings) -> Agenda | None:
    """Find a meeting's agenda, if this audience may read it as it stands."""
    agenda = asked.year.agenda_by_meeting.get(meeting.key)
    if agenda is None:
        return None
    published = agenda.status is AgendaStatus.PUBLISHED
    return agenda if rulings[Aspect.AGENDA if published else Aspect.AGENDA_DRAFT].allowed else None


def find_minutes(asked: Asked, meeting: Meeting, rulings: Rulings) -> Minutes | None:
    """Find a meeting's minutes, if this audience may read them as they stand."""
    minutes = asked.year.minutes_by_meeting.get(meeting.key)
    return minutes if minutes and rulings[find_minutes_aspect(minutes)].allowed else None


def say_agenda_state(asked: Asked, meeting: Meeting, agenda: Agenda | None) -> str:
    """Say whether an agenda is published, and by when it should be."""
    if agenda and agenda.status is AgendaStatus.PUBLISHED:
        return "Published."
    if meeting.ends <= asked.now:
        return "No agenda was published."
    days = asked.trust.settings.rules.agenda_published_working_days_before
    due = add_working_days(meeting.starts.date(), -days)
    state = "A draft, not published yet" if agenda else "Not published yet"
    return f"{state}: {'due' if due >= asked.today else 'it was due'} by {format_day(due)}."


def say_minutes_state(asked: Asked, meeting: Meeting, minutes: Minutes | None) -> str:
    """Say how far minutes are, and by when a draft should be there."""
    if minutes:
        saved = f", saved {format_day(minutes.saved)}" if minutes.saved else ""
        return f"{minutes.status.capitalize()}{saved}."
    if meeting.ends > asked.now:
        return "None yet: it has not been held."
    days = asked.trust.settings.rules.minutes_saved_working_days_after
    due = add_working_days(meeting.starts.date(), days)
    return f"None approved yet: a draft {'is' if due >= asked.today else 'was'} due by {format_day(due)}."


def name_meeting(meeting: Meeting) -> str:
    """Name a meeting whose title may be seen."""
    return f"{meeting.title}, {format_day(meeting.starts.date())}"

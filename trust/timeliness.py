"""Whether a meeting's papers were there when the trust's rules ask for them: agendas before it, minutes after it.

Everything is told as it stood on a day: what came after that day was not there yet. Papers that were kept elsewhere
before say that they are there, and not always since when; of those nobody can say that they were late.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from trust.calendar import add_working_days
from trust.meetings import Meeting
from trust.papers import AgendaStatus, MinutesStatus
from trust.year import Trust, Year


class Timeliness(StrEnum):
    """How a paper stands beside the day it is due."""

    ON_TIME = "on time"
    LATE = "late"
    UNDATED = "day not known"
    MISSING = "missing"
    NOT_DUE = "not due yet"

    @property
    def is_there(self) -> bool:
        """Whether there is such a paper."""
        return self in (Timeliness.ON_TIME, Timeliness.LATE, Timeliness.UNDATED)


def find_agenda_day(trust: Trust, meeting: Meeting) -> date:
    """Find the day by which a meeting's agenda is to be published."""
    return add_working_days(meeting.starts.date(), -trust.settings.rules.agenda_published_working_days_before)


def find_minutes_day(trust: Trust, meeting: Meeting) -> date:
    """Find the day by which a meeting's minutes are to be saved."""
    return add_working_days(meeting.starts.date(), trust.settings.rules.minutes_saved_working_days_after)


def judge_agenda(year: Year, meeting: Meeting, day: date) -> Timeliness:
    """Say how a meeting's agenda stood on a day. A draft is not published, so it counts for nothing."""
    agenda = year.agenda_by_meeting.get(meeting.key)
    there = agenda is not None and agenda.status is AgendaStatus.PUBLISHED
    return _judge(find_agenda_day(year.trust, meeting), agenda.published if agenda else None, there, day)


def judge_minutes(year: Year, meeting: Meeting, day: date) -> Timeliness:
    """Say how a meeting's minutes stood on a day: a draft is there once it was saved."""
    minutes = year.minutes_by_meeting.get(meeting.key)
    there = minutes is not None and (minutes.saved is not None or minutes.status is not MinutesStatus.DRAFT)
    return _judge(find_minutes_day(year.trust, meeting), minutes.saved if minutes else None, there, day)


def are_approved(year: Year, meeting: Meeting, day: date) -> bool:
    """Say whether a meeting's minutes were approved on a day."""
    minutes = year.minutes_by_meeting.get(meeting.key)
    if minutes is None or minutes.status is MinutesStatus.DRAFT:
        return False
    return minutes.approved is None or minutes.approved <= day


def _judge(due: date, came: date | None, there: bool, day: date) -> Timeliness:
    if came is not None and came <= day:
        return Timeliness.ON_TIME if came <= due else Timeliness.LATE
    if there and came is None:
        return Timeliness.UNDATED
    return Timeliness.MISSING if due < day else Timeliness.NOT_DUE

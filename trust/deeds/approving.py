"""From a draft to approved minutes: saved by whoever wrote them, approved at the group's next meeting, reopened until locked."""

from __future__ import annotations

from datetime import date, datetime, time

from trust.calendar import add_working_days
from trust.deeds.locking import is_locked
from trust.deeds.minutes import LOCKED, find_draft, find_minutes
from trust.deeds.result import Papers, Result
from trust.deeds.rights import Right
from trust.deeds.values import ApproveMinutes, ReopenMinutes, SaveMinutes
from trust.meetings import Meeting, MeetingStatus
from trust.papers import Minutes, MinutesStatus
from trust.people import Person
from trust.values import LONDON, RefusedError, place_in_london
from trust.year import Year

EMPTY = "Nothing stands in those minutes yet: note who was there, a decision, an action or a summary first."
NEVER_SAVED = "That draft was never saved. Save it first, so that everyone approves the same."


def save_minutes(year: Year, deed: SaveMinutes, by: Person, now: datetime) -> Result:
    """Say that a draft is complete. The day it first was stays: the draft is on time or late by that.

    Raises:
        RefusedError: They may not write the minutes, or nothing stands in them.
    """
    meeting, _, minutes = find_draft(year, deed.meeting, by, now)
    if minutes.saved:
        return Result(sentence=f"The draft is saved, with all that was noted since {_say(minutes.saved)}.")
    agreed = any(action.meeting == meeting.key for action in year.actions)
    written = minutes.present or minutes.apologies or minutes.decisions or minutes.summary or minutes.url
    if not (agreed or written):
        raise RefusedError(EMPTY)
    saved = minutes.model_copy(update={"saved": place_in_london(now).date()})
    return Result(sentence="The draft of the minutes is saved.", saved=Papers(minutes=(saved,)))


def approve_minutes(year: Year, deed: ApproveMinutes, by: Person, now: datetime) -> Result:
    """Approve minutes. Raises RefusedError: they may not, it is too early, or no draft was saved."""
    meeting, _, minutes = find_minutes(year, deed.meeting, by, now, Right.APPROVE)
    if minutes.status is not MinutesStatus.DRAFT:
        return Result(sentence="Those minutes are approved already.")
    if not is_saved(minutes):
        raise RefusedError(NEVER_SAVED)
    opens = find_approval(year, meeting)
    if now < opens:
        raise RefusedError(
            f"Minutes are approved at the group's next meeting: these from {_say(opens.date())} on."
        )
    today = place_in_london(now).date()
    saved = minutes.model_copy(
        update={"status": MinutesStatus.APPROVED, "approved": today, "approved_by": by.id}
    )
    return Result(sentence="The minutes are approved.", saved=Papers(minutes=(saved,)))


def reopen_minutes(year: Year, deed: ReopenMinutes, by: Person, now: datetime) -> Result:
    """Make approved minutes a draft again. Raises RefusedError: they may not, or the minutes are locked."""
    _, _, minutes = find_minutes(year, deed.meeting, by, now, Right.APPROVE)
    if is_locked(year.trust.settings.rules, minutes, now):
        raise RefusedError(LOCKED)
    if minutes.status is MinutesStatus.DRAFT:
        return Result(sentence="Those minutes are a draft already.")
    draft = {"status": MinutesStatus.DRAFT, "approved": None, "approved_by": None}
    return Result(
        sentence="The minutes are a draft again. They have to be approved again too.",
        saved=Papers(minutes=(minutes.model_copy(update=draft),)),
    )


def find_approval(year: Year, meeting: Meeting) -> datetime:
    """Find from when a meeting's minutes may be approved: the group's next meeting, or some days after the last one."""
    later = [
        one.starts
        for one in year.meetings
        if one.group == meeting.group
        and one.starts > meeting.starts
        and one.status is MeetingStatus.PUBLISHED
    ]
    if later:
        return min(later)
    days = year.trust.settings.rules.minutes_saved_working_days_after
    last = add_working_days(meeting.starts.date(), days)
    return datetime.combine(last, time(), LONDON)


def is_saved(minutes: Minutes) -> bool:
    """Say whether a draft was ever called complete; minutes kept elsewhere were."""
    return bool(minutes.saved or minutes.url)


def _say(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b %Y}"

"""When approved minutes are locked: once the days in which they may be reopened are over. Nothing changes them then."""

from __future__ import annotations

from datetime import date, datetime

from trust.calendar import add_working_days
from trust.papers import Minutes, MinutesStatus
from trust.settings import Rules
from trust.values import place_in_london
from trust.year import Year


def find_last_open_day(rules: Rules, minutes: Minutes) -> date | None:
    """Find the last day on which approved minutes may be reopened; None where nobody knows since when they are."""
    since = minutes.approved or minutes.saved
    return add_working_days(since, rules.minutes_locked_working_days_after) if since else None


def is_locked(rules: Rules, minutes: Minutes, now: datetime) -> bool:
    """Say whether minutes are locked at a moment, whether or not that was written down yet."""
    if minutes.status is not MinutesStatus.APPROVED:
        return minutes.status is MinutesStatus.LOCKED
    last = find_last_open_day(rules, minutes)
    return last is None or place_in_london(now).date() > last


def find_to_lock(year: Year, now: datetime) -> tuple[Minutes, ...]:
    """Find the minutes to be written down as locked, as they are from then on."""
    rules = year.trust.settings.rules
    return tuple(
        minutes.model_copy(update={"status": MinutesStatus.LOCKED})
        for minutes in year.minutes
        if minutes.status is MinutesStatus.APPROVED and is_locked(rules, minutes, now)
    )

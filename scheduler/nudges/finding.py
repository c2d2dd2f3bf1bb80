"""All nudges at a moment: a pure function of the year and the clock, so that a missed tick is made good by the next.

What was sent already is not known here: whoever sends keeps a ledger by the nudge's key and person, and takes those away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta

from scheduler.nudges.days import is_day_for
from scheduler.nudges.meetings import (
    MeetingNow,
    find_agenda_published,
    find_moderation,
    find_reminders,
    find_reply_wanted,
)
from scheduler.nudges.papers import (
    find_agenda_due,
    find_found_in_word,
    find_minutes_due,
    find_minutes_late,
)
from scheduler.nudges.settling import find_changed, find_requests
from scheduler.nudges.yearly import find_actions_due, find_lead_digests, find_planning, find_term_digests
from trust.meetings import MeetingStatus
from trust.nudges import Nudge
from trust.offered import find_all_offered
from trust.papers import Reply
from trust.settling import Matter, is_quiet
from trust.values import place_in_london
from trust.year import Year

# Nothing is said of a meeting further off than this.
AHEAD, BEHIND = timedelta(days=60), timedelta(days=120)

_BEFORE: tuple[Callable[[MeetingNow], Iterator[Nudge]], ...] = (
    find_agenda_due,
    find_agenda_published,
    find_reply_wanted,
    find_reminders,
    find_moderation,
)
_AFTER: tuple[Callable[[MeetingNow], Iterator[Nudge]], ...] = (
    find_minutes_due,
    find_minutes_late,
    find_found_in_word,
)


def find_nudges(year: Year, now: datetime, matters: Iterable[Matter] = ()) -> tuple[Nudge, ...]:
    """Find the nudges that may be sent at a moment: in quiet hours none, and to nobody on a day that is not theirs.

    Args:
        year: The year as it stands.
        now: The moment, aware.
        matters: What people changed by hand in Microsoft 365.
    """
    return find_sendable(year, find_open_nudges(year, now, matters), now)


def find_sendable(year: Year, nudges: Iterable[Nudge], now: datetime) -> tuple[Nudge, ...]:
    """Find those nudges that may be sent at a moment."""
    if is_quiet(year.trust.settings.rules.quiet_hours, now):
        return ()
    today = place_in_london(now).date()
    return tuple(nudge for nudge in nudges if is_day_for(year.trust, nudge, today))


def find_open_nudges(year: Year, now: datetime, matters: Iterable[Matter] = ()) -> tuple[Nudge, ...]:
    """Find the nudges that have fallen due and still have a point, whether or not this is a moment to send them."""
    return tuple(nudge for nudge in find_standing_nudges(year, now, matters) if nudge.due <= now)


def find_standing_nudges(year: Year, now: datetime, matters: Iterable[Matter] = ()) -> tuple[Nudge, ...]:
    """Find the nudges that have a point, those that fall due later among them: to whom, of what, until when."""
    trust = year.trust
    held = find_held(year, now)
    found = [
        nudge
        for one in held.values()
        for find in (_BEFORE if one.meeting.starts > now else _AFTER)
        for nudge in find(one)
    ]
    found += find_actions_due(year, now)
    found += find_term_digests(held, trust, now)
    found += find_lead_digests(trust, now)
    found += find_planning(trust, now)
    found += find_changed(trust, matters, now)
    found += find_requests(year, now)
    standing = (nudge for nudge in found if now < nudge.until)
    return tuple(sorted(standing, key=lambda nudge: (nudge.person, nudge.until, nudge.key)))


def find_held(year: Year, now: datetime) -> dict[str, MeetingNow]:
    """Find the published meetings that anything may be said of at a moment."""
    replies: dict[str, dict[str, Reply]] = {}
    for reply in year.replies:
        replies.setdefault(reply.meeting, {})[reply.person] = reply
    groups, offered = year.trust.group_by_id, {one.meeting: one for one in find_all_offered(year)}
    return {
        one.key: MeetingNow(year, one, groups[one.group], replies.get(one.key, {}), now, offered.get(one.key))
        for one in year.meetings
        if one.status is MeetingStatus.PUBLISHED
        and one.group in groups
        and now - BEHIND < one.starts < now + AHEAD
    }

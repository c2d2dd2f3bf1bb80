"""Whether people had notice of what changed: the past stays as it was, and what is near is not moved or added.

The notice a move gives counts to whichever comes first, the day that was published or the new one: whoever kept the old
evening free must be told in time as well. A change of place alone is no move.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from scheduler.checks.faults import FaultKind, YearFault
from scheduler.checks.sittings import Facts, Sitting
from scheduler.checks.wording import write_day
from trust.calendar import add_working_days
from trust.meetings import Meeting, MeetingStatus
from trust.values import place_in_london


def check_notice(
    facts: Facts,
    sittings: Sequence[Sitting],
    meetings: Iterable[Meeting],
    now: datetime,
    before: Iterable[Meeting],
) -> Iterator[YearFault]:
    """Find past meetings that moved or vanished, and meetings moved or added with too little notice."""
    moment = place_in_london(now)
    days = facts.trust.settings.rules.notice_working_days
    first_free = add_working_days(moment.date(), days)
    published = {meeting.key: meeting for meeting in before if meeting.status is MeetingStatus.PUBLISHED}
    for sitting in sittings:
        old, new = published.get(sitting.key), sitting.meeting
        if old and (old.starts, old.ends) == (new.starts, new.ends):
            continue
        was = f" (it was on {write_day(old.starts.date())} at {old.starts:%H:%M})" if old else ""
        done = "moved" if old else "added"
        if min(new.starts, old.starts if old else new.starts) < moment:
            yield _fault(sitting.key, f"{sitting} is in the past and was {done} all the same{was}.")
        elif min(new.starts, old.starts if old else new.starts).date() < first_free:
            yield _fault(
                sitting.key, f"{sitting} was {done} with less than {days} working days' notice{was}."
            )
    kept = {meeting.key for meeting in meetings}
    for old in published.values():
        if old.starts < moment and old.key not in kept:
            why = f"{old.title} on {write_day(old.starts.date())} ({old.key}) was held, and is gone."
            yield _fault(old.key, why)


def _fault(key: str, why: str) -> YearFault:
    return YearFault(kind=FaultKind.NOTICE, meetings=(key,), why=why)

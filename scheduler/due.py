"""What is due now, as a function of the trust, the clock and what has run before.

Two things fall due: every night Microsoft 365 is reconciled with the year, and on the day a term's invitations go out
they are sent. A job missed while nothing was running is due as soon as something runs again, once, however many
nights have passed; invitations of a term that is over are not.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from enum import StrEnum

from trust.calendar import TermName
from trust.horizon import find_invitation_days, find_terms
from trust.values import LONDON, LocalDatetime, Value, place_in_london
from trust.year import Trust

RECONCILE_AT = time(2, 0)


class JobKind(StrEnum):
    """The things the service does without being asked."""

    RECONCILE = "reconcile"
    INVITATIONS = "invitations"


class Job(Value):
    """A thing to do and the moment it fell due, which together name one run of it."""

    kind: JobKind
    due_at: LocalDatetime
    term: TermName | None = None

    @property
    def id(self) -> str:
        """What claims and last runs are kept under."""
        return f"{self.kind.value}/{self.term.value}" if self.term else self.kind.value


def find_due(now: datetime, trust: Trust, last_runs: Mapping[str, datetime]) -> tuple[Job, ...]:
    """List the jobs that are due and have not run since they fell due, earliest first.

    `last_runs` gives, by job id, the moment for which the job last ran.
    """
    local = place_in_london(now)
    jobs = [_find_last_night(local), *_find_invitations(local, trust)]
    waiting = [job for job in jobs if job.id not in last_runs or last_runs[job.id] < job.due_at]
    return tuple(sorted(waiting, key=lambda job: (job.due_at, job.id)))


def _find_last_night(now: datetime) -> Job:
    tonight = datetime.combine(now.date(), RECONCILE_AT, LONDON)
    due_at = (
        tonight if tonight <= now else datetime.combine(now.date() - timedelta(days=1), RECONCILE_AT, LONDON)
    )
    return Job(kind=JobKind.RECONCILE, due_at=due_at)


def _find_invitations(now: datetime, trust: Trust) -> list[Job]:
    # People hear of it after quiet hours, never at midnight.
    wakes = trust.settings.rules.quiet_hours.ends
    terms = find_terms(trust)
    return [
        Job(kind=JobKind.INVITATIONS, due_at=due_at, term=term)
        for term, day in find_invitation_days(trust).items()
        if (due_at := datetime.combine(day, wakes, LONDON)) <= now and now.date() <= terms[term][1]
    ]

"""What is due now, as a function of the trust, the clock and what has run before.

Every night Microsoft 365 is reconciled with the year, and on the day a term's invitations go out they are sent. Where
Microsoft 365 tells of changes, it is also reconciled soon after one, and every hour it is seen to that it goes on
telling. A job missed while nothing was running is due as soon as something runs again, once, however many nights or
hours have passed; invitations of a term that is over are not.

Whoever does a job says so again and again until it has ended. One that has not ended and whose replica has fallen silent,
or has given it back because it stops, is due again at once, unless it has fallen due once more since.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from trust.calendar import TermName
from trust.horizon import find_invitation_days, find_terms
from trust.values import LONDON, LocalDatetime, Value, place_in_london
from trust.year import Trust

RECONCILE_AT = time(2, 0)

# A change is followed by a reconcile when there was no other for so long, which makes a burst of them one run.
QUIET = timedelta(seconds=20)
# Once a minute at the most; less what a tick may be late, or the next one would wait for yet another tick.
APART = timedelta(seconds=55)

# Whoever does a job says this often that they are still at it,
ALIVE_EVERY = timedelta(seconds=15)
# and is taken to have died after so long: several in a row went missing, whatever their clock is worth.
LAPSES = timedelta(seconds=90)


class JobKind(StrEnum):
    """The things the service does without being asked."""

    RECONCILE = "reconcile"
    INVITATIONS = "invitations"
    PROMPT = "prompt"
    SUBSCRIPTIONS = "subscriptions"


class Job(Value):
    """A thing to do and the moment it fell due, which together name one run of it."""

    kind: JobKind
    due_at: LocalDatetime
    term: TermName | None = None

    @property
    def id(self) -> str:
        """What claims and last runs are kept under."""
        return f"{self.kind.value}/{self.term.value}" if self.term else self.kind.value


class JobRun(Value):
    """The last run of a job: for which moment, when its replica was last known to be at it, and when it ended.

    Attributes:
        due_at: When it fell due.
        alive: When its replica last said that it is at it; None when it gave the job back.
        ended: When it was done, or had failed.
    """

    due_at: LocalDatetime
    alive: LocalDatetime | None = None
    ended: LocalDatetime | None = None

    def is_abandoned(self, now: datetime) -> bool:
        """Say whether nobody is at it any more, though it has not ended."""
        # In UTC: two moments of London's are compared by the wall, which goes back an hour once a year.
        return self.ended is None and (self.alive is None or self.alive < now.astimezone(UTC) - LAPSES)


def find_due(
    now: datetime, trust: Trust, runs: Mapping[str, JobRun], *, told: bool = False
) -> tuple[Job, ...]:
    """List the jobs that are due and that nobody has done, or is doing, since they fell due, earliest first.

    Args:
        now: The moment, aware.
        trust: The trust.
        runs: By job id, the job's last run.
        told: Whether Microsoft 365 is to tell us of changes.
    """
    local = place_in_london(now)
    jobs = [_find_last_night(local), *_find_invitations(local, trust)]
    if told:
        full_hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        jobs.append(Job(kind=JobKind.SUBSCRIPTIONS, due_at=full_hour))
        if prompt := runs.get(JobKind.PROMPT.value):
            jobs.append(Job(kind=JobKind.PROMPT, due_at=prompt.due_at))
    waiting = [job for job in jobs if _is_waiting(job, runs.get(job.id), now)]
    return tuple(sorted(waiting, key=lambda job: (job.due_at, job.id)))


def find_quiet_since(now: datetime, runs: Mapping[str, JobRun]) -> datetime | None:
    """Say since when it has to have been quiet for a prompt reconcile; None while the last one is too recent."""
    last = runs.get(JobKind.PROMPT.value)
    return now - QUIET if last is None or now.astimezone(UTC) - last.due_at >= APART else None


def _is_waiting(job: Job, run: JobRun | None, now: datetime) -> bool:
    if run is None or run.due_at < job.due_at:
        return True
    return run.due_at == job.due_at and run.is_abandoned(now)


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

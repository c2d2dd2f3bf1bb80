"""What the scheduler needs from whoever keeps the database: that each job, and each wake, is taken by one replica, once.

A job is taken as a *lease*: whoever has one says again and again that they are at it, and at last that it has ended. One
that is not kept up may be taken by somebody else.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from scheduler.due import JobRun
from trust.values import LocalDatetime, RefusedError, Value


class BusyError(RefusedError):
    """Somebody else is at the same work: what was to be done is to be tried again soon."""


class StoppedError(RefusedError):
    """What was being done was left part of the way through, because the process stops."""


class Lease(Value):
    """The right to do a job that fell due at a moment; it is named by the moment it was taken."""

    job_id: str
    due_at: LocalDatetime
    claimed_at: LocalDatetime


class JobClaims(Protocol):
    """Remembers which jobs have been taken on, for all replicas."""

    async def fetch_last_runs(self) -> Mapping[str, JobRun]:
        """Read the last run of each job, by its id; a job never claimed is absent."""
        ...

    async def claim(self, job_id: str, due_at: datetime, now: datetime) -> Lease | None:
        """Take on a job that fell due at a moment. None if it has ended, or another replica is at it."""
        ...

    async def keep(self, lease: Lease, now: datetime) -> bool:
        """Say that we are still at it. False when it has been taken from us."""
        ...

    async def end(self, lease: Lease, now: datetime) -> None:
        """Note that a job is over, well or ill; nobody does it again. Nothing is noted of one taken from us."""
        ...

    async def give_back(self, lease: Lease) -> None:
        """Leave a job that has not ended to whoever takes it next, at once."""
        ...


class Wakes(Protocol):
    """Remembers, for all replicas, that something changed in Microsoft 365 and nobody has looked yet."""

    async def note_wake(self, at: datetime) -> None:
        """Note a change; the latest moment counts, and a coming one puts the wake off until then."""
        ...

    async def take_wake(self, quiet_since: datetime) -> bool:
        """Take the wake away if nothing changed since a moment. False if there is none, or another replica took it."""
        ...

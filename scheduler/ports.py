"""What the scheduler needs from whoever keeps the database: that each job, and each wake, is taken by one replica, once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol


class JobClaims(Protocol):
    """Remembers which jobs have been taken on, for all replicas."""

    async def fetch_last_runs(self) -> Mapping[str, datetime]:
        """Read when each job (by id) was last due and claimed; a job never claimed is absent."""
        ...

    async def claim(self, job_id: str, due_at: datetime) -> bool:
        """Take on a job that fell due at a moment. False if another replica has it, or had it, already."""
        ...


class Wakes(Protocol):
    """Remembers, for all replicas, that something changed in Microsoft 365 and nobody has looked yet."""

    async def note_wake(self, at: datetime) -> None:
        """Note a change; the latest moment counts, and a coming one puts the wake off until then."""
        ...

    async def take_wake(self, quiet_since: datetime) -> bool:
        """Take the wake away if nothing changed since a moment. False if there is none, or another replica took it."""
        ...

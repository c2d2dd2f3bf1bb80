"""What the scheduler needs from whoever keeps the database: that each job is run by one replica, once."""

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

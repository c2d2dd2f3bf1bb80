"""What may be forgotten in time: guards against doing something twice, debits, accounts of syncs, decisions.

The last run of every job stays: from it follows when the job is due next. The last sync runs stay too, and every
decision about a proposal that is still open. How long the rest is kept a trust sets (`trust.retention`), and what is more
than a trace of the program at work is disposed of by its own rule (`disposing`).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from termtime.store.tables import (
    claims,
    decisions,
    job_runs,
    proposals,
    sendings,
    sync_runs,
)

RUNS_KEPT = 10


async def delete_old_rows(connection: AsyncConnection, before: datetime) -> None:
    """Delete what is from before a moment and no longer needed."""
    later = job_runs.alias()
    superseded = exists().where(later.c.job_id == job_runs.c.job_id, later.c.due_at > job_runs.c.due_at)
    still_open = exists().where(proposals.c.id == decisions.c.proposal)
    last_runs = select(sync_runs.c.id).order_by(sync_runs.c.id.desc()).limit(RUNS_KEPT)
    for statement in (
        delete(claims).where(claims.c.at < before),
        delete(job_runs).where(job_runs.c.due_at < before, superseded),
        delete(sendings).where(sendings.c.at < before),
        delete(decisions).where(decisions.c.at < before, ~still_open),
        # A run takes the rows of its ledger with it.
        delete(sync_runs).where(sync_runs.c.finished < before, sync_runs.c.id.not_in(last_runs)),
    ):
        await connection.execute(statement)

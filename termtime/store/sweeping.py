"""What may be forgotten in time: guards against doing something twice, threads gone cold, debits, accounts, answers.

The last run of every job stays: from it follows when the job is due next. The last sync runs stay too, and every
decision about a proposal that is still open.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from termtime.store.tables import (
    broadcasts,
    claims,
    decisions,
    deliveries,
    job_runs,
    proposals,
    sendings,
    sync_runs,
    threads,
)

RUNS_KEPT = 10
# What people were sent is accounted for over a whole year, and so a good while after it had a point.
LEDGER_KEPT = timedelta(days=365)


async def delete_old_rows(connection: AsyncConnection, before: datetime) -> None:
    """Delete what is from before a moment and no longer needed."""
    later = job_runs.alias()
    superseded = exists().where(later.c.job_id == job_runs.c.job_id, later.c.due_at > job_runs.c.due_at)
    still_open = exists().where(proposals.c.id == decisions.c.proposal)
    last_runs = select(sync_runs.c.id).order_by(sync_runs.c.id.desc()).limit(RUNS_KEPT)
    for statement in (
        delete(claims).where(claims.c.at < before),
        delete(threads).where(threads.c.expires < before),
        delete(job_runs).where(job_runs.c.due_at < before, superseded),
        delete(sendings).where(sendings.c.at < before),
        delete(deliveries).where(deliveries.c.at < before - LEDGER_KEPT),
        delete(broadcasts).where(broadcasts.c.at < before - LEDGER_KEPT),
        delete(decisions).where(decisions.c.at < before, ~still_open),
        # A run takes the rows of its ledger with it.
        delete(sync_runs).where(sync_runs.c.finished < before, sync_runs.c.id.not_in(last_runs)),
    ):
        await connection.execute(statement)

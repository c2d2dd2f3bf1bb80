"""Termtime as a contestant: one sync with its real store and all its safety, from the look to the last note taken."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import graph_sync.desired
import graph_sync.sync
from benchmarks.processes import FailedError
from benchmarks.sync_processes import Figures, Job, Meter
from benchmarks.sync_trusts import NOW, make_year
from graph_sync.desired import Desired
from graph_sync.kinds import Kind
from graph_sync.ledger import Outcome
from graph_sync.sync import run_sync
from graph_sync.tenant import open_tenant
from termtime.app import make_graph_settings
from termtime.sandboxing import make_sandbox_settings
from termtime.store import open_store
from trust.year import Year


async def run(job: Job) -> Figures:
    """Bring the sandbox in step with the job's year."""
    year = make_year(job.shape, job.step)
    settings = replace(
        make_graph_settings(make_sandbox_settings(year.trust, job.sandbox_url)),
        sharepoint_units=job.shape.sharepoint_units,
    )
    if not job.documents:
        _leave_out_documents()
    async with await open_store(job.database) as store, open_tenant(settings) as tenant:
        meter = Meter()
        result = await run_sync(year, tenant, store.sync, NOW)
        figures = meter.read()
    ledger = result.ledger
    if ledger is None or not ledger.adds_up(result.plan):
        raise FailedError("The ledger does not add up.")
    left = [entry for entry in ledger.entries if entry.outcome is not Outcome.SENT]
    if left:
        raise FailedError(f"{len(left)} changes were not sent; the first: {left[0].outcome}, {left[0].why}")
    return figures | {"changes": len(result.plan.changes), "mails_foretold": result.plan.mails}


def _leave_out_documents() -> None:
    """Want no documents, for a comparison with one who writes none."""
    build = graph_sync.desired.build_desired

    def build_without(year: Year, now: datetime) -> Desired:
        desired = build(year, now)
        kept = {id_: thing for id_, thing in desired.things.items() if thing.kind is not Kind.FILE}
        return replace(desired, things=kept)

    vars(graph_sync.sync)["build_desired"] = build_without

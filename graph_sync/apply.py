"""Carrying out a plan, phase by phase, and keeping the account of it.

Every change is a straight line of requests; the changes of a phase run side by side, and the tenant gathers what they
ask into batches. Each is noted in the store as soon as it is confirmed, so a run may stop anywhere: the next one begins
with what was seen and what was noted. What a change does is for `events`, `lists` and `folders`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from itertools import groupby

from graph_sync.changes import Adopt, Change, Create, Delete, Plan, Report, Update
from graph_sync.errors import ChangeDeferred, ChangeFailed
from graph_sync.events import cancel_event, create_event, update_event
from graph_sync.folders import create_file, create_folder, grant_access, rename, write_documents
from graph_sync.kinds import Kind
from graph_sync.ledger import Entry, Ledger, Outcome
from graph_sync.lists import create_list, update_list
from graph_sync.observe import Survey
from graph_sync.plan import find_phase
from graph_sync.ports import SyncStore, Tenant
from graph_sync.run import Run
from graph_sync.together import run_together
from trust.values import RefusedError

# Enough to fill the batches in flight; more would only hold documents in memory and make stopping slow.
AT_ONCE = 100

STEPS: Mapping[tuple[type[Change], Kind], Callable[..., Awaitable[None]]] = {
    (Create, Kind.LIST): create_list,
    (Update, Kind.LIST): update_list,
    (Create, Kind.FOLDER): create_folder,
    (Update, Kind.FOLDER): rename,
    (Create, Kind.ACCESS): grant_access,
    (Create, Kind.FILE): create_file,
    (Update, Kind.FILE): rename,
    (Create, Kind.EVENT): create_event,
    (Update, Kind.EVENT): update_event,
    (Delete, Kind.EVENT): cancel_event,
}


class Watch:
    """Follows a run. The command line draws a progress bar from it and stops it on Ctrl-C."""

    def progress(self, done: int, total: int, title: str) -> None:
        """Be told after every change how many are done, of how many, and which it was."""

    def stopping(self) -> bool:
        """Say, before every change, whether to leave the rest to the next run."""
        return False


async def apply_plan(plan: Plan, survey: Survey, tenant: Tenant, store: SyncStore, watch: Watch) -> Ledger:
    """Carry out a plan.

    Args:
        plan: What to do.
        survey: What the plan was made from.
        tenant: Where.
        store: Takes note of every change once it is confirmed.
        watch: Follows the run, and may stop it.

    Returns:
        An entry for every change of the plan.
    """
    seen = survey.observed
    run = Run(tenant, store, survey.place, seen.accounts, seen.root_id, dict(survey.last_applied))
    entries: dict[int, Entry] = {}

    async def settle(number: int, change: Change) -> None:
        entries[number] = await _settle(run, change, watch)
        watch.progress(len(entries), len(plan.changes), change.title)

    ordered = sorted(enumerate(plan.changes), key=_phase)
    for _, phase in groupby(ordered, key=_phase):
        changes = list(phase)
        for start in range(0, len(changes), AT_ONCE):
            some = changes[start : start + AT_ONCE]
            await asyncio.to_thread(write_documents, run, [change for _, change in some])
            await run_together(settle(number, change) for number, change in some)
    return Ledger(tuple(entries[number] for number in range(len(plan.changes))))


def _phase(numbered: tuple[int, Change]) -> int:
    change = numbered[1]
    return -1 if isinstance(change, Adopt) else find_phase(*change.id)


async def _settle(run: Run, change: Change, watch: Watch) -> Entry:
    if isinstance(change, Report):
        return Entry(change, Outcome.FAILED if change.unmet else Outcome.NOT_NEEDED, change.reason)
    try:
        if watch.stopping():
            raise ChangeDeferred("The run was stopped.", "the next run")
        if isinstance(change, Adopt):
            await run.save(change.applied)
        else:
            await STEPS[type(change), change.kind](run, change)
    except (ChangeFailed, RefusedError) as failure:
        run.failed.add(change.id)
        return Entry(change, Outcome.FAILED, str(failure))
    except ChangeDeferred as delay:
        run.failed.add(change.id)
        return Entry(change, Outcome.DEFERRED, str(delay), delay.until)
    return Entry(change, Outcome.SENT)

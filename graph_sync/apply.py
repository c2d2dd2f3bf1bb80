"""Carrying out a plan and keeping the account of it.

Every change is a straight line of requests that waits only for what it is made in or for: a folder for the one above,
what is in it for the leave to put it there. All others run side by side, and the tenant gathers what they ask into
batches. Each is noted in the store as soon as it is confirmed, so a run may stop anywhere: the next one begins with what
was seen and what was noted. What a change does is for `events`, `lists`, `folders` and `files`.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime

from graph_sync.changes import Adopt, Change, Claim, Create, Delete, Plan, Report, Update
from graph_sync.desired import WantedAccess, find_folders_above
from graph_sync.errors import ChangeDeferred, ChangeFailed
from graph_sync.events import cancel_event, claim_event, create_event, update_event
from graph_sync.files import create_file, update_file
from graph_sync.folders import create_folder, grant_access, move, update_access
from graph_sync.kinds import Id, Kind
from graph_sync.ledger import Entry, Ledger, Outcome
from graph_sync.lists import claim_list, create_list, update_list
from graph_sync.observe import Survey
from graph_sync.papers import PaperKind
from graph_sync.ports import SyncStore, Tenant
from graph_sync.run import Run
from graph_sync.together import run_together
from trust.values import RefusedError

# Of each kind: enough to fill the batches in flight. More would only hold documents in memory and make stopping slow.
AT_ONCE = 100

STEPS: Mapping[tuple[type[Change], Kind], Callable[..., Awaitable[None]]] = {
    (Create, Kind.LIST): create_list,
    (Update, Kind.LIST): update_list,
    (Claim, Kind.LIST): claim_list,
    (Create, Kind.FOLDER): create_folder,
    (Update, Kind.FOLDER): move,
    (Create, Kind.ACCESS): grant_access,
    (Update, Kind.ACCESS): update_access,
    (Create, Kind.FILE): create_file,
    (Update, Kind.FILE): update_file,
    (Create, Kind.EVENT): create_event,
    (Update, Kind.EVENT): update_event,
    (Claim, Kind.EVENT): claim_event,
    (Delete, Kind.EVENT): cancel_event,
}


class Watch:
    """Follows a run. The command line draws a progress bar from it and stops it on Ctrl-C."""

    def progress(self, done: int, total: int, title: str) -> None:
        """Be told after every change how many are done, of how many, and which it was."""

    def stage(self, _name: str) -> AbstractContextManager[object]:
        """Be told that a stage begins: look, apply or note; what is given is left when it ends."""
        return nullcontext()

    def stopping(self) -> bool:
        """Say, before every change, whether to leave the rest to the next run."""
        return False


async def apply_plan(
    plan: Plan, survey: Survey, tenant: Tenant, store: SyncStore, now: datetime, watch: Watch
) -> Ledger:
    """Carry out a plan.

    Args:
        plan: What to do.
        survey: What the plan was made from.
        tenant: Where.
        store: Takes note of every change once it is confirmed.
        now: The moment of the run.
        watch: Follows the run, and may stop it.

    Returns:
        An entry for every change of the plan.
    """
    run = Run(tenant, store, survey.place, survey.observed.accounts, now, dict(survey.last_applied))
    entries: dict[int, Entry] = {}
    done: dict[Id, asyncio.Event] = {change.id: asyncio.Event() for change in plan.changes}
    left = Counter(change.id for change in plan.changes)
    rooms = {kind: asyncio.Semaphore(AT_ONCE) for kind in Kind}

    async def settle(number: int, change: Change) -> None:
        for thing in find_needs(change):
            if thing in done and thing != change.id:
                await done[thing].wait()
        async with rooms[change.kind]:
            entries[number] = await _settle(run, plan, change, watch)
        left[change.id] -= 1
        if not left[change.id]:
            done[change.id].set()
        watch.progress(len(entries), len(plan.changes), change.title)

    # What is only noted comes first: others look up there where it stands.
    numbered = sorted(enumerate(plan.changes), key=lambda pair: not isinstance(pair[1], Adopt))
    noted = [pair for pair in numbered if isinstance(pair[1], Adopt)]
    await run_together(settle(number, change) for number, change in noted)
    await run_together(settle(number, change) for number, change in numbered[len(noted) :])
    return Ledger(tuple(entries[number] for number in range(len(plan.changes))))


def find_needs(change: Change) -> Iterator[Id]:
    """Name what has to be there before a change: the folder it is made in, settled as to who may open it, or its agenda."""
    if isinstance(change, Report | Adopt) or change.kind is Kind.LIST:
        return
    if change.kind is Kind.EVENT:
        if isinstance(change, Create | Update) and "agenda" in change.wanted.fields:
            # Its text links to it, where it stands then.
            yield Kind.FOLDER, change.key
            yield Kind.FILE, f"{change.key}/{PaperKind.AGENDA.value}"
        return
    if change.kind is Kind.ACCESS:
        yield Kind.FOLDER, change.key
        if isinstance(change, Create | Update) and isinstance(change.wanted, WantedAccess):
            yield Kind.LIST, change.wanted.list_key
        return
    for folder in find_folders_above(change.key):
        yield Kind.FOLDER, folder
        yield Kind.ACCESS, folder


async def _settle(run: Run, plan: Plan, change: Change, watch: Watch) -> Entry:
    if isinstance(change, Report):
        return Entry(change, Outcome.FAILED if change.unmet else Outcome.NOT_NEEDED, change.reason)
    try:
        if watch.stopping():
            raise ChangeDeferred("The run was stopped.", "the next run")
        if change.id in plan.deferred and change.mails:
            raise ChangeDeferred(
                f"The mailbox may not write to {change.mails} more people today.",
                _say(plan.deferred[change.id]),
            )
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


def _say(moment: datetime) -> str:
    return f"{moment:%a} {moment.day} {moment:%b, %H:%M}"

"""Works out what leads try out, in the background: one at a time here, each in one replica among all.

The work is done in a thread that tells how it goes; meanwhile that is noted, which is also how other replicas know that
somebody is at it. It ends early when the service stops, when it was discarded, or when another replica has taken it over.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import structlog

from bot.service import describe_failure
from scheduler.engine.problem import Progress
from scheduler.scenario import Outcome
from termtime.clock import Clock
from termtime.planning_scope import PlanningScope, find_scope
from termtime.store import SqlStore
from termtime.store.scenarios import Scenario
from termtime.whatif import answer_question, describe_progress
from trust.values import RefusedError, place_in_london
from trust.year import Year

LOOK_EVERY = 2.0
SAY_EVERY = 1.5
# How long the thread is waited for when the service stops; it asks often.
LAST_SECONDS = 20.0
FAILED = "Something went wrong on our side while this was worked out."
NOT_A_LEAD = "Only trust leads plan the year."

_log = structlog.get_logger(__name__)


@dataclass
class Work:
    """What is told between the thread that works and whoever waits for it."""

    note: str = "Begun."
    ended: bool = False

    def watch(self, progress: Progress) -> bool:
        """Hear how it goes; True once it is to end."""
        self.note = describe_progress(progress)
        return self.ended


@asynccontextmanager
async def running_scenarios(
    store: SqlStore, clock: Clock, stopping: Callable[[], bool] = lambda: False
) -> AsyncIterator[None]:
    """Work out scenarios for as long as the block lasts; one under way at its end is given back."""
    ending = asyncio.Event()

    def is_ending() -> bool:
        return ending.is_set() or stopping()

    async def look() -> None:
        while not is_ending():
            if not await _try_next(store, clock, is_ending):
                with suppress(TimeoutError):
                    await asyncio.wait_for(ending.wait(), LOOK_EVERY)

    looking = asyncio.create_task(look())
    try:
        yield
    finally:
        ending.set()
        await asyncio.wait({looking}, timeout=LAST_SECONDS)
        looking.cancel()
        with suppress(asyncio.CancelledError):
            await looking


async def work_out_next(store: SqlStore, clock: Clock, stopping: Callable[[], bool] = lambda: False) -> bool:
    """Work out the scenario whose turn it is; say whether there was one."""
    scenario = await store.scenarios.take(clock())
    if scenario is None:
        return False
    work = Work()
    try:
        year = await store.fetch_year()
        scope = _find_scope(year, scenario, clock)
    except RefusedError as refused:
        await store.scenarios.fail(scenario, str(refused), clock())
        return True
    thread = asyncio.create_task(
        asyncio.to_thread(answer_question, year, scope, scenario.question, clock(), work.watch)
    )
    ours = await _follow(store, clock, scenario, work, thread, stopping)
    await _note(store, clock, ours, work, thread)
    return True


async def _try_next(store: SqlStore, clock: Clock, stopping: Callable[[], bool]) -> bool:
    try:
        return await work_out_next(store, clock, stopping)
    except RefusedError as refused:
        await _log.awarning("scenarios not looked at", why=str(refused))
    except Exception as error:  # noqa: BLE001  whatever went wrong, the next look tries again
        await _log.aerror("a scenario could not be followed", why=describe_failure(error))
    return False


async def _follow(
    store: SqlStore,
    clock: Clock,
    scenario: Scenario,
    work: Work,
    thread: asyncio.Task[Outcome],
    stopping: Callable[[], bool],
) -> Scenario | None:
    """Note how it goes until it ends; give the scenario as last noted, or None when it is not ours any more."""
    ours: Scenario | None = scenario
    while not thread.done():
        await asyncio.wait({thread}, timeout=SAY_EVERY)
        work.ended = work.ended or stopping()
        if ours is not None and not thread.done():
            ours = await store.scenarios.keep(ours, work.note, clock())
            work.ended = work.ended or ours is None
    return ours


async def _note(
    store: SqlStore, clock: Clock, ours: Scenario | None, work: Work, thread: asyncio.Task[Outcome]
) -> None:
    error = thread.exception()
    if ours is None:
        return
    if work.ended:
        await store.scenarios.give_back(ours, clock())
    elif isinstance(error, RefusedError):
        await store.scenarios.fail(ours, str(error), clock())
    elif error is not None:
        await _log.aerror("a scenario failed", why=describe_failure(error))
        await store.scenarios.fail(ours, FAILED, clock())
    else:
        await store.scenarios.finish(ours, thread.result(), clock())


def _find_scope(year: Year, scenario: Scenario, clock: Clock) -> PlanningScope:
    """Find what the author may plan with now: rights may have gone since they asked. Raises RefusedError if all have."""
    person, day = year.trust.person_by_id.get(scenario.by), place_in_london(clock()).date()
    settings = year.trust.settings
    if (
        person is None
        or not person.holds(day)
        or person.id not in settings.leads
        or person.id in settings.it_administrators
    ):
        raise RefusedError(NOT_A_LEAD)
    scope = find_scope(year.trust, person, day)
    seen = frozenset(scenario.question.seen)
    if not seen <= scope.seen:
        raise RefusedError("You see less of the year than when you asked this. Please ask it anew.")
    return scope.narrow(seen)

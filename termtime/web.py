"""The web application: the bot's endpoint, Graph's notifications, a health check, and the jobs beside them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, nullcontext
from dataclasses import asdict

import structlog
from aiohttp import TraceConfig, web

from bot.http import running_bot
from graph_sync.apply import Watch
from graph_sync.sync import SyncResult
from scheduler.due import Job, JobKind
from scheduler.jobs import running_jobs, ticking
from scheduler.ports import StoppedError
from termtime.answering import StoreClerk
from termtime.app import make_bot_settings, reconcile
from termtime.clock import Clock
from termtime.feeds.http import Feeds
from termtime.notifications import Notifications, has_ending, keep_told, make_notifications
from termtime.nudging import nudge_people
from termtime.operations.service import Operations, running_operations
from termtime.pages.opening import open_pages
from termtime.papers_index import index_papers
from termtime.scenarios import running_scenarios
from termtime.settings import Settings
from termtime.stopping import Stopping
from termtime.store import SqlStore
from termtime.tidying import tidy
from trust.values import RefusedError
from trust.year import Trust

_log = structlog.get_logger(__name__)


@asynccontextmanager
async def running_service(
    settings: Settings,
    store: SqlStore,
    clock: Clock,
    notifications: Notifications | None = None,
    operations: Operations | None = None,
) -> AsyncIterator[str]:
    """Serve the bot, and hear Graph, for as long as the block lasts; gives the address it listens on.

    Raises:
        RefusedError: The bot's settings are not safe, or the port is taken.
    """
    bot_settings = make_bot_settings(settings)
    clerk = StoreClerk(store, clock)
    watching = operations or Operations(settings, store, Stopping())

    async def nudge() -> None:
        watching.count_nudges(await nudge_people(store, endpoint.connector, clock, watching.stopping))

    async with (
        running_bot(
            bot_settings, store, store.conversations, clerk, clock, follow=watching.follow_turn
        ) as endpoint,
        open_pages(settings, store, clerk, clock) as pages,
        running_scenarios(store, clock, watching.stopping),
        ticking(nudge),
    ):
        app = web.Application()
        endpoint.add_to(app)
        if pages:
            pages.add_to(app)
            Feeds(store, clock, settings.public_url).add_to(app)
        if notifications:
            notifications.add_to(app)
        watching.add_to(app)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=10)
        await runner.setup()
        try:
            yield await _listen(runner, settings)
        finally:
            await runner.cleanup()
            if bot_settings.credential is not None:
                await bot_settings.credential.close()


async def serve_until_stopped(settings: Settings, store: SqlStore, clock: Clock) -> None:
    """Serve the bot and run the jobs until the process is asked to stop, and then stop without losing anything.

    From then on /readyz says no, and no job and no message to anybody is begun. What is asked meanwhile is answered for
    a while; then nothing more is let in, and what is under way gets a bounded time to finish.
    """
    stopping = Stopping()
    notifications = make_notifications(settings, store, clock)

    async def fetch_trust() -> Trust:
        return (await store.fetch_year()).trust

    async with running_operations(settings, store, stopping) as operations:

        async def run(job: Job) -> None:
            with operations.follow_job(job):
                result = await run_job(
                    job,
                    settings,
                    store,
                    clock,
                    notifications,
                    operations.watch,
                    operations.tracer.make_traces(),
                )
                operations.count_sync(result)

        async with running_service(settings, store, clock, notifications, operations) as address:
            _log.info("listening", address=address)
            wakes = notifications.wakes if notifications else None
            jobs = running_jobs(fetch_trust, store.jobs, run, clock, wakes)
            async with jobs if settings.tenant_id else nullcontext():
                await stopping.wait()
                _log.info("stopping", politely=stopping.politely)
                operations.metrics.note_stopping()
                # A person at the keyboard does not wait for a balancer; the jobs stop meanwhile.
                await asyncio.sleep(settings.drain_seconds if stopping.politely else 0)
    _log.info("stopped")


async def run_job(
    job: Job,
    settings: Settings,
    store: SqlStore,
    clock: Clock,
    notifications: Notifications | None,
    watch: Watch | None = None,
    traces: Sequence[TraceConfig] = (),
) -> SyncResult | None:
    """Do what a job stands for; give what its sync did, where it has one.

    Raises:
        RefusedError: Microsoft 365 could not be reconciled, and the sentence says why.
        StoppedError: `watch` said to stop, and something may have been left undone.
    """
    if notifications and (job.kind is JobKind.SUBSCRIPTIONS or await has_ending(store, clock())):
        await keep_told(settings, store, clock, notifications)
    if job.kind is JobKind.SUBSCRIPTIONS:
        return None
    if job.kind is JobKind.RECONCILE:
        # Before the sync, which takes away the right to write in what is locked.
        _log.info("minutes locked", count=await store.lock_minutes(clock()))
        await tidy(store, clock())
    result = await reconcile(settings, store, clock, watch=watch, traces=traces)
    _log.info("reconciled", job=job.id, changes=len(result.plan.writes), requests=result.requests)
    if watch and watch.stopping():
        raise StoppedError("The service is being stopped; whoever takes the job on finishes it.")
    await _read_papers(job, settings, store, clock)
    return result


async def _read_papers(job: Job, settings: Settings, store: SqlStore, clock: Clock) -> None:
    """Keep what is searched fresh; failing at it is told, and makes no reconcile a failure."""
    try:
        _log.info("papers read", job=job.id, **asdict(await index_papers(settings, store, clock())))
    except RefusedError as error:
        _log.warning("papers not read", job=job.id, why=str(error))


async def _listen(runner: web.AppRunner, settings: Settings) -> str:
    site = web.TCPSite(runner, settings.host, settings.port)
    try:
        await site.start()
    except OSError as error:
        raise RefusedError(f"Cannot listen on {settings.host}:{settings.port}: {error.strerror}.") from None
    return f"http://{settings.host}:{runner.addresses[0][1]}"

"""The web application: the bot's endpoint, Graph's notifications, a health check, and the jobs beside them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import timedelta
from functools import partial

import structlog
from aiohttp import web

from bot.http import running_bot
from scheduler.due import Job, JobKind
from scheduler.jobs import start_jobs, ticking
from termtime.answering import StoreClerk
from termtime.app import make_bot_settings, reconcile
from termtime.clock import Clock
from termtime.notifications import Notifications, has_ending, keep_told, make_notifications
from termtime.nudging import nudge_people
from termtime.pages.opening import open_pages
from termtime.papers_index import index_papers
from termtime.settings import Settings
from termtime.stopping import wait_for_stop
from termtime.store import SqlStore
from trust.values import RefusedError
from trust.year import Trust

# Guards against doing something twice are needed for days at the most, accounts of runs while somebody may ask.
KEPT_FOR = timedelta(days=90)

_log = structlog.get_logger(__name__)


@asynccontextmanager
async def running_service(
    settings: Settings, store: SqlStore, clock: Clock, notifications: Notifications | None = None
) -> AsyncIterator[str]:
    """Serve the bot, and hear Graph, for as long as the block lasts; gives the address it listens on.

    Raises:
        RefusedError: The bot's settings are not safe, or the port is taken.
    """
    bot_settings = make_bot_settings(settings)
    clerk = StoreClerk(store, clock)
    async with (
        running_bot(bot_settings, store, store.conversations, clerk, clock) as endpoint,
        open_pages(settings, store, clerk, clock) as pages,
        ticking(partial(nudge_people, store, endpoint.connector, clock)),
    ):
        app = web.Application()
        endpoint.add_to(app)
        if pages:
            pages.add_to(app)
        if notifications:
            notifications.add_to(app)
        app.router.add_get("/healthz", _report_health)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=10)
        await runner.setup()
        try:
            yield await _listen(runner, settings)
        finally:
            await runner.cleanup()
            if bot_settings.credential is not None:
                await bot_settings.credential.close()


async def serve_until_stopped(settings: Settings, store: SqlStore, clock: Clock) -> None:
    """Serve the bot and run the jobs until the process is asked to stop."""
    notifications = make_notifications(settings, store, clock)

    async def fetch_trust() -> Trust:
        return (await store.fetch_year()).trust

    async def run(job: Job) -> None:
        await run_job(job, settings, store, clock, notifications)

    async with running_service(settings, store, clock, notifications) as address:
        _log.info("listening", address=address)
        wakes = notifications.wakes if notifications else None
        stop = start_jobs(fetch_trust, store.jobs, run, clock, wakes) if settings.tenant_id else None
        try:
            await wait_for_stop()
        finally:
            if stop:
                stop()


async def run_job(
    job: Job, settings: Settings, store: SqlStore, clock: Clock, notifications: Notifications | None
) -> None:
    """Do what a job stands for.

    Raises:
        RefusedError: Microsoft 365 could not be reconciled, and the sentence says why.
    """
    if notifications and (job.kind is JobKind.SUBSCRIPTIONS or await has_ending(store, clock())):
        await keep_told(settings, store, clock, notifications)
    if job.kind is JobKind.SUBSCRIPTIONS:
        return
    if job.kind is JobKind.RECONCILE:
        # Before the sync, which takes away the right to write in what is locked.
        _log.info("minutes locked", count=await store.lock_minutes(clock()))
    result = await reconcile(settings, store, clock)
    _log.info("reconciled", job=job.id, changes=len(result.plan.writes), requests=result.requests)
    await _read_papers(job, settings, store, clock)
    if job.kind is JobKind.RECONCILE:
        await store.delete_old(clock() - KEPT_FOR)


async def _read_papers(job: Job, settings: Settings, store: SqlStore, clock: Clock) -> None:
    """Keep what is searched fresh; failing at it is told, and makes no reconcile a failure."""
    try:
        _log.info("papers read", job=job.id, **asdict(await index_papers(settings, store, clock())))
    except RefusedError as error:
        _log.warning("papers not read", job=job.id, why=str(error))


async def _report_health(_request: web.Request) -> web.Response:
    return web.json_response({"status": "ok"})


async def _listen(runner: web.AppRunner, settings: Settings) -> str:
    site = web.TCPSite(runner, settings.host, settings.port)
    try:
        await site.start()
    except OSError as error:
        raise RefusedError(f"Cannot listen on {settings.host}:{settings.port}: {error.strerror}.") from None
    return f"http://{settings.host}:{runner.addresses[0][1]}"

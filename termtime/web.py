"""The web application: the bot's endpoint, a health check, and the jobs that run beside them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from aiohttp import web

from bot.http import running_bot
from scheduler.due import Job
from scheduler.jobs import start_jobs
from termtime.app import make_bot_settings, reconcile
from termtime.clock import Clock
from termtime.settings import Settings
from termtime.stopping import wait_for_stop
from termtime.store import SqlStore
from trust.values import RefusedError
from trust.year import Trust

_log = structlog.get_logger(__name__)


@asynccontextmanager
async def running_service(settings: Settings, store: SqlStore, clock: Clock) -> AsyncIterator[str]:
    """Serve the bot for as long as the block lasts; gives the address it listens on.

    Raises:
        RefusedError: The bot's settings are not safe, or the port is taken.
    """
    bot_settings = make_bot_settings(settings)
    async with running_bot(bot_settings, store, store.conversations, clock) as endpoint:
        app = web.Application()
        endpoint.add_to(app)
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

    async def fetch_trust() -> Trust:
        return (await store.fetch_year()).trust

    async def run(job: Job) -> None:
        result = await reconcile(settings, store, clock)
        _log.info("reconciled", job=job.id, changes=len(result.plan.writes), requests=result.requests)

    async with running_service(settings, store, clock) as address:
        _log.info("listening", address=address)
        stop = start_jobs(fetch_trust, store.jobs, run, clock) if settings.tenant_id else None
        try:
            await wait_for_stop()
        finally:
            if stop:
                stop()


async def _report_health(_request: web.Request) -> web.Response:
    return web.json_response({"status": "ok"})


async def _listen(runner: web.AppRunner, settings: Settings) -> str:
    site = web.TCPSite(runner, settings.host, settings.port)
    try:
        await site.start()
    except OSError as error:
        raise RefusedError(f"Cannot listen on {settings.host}:{settings.port}: {error.strerror}.") from None
    return f"http://{settings.host}:{runner.addresses[0][1]}"

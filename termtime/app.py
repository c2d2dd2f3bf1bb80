"""The composition: settings become a store, a tenant and a bot, wired here once and nowhere else."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from termtime.settings import Settings, read_settings
from termtime.store import SqlStore, open_store

if TYPE_CHECKING:
    from aiohttp import TraceConfig

    from bot.settings import BotSettings
    from graph_sync.apply import Watch
    from graph_sync.changes import Plan
    from graph_sync.credentials import GraphSettings
    from graph_sync.sync import SyncResult


@asynccontextmanager
async def open_configured_store(settings: Settings | None = None) -> AsyncIterator[SqlStore]:
    """Open the store the settings name, for as long as the block lasts.

    Raises:
        RefusedError: The database cannot be used.
    """
    settings = settings or read_settings()
    async with await open_store(settings.database_url.get_secret_value()) as store:
        yield store


def make_graph_settings(settings: Settings) -> GraphSettings:
    """Say how Graph is reached."""
    from graph_sync.credentials import GraphSettings  # noqa: PLC0415  (only a sync needs the engine)

    return GraphSettings(
        tenant_id=settings.tenant_id,
        client_id=settings.client_id,
        client_secret=settings.client_secret.get_secret_value() if settings.client_secret else "",
        certificate=settings.certificate,
        managed_identity=settings.managed_identity,
        workload_identity=settings.workload_identity,
        authority=settings.authority,
        graph_url=settings.graph_url,
        sharepoint_units=settings.sharepoint_units,
    )


def make_bot_settings(settings: Settings) -> BotSettings:
    """Say how the bot is registered, and with what it signs in."""
    from bot.settings import BOT_FRAMEWORK_KEYS, BotSettings  # noqa: PLC0415  (only `serve` needs the bot's edge)
    from graph_sync.credentials import GraphSettings, make_credential  # noqa: PLC0415

    sign_in = GraphSettings(
        tenant_id=settings.tenant_id,
        client_id=settings.bot_app_id,
        client_secret=settings.bot_secret.get_secret_value() if settings.bot_secret else "",
        managed_identity=settings.bot_app_type == "UserAssignedMSI",
        authority=settings.authority,
        graph_url=settings.graph_url,
    )
    return BotSettings(
        app_id=settings.bot_app_id,
        tenant_id=settings.tenant_id,
        app_type=settings.bot_app_type,
        credential=make_credential(sign_in) if settings.bot_app_id else None,
        metadata_url=settings.bot_metadata_url or BOT_FRAMEWORK_KEYS,
        development=settings.bot_development,
        host=settings.host,
    )


async def reconcile(
    settings: Settings,
    store: SqlStore,
    clock: Callable[[], datetime],
    *,
    confirm: Callable[[Plan], Awaitable[bool]] | None = None,
    force: bool = False,
    watch: Watch | None = None,
    traces: Sequence[TraceConfig] = (),
) -> SyncResult:
    """Bring Microsoft 365 in step with the store's year, one at a time over all replicas, and keep the ledger.

    Raises:
        RefusedError: Somebody else is reconciling, Microsoft 365 is out of reach, or the plan is not safe.
    """
    from graph_sync.sync import run_sync  # noqa: PLC0415  (only a sync needs the engine)
    from graph_sync.tenant import open_tenant  # noqa: PLC0415

    asked = {"confirm": confirm} if confirm else {}
    async with store.reconcile_lock(), open_tenant(make_graph_settings(settings), traces=traces) as tenant:
        started = clock()
        year = await store.fetch_year()
        result = await run_sync(year, tenant, store.sync, started, force=force, watch=watch, **asked)
        if result.ledger is not None:
            await store.sync.save_run(started, clock(), result.ledger)
        return result

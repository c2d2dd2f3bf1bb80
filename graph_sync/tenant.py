"""Microsoft 365 as the engine sees it: both roads to Graph under one sign-in, opened and closed together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import aiohttp

from graph_sync.batch import BatchClient
from graph_sync.credentials import GraphSettings, SignIn
from graph_sync.lanes import BATCH, Sleep
from graph_sync.lookups import Lookups
from graph_sync.ports import Content, Part, Reply

TIMEOUT = aiohttp.ClientTimeout(total=120, sock_connect=15)


class GraphTenant:
    """Implements `ports.Tenant`."""

    def __init__(self, bulk: BatchClient, lookups: Lookups) -> None:
        self._bulk, self._lookups = bulk, lookups

    @property
    def requests(self) -> int:
        """How many HTTP requests were sent to Graph."""
        return self._bulk.requests + self._lookups.requests

    async def request(self, part: Part) -> Reply:
        """Send one part, with others of the same moment."""
        return await self._bulk.request(part)

    async def fetch_content(self, path: str, most: int) -> Content:
        """Fetch a file, cut off after `most` bytes."""
        return await self._bulk.fetch_content(path, most)

    @property
    def lookups(self) -> Lookups:
        """The typed questions, which take msgraph-sdk."""
        return self._lookups


@asynccontextmanager
async def open_tenant(
    settings: GraphSettings,
    *,
    sleep: Sleep = asyncio.sleep,
    batch: int = BATCH,
    traces: Sequence[aiohttp.TraceConfig] = (),
) -> AsyncIterator[GraphTenant]:
    """Sign in to a tenant for as long as the block lasts; `batch` requests travel together at the most.

    What `traces` holds follows the requests of the bulk road.

    Raises:
        RefusedError: The settings cannot sign in, Entra refuses them, or it does not answer.
    """
    sign_in = SignIn(settings)
    lookups = Lookups(sign_in.credential, settings.graph_url)
    try:
        await sign_in.fetch_token()
        async with aiohttp.ClientSession(timeout=TIMEOUT, trace_configs=list(traces)) as session:
            bulk = BatchClient(
                session,
                sign_in.fetch_token,
                settings.graph_url,
                sleep=sleep,
                batch=batch,
                sharepoint_units=settings.sharepoint_units,
            )
            try:
                yield GraphTenant(bulk, lookups)
            finally:
                await bulk.close()
    finally:
        await lookups.close()
        await sign_in.close()

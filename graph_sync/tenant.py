"""Microsoft 365 as the engine sees it: both roads to Graph under one sign-in, opened and closed together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp

from graph_sync.batch import BatchClient
from graph_sync.credentials import GraphSettings, SignIn
from graph_sync.lanes import Sleep
from graph_sync.lookups import Lookups
from graph_sync.ports import Part, Place, Reply
from trust.settings import Microsoft365

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

    async def fetch_place(self, where: Microsoft365) -> Place:
        """Find the document library and look at the mailbox."""
        return await self._lookups.fetch_place(where)


@asynccontextmanager
async def open_tenant(settings: GraphSettings, *, sleep: Sleep = asyncio.sleep) -> AsyncIterator[GraphTenant]:
    """Sign in to a tenant for as long as the block lasts.

    Raises:
        RefusedError: The settings cannot sign in, Entra refuses them, or it does not answer.
    """
    sign_in = SignIn(settings)
    lookups = Lookups(sign_in.credential, settings.graph_url)
    try:
        await sign_in.fetch_token()
        async with aiohttp.ClientSession(timeout=TIMEOUT) as session:
            bulk = BatchClient(session, sign_in.fetch_token, settings.graph_url, sleep=sleep)
            try:
                yield GraphTenant(bulk, lookups)
            finally:
                await bulk.close()
    finally:
        await lookups.close()
        await sign_in.close()

"""Delivers queued notifications in the background, three tries each, and keeps count of what nobody took."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import aiohttp

if TYPE_CHECKING:
    from sandbox.tenant import Tenant

TRIES = 3


async def deliver_forever(tenant: Tenant, session: aiohttp.ClientSession) -> None:
    """Take notifications from the outbox until cancelled."""
    while True:
        url, note = await tenant.subscriptions.outbox.get()
        for attempt in range(TRIES):
            try:
                async with session.post(url, json=note) as response:
                    if response.status < 300:
                        tenant.requests["notifications delivered"] += 1
                        break
            except (aiohttp.ClientError, TimeoutError):
                pass
            await asyncio.sleep(0.05 * (attempt + 1))
        else:
            tenant.requests["notifications lost"] += 1
        tenant.subscriptions.outbox.task_done()

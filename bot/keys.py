"""Public keys that tokens are signed with: fetched ahead of need, kept for a day, and again when an unknown one turns up.

Looking again is limited to once in five minutes, so that made-up key ids cannot make us a source of traffic.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import aiohttp

from bot.verification import CHANNEL, RefusedRequestError, unauthorised

KEPT = 24 * 3600.0
LOOKED_AGAIN = 300.0
PATIENCE = aiohttp.ClientTimeout(total=5)
Key = dict[str, Any]


class SigningKeys:
    """The keys at one metadata address.

    Args:
        session: What fetches them.
        metadata_url: Where they are told of.
        clock: Seconds that only go up.
        endorsed: For which channel a key must be endorsed; Teams' for the bot, none for people's sign-in.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        metadata_url: str,
        clock: Callable[[], float],
        endorsed: str | None = CHANNEL,
    ) -> None:
        self._session, self._url, self._clock, self._endorsed = session, metadata_url, clock, endorsed
        self._lock = asyncio.Lock()
        self._tried = float("-inf")
        self._fetched = float("-inf")
        self.all: tuple[Key, ...] = ()

    async def find(self, kid: str) -> Key:
        """Find a key by its id.

        Raises:
            RefusedRequestError: 401 when there is no such key or it is not endorsed; 503 when keys cannot be had.
        """
        async with self._lock:
            now = self._clock()
            stale = now - self._fetched > KEPT
            if (stale or self._get(kid) is None) and now - self._tried >= LOOKED_AGAIN:
                self._tried = now
                await self._fetch(now)
        key = self._get(kid)
        if key is None and not self.all:
            raise RefusedRequestError(503, "The keys that Teams signs with cannot be reached; try again.")
        if key is None or (self._endorsed and self._endorsed not in key.get("endorsements", ())):
            raise unauthorised()
        return key

    async def prefetch(self) -> None:
        """Fetch the keys before the first message; nothing is lost when that fails."""
        async with self._lock:
            await self._fetch(self._clock())

    async def _fetch(self, now: float) -> None:
        try:
            metadata = await self._read(self._url)
            found = (await self._read(str(metadata["jwks_uri"])))["keys"]
            self.all = tuple(
                key for key in found if key.get("kty") == "RSA" and isinstance(key.get("kid"), str)
            )
        except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError, AttributeError):
            if not self.all:
                self._tried = float("-inf")
            return
        self._fetched = now

    async def _read(self, url: str) -> dict[str, Any]:
        async with self._session.get(url, timeout=PATIENCE) as response:
            response.raise_for_status()
            read: dict[str, Any] = await response.json(content_type=None)
            return read

    def _get(self, kid: str) -> Key | None:
        return next((key for key in self.all if key["kid"] == kid), None)

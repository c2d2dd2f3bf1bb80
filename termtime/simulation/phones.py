"""Everybody's Teams in a simulated year: one connection for all, and what had no answer is sent again, as Teams does."""

from __future__ import annotations

import time
from typing import Any

import aiohttp

from sandbox.connector.client import BotRefused, TeamsClient
from sandbox.connector.state import Activity
from sandbox.server import Sandbox
from termtime.simulation.serving import Service

TOKEN_LASTS = 1800.0
MOST_TRIES = 4


class Phones(TeamsClient):
    """Posts to whichever replica serves; an activity without an answer is sent again under the same id."""

    def __init__(self, sandbox: Sandbox, service: Service, session: aiohttp.ClientSession) -> None:
        """Keep the service, and a session that the caller closes."""
        super().__init__(sandbox, "")
        self._service, self._session = service, session
        self._token, self._signed = "", float("-inf")
        self.sent_again = 0

    async def post(self, activity: Activity, token: str | None = None) -> Any:
        """Post an activity to the bot and return the body of its answer.

        Raises:
            BotRefused: The bot answered with an error.
        """
        for _ in range(MOST_TRIES):
            try:
                return await self._post_once(activity, self._find_token() if token is None else token)
            except (aiohttp.ClientError, ConnectionError):
                if not await self._service.heal():
                    raise
                self.sent_again += 1
        raise BotRefused(0, "No replica answered.")

    async def _post_once(self, activity: Activity, token: str) -> Any:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        endpoint = self._service.find_endpoint()
        async with self._session.post(endpoint, json=activity, headers=headers) as response:
            text = await response.text()
            if response.status >= 400:
                raise BotRefused(response.status, text)
            return await response.json() if response.content_type == "application/json" and text else None

    def _find_token(self) -> str:
        """Sign a token, or use the last one again, as Teams does."""
        if time.monotonic() - self._signed > TOKEN_LASTS:
            self._token, self._signed = self.sign(), time.monotonic()
        return self._token

"""The bulk road to Graph: `$batch` over one HTTP session, with every part's own throttling, losses and delays seen to.

Almost every part is safe to send again (see `ports.Part`), so what may not have arrived is sent again. A part that was throttled
goes back to its lane, which keeps the pause Graph asked for; one that was lost, or met an error of the service, waits
longer each time.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from base64 import b64encode
from collections.abc import Awaitable, Callable, Sequence
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from graph_sync.lanes import BATCH, Lanes, Sleep
from graph_sync.limits import SHAREPOINT_UNITS
from graph_sync.ports import Content, Json, Part, Reply
from trust.values import RefusedError

PRODUCTION = "https://graph.microsoft.com/v1.0"
ATTEMPTS = 7
LONGEST_WAIT = 30.0
CHUNK = 64 * 1024
Token = Callable[[], Awaitable[str]]


def check_graph_url(url: str) -> str:
    """Accept Graph itself or a sandbox on this machine; tokens are sent nowhere else. Raises RefusedError."""
    url = url.rstrip("/")
    if url == PRODUCTION:
        return url
    parts = urlsplit(url)
    if parts.scheme == "http" and is_loopback(parts.hostname):
        return url
    msg = f"The Graph address must be {PRODUCTION}, or a sandbox on this machine such as http://127.0.0.1:8080/v1.0."
    raise RefusedError(msg)


def is_loopback(host: str | None) -> bool:
    """Say whether a host is this machine."""
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return False


class BatchClient:
    """Sends parts to Graph and counts the HTTP requests it takes."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        token: Token,
        url: str = PRODUCTION,
        *,
        sleep: Sleep = asyncio.sleep,
        dice: Callable[[], float] = random.random,
        batch: int = BATCH,
        sharepoint_units: int = SHAREPOINT_UNITS,
    ) -> None:
        self._session, self._token, self._url = session, token, check_graph_url(url)
        self._sleep, self._dice = sleep, dice
        self._lanes = Lanes(self._send, sleep, time.monotonic, batch=batch, sharepoint_units=sharepoint_units)
        self.requests = 0

    async def request(self, part: Part) -> Reply:
        """Send a part until its answer is final, or seven times."""
        for attempt in range(ATTEMPTS):
            reply = await self._lanes.ask(part)
            if not _may_pass(part, reply):
                return reply
            if attempt + 1 < ATTEMPTS and reply.retry_after is None:
                await self._sleep(min(LONGEST_WAIT, 0.5 * 2**attempt) * (0.5 + self._dice() / 2))
        return reply

    async def fetch_content(self, path: str, most: int) -> Content:
        """Fetch a file as it is, once and outside the lanes; what is larger than `most` bytes is cut off there.

        Graph sends whoever asks on to another server, where aiohttp does not take our token along.
        """
        headers = {"Authorization": f"Bearer {await self._token()}"}
        self.requests += 1
        data = bytearray()
        try:
            async with self._session.get(f"{self._url}{path}", headers=headers) as response:
                async for chunk in response.content.iter_chunked(CHUNK):
                    data += chunk
                    if len(data) > most:
                        break
                return Content(response.status, bytes(data))
        except (aiohttp.ClientError, TimeoutError):
            return Content(0)

    async def close(self) -> None:
        """Stop all lanes."""
        await self._lanes.close()

    async def _send(self, parts: Sequence[Part]) -> list[Reply]:
        body = {"requests": [_write_part(str(n), part) for n, part in enumerate(parts, 1)]}
        headers = {"Authorization": f"Bearer {await self._token()}", "Content-Type": "application/json"}
        self.requests += 1
        try:
            async with self._session.post(
                f"{self._url}/$batch", data=json.dumps(body), headers=headers
            ) as response:
                status, said = response.status, await response.json(content_type=None)
                retry_after = _read_seconds(response.headers.get("Retry-After"))
        except (aiohttp.ClientError, TimeoutError, ValueError):
            return [Reply(0)] * len(parts)
        if status != 200:
            return [Reply(status, said if isinstance(said, dict) else {}, retry_after)] * len(parts)
        replies = {row["id"]: _read_part(row) for row in said["responses"]}
        return [replies.get(str(n), Reply(0)) for n in range(1, len(parts) + 1)]


def _may_pass(part: Part, reply: Reply) -> bool:
    """Say whether sending again may help."""
    return reply.status == 429 or (reply.unsure and not part.once) or (part.patient and reply.status == 404)


def _write_part(number: str, part: Part) -> Json:
    written: dict[str, Any] = {
        "id": number,
        "method": part.method,
        "url": part.path,
        "headers": dict(part.headers),
    }
    if part.body is not None:
        written["body"] = b64encode(part.body).decode() if isinstance(part.body, bytes) else part.body
    return written


def _read_part(row: dict[str, Any]) -> Reply:
    headers = {name.lower(): value for name, value in (row.get("headers") or {}).items()}
    body = row.get("body")
    return Reply(
        row["status"], body if isinstance(body, dict) else {}, _read_seconds(headers.get("retry-after"))
    )


def _read_seconds(text: str | None) -> float | None:
    # Graph writes whole seconds; a date, which HTTP allows too, is treated like no hint.
    return float(text) if text and text.isdigit() else None

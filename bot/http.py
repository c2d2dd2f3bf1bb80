"""The bot's endpoint, /api/messages, and everything it needs while it runs.

A message is acknowledged within ten seconds whether answered or not, because Teams sends it again after fifteen; the
answer then follows when it is ready. A pressed button must be answered within five.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from typing import TYPE_CHECKING

import aiohttp
from aiohttp import web

from bot.connector import Connector, ConnectorError
from bot.keys import SigningKeys
from bot.ports import ConversationStore, Settling, YearSource
from bot.service import Bot
from bot.settings import SCOPE, BotSettings, check_settings, is_loopback
from bot.verification import LARGEST_BODY, Body, RefusedRequestError, Reply, read_body

if TYPE_CHECKING:
    from bot.botbuilder_edge import BotFrameworkEdge

PATH = "/api/messages"
MESSAGE_SECONDS = 10.0
INVOKE_SECONDS = 4.5
LOG = logging.getLogger(__name__)


class Endpoint:
    """Serves /api/messages; `connector` is the way out for messages nobody asked for."""

    def __init__(self, settings: BotSettings, edge: BotFrameworkEdge, connector: Connector) -> None:
        self._settings, self._edge = settings, edge
        self.connector = connector
        self._late: set[asyncio.Task[Reply]] = set()

    def add_to(self, app: web.Application) -> None:
        """Add the route to a web application."""
        app.router.add_post(PATH, self.handle)

    async def handle(self, request: web.Request) -> web.Response:
        """Answer one request; whatever is wrong with it is one sentence and no traceback."""
        try:
            if self._settings.unsigned and not is_loopback(request.remote):
                raise RefusedRequestError(401, "Unsigned messages are taken from this machine only.")
            body = read_body(request.content_type, await _read_raw(request))
            reply = await self._receive_in_time(request.headers.get("Authorization"), body)
        except RefusedRequestError as refusal:
            return web.json_response({"error": refusal.sentence}, status=refusal.status)
        except ConnectorError as error:
            LOG.warning("An answer could not be sent.", extra={"status": error.status, "code": error.code})
            return web.json_response({"error": "The answer could not be sent."}, status=502)
        except Exception:
            LOG.exception("A request failed.")
            return web.json_response({"error": "The request failed."}, status=500)
        return (
            web.json_response(reply.body, status=reply.status)
            if reply.body
            else web.Response(status=reply.status)
        )

    async def close(self) -> None:
        """Let answers still on their way finish."""
        if self._late:
            await asyncio.wait(self._late, timeout=MESSAGE_SECONDS)
        for task in self._late:
            task.cancel()

    async def _receive_in_time(self, header: str | None, body: Body) -> Reply:
        invoke = body["type"] == "invoke"
        task = asyncio.create_task(self._edge.receive(header, body))
        done, _ = await asyncio.wait({task}, timeout=INVOKE_SECONDS if invoke else MESSAGE_SECONDS)
        if done:
            return task.result()
        self._late.add(task)
        task.add_done_callback(self._forget)
        slow = {
            "statusCode": 200,
            "type": "application/vnd.microsoft.activity.message",
            "value": "One moment.",
        }
        return Reply(200, slow) if invoke else Reply(202)

    def _forget(self, task: asyncio.Task[Reply]) -> None:
        self._late.discard(task)
        if not task.cancelled() and (error := task.exception()):
            LOG.warning("A late answer failed.", exc_info=error)


@asynccontextmanager
async def running_bot(
    settings: BotSettings,
    source: YearSource,
    store: ConversationStore,
    settling: Settling,
    clock: Callable[[], datetime],
    *,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ticks: Callable[[], float] = time.monotonic,
) -> AsyncIterator[Endpoint]:
    """Run the bot's endpoint for as long as the block lasts.

    Args:
        settings: How the bot is registered.
        source: Where the year comes from.
        store: What is remembered between messages.
        settling: Where people's changes by hand are settled.
        clock: Gives the moment of asking, aware.
        sleep: Waits between tries to send.
        ticks: Seconds that only go up, for the age of keys.

    Raises:
        RefusedError: The settings would leave the bot open to anyone, or unable to answer.
    """
    check_settings(settings)
    from bot.botbuilder_edge import BotFrameworkEdge  # noqa: PLC0415  (a second of imports)

    async with aiohttp.ClientSession() as session:
        connector = Connector(session, _make_token_source(settings), sleep=sleep)
        keys = SigningKeys(session, settings.metadata_url, ticks)
        bot = Bot(source, store, settling, connector, connector, clock)
        endpoint = Endpoint(settings, BotFrameworkEdge(settings, keys, connector, bot.respond), connector)
        early = asyncio.create_task(keys.prefetch()) if not settings.unsigned else None
        try:
            yield endpoint
        finally:
            if early is not None:
                early.cancel()
                with suppress(asyncio.CancelledError):
                    await early
            await endpoint.close()


def _make_token_source(settings: BotSettings) -> Callable[[], Awaitable[str]]:
    async def fetch_token() -> str:
        if settings.credential is None:
            return ""
        # azure-identity keeps the token until shortly before it expires.
        return (await settings.credential.get_token(SCOPE)).token

    return fetch_token


async def _read_raw(request: web.Request) -> bytes:
    if request.content_length is not None and request.content_length > LARGEST_BODY:
        raise RefusedRequestError(413, "The body is too large.")
    raw = bytearray()
    async for chunk in request.content.iter_chunked(64 * 1024):
        raw += chunk
        if len(raw) > LARGEST_BODY:
            raise RefusedRequestError(413, "The body is too large.")
    return bytes(raw)

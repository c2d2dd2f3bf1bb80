"""The bot's endpoint, /api/messages, and everything it needs while it runs.

A message is acknowledged within ten seconds whether answered or not, because Teams sends it again after fifteen; the
answer then follows when it is ready. A pressed button must be answered within five: after that its answer comes as a
message of its own. Who does not even claim to be Teams is turned away before anything of the body is read.
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

from bot.connector import Connector
from bot.extension import QUERY, TOO_SLOW, Extension, say
from bot.keys import SigningKeys
from bot.ports import Clerk, ConnectorError, ConversationStore, YearSource
from bot.service import Bot, Follow, describe_failure, follow_nothing
from bot.settings import SCOPE, BotSettings, check_settings, is_loopback
from bot.verification import (
    LARGEST_BODY,
    Body,
    RefusedRequestError,
    Reply,
    Token,
    read_body,
    read_token_header,
)

if TYPE_CHECKING:
    from bot.botbuilder_edge import BotFrameworkEdge

PATH = "/api/messages"
MESSAGE_SECONDS = 10.0
INVOKE_SECONDS = 4.5
BODY_SECONDS = 5.0
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
            reply = await self._take_in(request)
            if reply.body is None:
                return web.Response(status=reply.status)
            return web.json_response(reply.body, status=reply.status)
        except RefusedRequestError as refusal:
            refused = web.json_response({"error": refusal.sentence}, status=refusal.status)
            # What is left of a body that was not wanted is not waited for.
            refused.force_close()
            return refused
        except ConnectorError as error:
            LOG.warning("An answer could not be sent.", extra={"status": error.status, "code": error.code})
            return web.json_response({"error": "The answer could not be sent."}, status=502)
        except Exception as error:  # noqa: BLE001  (no traceback reaches anybody, nor anybody's words the log)
            LOG.error("A request failed. %s", describe_failure(error))
            return web.json_response({"error": "The request failed."}, status=500)

    async def close(self) -> None:
        """Let answers still on their way finish."""
        if self._late:
            await asyncio.wait(self._late, timeout=MESSAGE_SECONDS)
        for task in self._late:
            task.cancel()

    async def _take_in(self, request: web.Request) -> Reply:
        began = asyncio.get_running_loop().time()
        token = None
        if not self._settings.unsigned:
            token = read_token_header(request.headers.getall("Authorization", []))
        elif not is_loopback(request.remote):
            raise RefusedRequestError(401, "Unsigned messages are taken from this machine only.")
        body = read_body(request.content_type, await read_raw(request))
        return await self._receive_in_time(token, body, began)

    async def _receive_in_time(self, token: Token | None, body: Body, began: float) -> Reply:
        invoke = body["type"] == "invoke"
        late = asyncio.Event()
        task = asyncio.create_task(self._edge.receive(token, body, late.is_set))
        until = began + (INVOKE_SECONDS if invoke else MESSAGE_SECONDS)
        done, _ = await asyncio.wait({task}, timeout=max(0.0, until - asyncio.get_running_loop().time()))
        if done:
            return task.result()
        late.set()
        self._late.add(task)
        task.add_done_callback(self._forget)
        if body.get("name") == QUERY:
            return Reply(200, say(TOO_SLOW))
        slow = {
            "statusCode": 200,
            "type": "application/vnd.microsoft.activity.message",
            "value": "One moment.",
        }
        return Reply(200, slow) if invoke else Reply(202)

    def _forget(self, task: asyncio.Task[Reply]) -> None:
        self._late.discard(task)
        if not task.cancelled() and (error := task.exception()):
            LOG.warning("A late answer failed. %s", describe_failure(error))


@asynccontextmanager
async def running_bot(  # noqa: PLR0913  (what it is made of, and what a test puts in its place)
    settings: BotSettings,
    source: YearSource,
    store: ConversationStore,
    clerk: Clerk,
    clock: Callable[[], datetime],
    *,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ticks: Callable[[], float] = time.monotonic,
    follow: Follow = follow_nothing,
) -> AsyncIterator[Endpoint]:
    """Run the bot's endpoint for as long as the block lasts.

    Args:
        settings: How the bot is registered.
        source: Where the year comes from.
        store: What is remembered between messages.
        clerk: Lays out what an answer depends on beside the year, and does what it asks to be done.
        clock: Gives the moment of asking, aware.
        sleep: Waits between tries to send.
        ticks: Seconds that only go up, for the age of keys.
        follow: Follows each turn, for whoever counts them.

    Raises:
        RefusedError: The settings would leave the bot open to anyone, or unable to answer.
    """
    check_settings(settings)
    from bot.botbuilder_edge import BotFrameworkEdge  # noqa: PLC0415  (a second of imports)

    async with aiohttp.ClientSession() as session:
        connector = Connector(session, make_token_source(settings), sleep=sleep)
        keys = SigningKeys(session, settings.metadata_url, ticks)
        bot = Bot(source, store, clerk, connector, connector, clock, sleep, follow)
        edge = BotFrameworkEdge(settings, keys, connector, bot.respond, Extension(bot).respond)
        endpoint = Endpoint(settings, edge, connector)
        early = asyncio.create_task(keys.prefetch()) if not settings.unsigned else None
        try:
            yield endpoint
        finally:
            if early is not None:
                early.cancel()
                with suppress(asyncio.CancelledError):
                    await early
            await endpoint.close()


def make_token_source(settings: BotSettings) -> Callable[[], Awaitable[str]]:
    """Make what gives the bot's token; it raises ConnectorError when there is none to be had."""

    async def fetch_token() -> str:
        if settings.credential is None:
            return ""
        try:
            # azure-identity keeps the token until shortly before it expires.
            return (await settings.credential.get_token(SCOPE)).token
        except Exception as error:
            # For whoever sends it is one more passing failure of the way out, and goes into the ledger as such.
            raise ConnectorError(503, "NoToken") from error

    return fetch_token


async def read_raw(request: web.Request) -> bytes:
    """Read a stranger's body, which may be none too large and none too slow. Raises RefusedRequestError, 400 or 413."""
    if request.content_length is not None and request.content_length > LARGEST_BODY:
        raise RefusedRequestError(413, "The body is too large.")
    raw = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.content.iter_chunked(64 * 1024):
                raw += chunk
                if len(raw) > LARGEST_BODY:
                    raise RefusedRequestError(413, "The body is too large.")
    except TimeoutError:
        raise RefusedRequestError(400, "The body did not arrive in time.") from None
    except (web.HTTPException, aiohttp.ClientPayloadError, ValueError):
        raise RefusedRequestError(400, "The body cannot be read.") from None
    return bytes(raw)

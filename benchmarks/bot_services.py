"""The two services compared, each run in a process of its own: Termtime's bot, and a bare echo behind the same edge.

Both take activities in through `bot.http` and the Bot Framework's SDK, verify every token and send through the same
connector. The echo keeps nothing and looks nothing up; Termtime's answers come from a database with the example year.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import aiohttp
from aiohttp import web

from benchmarks.processes import read_cpu, read_peak
from bot.botbuilder_edge import BotFrameworkEdge
from bot.connector import Connector
from bot.http import PATH, Endpoint, make_token_source, running_bot
from bot.keys import SigningKeys
from bot.ports import ConversationReference, Inbound, Kind, Outbound, Scope, Sender
from bot.service import Bot, Deliver
from bot.settings import BotSettings
from termtime.answering import StoreClerk
from termtime.app import make_bot_settings
from termtime.demo import EXAMPLE_MOMENT
from termtime.directory import read_year
from termtime.sandboxing import make_sandbox_settings
from termtime.store import SqlStore, open_store

FERNVALE = Path(__file__).resolve().parent.parent / "examples" / "fernvale"
Figures = dict[str, Any]


class Asker(NamedTuple):
    """Somebody who asks: their account, and their own chat with the bot."""

    account: str
    aad_id: str
    conversation: str


def serve(pipe: Connection, kind: str, sandbox_url: str) -> None:
    """Serve "termtime" or "echo": send its address, then do what the pipe asks for until it is closed."""
    asyncio.run(_serve(pipe, kind, sandbox_url))


async def _serve(pipe: Connection, kind: str, sandbox_url: str) -> None:
    year = await asyncio.to_thread(read_year, FERNVALE)
    settings = make_bot_settings(make_sandbox_settings(year.trust, sandbox_url))
    assert settings.credential is not None
    try:
        with TemporaryDirectory() as folder:
            async with await open_store(f"sqlite:///{folder}/bot.db", clock=_read_clock) as store:
                await store.save_year(year)
                running = _running_echo(settings) if kind == "echo" else _running_termtime(settings, store)
                async with running as endpoint, _listening(endpoint) as address:
                    pipe.send(address)
                    await _do_as_told(pipe, endpoint, store)
    finally:
        await settings.credential.close()


@asynccontextmanager
async def _running_termtime(settings: BotSettings, store: SqlStore) -> AsyncIterator[Endpoint]:
    clerk = StoreClerk(store, _read_clock)
    async with running_bot(settings, store, store.conversations, clerk, _read_clock) as endpoint:
        yield endpoint


@asynccontextmanager
async def _running_echo(settings: BotSettings) -> AsyncIterator[Endpoint]:
    async def respond(inbound: Inbound, deliver: Deliver) -> Outbound:
        said = Outbound(f"You said: {inbound.text}")
        await deliver(said)
        return said

    async with aiohttp.ClientSession() as session:
        connector = Connector(session, make_token_source(settings))
        keys = SigningKeys(session, settings.metadata_url, time.monotonic)
        endpoint = Endpoint(settings, BotFrameworkEdge(settings, keys, connector, respond), connector)
        yield endpoint
        await endpoint.close()


@asynccontextmanager
async def _listening(endpoint: Endpoint) -> AsyncIterator[str]:
    app = web.Application()
    endpoint.add_to(app)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}{PATH}"
    finally:
        await runner.cleanup()


async def _do_as_told(pipe: Connection, endpoint: Endpoint, store: SqlStore) -> None:
    while True:
        try:
            wanted, given = await asyncio.to_thread(pipe.recv)
        except EOFError:
            return
        pipe.send(_read_usage() if wanted == "usage" else await _ask(endpoint, store, *given))


async def _ask(
    endpoint: Endpoint, store: SqlStore, askers: Sequence[Asker], questions: Sequence[str], times: int
) -> list[float]:
    """Ask one after another what a message would, all but the way out to Teams, and give the milliseconds of each."""
    bot = Bot(store, store.conversations, StoreClerk(store, _read_clock), endpoint.connector, endpoint.connector, _read_clock)  # fmt: skip

    async def deliver(_outbound: Outbound) -> None:
        """Leave it unsaid."""

    took = []
    for number in range(times):
        asker, question = askers[number % len(askers)], questions[number % len(questions)]
        reference = ConversationReference("http://127.0.0.1/", asker.conversation, "", "", asker.aad_id)
        sender = Sender(asker.account, asker.aad_id)
        inbound = Inbound(f"ask-{number}", Kind.MESSAGE, Scope.PERSONAL, sender, reference, question)
        began = time.perf_counter()
        await bot.respond(inbound, deliver)
        took.append(1000 * (time.perf_counter() - began))
    return took


def _read_usage() -> Figures:
    return {"cpu_seconds": read_cpu(), "memory_mb": read_peak()}


def _read_clock() -> Any:
    return EXAMPLE_MOMENT

"""A service of one small application, watched as a real one is."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
from aiohttp import web

from termtime.operations.service import Operations
from termtime.operations.tracing import Tracer
from termtime.settings import Settings
from termtime.stopping import Stopping
from termtime.store import SqlStore, open_store


@dataclass
class Watched:
    """The application, and what watches it."""

    store: SqlStore
    operations: Operations
    stopping: Stopping
    app: web.Application
    url: str
    http: aiohttp.ClientSession

    async def get(self, path: str, **headers: str) -> tuple[int, Any]:
        async with self.http.get(self.url + path, headers=headers, allow_redirects=False) as response:
            said = await (response.json() if response.content_type == "application/json" else response.text())
            return response.status, said


Watching = Callable[..., AbstractAsyncContextManager[Watched]]


@asynccontextmanager
async def watching(
    url: str, stopping: Stopping | None = None, tracer: Tracer | None = None, **settings: Any
) -> AsyncIterator[Watched]:
    """Run the application on a database for as long as the block lasts."""
    stopping = stopping or Stopping()
    async with await open_store(url) as store, aiohttp.ClientSession() as http:
        operations = Operations(Settings.model_validate(settings), store, stopping, tracer)
        app = web.Application()
        app.router.add_get("/feeds/{secret}", _answer)
        app.router.add_get("/moved", _redirect)
        app.router.add_get("/broken", _break)
        operations.add_to(app)
        runner = web.AppRunner(app, access_log=None)
        async with operations.running():
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            yield Watched(
                store, operations, stopping, app, f"http://127.0.0.1:{runner.addresses[0][1]}", http
            )
            await runner.cleanup()


async def _answer(_request: web.Request) -> web.Response:
    return web.Response(text="a calendar")


async def _redirect(_request: web.Request) -> web.Response:
    raise web.HTTPFound("/feeds/elsewhere")


async def _break(_request: web.Request) -> web.Response:
    raise RuntimeError("a fault of ours")

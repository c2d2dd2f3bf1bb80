"""The two services the pages' benchmark compares, each in a process of its own."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from multiprocessing.connection import Connection
from typing import Any

from aiohttp import web

from benchmarks.processes import read_cpu
from examples import find_example
from termtime.answering import StoreClerk
from termtime.demo import EXAMPLE_MOMENT, find_free_port
from termtime.directory import read_year
from termtime.pages.frame import find_static
from termtime.pages.opening import open_pages
from termtime.pages.sign_in.cookies import name_session
from termtime.planning import plan_year, publish_year
from termtime.sandboxing import make_id, make_sandbox_settings
from termtime.store import SqlStore, open_store
from termtime.store.sessions import Session
from trust.year import Trust

SECRET = "a-session-for-the-benchmark-alone"  # noqa: S105  (of a database that is gone with the run)
LINKED = ("style.css", "pages.js", "icon.svg")


def serve_pages(pipe: Connection, directory: str) -> None:
    """Serve the example trust's year, with its lead signed in."""

    async def run() -> None:
        year, port = read_year(find_example()), find_free_port()
        trust, url = year.trust, f"sqlite:///{directory}/pages.db"
        settings = make_sandbox_settings(
            trust, "http://127.0.0.1:9", database_url=url, sign_in_app_id=make_id(trust, "bot"),
            public_url=f"http://127.0.0.1:{port}",
        )  # fmt: skip

        async with await open_store(url) as store:
            await store.save_year(year)
            await plan_year(store, EXAMPLE_MOMENT, effort=0)
            await publish_year(store)
            cookies = await sign_lead_in(store, trust)
            clerk = StoreClerk(store, lambda: EXAMPLE_MOMENT)
            async with open_pages(settings, store, clerk, lambda: EXAMPLE_MOMENT) as pages:
                assert pages is not None
                app = web.Application()
                pages.add_to(app)
                said = {
                    "cookies": cookies,
                    "static": [find_static(n) for n in LINKED],
                }
                await _serve(app, port, pipe, said)

    asyncio.run(run())


async def sign_lead_in(store: SqlStore, trust: Trust) -> dict[str, str]:
    """Begin a session of a trust lead at the example's moment, and give its cookie."""
    lasts = EXAMPLE_MOMENT + timedelta(days=1)
    lead = Session(person=trust.settings.leads[0], how="browser", began=EXAMPLE_MOMENT, expires=lasts)
    await store.sessions.begin(SECRET, lead)
    return {name_session(secure=False): SECRET}


def serve_bare(pipe: Connection) -> None:
    """Serve one page of some kilobytes that is the same for everybody."""
    body = b"<!doctype html><title>Nothing</title>" + b"<p>Nothing to see here.</p>" * 400

    async def show(_request: web.Request) -> web.Response:
        response = web.Response(body=body, content_type="text/html")
        response.enable_compression()
        return response

    async def run() -> None:
        app = web.Application()
        app.router.add_get("/", show)
        await _serve(app, find_free_port(), pipe, {})

    asyncio.run(run())


async def _serve(app: web.Application, port: int, pipe: Connection, said: dict[str, Any]) -> None:
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    pipe.send({"url": f"http://127.0.0.1:{port}"} | said)
    await _answer_until_closed(pipe)
    await runner.cleanup()


async def _answer_until_closed(pipe: Connection) -> None:
    """Say how much processor time was taken, whenever that is asked."""
    while True:
        try:
            await asyncio.to_thread(pipe.recv)
            pipe.send(read_cpu())
        except (EOFError, OSError):
            return

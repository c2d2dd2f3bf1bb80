"""`termtime serve`: answer in Teams, and keep Microsoft 365 in step, on schedule and when something changes there."""

from __future__ import annotations

import asyncio

from termtime.commands.options import At


def serve(at: At = None) -> None:
    """Serve the bot at /api/messages, run the nightly and termly jobs, and hear of changes, until stopped."""
    from termtime.app import open_configured_store
    from termtime.clock import make_clock
    from termtime.operations.logs import start_logging
    from termtime.settings import read_settings
    from termtime.web import serve_until_stopped

    async def run() -> None:
        settings = read_settings()
        start_logging(settings.log_level)
        async with open_configured_store(settings) as store:
            await serve_until_stopped(settings, store, make_clock(at))

    asyncio.run(run())

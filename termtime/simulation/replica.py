"""One replica of the service in a process of its own, told the time and when to tick by lines on its input.

The first line holds its settings. To `turn MOMENT` and `tick MOMENT` it answers with a line once that is done; when its
input ends, so does it. It is killed without notice.
"""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import datetime

import structlog

from termtime.settings import Settings
from termtime.simulation.clock import TurnedClock
from termtime.simulation.serving import do_what_is_due, serving_bot
from termtime.store import open_store

QUIET = 50


async def serve(reader: asyncio.StreamReader) -> None:
    """Serve until the input ends."""
    said = json.loads(await reader.readline())
    settings, clock = Settings.model_validate(said["settings"]), TurnedClock(_read(said["moment"]))
    async with (
        await open_store(settings.database_url.get_secret_value(), clock=clock) as store,
        serving_bot(settings, store, clock) as (address, messenger),
    ):
        _say(address)
        while line := (await reader.readline()).decode().strip():
            order, _, moment = line.partition(" ")
            clock.turn_to(_read(moment))
            if order == "tick":
                await do_what_is_due(settings, store, clock, messenger)
            _say(order)


async def _open_input() -> asyncio.StreamReader:
    reader = asyncio.StreamReader(limit=2**20)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    return reader


def _read(moment: str) -> datetime:
    return datetime.fromisoformat(moment)


def _say(line: str) -> None:
    print(line, flush=True)


async def main() -> None:
    """Read the input to its end."""
    await serve(await _open_input())


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(QUIET))
    asyncio.run(main())

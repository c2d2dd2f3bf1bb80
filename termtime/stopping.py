"""Being asked to stop: Ctrl-C, or the polite signal of a process manager."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress


async def wait_for_stop() -> None:
    """Wait until Ctrl-C or a polite end of the process."""
    stopped = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        # Windows' event loops cannot listen for signals; there Ctrl-C interrupts the wait itself.
        with suppress(NotImplementedError):
            asyncio.get_running_loop().add_signal_handler(name, stopped.set)
    await stopped.wait()

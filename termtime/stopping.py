"""Being asked to stop: Ctrl-C, or the polite signal of a process manager."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress


class Stopping:
    """Whether the process has been asked to stop, for whoever takes on no more work then.

    Attributes:
        politely: A process manager asked, so somebody may still be sending us requests for a moment.
    """

    def __init__(self) -> None:
        self.politely = False
        self._asked = asyncio.Event()

    def __call__(self) -> bool:
        """Say whether we have been asked."""
        return self._asked.is_set()

    def ask(self, *, politely: bool = False) -> None:
        """Ask the process to stop."""
        self.politely = self.politely or politely
        self._asked.set()

    async def wait(self) -> None:
        """Wait until Ctrl-C or a polite end of the process; a second Ctrl-C then ends it at once."""
        loop = asyncio.get_running_loop()
        # Windows' event loops cannot listen for signals; there Ctrl-C interrupts the wait itself.
        with suppress(NotImplementedError):
            loop.add_signal_handler(signal.SIGINT, self.ask)
            loop.add_signal_handler(signal.SIGTERM, lambda: self.ask(politely=True))
        await self._asked.wait()
        with suppress(NotImplementedError):
            loop.remove_signal_handler(signal.SIGINT)


async def wait_for_stop() -> None:
    """Wait until Ctrl-C or a polite end of the process."""
    await Stopping().wait()

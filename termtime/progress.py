"""The progress bar of a sync, which also hears Ctrl-C and asks the run to stop between two changes."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress
from typing import Self

from graph_sync.apply import Watch
from termtime.terminal import make_progress


class SyncBar(Watch):
    """Follows a run on standard error."""

    def __init__(self) -> None:
        self._bar = make_progress()
        self._task = self._bar.add_task("Syncing", total=None, note="", visible=False)
        self._stopping = False

    def __enter__(self) -> Self:
        # Windows' event loops cannot listen for signals; there Ctrl-C ends the run at once, which is safe as well.
        with suppress(NotImplementedError, RuntimeError):
            asyncio.get_running_loop().add_signal_handler(signal.SIGINT, self._stop)
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(NotImplementedError, RuntimeError):
            asyncio.get_running_loop().remove_signal_handler(signal.SIGINT)
        if self._bar.live.is_started:
            self._bar.stop()

    def start(self) -> None:
        """Begin to draw."""
        self._bar.update(self._task, visible=True)
        self._bar.start()

    def progress(self, done: int, total: int, title: str) -> None:
        """Draw how far the run is."""
        self._bar.update(self._task, completed=done, total=total, note=title[:48].replace("[", "("))

    def stopping(self) -> bool:
        """Say whether somebody pressed Ctrl-C."""
        return self._stopping

    def _stop(self) -> None:
        self._stopping = True
        self._bar.update(self._task, description="Stopping after the changes in flight")

"""Progress bars on standard error: for a sync and for planning, which hear Ctrl-C, and for each step of a demo."""

from __future__ import annotations

import asyncio
import signal
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Self

from graph_sync.apply import Watch
from scheduler.engine.problem import Progress
from termtime.terminal import make_progress

if TYPE_CHECKING:
    from rich.progress import TaskID

    from termtime.demo import Stage


class StoppableBar:
    """A bar that is drawn once it is started, and hears Ctrl-C as a wish to stop."""

    def __init__(self, title: str, total: float | None, stopping: str) -> None:
        self._bar = make_progress()
        self._task = self._bar.add_task(title, total=total, note="")
        self._said, self._stopping = stopping, False

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
        if not self._bar.live.is_started:
            self._bar.start()

    def stopping(self) -> bool:
        """Say whether somebody pressed Ctrl-C."""
        return self._stopping

    def _stop(self) -> None:
        self._stopping = True
        self._bar.update(self._task, description=self._said)


class SyncBar(StoppableBar, Watch):
    """Follows a sync."""

    def __init__(self) -> None:
        super().__init__("Syncing", None, "Stopping after the changes in flight")

    def progress(self, done: int, total: int, title: str) -> None:
        """Draw how far the run is."""
        speed = self._bar.tasks[0].speed
        rate = f"{speed:,.0f} a second, " if speed else ""
        self._bar.update(self._task, completed=done, total=total, note=rate + title[:48].replace("[", "("))


class PlanBar(StoppableBar):
    """Follows planning; Ctrl-C, or the seconds it may take, end it with the best so far."""

    def __init__(self, seconds: float | None = None, title: str = "Planning the year") -> None:
        super().__init__(title, 1.0, "Stopping with the best year so far")
        self._seconds, self._began = seconds, time.monotonic()

    def watch(self, progress: Progress) -> bool:
        """Draw how good the year is known to be, and say whether to stop."""
        self.start()
        note = f"best cost {progress.best:,}, bound {progress.bound:,}, gap {progress.gap:.1%}"
        self._bar.update(self._task, completed=1 - progress.gap, note=note)
        late = self._seconds is not None and time.monotonic() - self._began >= self._seconds
        return self._stopping or late


class StageBars:
    """A bar for each step of a demo, added as the step begins."""

    def __init__(self) -> None:
        self._bar = make_progress()
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def show(self, stage: Stage) -> None:
        """Draw how far a step is."""
        if stage.name not in self._tasks:
            self._tasks[stage.name] = self._bar.add_task(stage.name, note="")
        task = self._tasks[stage.name]
        self._bar.update(
            task, completed=stage.done, total=stage.total, note=stage.note[:40].replace("[", "(")
        )

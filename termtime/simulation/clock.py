"""The simulation's clock: turned from one moment to the next, and running on from there while things are done."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

from trust.values import place_in_london


class TurnedClock:
    """Tells the simulated time. It runs on between turns, so that limits counted by the minute let go again."""

    def __init__(self, moment: datetime) -> None:
        self._moment, self._set_at = moment, time.monotonic()

    def __call__(self) -> datetime:
        """Tell the time in London."""
        passed = timedelta(seconds=time.monotonic() - self._set_at)
        return place_in_london(self._moment.astimezone(UTC) + passed)

    def turn_to(self, moment: datetime) -> None:
        """Turn to a moment; never back."""
        if moment > self():
            self._moment, self._set_at = moment, time.monotonic()

"""The only place that reads the clock; everyone else is told what time it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from trust.values import LONDON, RefusedError, place_in_london

Clock = Callable[[], datetime]


def read_clock() -> datetime:
    """Tell the time in London."""
    return datetime.now(LONDON)


def make_clock(at: str | None) -> Clock:
    """Make a clock that stands still at a given moment, or the real one.

    Raises:
        RefusedError: The moment cannot be read.
    """
    if at is None:
        return read_clock
    try:
        moment = place_in_london(datetime.fromisoformat(at))
    except ValueError:
        raise RefusedError(f"--at {at!r} is not a moment; write it like 2026-12-14T08:30.") from None
    return lambda: moment

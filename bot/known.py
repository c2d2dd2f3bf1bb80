"""What was worked out about a trust or a year, kept for as long as the same one is asked about.

Both are values: what follows from them stays true, and the store gives the same object until something is written. So
who may know of what is worked out once for each audience and day, and not for every message.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from trust.year import Trust, Year

V = TypeVar("V")
MOST = 4096


class Known(Generic[V]):
    """Remembers values by key for one trust, or one year, at a time."""

    def __init__(self) -> None:
        self._about: Trust | Year | None = None
        self._values: dict[Hashable, V] = {}

    def find(self, about: Trust | Year, key: Hashable, make: Callable[[], V]) -> V:
        """Give what is remembered under a key, or make it."""
        if self._about is not about or len(self._values) >= MOST:
            self._about, self._values = about, {}
        # Another thread may begin anew meanwhile.
        values = self._values
        if key not in values:
            values[key] = make()
        return values[key]

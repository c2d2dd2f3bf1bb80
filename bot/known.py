"""What was worked out about a trust, kept for as long as the same trust is asked about.

A trust is a value: what follows from it stays true, and the store gives the same object until something is imported. So
who may know of what is worked out once for each audience and day, and not for every message.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from trust.year import Trust

V = TypeVar("V")
MOST = 4096


class Known(Generic[V]):
    """Remembers values by key for one trust at a time."""

    def __init__(self) -> None:
        self._trust: Trust | None = None
        self._values: dict[Hashable, V] = {}

    def find(self, trust: Trust, key: Hashable, make: Callable[[], V]) -> V:
        """Give what is remembered under a key, or make it."""
        if self._trust is not trust or len(self._values) >= MOST:
            self._trust, self._values = trust, {}
        if key not in self._values:
            self._values[key] = make()
        return self._values[key]

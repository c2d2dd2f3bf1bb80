"""What the bot asks of the planner: every time one meeting could be held, and what is against each.

The bot knows no planner: whoever starts it lends it one, a pure function of what is put before it. What is put before it
is only what everyone listening may know of, so nothing it says can tell of a meeting that is hidden from them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from trust.meetings import Meeting
from trust.year import Trust


@dataclass(frozen=True, slots=True)
class Drawback:
    """Something against a time: what it costs, and words that follow on those it concerns (by id), if it does any."""

    words: str
    cost: int = 0
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Slot:
    """A time a meeting could take, what it costs there, and why; with `obstacles` it is out of the question."""

    starts: datetime
    ends: datetime
    cost: int
    drawbacks: tuple[Drawback, ...] = ()
    obstacles: tuple[str, ...] = ()

    @property
    def possible(self) -> bool:
        """Whether nothing forbids it."""
        return not self.obstacles


@dataclass(frozen=True, slots=True)
class Slots:
    """The times a meeting could take, the best first, and the window they lie in: "the spring term"."""

    window: str = ""
    times: tuple[Slot, ...] = ()

    def find_at(self, starts: datetime) -> Slot | None:
        """Find the time that starts at a moment."""
        return next((slot for slot in self.times if slot.starts == starts), None)


class Planning(Protocol):
    """A planner to ask."""

    def find_slots(
        self, trust: Trust, others: Sequence[Meeting], meeting: Meeting, *, earliest: date | None = None
    ) -> Slots:
        """List every time a meeting could take while the others stay; none before the first day, if one is given.

        A meeting that no rule of the year asks for has the whole of its term; one out of term has no times.
        """
        ...

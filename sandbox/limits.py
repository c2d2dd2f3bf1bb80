"""Microsoft's limits: how much an app may do at once, and how much in a stretch of time.

This module only counts; who asks, and what is said to a caller over the limit, belongs to the services.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

OUTLOOK_AT_ONCE = 4
OUTLOOK_REQUESTS = 10_000
OUTLOOK_SPAN = timedelta(minutes=10)
RECIPIENTS_A_DAY = 10_000
ATTENDEES_AN_EVENT = 500
PARTS_A_BATCH = 20
BINDS_A_REQUEST = 20


@dataclass(slots=True)
class Window:
    """At most `limit` units in any `span`, counted apart for every key."""

    limit: int
    span: timedelta
    spent: dict[Hashable, deque[tuple[datetime, int]]] = field(default_factory=lambda: defaultdict(deque))
    totals: Counter[Hashable] = field(default_factory=Counter)

    def room(self, key: Hashable, now: datetime) -> int:
        """Return how many units `key` may still spend at `now`."""
        spent = self.spent[key]
        while spent and spent[0][0] <= now - self.span:
            self.totals[key] -= spent.popleft()[1]
        return self.limit - self.totals[key]

    def spend(self, key: Hashable, now: datetime, units: int = 1) -> bool:
        """Spend `units`, or nothing at all and return False when they do not fit."""
        if self.room(key, now) < units:
            return False
        self.spent[key].append((now, units))
        self.totals[key] += units
        return True

    def wait(self, key: Hashable, now: datetime) -> int:
        """Return the whole seconds until the oldest units of `key` are free again."""
        spent = self.spent[key]
        return max(1, round((spent[0][0] + self.span - now).total_seconds())) if spent else 1


@dataclass(slots=True)
class Limits:
    """The limits of one tenant; `on=False` lifts them all."""

    on: bool = True
    in_flight: Counter[tuple[str, str]] = field(default_factory=Counter)
    requests: Window = field(default_factory=lambda: Window(OUTLOOK_REQUESTS, OUTLOOK_SPAN))
    recipients: Window = field(default_factory=lambda: Window(RECIPIENTS_A_DAY, timedelta(days=1)))

    def enter(self, app: str, mailbox: str, now: datetime) -> bool:
        """Take one of the four places `app` has at `mailbox`; False when none is left."""
        key = (app, mailbox)
        if self.on and (self.in_flight[key] >= OUTLOOK_AT_ONCE or not self.requests.spend(key, now)):
            return False
        self.in_flight[key] += 1
        return True

    def leave(self, app: str, mailbox: str) -> None:
        """Give the place back."""
        self.in_flight[app, mailbox] -= 1

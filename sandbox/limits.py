"""Microsoft's limits: how much an app may do at once, and how much in a stretch of time.

This module only counts; who asks, and what is said to a caller over the limit, belongs to the services.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict, deque
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

OUTLOOK_AT_ONCE = 4
OUTLOOK_REQUESTS = 10_000
OUTLOOK_SPAN = timedelta(minutes=10)
RECIPIENTS_A_DAY = 10_000
MESSAGES_A_MINUTE = 30
SHAREPOINT_UNITS = 1_200
SHAREPOINT_SPAN = timedelta(minutes=1)
IDENTITY_UNITS = 8_000
IDENTITY_SPAN = timedelta(seconds=10)
IDENTITY_WRITES = 3_000
WRITES_SPAN = timedelta(seconds=150)
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
        spent = self.spent[key]
        if spent and spent[-1][0] == now:
            units_before = spent.pop()[1]
            spent.append((now, units_before + units))
        else:
            spent.append((now, units))
        self.totals[key] += units
        return True

    def wait(self, key: Hashable, now: datetime, units: int = 1) -> int:
        """Return the whole seconds until `key` may spend `units` (or all of the limit, if they are more)."""
        missing = min(units, self.limit) - self.room(key, now)
        for moment, freed in self.spent[key] if missing > 0 else ():
            missing -= freed
            if missing <= 0:
                return max(1, math.ceil((moment + self.span - now).total_seconds()))
        return 1


@dataclass(slots=True)
class Limits:
    """The limits of one tenant; `on=False` lifts them all.

    `sharepoint` and `identity` count units by app, `writes` the identity service's writes, `leaving` keeps the moments
    at which a mailbox's last thirty letters left.
    """

    on: bool = True
    in_flight: Counter[tuple[str, str]] = field(default_factory=Counter)
    requests: Window = field(default_factory=lambda: Window(OUTLOOK_REQUESTS, OUTLOOK_SPAN))
    recipients: Window = field(default_factory=lambda: Window(RECIPIENTS_A_DAY, timedelta(days=1)))
    sharepoint: Window = field(default_factory=lambda: Window(SHAREPOINT_UNITS, SHAREPOINT_SPAN))
    identity: Window = field(default_factory=lambda: Window(IDENTITY_UNITS, IDENTITY_SPAN))
    writes: Window = field(default_factory=lambda: Window(IDENTITY_WRITES, WRITES_SPAN))
    leaving: dict[str, deque[datetime]] = field(default_factory=dict)

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

    def wait_to_enter(self, app: str, mailbox: str, now: datetime) -> int:
        """Return the whole seconds a caller who could not enter is told to wait."""
        return self.requests.wait((app, mailbox), now)

    def charge(self, app: str, costs: Mapping[str, int], now: datetime) -> int:
        """Spend `costs` (units by the name of their window): all and return 0, or none and return the seconds to wait."""
        if not self.on:
            return 0
        windows = [(getattr(self, name), units) for name, units in costs.items()]
        waits = [window.wait(app, now, units) for window, units in windows if window.room(app, now) < units]
        if waits:
            return int(max(waits))
        for window, units in windows:
            window.spend(app, now, units)
        return 0

    def send(self, mailbox: str, now: datetime) -> datetime:
        """Return when a letter handed over at `now` leaves: thirty a minute, and the rest queue."""
        if not self.on:
            return now
        last = self.leaving.setdefault(mailbox, deque())
        when = now if len(last) < MESSAGES_A_MINUTE else max(now, last.popleft() + timedelta(minutes=1))
        last.append(when)
        return when

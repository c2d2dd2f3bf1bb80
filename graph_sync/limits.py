"""What each of Microsoft's services bears in a stretch of time, and what a request counts for.

Figures and their sources are Microsoft's: Outlook 10,000 requests in ten minutes for an app and a mailbox; the directory
8,000 units in ten seconds and 3,000 writes in 150; SharePoint 1,200 units a minute in the smallest tenants, up to 6,000
in the largest. A throttled request counts as well, so keeping below is cheaper than being told.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from graph_sync.ports import Part

MAILBOX = re.compile(r"/users/([^/?]+)/")
SHAREPOINT, DIRECTORY = "sharepoint", "directory"
SHAREPOINT_UNITS = 1200


@dataclass(slots=True)
class Allowance:
    """At most `limit` units in any `span` seconds; `cost` says what a request counts for."""

    limit: int
    span: float
    cost: Callable[[Part], int]
    spent: deque[tuple[float, int]] = field(default_factory=deque)
    total: int = 0

    def find_wait(self, part: Part, now: float) -> float:
        """Say how many seconds to wait until a request fits; 0 when it fits now."""
        while self.spent and self.spent[0][0] <= now - self.span:
            self.total -= self.spent.popleft()[1]
        missing, wait = self.total + self.cost(part) - self.limit, 0.0
        for at, units in self.spent:
            if missing <= 0:
                break
            missing, wait = missing - units, at + self.span - now
        return wait

    def spend(self, part: Part, now: float) -> None:
        """Count a request."""
        units = self.cost(part)
        self.spent.append((now, units))
        self.total += units


def find_lane(path: str) -> str:
    """Name the lane a request takes.

    >>> find_lane("/users/codesign@x.example/events"), find_lane("/drives/b!1/root"), find_lane("/users?$top=9")
    ('codesign@x.example', 'sharepoint', 'directory')
    """
    if path.startswith("/users/delta"):
        return DIRECTORY
    if mailbox := MAILBOX.match(path):
        return mailbox[1].lower()
    return SHAREPOINT if path.startswith(("/drives", "/sites")) else DIRECTORY


def make_allowances(lane: str, sharepoint_units: int = SHAREPOINT_UNITS) -> tuple[Allowance, ...]:
    """Make what a lane may spend."""
    if lane == SHAREPOINT:
        return (Allowance(sharepoint_units, 60.0, _count_units),)
    if lane == DIRECTORY:
        return (Allowance(8000, 10.0, lambda _: 3), Allowance(3000, 150.0, lambda p: int(p.method != "GET")))
    return (Allowance(10_000, 600.0, lambda _: 1),)


def _count_units(part: Part) -> int:
    path = part.path.partition("?")[0]
    if path.endswith(("/permissions", "/invite")) or "/permissions/" in path:
        return 5
    if part.method != "GET" or path.endswith("/children"):
        return 2
    return 2 if path.endswith("/delta") and "token=" not in part.path else 1

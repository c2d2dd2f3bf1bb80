"""What a person changed by hand, as proposals; every field may be overridden by name."""

from __future__ import annotations

from typing import Any

from builders import NOW

from trust.proposals import CANCELLATION, EXISTENCE, Proposal

WANTED = "2027-01-19T15:45/2027-01-19T17:00"
DRAGGED = "2027-01-20T15:45/2027-01-20T17:00"


def a_drag(key: str = "2026-27/maths/spring-1", **fields: Any) -> Proposal:
    """A meeting dragged from Tuesday to Wednesday."""
    return Proposal(**{
        "kind": "event", "key": key, "field": "when", "title": "Maths: Spring meeting, Tue 19 Jan 2027",
        "what": "the time was changed to Wed 20 Jan 2027, 15:45 to 17:00; the year says Tue 19 Jan 2027, 15:45 to 17:00",
        "seen": DRAGGED, "wanted": WANTED, "found": NOW,
    } | fields)  # fmt: skip


def a_deletion(key: str = "2026-27/maths/spring-1", **fields: Any) -> Proposal:
    """A meeting deleted from the diary."""
    gone = {
        "field": EXISTENCE,
        "item": "event-id",
        "what": "someone deleted this event",
        "seen": False,
        "wanted": True,
    }
    return a_drag(key, **gone | fields)


def a_dragged_cancellation(key: str = "2026-27/maths/spring-1", **fields: Any) -> Proposal:
    """A meeting that was called off after a person had dragged it."""
    what = "the meeting was cancelled, but the time was changed to Wed 20 Jan 2027, 15:45 to 17:00 by hand"
    there = "Wed 20 Jan 2027, 15:45 to 17:00"
    return a_drag(
        key, **{"field": CANCELLATION, "what": what, "seen": there, "wanted": False, "both": True} | fields
    )


def a_departure(group: str = "maths", who: str = "cal", **fields: Any) -> Proposal:
    """A member taken off a list."""
    return Proposal(**{
        "kind": "list", "key": group, "field": "members", "item": f"{who}@fernvale.example", "title": "Maths",
        "what": f"{who}@fernvale.example was taken off the list by hand", "seen": False, "wanted": True, "found": NOW,
    } | fields)  # fmt: skip

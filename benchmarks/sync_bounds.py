"""The least time a first sync can take, from Microsoft's limits alone.

Nothing is written before somebody has looked, which takes one round trip at the least. From then on there are three
lanes beside each other, and the slowest decides:

lane        bound by
events      four requests at once for one mailbox
folders     a folder waits for the one above it; SharePoint's units a minute
lists       twenty people a request; the directory's writes in 150 s, its units in 10 s

Neither the processor nor the network between round trips, nor how many connections there are, is counted: no program
can be as fast as this, however it is written.
"""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.sync_sizes import DOCUMENTS, Shape

AT_ONCE_A_MAILBOX = 4
RELATIONS_A_REQUEST = 20
FOLDER_LEVELS = 3
UNITS_A_WRITE = 2
IDENTITY_WRITES, WRITES_SPAN = 3_000, 150
IDENTITY_UNITS, UNITS_SPAN = 8_000, 10


@dataclass(frozen=True, slots=True)
class Bound:
    """Seconds of the first look and of each lane after it."""

    look: float
    events: float
    folders: float
    lists: float

    @property
    def seconds(self) -> float:
        """The look, and then the slowest lane."""
        return round(self.look + max(self.events, self.folders, self.lists), 6)


def find_bound(shape: Shape, latency: float, *, documents: bool = False) -> Bound:
    """Find the least time of a first sync.

    Args:
        shape: What there is to make.
        latency: Seconds a request takes at the least, be it alone or part of a batch.
        documents: Whether two documents go into each meeting's folder.

    >>> find_bound(Shape(groups=24, meetings=3, people=25, staff=400), 0.03)
    Bound(look=0.03, events=0.54, folders=0.09, lists=0.06)
    """
    in_one_mailbox = shape.meetings if shape.by_chair else shape.events
    files = DOCUMENTS * shape.events if documents else 0
    # A chair is an owner as well as a member, and owners count towards the twenty.
    requests_a_list = _divide_up(shape.people + 1, RELATIONS_A_REQUEST)
    units = UNITS_A_WRITE * (shape.folders + files)
    writes = shape.groups * requests_a_list
    identity = max(_wait(writes, IDENTITY_WRITES, WRITES_SPAN), _wait(writes, IDENTITY_UNITS, UNITS_SPAN))
    return Bound(
        look=latency,
        events=round(_divide_up(in_one_mailbox, AT_ONCE_A_MAILBOX) * latency, 6),
        folders=round((FOLDER_LEVELS + bool(files)) * latency + _wait(units, shape.sharepoint_units, 60), 6),
        # Once a list is there, the requests that fill it need not wait for each other.
        lists=round(min(requests_a_list, 2) * latency + identity, 6),
    )


def _wait(spent: int, limit: int, span: int) -> float:
    """Return the whole spans that have to pass before the last of so much fits under a limit.

    >>> _wait(1200, 1200, 60), _wait(1201, 1200, 60)
    (0.0, 60.0)
    """
    return float(max(0, spent - 1) // limit * span)


def _divide_up(count: int, by: int) -> int:
    return -(-count // by)

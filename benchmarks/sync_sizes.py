"""How much there is to sync: the sizes of the invented trusts, and what their first sync has to write.

Arithmetic alone, so that the process that starts the others stays small; `sync_trusts` makes the trusts themselves.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

# Termtime puts an agenda and a minutes document into every meeting's folder.
DOCUMENTS = 2
# Units a minute by how many licences the tenant has, beyond the last of these MOST_UNITS. They are Microsoft's
# earlier figures, which the sandbox keeps to as well; lately they are some 4% higher.
UNITS_BY_LICENCES = ((1_000, 1_200), (5_000, 2_400), (15_000, 3_600), (50_000, 4_800))
MOST_UNITS = 6_000


class Step(StrEnum):
    """What a run is to bring about, each after the one before it."""

    FIRST = "first"
    AGAIN = "again"
    JOINER = "joiner"
    MOVED = "moved"


class Shape(NamedTuple):
    """How large a trust is.

    Attributes:
        groups: How many groups, each with a list and a chair of its own.
        meetings: Of each group in the coming term, whose invitations are due.
        people: Members of each group.
        staff: Everybody in the tenant.
        other_terms: Whether the groups meet as often in the term that is over and in the one that is not due yet.
        by_chair: Whether the chairs' mailboxes organise, and not the one service mailbox.
    """

    groups: int
    meetings: int
    people: int
    staff: int
    other_terms: bool = False
    by_chair: bool = False

    def grow(self, times: int) -> Shape:
        """Make the trust so many times as large; groups and meetings of a group stay as they are."""
        return self._replace(groups=self.groups * times, staff=self.staff * times)

    @property
    def events(self) -> int:
        """Return how many invitations are due."""
        return self.groups * self.meetings

    @property
    def folders(self) -> int:
        """Return how many folders that takes: of the year, of every group, of every meeting."""
        return 1 + self.groups + self.events

    @property
    def things(self) -> int:
        """Return how many lists, folders and events there are to make."""
        return self.groups + self.folders + self.events

    @property
    def sharepoint_units(self) -> int:
        """Return what an app may spend at SharePoint in a minute, by Microsoft's table of tenant sizes."""
        return next((units for most, units in UNITS_BY_LICENCES if self.staff <= most), MOST_UNITS)


BASE = Shape(groups=24, meetings=3, people=25, staff=400)
LARGE = Shape(groups=120, meetings=2, people=30, staff=3_000, other_terms=True)

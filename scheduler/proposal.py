"""What the planner hands back: a year as far as it could be made, what it costs, and what it could not do.

The values only; how they are found is the planner's affair. A proposal is complete in itself: whoever shows it needs
neither the model nor the solver.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from trust.meetings import Meeting
from trust.values import Value


class Status(StrEnum):
    """How good the proposed year is known to be."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    IMPOSSIBLE = "impossible"


class Unmet(Value):
    """A rule of a group's cadence that could not be kept, wholly or in part, and why.

    `facts` are what together forbids it, `repairs` what would let it be held, the cheapest first.
    """

    key: str
    group: str
    rule: str
    why: str
    facts: tuple[str, ...] = ()
    repairs: tuple[str, ...] = ()


class Proposal(Value):
    """A year's meetings, proposed beside those already fixed, with the account of how good they are.

    `cost` is the weighted sum of the soft rules broken, `cost_by_rule` its parts and `cost_by_person` what of it people
    bear (by id, those who bear most first); `bound` is a cost below which no year can go. `unmet` names each meeting that has no date; `warnings` those that have one at a price. The status
    is impossible when anything is unmet, and the other meetings are proposed all the same.
    """

    year: str
    meetings: tuple[Meeting, ...]
    unmet: tuple[Unmet, ...]
    warnings: tuple[Unmet, ...]
    cost: int
    cost_by_rule: Mapping[str, int]
    cost_by_person: Mapping[str, int]
    bound: int
    status: Status
    seed: int

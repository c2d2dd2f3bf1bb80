"""The fewest facts that forbid: first none that could be spared, then, within the work allowed, no fewer anywhere.

By implicit hitting sets: whatever facts can all be kept at once leave out some, and any set that forbids has one of
those left out. The cheapest choice that meets all such sets found so far either forbids, and is then the smallest, or
can be kept and brings the next.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from scheduler.impossible.conflict import Conflict
from scheduler.impossible.cores import find_core, find_largest, find_placing, hit

# Beyond so many facts alike ones abound, and each of their choices would have to be met.
MOST_FACTS, MOST_SETS = 24, 120
# How many options are gone through in all, meeting such sets.
MOST_OPTIONS = 60_000
QUICK = 0.2


def find_minimal(conflict: Conflict) -> frozenset[int]:
    """Find facts that forbid a conflict known to be impossible, none of which could be spared."""
    core = find_core(conflict)
    facts = core if core is not None else conflict.facts
    for fact in sorted(facts, reverse=True):
        if fact in facts:
            fewer = facts - {fact}
            if find_placing(conflict.narrow(fewer)).possible is False:
                facts = fewer
    return facts


def find_smallest(
    conflict: Conflict, known: frozenset[int], costs: Mapping[int, int]
) -> tuple[frozenset[int], bool]:
    """Find the cheapest facts that forbid, from facts known to; and whether it is proved that none are cheaper."""
    if len(known) > MOST_FACTS:
        return known, False
    sets: list[Collection[int]] = []
    for fact in sorted(known):
        kept = find_largest(conflict, known - {fact}, QUICK)
        if kept is not None:
            sets.append(conflict.facts - kept)
    options = sum(len(event.options) for event in conflict.events)
    while len(sets) < min(MOST_SETS, MOST_OPTIONS // max(options, 1)):
        chosen = hit(sets, {fact: costs[fact] for fact in conflict.facts})
        if chosen is None:
            return known, False
        if sum(costs[fact] for fact in chosen) >= sum(costs[fact] for fact in known):
            return known, True
        answer = find_placing(conflict.narrow(chosen))
        if answer.possible is None:
            return known, False
        if not answer.possible:
            return chosen, True
        kept = find_largest(conflict, chosen, QUICK)
        sets.append(conflict.find_broken(answer.chosen) if kept is None else conflict.facts - kept)
    return known, False

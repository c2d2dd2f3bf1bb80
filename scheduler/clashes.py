"""Who is needed in two places: forbidden for chairs and co-chairs of either group, dear for members."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations, groupby

from scheduler.draft import Draft
from scheduler.engine.problem import Overlap
from scheduler.rosters import Shared
from scheduler.rules import Rule


def add_clashes(draft: Draft) -> None:
    """Pair the events whose groups share people and that could overlap."""
    moments = [{moment for place in places for moment in draft.moments_of(place)} for places in draft.places]
    events: dict[str, list[int]] = {}
    for event, entry in enumerate(draft.entries):
        events.setdefault(entry.occurrence.group.id, []).append(event)
    stretches = _Stretches(draft)
    for (one, other), spells in stretches.find_shared().items():
        same = one == other
        pairs = (
            combinations(events.get(one, ()), 2)
            if same
            else ((n, m) for n in events.get(one, ()) for m in events.get(other, ()))
        )
        for n, m in pairs:
            if moments[n] & moments[m]:
                for first, last, shared in spells:
                    charge = draft.prices.make_charge(Rule.CLASH, shared.people)
                    kernel = stretches.kernel_of(first, last)
                    draft.add_pair(n, m, kernel, None if same or shared.officers else charge)


class _Stretches:
    """The stretches of days between changes of membership, and an overlap kernel for each run of them."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        days = sorted({span.day for span in draft.spans})
        self._firsts = [next(of) for _, of in groupby(days, key=draft.rosters.stretch_of)]
        self._kernels: dict[tuple[int, int], int] = {}

    def find_shared(self) -> dict[tuple[str, str], list[tuple[int, int, Shared]]]:
        """Give, for any two groups that share people, the runs of stretches (first, last) in which these stay the same."""
        found: dict[tuple[str, str], list[tuple[int, int, Shared]]] = {}
        for number, day in enumerate(self._firsts):
            for ids, shared in self._draft.rosters.find_shared(day).items():
                spells = found.setdefault(ids, [])
                if spells and spells[-1][1] == number - 1 and spells[-1][2] == shared:
                    spells[-1] = (spells[-1][0], number, shared)
                else:
                    spells.append((number, number, shared))
        return found

    def kernel_of(self, first: int, last: int) -> int:
        """Give the kernel for an overlap within these stretches."""
        if (first, last) not in self._kernels:
            whole = (first, last) == (0, len(self._firsts) - 1)
            cells = None if whole else frozenset(self._find_cells(first, last))
            self._kernels[first, last] = self._draft.add_kernel(Overlap(cells))
        return self._kernels[first, last]

    def _find_cells(self, first: int, last: int) -> Iterator[int]:
        starts = self._firsts[first]
        ends = self._firsts[last + 1] if last + 1 < len(self._firsts) else date.max
        return (n for n, span in enumerate(self._draft.spans) if starts <= span.day < ends)

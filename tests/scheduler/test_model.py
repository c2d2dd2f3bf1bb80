from __future__ import annotations

from datetime import time
from itertools import combinations

from builders import a_group
from hypothesis import given
from hypothesis import strategies as st

from scheduler.model import find_cliques, overlap
from scheduler.occurrences import Occurrence
from trust.cadence import CadenceRule
from trust.calendar import TermName


@given(st.sets(st.tuples(st.integers(0, 8), st.integers(0, 8)).filter(lambda pair: pair[0] < pair[1])))
def test_cliques_cover_every_edge_of_a_graph_and_nothing_else(edges):
    graph: dict[int, set[int]] = {}
    for one, other in edges:
        graph.setdefault(one, set()).add(other)
        graph.setdefault(other, set()).add(one)

    assert {pair for clique in find_cliques(graph) for pair in combinations(clique, 2)} == edges


def at(hour: int, minute: int = 0) -> Occurrence:
    rule = CadenceRule(key="m", title="Meeting", term=TermName.AUTUMN, starts=time(hour, minute), minutes=75)
    return Occurrence("2026-27/maths/m", a_group(), rule)


def test_occurrences_overlap_unless_one_ends_when_the_other_begins():
    assert [overlap(at(15, 45), other) for other in (at(15, 45), at(16, 59), at(17, 0), at(14, 30))] == [
        True,
        True,
        False,
        False,
    ]

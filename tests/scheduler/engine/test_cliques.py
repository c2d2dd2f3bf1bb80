from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from scheduler.engine.cliques import find_cliques

edges_of_small_graphs = st.sets(
    st.tuples(st.integers(0, 8), st.integers(0, 8)).filter(lambda pair: pair[0] < pair[1])
)


def make_graph(edges: set[tuple[int, int]]) -> dict[int, set[int]]:
    graph: dict[int, set[int]] = {}
    for one, other in edges:
        graph.setdefault(one, set()).add(other)
        graph.setdefault(other, set()).add(one)
    return graph


@given(edges_of_small_graphs)
def test_cliques_cover_every_edge_of_a_graph_and_nothing_else(edges):
    cliques = find_cliques(make_graph(edges))

    assert {pair for clique in cliques for pair in combinations(clique, 2)} == edges


def test_events_all_at_odds_with_one_another_are_one_clique():
    graph = make_graph(set(combinations(range(4), 2)) | {(3, 4)})

    assert list(find_cliques(graph)) == [(0, 1, 2, 3), (3, 4)]

"""Sets of events each of which is at odds with all the others: stronger constraints than one for each two."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations


def find_cliques(graph: Mapping[int, set[int]]) -> Iterator[tuple[int, ...]]:
    """Cover every edge of a conflict graph with cliques, each as large as a greedy choice makes it."""
    covered: set[tuple[int, int]] = set()
    for node in sorted(graph):
        for other in sorted(graph[node]):
            if other < node or (node, other) in covered:
                continue
            clique = [node, other]
            for more in sorted(graph[node] & graph[other]):
                if all(more in graph[member] for member in clique):
                    clique.append(more)
            clique.sort()
            covered.update(combinations(clique, 2))
            yield tuple(clique)

"""Bounds on random small problems, beside the cheapest of all their solutions."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_problems import a_charge, a_problem, an_event, find_cheapest, problems

from scheduler.engine.bound import SLACK, prove_bound, round_up
from scheduler.engine.problem import Distance, Limit, Overlap, Pair, Progress, Use
from scheduler.engine.search import search_greedily


@settings(max_examples=120, deadline=None)
@given(problems(), st.sampled_from([0, 1, 5, 60]))
def test_no_solution_is_cheaper_than_the_bound_nor_than_that_of_an_option_it_takes(problem, steps):
    cheapest = find_cheapest(problem)

    bound = prove_bound(problem, search_greedily(problem).cost, steps=steps)

    assert bound.value <= cheapest.cost
    assert [len(of_event) for of_event in bound.taking] == [len(event.options) for event in problem.events]
    for (event, option), cost in cheapest.taking.items():
        assert option < 0 or bound.taking[event][option] <= cost + SLACK


def test_the_bound_of_events_in_a_chain_is_exact():
    kernels = [Distance((0, 1, 2), {0: 5, 2: 1, -1: 9, -2: 9})]
    pairs = [Pair(0, 1, 0, a_charge(2)), Pair(1, 2, 0, a_charge(2))]
    problem = a_problem(*[an_event(0, 3, 0)] * 3, kernels=kernels, pairs=pairs)

    assert prove_bound(problem, 99, steps=1).value == find_cheapest(problem).cost == 3


@pytest.mark.parametrize("most", [0, 1, 2])
def test_prices_on_a_limit_raise_the_bound_to_what_its_breach_costs(most):
    uses = tuple(Use(event, 0) for event in range(3))
    problem = a_problem(*[an_event(0)] * 3, limits=[Limit(most, a_charge(4), uses)])

    assert prove_bound(problem, 4 * (3 - most), steps=200).value == 4 * (3 - most)


def test_what_may_not_overlap_raises_the_bound():
    ends = [(0, 1), (0, 2), (1, 2)]
    problem = a_problem(
        *[an_event(0, 6)] * 3, kernels=[Overlap()], pairs=[Pair(*two, 0, None) for two in ends]
    )

    # Two cells hold two of the three events; the third is left out.
    assert find_cheapest(problem).cost == 506
    assert prove_bound(problem, 506, steps=300).value == 506


def test_an_event_without_options_costs_what_leaving_it_out_costs():
    kernels = [Distance((0,), {0: 1})]
    problem = a_problem(an_event(), an_event(0), kernels=kernels, pairs=[Pair(0, 1, 0, a_charge(3))])

    assert prove_bound(problem, 500, steps=5).value == 500


def test_a_bound_is_told_of_at_each_step_and_ends_when_told_to():
    heard: list[Progress] = []
    uses = tuple(Use(event, 0) for event in range(3))
    problem = a_problem(*[an_event(0)] * 3, limits=[Limit(1, a_charge(4), uses)])

    def watch(progress: Progress) -> bool:
        heard.append(progress)
        return len(heard) == 2

    bound = prove_bound(problem, 9, steps=50, watch=watch)

    assert [progress.best for progress in heard] == [9, 9]
    assert heard[-1].bound == bound.value


@pytest.mark.parametrize(("bound", "whole"), [(3.2, 4), (3.0, 3), (3.0 + 1e-9, 3), (-5.0, 0), (-math.inf, 0)])
def test_a_bound_is_rounded_up_to_a_cost_there_could_be(bound, whole):
    assert round_up(bound) == whole

from __future__ import annotations

import pytest
from small_problems import a_charge, a_problem, an_event

from scheduler.engine.problem import UNPLACED, Breach, Distance, Limit, Overlap, Pair, Progress, Use

TWO = (an_event(0, 0, 0), an_event(0, 0, 0))


def test_a_solution_costs_what_its_options_cost_and_what_is_left_out():
    problem = a_problem(an_event(3, 1), an_event(5))

    assert [problem.cost(chosen) for chosen in ((0, 0), (1, 0), (1, UNPLACED))] == [8, 6, 501]


def test_two_events_overlap_in_cells_that_share_a_moment():
    problem = a_problem(
        *TWO, moments=[(0, 1), (1, 2)], kernels=[Overlap()], pairs=[Pair(0, 1, 0, a_charge(4))]
    )

    assert [problem.cost((0, other)) for other in range(3)] == [4, 4, 0]


def test_an_overlap_may_count_in_some_cells_only():
    kernels = [Overlap(frozenset({1}))]
    problem = a_problem(*TWO, kernels=kernels, pairs=[Pair(0, 1, 0, a_charge(4))])

    assert [problem.cost((cell, cell)) for cell in range(3)] == [0, 4, 0]


def test_a_distance_is_measured_from_the_first_of_a_pair_to_the_second():
    kernels = [Distance((0, 5, 9), {-5: 1, 4: 2})]
    problem = a_problem(*TWO, kernels=kernels, pairs=[Pair(0, 1, 0, a_charge(10))])

    assert [problem.cost(chosen) for chosen in ((0, 1), (1, 0), (1, 2), (UNPLACED, 0))] == [0, 10, 20, 500]


def test_a_limit_costs_for_each_unit_beyond_it():
    uses = (Use(0, 0, 3), Use(1, 0, 2), Use(1, 1, 1))
    problem = a_problem(*TWO, limits=[Limit(2, a_charge(7), uses)])

    assert [problem.cost(chosen) for chosen in ((0, 0), (0, 1), (0, 2), (1, 0))] == [21, 14, 7, 0]


def test_what_costs_is_told_with_its_charge_and_the_events_concerned():
    charge = a_charge(7)
    problem = a_problem(*TWO, limits=[Limit(1, charge, (Use(0, 0), Use(1, 0)))])

    assert list(problem.find_breaches((0, 0))) == [Breach(charge, 1, (0, 1))]


@pytest.mark.parametrize(
    "parts",
    [
        {"kernels": [Overlap()], "pairs": [Pair(0, 1, 0, None)]},
        {"limits": [Limit(1, None, (Use(0, 0), Use(1, 0)))]},
    ],
)
def test_a_solution_that_breaks_what_is_forbidden_has_no_cost(parts):
    problem = a_problem(*TWO, **parts)

    with pytest.raises(ValueError, match=r"breaks what is forbidden, between events \(0, 1\)"):
        problem.cost((0, 0))
    assert problem.cost((0, 1)) == 0


def test_the_gap_is_what_might_still_be_saved_as_a_share_of_the_cost():
    assert [Progress(best, bound).gap for best, bound in ((80, 60), (80, 80), (0, 0))] == [0.25, 0.0, 0.0]

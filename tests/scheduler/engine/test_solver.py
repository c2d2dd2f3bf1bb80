"""The solver alone, without what the searches find: it must reach the cheapest solution of small problems by itself."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from small_problems import a_charge, a_problem, an_event, find_cheapest, problems

from scheduler.engine.bound import prove_bound
from scheduler.engine.problem import UNPLACED, Distance, Pair, Problem, Progress, Solution
from scheduler.engine.search import search_greedily
from scheduler.engine.solver import solve


def leave_all_out(problem: Problem) -> Solution:
    chosen = (UNPLACED,) * len(problem.events)
    return Solution(chosen, problem.cost(chosen))


@settings(max_examples=60, deadline=None)
@given(problems(), st.integers(0, 3))
def test_the_solver_finds_and_proves_the_cheapest_of_all_solutions(problem, seed):
    cheapest = find_cheapest(problem).cost

    outcome = solve(problem, leave_all_out(problem), effort=5, seed=seed)

    assert (outcome.solution.cost, outcome.bound, outcome.proved) == (cheapest, cheapest, True)
    assert problem.cost(outcome.solution.chosen) == cheapest


@settings(max_examples=40, deadline=None)
@given(problems())
def test_options_struck_out_by_a_bound_cost_no_better_solution(problem):
    start = search_greedily(problem)
    known = prove_bound(problem, start.cost, steps=40)

    outcome = solve(problem, start, effort=5, known=known)

    assert (outcome.solution.cost, outcome.proved) == (find_cheapest(problem).cost, True)


@settings(max_examples=10, deadline=None)
@given(problems())
def test_searches_that_race_find_the_cheapest_as_well(problem):
    outcome = solve(problem, leave_all_out(problem), effort=5, steady=False)

    assert (outcome.solution.cost, outcome.proved) == (find_cheapest(problem).cost, True)


def a_long_line(places: int) -> Problem:
    """Two events with so many places that their distance is modelled level by level."""
    kernel = Distance(tuple(range(places)), {gap: abs(gap - 7) for gap in range(-places, places)})
    prices = [(place * 5) % 7 for place in range(places)]
    pair = Pair(0, 1, 0, a_charge(3))
    return a_problem(an_event(*prices), an_event(*prices[::-1]), kernels=[kernel], pairs=[pair])


def test_a_distance_over_many_places_is_priced_as_over_few():
    problem = a_long_line(24)

    outcome = solve(problem, leave_all_out(problem), effort=20)

    assert (outcome.solution.cost, outcome.proved) == (find_cheapest(problem).cost, True)


def test_a_solver_with_no_work_allowed_keeps_the_solution_it_was_given():
    problem = a_long_line(24)
    start = leave_all_out(problem)

    outcome = solve(problem, start, effort=0)

    assert outcome.solution.cost <= start.cost
    assert outcome.bound <= find_cheapest(problem).cost


def test_the_solver_tells_how_it_goes_and_its_bound_never_falls():
    problem = a_long_line(24)
    heard: list[Progress] = []

    outcome = solve(
        problem, leave_all_out(problem), effort=20, watch=lambda progress: bool(heard.append(progress))
    )

    assert outcome.proved
    assert [progress.bound for progress in heard] == sorted(progress.bound for progress in heard)

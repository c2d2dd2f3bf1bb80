"""All stages together, on random small problems solved by trying everything."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from small_problems import a_charge, a_problem, an_event, find_cheapest, problems

from scheduler.engine.optimise import optimise
from scheduler.engine.problem import Limit, Overlap, Pair, Progress, Use


@settings(max_examples=60, deadline=None)
@given(problems(), st.integers(0, 3))
def test_a_small_problem_is_solved_as_well_as_by_trying_everything(problem, seed):
    outcome = optimise(problem, effort=0.2, seed=seed)

    cheapest = find_cheapest(problem).cost
    assert (outcome.solution.cost, outcome.bound, outcome.proved) == (cheapest, cheapest, True)
    assert problem.cost(outcome.solution.chosen) == cheapest


@settings(max_examples=25, deadline=None)
@given(problems(), st.integers(0, 3))
def test_the_same_seed_and_effort_give_the_same_outcome(problem, seed):
    assert optimise(problem, effort=0.1, seed=seed) == optimise(problem, effort=0.1, seed=seed)


@settings(max_examples=60, deadline=None)
@given(problems(), st.integers(0, 3))
def test_told_to_stop_at_any_moment_it_still_hands_back_a_valid_solution(problem, patience):
    heard: list[Progress] = []

    def watch(progress: Progress) -> bool:
        heard.append(progress)
        return len(heard) > patience

    outcome = optimise(problem, effort=0.2, watch=watch)

    assert outcome.solution.cost == problem.cost(outcome.solution.chosen)
    assert outcome.bound <= find_cheapest(problem).cost


def test_without_any_work_allowed_there_is_still_a_solution():
    problem = a_problem(an_event(3), an_event(4))

    assert optimise(problem, effort=0).solution.cost == 7


def test_events_that_cannot_all_be_placed_are_placed_as_far_as_they_can():
    uses = tuple(Use(event, 0) for event in range(3))
    problem = a_problem(*[an_event(1)] * 3, limits=[Limit(2, None, uses)])

    assert optimise(problem, effort=0.1).solution.cost == 502


def test_a_price_above_that_of_what_is_forbidden_leaves_no_event_out():
    pair = Pair(0, 1, 0, a_charge(4_000))
    problem = a_problem(
        an_event(0), an_event(0), kernels=[Overlap()], pairs=[pair], unplaced=a_charge(10_000)
    )

    assert optimise(problem, effort=0.1).solution.cost == 4_000

"""The searches on random small problems: what they hand back is valid, and costs what they say."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from small_problems import a_charge, a_problem, an_event, find_cheapest, problems

from scheduler.engine.problem import UNPLACED, Limit, Overlap, Pair, Progress, Solution, Use
from scheduler.engine.search import search_annealing, search_greedily

many = settings(max_examples=150, deadline=None)


@many
@given(problems())
def test_greedy_breaks_nothing_forbidden_and_costs_what_it_says(problem):
    found = search_greedily(problem)

    assert found.cost == problem.cost(found.chosen)


@many
@given(problems(), st.integers(0, 9), st.integers(0, 40))
def test_annealing_breaks_nothing_forbidden_and_never_makes_a_solution_worse(problem, seed, sweeps):
    start = search_greedily(problem)

    found = search_annealing(problem, start, sweeps=sweeps, seed=seed)

    assert found.cost == problem.cost(found.chosen) <= start.cost


@settings(max_examples=40, deadline=None)
@given(problems(), st.integers(0, 9))
def test_the_same_seed_and_sweeps_give_the_same_solution(problem, seed):
    start = search_greedily(problem)

    again = [search_annealing(problem, start, sweeps=20, seed=seed) for _ in range(2)]

    assert again[0] == again[1]


@settings(max_examples=40, deadline=None)
@given(problems())
def test_annealing_long_enough_is_never_cheaper_than_the_cheapest(problem):
    found = search_annealing(problem, search_greedily(problem), sweeps=60)

    assert found.cost >= find_cheapest(problem).cost


def test_greedy_gives_the_event_with_the_fewest_options_its_place_first():
    problem = a_problem(an_event(0, 5), an_event(0), kernels=[Overlap()], pairs=[Pair(0, 1, 0, None)])

    assert search_greedily(problem) == Solution((1, 0), 5)


def test_greedy_leaves_out_what_fits_nowhere():
    problem = a_problem(an_event(0), an_event(0), limits=[Limit(1, None, (Use(0, 0), Use(1, 0)))])

    assert search_greedily(problem) == Solution((0, UNPLACED), 500)


def test_annealing_lets_events_change_places():
    events = [an_event(0, 9, 4), an_event(9, 0, 4)]
    problem = a_problem(*events, kernels=[Overlap()], pairs=[Pair(0, 1, 0, None)])

    assert search_annealing(problem, Solution((1, 0), 18), sweeps=50) == Solution((0, 1), 0)


def test_annealing_tells_of_each_sweep_and_stops_when_told_to():
    problem = a_problem(an_event(4, 3), an_event(2))
    heard: list[Progress] = []

    def watch(progress: Progress) -> bool:
        heard.append(progress)
        return len(heard) == 3

    found = search_annealing(problem, Solution((0, 0), 6), sweeps=100, bound=1, watch=watch)

    assert (len(heard), heard[-1]) == (3, Progress(found.cost, 1))


def test_annealing_stops_once_its_solution_is_proved_cheapest():
    heard: list[Progress] = []
    problem = a_problem(an_event(4, 3), unplaced=a_charge(90))

    search_annealing(problem, Solution((1,), 3), sweeps=100, bound=3, watch=lambda p: bool(heard.append(p)))

    assert heard == [Progress(3, 3)]

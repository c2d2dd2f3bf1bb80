"""Solves a problem as well as the work allowed permits: greedy, annealing, bound, and the solver for what is left.

Each stage hands on the best solution and the bound it has. `watch` hears of both all the while and may end it at any
moment: the best so far is then the answer. Nothing here looks at a clock, so the same problem, seed and effort give the
same solution on any machine.
"""

from __future__ import annotations

from itertools import count

from scheduler.engine.bound import prove_bound
from scheduler.engine.problem import Problem, Progress, Watch
from scheduler.engine.search import search_annealing, search_greedily
from scheduler.engine.solver import Outcome, solve

# For a unit of effort: turns of one event while annealing, looks at one option while proving, and steps at most.
TURNS, LOOKS, MOST_STEPS = 4_000, 240_000, 100
# A model of more options takes the solver longer to read than it takes annealing to get as far.
MOST_OPTIONS = 8_000


class Stopping:
    """Passes on how it goes, and remembers that it is to end."""

    def __init__(self, watch: Watch | None) -> None:
        self._watch, self.stopped = watch, False

    def __call__(self, progress: Progress) -> bool:
        """Pass on progress; True once it is to end."""
        self.stopped = self.stopped or bool(self._watch and self._watch(progress))
        return self.stopped


def optimise(
    problem: Problem, *, effort: float, seed: int = 0, steady: bool = True, watch: Watch | None = None
) -> Outcome:
    """Find the best solution, and prove how much better any other could be, with so much work at most.

    Not steady, the last stage goes on until the best is proved or `watch` ends it, and may differ from run to run.
    """
    telling = Stopping(watch)
    best = search_greedily(problem)
    telling(Progress(best.cost, 0))
    sweeps = round(effort * TURNS / max(len(problem.events), 1))
    best = search_annealing(problem, best, sweeps=sweeps, seed=seed, watch=telling)
    options = sum(len(event.options) for event in problem.events)
    steps = round(effort * min(LOOKS / max(options, 1), MOST_STEPS))
    bound = prove_bound(problem, best.cost, steps=steps, watch=telling)
    outcome = Outcome(best, min(bound.value, best.cost))
    if outcome.proved or telling.stopped:
        return outcome
    if options > MOST_OPTIONS:
        turn = count(seed + 1)
        while True:
            best = search_annealing(
                problem, best, sweeps=sweeps, seed=next(turn), bound=bound.value, watch=telling
            )
            if steady or telling.stopped or best.cost <= bound.value:
                return Outcome(best, min(bound.value, best.cost))
    return solve(problem, best, effort=effort, seed=seed, known=bound, steady=steady, watch=telling)

"""Improves a solution and its bound with OR-Tools CP-SAT, from the best solution known."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, NamedTuple

from scheduler.engine.bound import Bound, round_up
from scheduler.engine.model import Model
from scheduler.engine.problem import Problem, Progress, Solution, Watch

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpSolver, CpSolverSolutionCallback

# What proved a year of fifty groups best in the least work; one more worker searches round the best year so far.
SEARCHES = ("core", "reduced_costs", "max_lp", "no_lp")
# Those that race where the outcome need not be the same twice; and how often, in seconds, one asks to go on.
RACING = ("reduced_costs", "max_lp", "lb_tree_search", "objective_lb_search")
ASKING = 0.2


class Outcome(NamedTuple):
    """What a solve ended with: its best solution, and a cost below which none can go."""

    solution: Solution
    bound: int

    @property
    def proved(self) -> bool:
        """Whether no solution is better."""
        return self.bound >= self.solution.cost


def prove(problem: Problem, start: Solution, *, effort: float, seed: int = 0) -> Outcome:
    """See whether a solution is as good as it looks, by one search of the model as it stands, led by its relaxation.

    Where the solution is the best this often takes a tenth of the time of solving; where it is not, little is lost.
    """
    model, solver = _make_ready(problem, start, seed)
    parameters = solver.parameters
    parameters.num_workers = 1
    parameters.linearization_level = 2
    parameters.cp_model_presolve = False
    parameters.max_deterministic_time = effort
    return _make_outcome(problem, model, solver, solver.solve(model.cp), start, 0)


def solve(
    problem: Problem,
    start: Solution,
    *,
    effort: float,
    seed: int = 0,
    known: Bound | None = None,
    steady: bool = True,
    watch: Watch | None = None,
) -> Outcome:
    """Improve a solution and raise a known bound.

    Steady, it does so much work at most (`effort` is in units of a second or two of one core), and the same work gives
    the same outcome on any machine. Otherwise all searches race until the best is proved or `watch` ends it: that finds
    and proves more, but not the same twice.
    """
    model, solver = _make_ready(problem, start, seed)
    if known:
        model.strike_out(known, start.cost)
    parameters = solver.parameters
    if steady:
        parameters.num_workers = len(SEARCHES) + 1
        parameters.interleave_search = True
        parameters.subsolvers.extend(SEARCHES)
        parameters.max_deterministic_time = effort
    else:
        parameters.num_workers = len(RACING)
        parameters.subsolvers.extend(RACING)
    with _listening(solver, Progress(start.cost, known.value if known else 0), watch) as listener:
        status = solver.solve(model.cp, listener)
    return _make_outcome(problem, model, solver, status, start, known.value if known else 0)


def _make_ready(problem: Problem, start: Solution, seed: int) -> tuple[Model, CpSolver]:
    from ortools.sat.python.cp_model import CpSolver  # noqa: PLC0415  (slow to load)

    model, solver = Model(problem), CpSolver()
    model.minimise()
    model.hint(start.chosen)
    solver.parameters.random_seed = seed
    return model, solver


def _make_outcome(
    problem: Problem, model: Model, solver: CpSolver, status: Any, start: Solution, known: int
) -> Outcome:
    from ortools.sat.python.cp_model import FEASIBLE, OPTIMAL  # noqa: PLC0415  (slow to load)

    bound = max(round_up(solver.best_objective_bound) if status else 0, known)
    if status not in {OPTIMAL, FEASIBLE}:
        return Outcome(start, min(bound, start.cost))
    chosen = model.read(solver.boolean_value)
    found = Solution(chosen, problem.cost(chosen))
    best = min(found, start, key=lambda solution: solution.cost)
    return Outcome(best, min(bound, best.cost))


@contextmanager
def _listening(
    solver: CpSolver, start: Progress, watch: Watch | None
) -> Iterator[CpSolverSolutionCallback | None]:
    """Tell how a solve goes, whenever it gets further and a few times a second, and stop it when told to."""
    if watch is None:
        yield None
        return
    listener, over = _make_listener(start), Event()

    def ask() -> None:
        while not over.wait(ASKING):
            if watch(listener.progress):
                solver.stop_search()

    solver.best_bound_callback = listener.hear_bound
    asking = Thread(target=ask, daemon=True)
    asking.start()
    try:
        yield listener
    finally:
        over.set()
        asking.join()


def _make_listener(start: Progress) -> Any:
    from ortools.sat.python.cp_model import CpSolverSolutionCallback  # noqa: PLC0415  (slow to load)

    class Hearing(CpSolverSolutionCallback):
        progress = start

        def on_solution_callback(self) -> None:
            best = min(self.progress.best, round(self.objective_value))
            self.progress = self.progress._replace(best=best)

        def hear_bound(self, bound: float) -> None:
            self.progress = self.progress._replace(bound=max(self.progress.bound, round_up(bound)))

    return Hearing()

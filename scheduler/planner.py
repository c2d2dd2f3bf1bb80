"""Makes a trust's year: which occurrences it needs, when each could be, which choice is best, where each is held.

Same trust, same fixed meetings, same seed and effort: the same year on any machine, because the solver's searches take
turns in a fixed order and are given an amount of work rather than a number of seconds. What is fixed is never moved.
What cannot be placed is named with the facts that forbid it, and the rest of the year is proposed all the same.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from scheduler.explain import explain_unplaced, find_warnings
from scheduler.model import Entry, YearModel
from scheduler.occurrences import find_occurrences
from scheduler.places import Dated, place_meetings
from scheduler.proposal import OnProgress, Progress, Proposal, Status, Unmet
from scheduler.rosters import Rosters
from scheduler.slots import SlotFinder
from scheduler.soft_rules import add_soft_rules
from trust.meetings import Meeting, MeetingStatus
from trust.values import RefusedError
from trust.year import Trust

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpSolver, CpSolverSolutionCallback

DEFAULT_EFFORT = 20.0

# What proved a year of fifty groups best in the least work; one more worker searches round the best year so far.
SEARCHES = ("core", "reduced_costs", "max_lp", "no_lp")


def propose_year(
    trust: Trust,
    year: str,
    fixed: Sequence[Meeting] = (),
    *,
    earliest: date | None = None,
    seed: int = 0,
    effort: float = DEFAULT_EFFORT,
    progress: OnProgress | None = None,
) -> Proposal:
    """Propose a date, a place and a room for every meeting a year's cadences ask for.

    `fixed` meetings stay as they are: each stands for the rule its key names, or is an extra one, and its people are
    busy then (unless it is cancelled). Nothing is placed before `earliest`, for a trust that arrives in mid-year or
    must give notice. `effort` is how much work to do at most, in units of a second or two of one core. `progress`
    hears of every better year found. Raises RefusedError when the trust has no term dates in that year.
    """
    live = [meeting for meeting in fixed if meeting.status is not MeetingStatus.CANCELLED]
    rosters = Rosters(trust)
    occurrences = find_occurrences(trust, year, {meeting.key for meeting in fixed})
    finder = SlotFinder(trust, year, rosters, live, earliest)
    choices = {occurrence.key: finder.find_slots(occurrence) for occurrence in occurrences}
    model = YearModel([Entry(o, choices[o.key].slots) for o in occurrences], rosters)
    add_soft_rules(model, trust, year, live)
    solver, proved = _solve(model, seed, effort, progress)
    days = model.read_days(solver)
    dated = [Dated(occurrence, days[occurrence.key]) for occurrence in occurrences if occurrence.key in days]
    uses = [use for use in model.room_uses if solver.boolean_value(use.chosen)]
    planned = place_meetings(trust, rosters, dated, uses, live)
    missing = (occurrence for occurrence in occurrences if occurrence.key not in days)
    unmet = tuple(explain_unplaced(o, choices[o.key], dated, rosters) for o in missing)
    costs = model.read_costs(solver)
    return Proposal(
        year=year,
        meetings=tuple(sorted((*fixed, *planned), key=lambda meeting: (meeting.starts, meeting.key))),
        unmet=unmet,
        warnings=find_warnings(occurrences, choices, planned),
        cost=sum(costs.values()),
        cost_by_rule=costs,
        bound=_round_bound(solver.best_objective_bound),
        status=_judge(proved, unmet),
        seed=seed,
    )


def _judge(proved: bool, unmet: Sequence[Unmet]) -> Status:
    if unmet:
        return Status.IMPOSSIBLE
    return Status.OPTIMAL if proved else Status.FEASIBLE


def _solve(model: YearModel, seed: int, effort: float, progress: OnProgress | None) -> tuple[CpSolver, bool]:
    from ortools.sat.python.cp_model import FEASIBLE, OPTIMAL, CpSolver  # noqa: PLC0415  (slow to load)

    solver = CpSolver()
    parameters = solver.parameters
    parameters.random_seed = seed
    parameters.num_workers = len(SEARCHES) + 1
    parameters.interleave_search = True
    parameters.subsolvers.extend(SEARCHES)
    parameters.max_deterministic_time = effort
    listener = _make_listener(progress) if progress else None
    status = solver.solve(model.cp, listener)
    if status not in {OPTIMAL, FEASIBLE}:
        msg = "No year was found with the work allowed; allow more effort."
        raise RefusedError(msg)
    return solver, status == OPTIMAL


def _make_listener(progress: OnProgress) -> CpSolverSolutionCallback:
    from ortools.sat.python.cp_model import CpSolverSolutionCallback  # noqa: PLC0415  (slow to load)

    class Listener(CpSolverSolutionCallback):
        def on_solution_callback(self) -> None:
            bound = _round_bound(self.best_objective_bound)
            progress(Progress(round(self.objective_value), bound, self.wall_time))

    return Listener()


def _round_bound(bound: float) -> int:
    # Costs are whole numbers, so a year cannot cost a fraction less than the next one up.
    return max(0, math.ceil(bound - 1e-6))

"""The questions about a conflict that OR-Tools answers: is it possible, which facts forbid it, what would lift them.

Every answer is the same on any machine: one worker, a fixed seed, and work counted rather than timed. A question the
work allowed does not settle is answered by None, never by a guess. OR-Tools is slow to load, so only the functions
here load it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from scheduler.impossible.conflict import Bar, Conflict, Limit

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpModel, CpSolver, IntVar, LinearExprT

# In units of a second or two of one core.
WORK = 1.0


class Answer(NamedTuple):
    """Whether something is possible (None: not settled), and if so each event's option, or None for one left out."""

    possible: bool | None
    chosen: tuple[int | None, ...] = ()
    given: frozenset[int] = frozenset()


class _Model:
    """A conflict as a CP-SAT model: facts that may fall at will, or grants, or neither."""

    def __init__(
        self, conflict: Conflict, falling: Collection[int] = (), grants: Collection[int] = ()
    ) -> None:
        from ortools.sat.python.cp_model import CpModel  # noqa: PLC0415  (slow to load)

        self.cp: CpModel = CpModel()
        self.falls: dict[int, IntVar] = {fact: self.cp.new_bool_var("") for fact in sorted(falling)}
        self.given: dict[int, IntVar] = {grant: self.cp.new_bool_var("") for grant in sorted(grants)}
        self.taken: list[dict[int, IntVar]] = []
        for event in conflict.events:
            taken: dict[int, IntVar] = {}
            for number, bars in enumerate(event.options):
                lifts = [self._find_lifts(bar) for bar in bars]
                if all(lifts):
                    taken[number] = self.cp.new_bool_var("")
                    for lifting in lifts:
                        self.cp.add_bool_or(*lifting, ~taken[number])
            self.taken.append(taken)
            if event.options or event.held is not None:
                out = [self.falls[event.held]] if event.held in self.falls else []
                self.cp.add_at_most_one(taken.values())
                self.cp.add_bool_or(*taken.values(), *out)
        for limit in conflict.limits:
            self._add_limit(limit)

    def _find_lifts(self, bar: Bar) -> list[IntVar]:
        falls = [self.falls[bar.fact]] if bar.fact in self.falls else []
        return falls + [self.given[grant] for grant in bar.grants if grant in self.given]

    def _add_limit(self, limit: Limit) -> None:
        terms: list[LinearExprT] = []
        most = 0
        by_event: dict[int, int] = {}
        for use in limit.uses:
            taken = self.taken[use.event].get(use.option)
            if taken is None:
                continue
            by_event[use.event] = max(use.units, by_event.get(use.event, 0))
            saving = [self.given[grant] for grant in use.grants if grant in self.given]
            if saving:
                counted = self.cp.new_bool_var("")
                self.cp.add_bool_or(~taken, counted, *saving)
                taken = counted
            terms.append(use.units * taken)
        most = sum(by_event.values())
        if most <= limit.most:
            return
        if limit.fact is not None and limit.fact in self.falls:
            # One inequality with the fact in it bounds better than one that is merely switched off.
            self.cp.add(sum(terms) <= limit.most + (most - limit.most) * self.falls[limit.fact])
        else:
            self.cp.add(sum(terms) <= limit.most)

    def hint(self, chosen: Sequence[int | None]) -> list[IntVar]:
        """Say where events are now, and give the Booleans of staying there."""
        staying: list[IntVar] = []
        for taken, option in zip(self.taken, chosen, strict=True):
            for number, var in taken.items():
                self.cp.add_hint(var, number == option)
            if option in taken:
                staying.append(taken[option])
        return staying

    def read(self, solver: CpSolver) -> tuple[int | None, ...]:
        return tuple(
            next((number for number, var in taken.items() if solver.boolean_value(var)), None)
            for taken in self.taken
        )


def find_placing(conflict: Conflict, now: Sequence[int | None] = (), work: float = WORK) -> Answer:
    """Try to hold every event, with few of those that have an option `now` moved from it."""
    if any(event.held is not None and not event.options for event in conflict.events):
        return Answer(False)
    model = _Model(conflict)
    if now:
        model.cp.maximize(sum(model.hint(now)))
    return _answer(model, work)


def find_core(conflict: Conflict, work: float = WORK) -> frozenset[int] | None:
    """Find facts that suffice to make a conflict impossible, not yet as few as could be."""
    from ortools.sat.python.cp_model import INFEASIBLE  # noqa: PLC0415  (slow to load)

    model = _Model(conflict, falling=conflict.facts)
    model.cp.add_assumptions([~falls for falls in model.falls.values()])
    solver = _make_solver(work)
    # Presolve would lose the names of the assumptions.
    solver.parameters.cp_model_presolve = False
    if solver.solve(model.cp) != INFEASIBLE:
        return None
    found = set(solver.sufficient_assumptions_for_infeasibility())
    return frozenset(fact for fact, falls in model.falls.items() if (~falls).index in found)


def find_largest(conflict: Conflict, kept: Collection[int], work: float = WORK) -> frozenset[int] | None:
    """Find facts, these among them and otherwise as many as the work allows, that can all be kept at once."""
    model = _Model(conflict, falling=conflict.facts - set(kept))
    model.cp.minimize(sum(model.falls.values()))
    answer = _answer(model, work)
    return conflict.facts - conflict.find_broken(answer.chosen) if answer.possible else None


def count_most(conflict: Conflict, work: float = WORK) -> int | None:
    """Count how many events can be held at once, when all other facts are kept."""
    held = {event.held for event in conflict.events if event.held is not None}
    model = _Model(conflict, falling=held)
    model.cp.minimize(sum(model.falls.values()))
    answer = _answer(model, work)
    return sum(option is not None for option in answer.chosen) if answer.possible else None


def find_grants(
    conflict: Conflict,
    costs: Mapping[int, int],
    most: int,
    banned: Iterable[Collection[int]],
    now: Sequence[int | None],
) -> Answer:
    """Find the cheapest grants, so many at most, that let every event be held; none that contain a banned set.

    Of what they allow, few events are moved from where they are `now`.
    """
    model = _Model(conflict.merge_bars() if most == 1 else conflict, grants=costs)
    model.cp.add(sum(model.given.values()) <= most)
    # A set with a grant that may no longer be given cannot come again.
    for grants in (grants for grants in banned if costs.keys() >= set(grants)):
        model.cp.add_bool_or(*(~model.given[grant] for grant in sorted(grants)))
    staying = model.hint(now)
    price = sum(costs[grant] * (1 + len(staying)) * given for grant, given in model.given.items())
    model.cp.minimize(price - sum(staying))
    # The grants are to be the cheapest; that no fewer events could move need not be proved.
    return _answer(model, WORK, gap=len(staying))


def hit(
    sets: Iterable[Collection[int]], costs: Mapping[int, int], work: float = WORK
) -> frozenset[int] | None:
    """Choose, at the least cost, members that meet every set; None when that was not settled."""
    from ortools.sat.python.cp_model import OPTIMAL, CpModel  # noqa: PLC0415  (slow to load)

    model = CpModel()
    chosen = {member: model.new_bool_var("") for member in sorted(costs)}
    for members in sets:
        model.add_bool_or(*(chosen[member] for member in sorted(members)))
    model.minimize(sum(costs[member] * var for member, var in chosen.items()))
    solver = _make_solver(work)
    if solver.solve(model) != OPTIMAL:
        return None
    return frozenset(member for member, var in chosen.items() if solver.boolean_value(var))


def _make_solver(work: float, gap: int = 0) -> CpSolver:
    from ortools.sat.python.cp_model import CpSolver  # noqa: PLC0415  (slow to load)

    solver = CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    solver.parameters.linearization_level = 2
    solver.parameters.max_deterministic_time = work
    solver.parameters.absolute_gap_limit = gap
    return solver


def _answer(model: _Model, work: float, gap: int = 0) -> Answer:
    from ortools.sat.python.cp_model import FEASIBLE, INFEASIBLE, OPTIMAL  # noqa: PLC0415  (slow to load)

    solver = _make_solver(work, gap)
    status = solver.solve(model.cp)
    if status in {OPTIMAL, FEASIBLE}:
        given = frozenset(grant for grant, var in model.given.items() if solver.boolean_value(var))
        return Answer(True, model.read(solver), given)
    return Answer(False if status == INFEASIBLE else None)

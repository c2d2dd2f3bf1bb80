"""Makes a trust's year: which occurrences it needs, when each could be, which choice is best, where each is held.

Same trust, same fixed meetings, same seed and effort: the same year on any machine. What is fixed is never moved. What
cannot be placed is named with the facts that forbid it, and the rest of the year is proposed all the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from scheduler.bookings import Bookings
from scheduler.draft import Entry
from scheduler.engine.optimise import optimise
from scheduler.engine.problem import Breach, Watch
from scheduler.engine.solver import Outcome
from scheduler.explain import explain_unmet, find_warnings
from scheduler.occurrences import Occurrence, find_occurrences
from scheduler.places import Dated, place_meetings
from scheduler.proposal import Proposal, Status, Unmet
from scheduler.rosters import Rosters
from scheduler.scenario import Avoid
from scheduler.slots import Choice, SlotFinder
from scheduler.year_problem import YearProblem, build_year_problem
from trust.meetings import Meeting, MeetingStatus
from trust.year import Trust

DEFAULT_EFFORT = 10.0


class Desk(NamedTuple):
    """Everything looked up to plan a year: who is needed when, what is fixed, what is to be placed and where it could be."""

    trust: Trust
    year: str
    rosters: Rosters
    bookings: Bookings
    finder: SlotFinder
    occurrences: tuple[Occurrence, ...]
    choices: Mapping[str, Choice]

    def build(self) -> YearProblem:
        """Build the problem of placing the occurrences."""
        entries = [Entry(o, self.choices[o.key].slots) for o in self.occurrences]
        return build_year_problem(self.trust, self.year, entries, self.rosters, self.bookings)


def set_out(
    trust: Trust,
    year: str,
    fixed: Sequence[Meeting] = (),
    *,
    earliest: date | None = None,
    owed: Mapping[str, int] | None = None,
    occurrences: Sequence[Occurrence] | None = None,
    avoid: Sequence[Avoid] = (),
) -> Desk:
    """Look up what planning a year needs: of all its occurrences, or of those given.

    Raises RefusedError when the trust has no term dates in that year.
    """
    live = [meeting for meeting in fixed if meeting.status is not MeetingStatus.CANCELLED]
    rosters = Rosters(trust, owed)
    bookings = Bookings(trust, rosters, live)
    if occurrences is None:
        occurrences = find_occurrences(trust, year, {meeting.key for meeting in fixed})
    finder = SlotFinder(trust, year, rosters, bookings, earliest, avoid)
    choices = {occurrence.key: finder.find_slots(occurrence) for occurrence in occurrences}
    return Desk(trust, year, rosters, bookings, finder, tuple(occurrences), choices)


def propose_year(  # noqa: PLR0913  (all but the year may be left out)
    trust: Trust,
    year: str,
    fixed: Sequence[Meeting] = (),
    *,
    earliest: date | None = None,
    owed: Mapping[str, int] | None = None,
    seed: int = 0,
    effort: float = DEFAULT_EFFORT,
    steady: bool = True,
    watch: Watch | None = None,
    avoid: Sequence[Avoid] = (),
) -> Proposal:
    """Propose a date, a place and a room for every meeting a year's cadences ask for.

    `fixed` meetings stay as they are: each stands for the rule its key names, or is an extra one, and its people are
    busy then (unless it is cancelled). Nothing is placed before `earliest`, for a trust that arrives in mid-year or
    must give notice, nor where `avoid` says. People to whom something is `owed` (by id, see fairness) weigh so much more. `effort` is how much
    work to do at most, in units of a second or two of one core; not `steady`, planning goes on until the best is proved
    or it is ended, and may differ from run to run. `watch` hears how it goes, and ends it by True with the
    best year so far. Raises RefusedError when the trust has no term dates in that year.
    """
    desk = set_out(trust, year, fixed, earliest=earliest, owed=owed, avoid=avoid)
    drafted = desk.build()
    outcome = optimise(drafted.problem, effort=effort, seed=seed, steady=steady, watch=watch)
    return make_proposal(desk, drafted, outcome, fixed, seed)


def make_proposal(
    desk: Desk, drafted: YearProblem, outcome: Outcome, fixed: Sequence[Meeting], seed: int
) -> Proposal:
    """Make a proposal of a solution."""
    places = drafted.read(outcome.solution.chosen)
    dated = [Dated(o, places[o.key]) for o in desk.occurrences if o.key in places]
    planned = place_meetings(desk.trust, desk.rosters, dated, desk.bookings.meetings)
    missing = [occurrence.key for occurrence in desk.occurrences if occurrence.key not in places]
    unmet = explain_unmet(desk, missing, {key: place.slot.span for key, place in places.items()})
    breaches = list(drafted.problem.find_breaches(outcome.solution.chosen))
    return Proposal(
        year=desk.year,
        meetings=tuple(sorted((*fixed, *planned), key=lambda meeting: (meeting.starts, meeting.key))),
        unmet=unmet,
        warnings=find_warnings(desk.occurrences, desk.choices, planned),
        cost=outcome.solution.cost,
        cost_by_rule=_sum_by_rule(breaches),
        cost_by_person=_sum_by_person(breaches),
        bound=outcome.bound,
        status=_judge(outcome, unmet),
        seed=seed,
    )


def _judge(outcome: Outcome, unmet: Sequence[Unmet]) -> Status:
    if unmet:
        return Status.IMPOSSIBLE
    return Status.OPTIMAL if outcome.proved else Status.FEASIBLE


def _sum_by_rule(breaches: Sequence[Breach]) -> dict[str, int]:
    costs: Counter[str] = Counter()
    for breach in breaches:
        costs[breach.charge.rule] += breach.cost
    return {str(rule): cost for rule, cost in costs.most_common() if cost}


def _sum_by_person(breaches: Sequence[Breach]) -> dict[str, int]:
    costs: Counter[str] = Counter()
    for breach in breaches:
        # People are named as often as they weigh, so each naming bears the same.
        for person in breach.charge.people:
            costs[person] += breach.cost // len(breach.charge.people)
    return dict(sorted(costs.items(), key=lambda item: (-item[1], item[0])))

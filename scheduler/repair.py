"""Puts a published year right after something has changed, moving as few meetings as can be.

Two steps, the first before all: the fewest published meetings that must move, proved by the solver on the hard rules
alone; then the best dates for just these and for what is new, everything else staying word for word. Meetings that have
been held, and those within the notice period, are pinned. For a price on every move the same is done again, which gives
other repairs: more moves for a better year.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from scheduler.draft import Place
from scheduler.engine.optimise import Stopping, optimise
from scheduler.engine.problem import UNPLACED, Charge, Event, Option, Problem, Progress, Solution, Watch
from scheduler.engine.search import search_annealing
from scheduler.engine.solver import prove, solve
from scheduler.occurrences import find_occurrence, find_occurrences
from scheduler.planner import Desk, make_proposal, set_out
from scheduler.proposal import Unmet
from scheduler.scenario import Avoid
from trust.meetings import Meeting, MeetingStatus
from trust.values import Value
from trust.year import Trust

# Colder than a single move costs: enough to find the way out of a clash, not to move for its own sake.
SWEEPS, HOTTEST, COLDEST = 30, 0.6, 0.1
MOVE = "a published meeting moved"
# The work spent on a quick proof before the whole solver is asked.
QUICK = 4.0
# What a move must save of a year's cost to be worth making, where more than the fewest may be made.
WORTH = (40, 15)


class Move(Value):
    """A published meeting before and after."""

    before: Meeting
    after: Meeting


class Repair(Value):
    """A year put right: what moves, whom that touches (ids), what is new or has no date, and what the year then costs.

    `fewest` says that no repair moves fewer meetings, which is proved. `cost` counts what all meetings that may move,
    and the new ones, break; it compares repairs of one year with each other.
    """

    meetings: tuple[Meeting, ...]
    moves: tuple[Move, ...]
    added: tuple[Meeting, ...]
    unmet: tuple[Unmet, ...]
    people: tuple[str, ...]
    cost: int
    fewest: bool


class Standing(NamedTuple):
    """What is to be kept: the pinned meetings, and those that may move, by key."""

    pinned: tuple[Meeting, ...]
    movable: Mapping[str, Meeting]


def propose_repairs(
    trust: Trust,
    year: str,
    meetings: Sequence[Meeting],
    *,
    earliest: date,
    effort: float = 10.0,
    seed: int = 0,
    watch: Watch | None = None,
) -> tuple[Repair, ...]:
    """Put a year right with the fewest moves of its meetings, and then with more where they are worth it.

    Args:
        trust: The trust as it is now.
        year: The academic year.
        meetings: All its meetings as they are dated; cancelled ones stand for their rule and stay.
        earliest: Meetings before this day are pinned, and none is put there (today plus the notice period).
        effort: How much work to do at most, in units of a second or two of one core.
        seed: Another may give other repairs of the same worth.
        watch: Hears how it goes, and ends it by True with what there is so far.

    Returns:
        The repair with the fewest moves first; every other has more moves and a lower cost than the one before.
    """
    bench = _Bench(trust, year, meetings, earliest, effort, seed)
    telling = Stopping(watch)
    chosen, fewest = bench.find_fewest(telling)
    repairs = [bench.finish(chosen, fewest=fewest)]
    for worth in WORTH:
        if not telling.stopped and repairs[-1].cost >= worth:
            other = bench.finish(bench.find_worthwhile(chosen, worth, telling), fewest=False)
            if other.cost < repairs[-1].cost and len(other.unmet) <= len(repairs[-1].unmet):
                repairs.append(other)
    return tuple(repairs)


def repair_year(  # noqa: PLR0913  (all but the first four may be left out)
    trust: Trust,
    year: str,
    meetings: Sequence[Meeting],
    *,
    earliest: date,
    effort: float = 10.0,
    seed: int = 0,
    watch: Watch | None = None,
    keep: Collection[str] = (),
    avoid: Sequence[Avoid] = (),
) -> Repair:
    """Put a year right with the fewest moves of its meetings; as propose_repairs, without the others.

    What is in `keep` (keys) stays too, and nothing is or comes where `avoid` says, unless it is pinned there.
    """
    bench = _Bench(trust, year, meetings, earliest, effort, seed, keep, avoid)
    chosen, fewest = bench.find_fewest(Stopping(watch))
    return bench.finish(chosen, fewest=fewest)


def find_standing(
    trust: Trust, meetings: Iterable[Meeting], earliest: date, keep: Collection[str] = ()
) -> Standing:
    """Sort a year's meetings into pinned and movable ones."""
    pinned: list[Meeting] = []
    movable: dict[str, Meeting] = {}
    for meeting in meetings:
        held = meeting.status is MeetingStatus.CANCELLED or meeting.starts.date() < earliest
        if (
            held
            or meeting.key in keep
            or meeting.group not in trust.group_by_id
            or not trust.group_by_id[meeting.group].holds(earliest)
        ):
            pinned.append(meeting)
        else:
            movable[meeting.key] = meeting
    return Standing(tuple(pinned), movable)


class _Bench:
    """A year laid out for repair: its problem with every meeting that may move, and where each stands now."""

    def __init__(  # noqa: PLR0913, PLR0917  (made in two places, right here)
        self,
        trust: Trust,
        year: str,
        meetings: Sequence[Meeting],
        earliest: date,
        effort: float,
        seed: int,
        keep: Collection[str] = (),
        avoid: Sequence[Avoid] = (),
    ) -> None:
        self._trust, self._year, self._earliest, self._avoid = trust, year, earliest, avoid
        self._effort, self._seed = effort, seed
        self._pinned, self._movable = find_standing(trust, meetings, earliest, keep)
        self._desk = self._set_out(self._pinned)
        self._drafted = self._desk.build()
        self._stays = [
            [_stays(place, self._movable.get(occurrence.key)) for place in places]
            for occurrence, places in zip(self._drafted.occurrences, self._drafted.places, strict=True)
        ]

    def find_fewest(self, watch: Watch) -> tuple[tuple[int, ...], bool]:
        """Find a solution with the fewest moves, hard rules alone considered, and say whether that is proved."""
        whole = self._drafted.problem
        events = [
            Event(event.name, tuple(Option(option.cell, charges) for option, charges in priced))
            for event, priced in zip(whole.events, self._price_moves(1), strict=True)
        ]
        pairs = [pair for pair in whole.pairs if pair.charge is None]
        limits = [limit for limit in whole.limits if limit.charge is None]
        moves = Problem(events, whole.moments, whole.kernels, pairs, limits, whole.unplaced)
        start = Solution(self._stand(), cost=whole.unplaced.price * (len(events) + 1))
        best = search_annealing(
            moves, start, sweeps=SWEEPS, seed=self._seed, hottest=HOTTEST, coldest=COLDEST, watch=watch
        )
        if best.cost <= _count_forced(moves) or watch(Progress(best.cost, 0)):
            return best.chosen, best.cost <= _count_forced(moves)
        outcome = prove(moves, best, effort=QUICK, seed=self._seed)
        if not outcome.proved:
            outcome = solve(moves, outcome.solution, effort=self._effort, seed=self._seed, watch=watch)
        return outcome.solution.chosen, outcome.proved

    def find_worthwhile(self, chosen: tuple[int, ...], worth: int, watch: Watch) -> tuple[int, ...]:
        """Find a cheap solution near another, a move of a published meeting priced at what it must be worth."""
        whole = self._drafted.problem
        events = [
            Event(
                event.name,
                tuple(option._replace(charges=(*option.charges, *extra)) for option, extra in priced),
            )
            for event, priced in zip(whole.events, self._price_moves(worth), strict=True)
        ]
        priced = Problem(events, whole.moments, whole.kernels, whole.pairs, whole.limits, whole.unplaced)
        start = Solution(chosen, priced.cost(chosen))
        return search_annealing(priced, start, sweeps=SWEEPS, seed=self._seed, watch=watch).chosen

    def finish(self, chosen: Sequence[int], *, fewest: bool) -> Repair:
        """Give what moves and what is new its best dates, everything else word for word where it is."""
        moving = {
            occurrence.key
            for occurrence, option, stays in zip(self._drafted.occurrences, chosen, self._stays, strict=True)
            if option == UNPLACED or not stays[option]
        }
        kept = [meeting for key, meeting in self._movable.items() if key not in moving]
        desk = self._set_out((*self._pinned, *kept))
        drafted = desk.build()
        outcome = optimise(drafted.problem, effort=self._effort, seed=self._seed)
        proposal = make_proposal(desk, drafted, outcome, (*self._pinned, *kept), self._seed)
        meetings = tuple(self._keep_status(meeting) for meeting in proposal.meetings)
        moves = tuple(
            Move(before=before, after=after)
            for after in meetings
            if (before := self._movable.get(after.key))
            and (before.starts, before.ends) != (after.starts, after.ends)
        )
        known = {*self._movable, *(meeting.key for meeting in self._pinned)}
        return Repair(
            meetings=meetings,
            moves=moves,
            added=tuple(meeting for meeting in meetings if meeting.key not in known),
            unmet=proposal.unmet,
            people=self._find_touched(moves),
            cost=self._cost(meetings),
            fewest=fewest and not proposal.unmet,
        )

    def _set_out(self, fixed: Sequence[Meeting]) -> Desk:
        trust, taken = self._trust, {meeting.key for meeting in fixed}
        owed = find_occurrences(trust, self._year, taken)
        known = {*taken, *(occurrence.key for occurrence in owed)}
        extra = [find_occurrence(trust, m) for key, m in self._movable.items() if key not in known]
        wanted = (*owed, *extra)
        return set_out(
            trust, self._year, fixed, earliest=self._earliest, occurrences=wanted, avoid=self._avoid
        )

    def _stand(self) -> tuple[int, ...]:
        return tuple(stays.index(True) if True in stays else UNPLACED for stays in self._stays)

    def _price_moves(self, price: int) -> Iterator[list[tuple[Option, tuple[Charge, ...]]]]:
        """Give each event's options, each with the price of a move if it is one."""
        rows = zip(self._drafted.occurrences, self._drafted.problem.events, self._stays, strict=True)
        for occurrence, event, stays in rows:
            move = (Charge(MOVE, price),) if occurrence.key in self._movable else ()
            yield [(option, () if stay else move) for option, stay in zip(event.options, stays, strict=True)]

    def _keep_status(self, meeting: Meeting) -> Meeting:
        before = self._movable.get(meeting.key)
        return meeting.model_copy(update={"status": before.status}) if before else meeting

    def _find_touched(self, moves: Iterable[Move]) -> tuple[str, ...]:
        rosters, groups = self._desk.rosters, self._trust.group_by_id
        touched = {
            person.id
            for move in moves
            for meeting in (move.before, move.after)
            for person in rosters.on(groups[meeting.group], meeting.starts.date()).members
        }
        return tuple(sorted(touched))

    def _cost(self, meetings: Iterable[Meeting]) -> int:
        dated = {meeting.key: meeting for meeting in meetings}
        chosen = [
            next((n for n, place in enumerate(places) if _stays(place, dated.get(occurrence.key))), UNPLACED)
            for occurrence, places in zip(self._drafted.occurrences, self._drafted.places, strict=True)
        ]
        return self._drafted.problem.cost(chosen)


def _stays(place: Place, meeting: Meeting | None) -> bool:
    """Say whether an option is where a meeting stands now; its room may be any of the class."""
    if meeting is None or (place.slot.span.starts, place.slot.span.ends) != (meeting.starts, meeting.ends):
        return False
    return place.rooms is None or any(room.name == meeting.room for room in place.rooms.rooms)


def _count_forced(problem: Problem) -> int:
    """Price what no solution could save: events that cannot stay, or have no option at all."""
    return sum(
        min((option.price for option in event.options), default=problem.unplaced.price)
        for event in problem.events
    )

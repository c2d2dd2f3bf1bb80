"""What a year costs as it stands, whoever made it, and how much better one could be.

Each meeting is an event with one option, its own time, so the planner's own rules price it; what they would forbid has
no price here and is for the judge (`check`) to tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from scheduler.draft import Entry
from scheduler.engine.optimise import optimise
from scheduler.engine.problem import Problem, Watch
from scheduler.explain import explain_unmet
from scheduler.occurrences import Occurrence, Span, find_occurrence, find_occurrences
from scheduler.planner import set_out
from scheduler.scenario import Avoid, Certificate, Compromise, sum_costs
from scheduler.year_problem import build_year_problem
from trust.meetings import Meeting, MeetingStatus
from trust.values import RefusedError
from trust.year import Trust

EFFORT = 4.0


def price_year(
    trust: Trust, year: str, meetings: Iterable[Meeting], owed: Mapping[str, int] | None = None
) -> tuple[Compromise, ...]:
    """List what a year's meetings cost, dearest first. What is called off, or not in term, costs nothing."""
    dated = {m.key: (m, occurrence) for m in _live(meetings) if (occurrence := _find_occurrence(trust, m))}
    desk = set_out(trust, year, owed=owed, occurrences=())
    entries = []
    for meeting, occurrence in dated.values():
        slot = desk.finder.make_slot(occurrence, Span(meeting.starts, meeting.ends))
        entries.append(Entry(occurrence, (slot._replace(rooms=()),)))
    whole = build_year_problem(trust, year, entries, desk.rosters, desk.bookings).problem
    pairs = [pair for pair in whole.pairs if pair.charge]
    limits = [limit for limit in whole.limits if limit.charge]
    problem = Problem(whole.events, whole.moments, whole.kernels, pairs, limits, whole.unplaced)
    keys = tuple(dated)
    found = (
        Compromise(
            rule=str(breach.charge.rule),
            cost=breach.cost,
            meetings=tuple(dict.fromkeys(keys[event] for event in breach.events)),
            people=tuple(dict.fromkeys(breach.charge.people)),
        )
        for breach in problem.find_breaches([0] * len(entries))
        if breach.cost
    )
    return tuple(sorted(found, key=lambda one: (-one.cost, one.meetings, one.rule)))


def certify(  # noqa: PLR0913  (all but the first four may be left out)
    trust: Trust,
    year: str,
    meetings: Sequence[Meeting],
    *,
    free: Iterable[str],
    earliest: date | None = None,
    owed: Mapping[str, int] | None = None,
    avoid: Sequence[Avoid] = (),
    effort: float = EFFORT,
    watch: Watch | None = None,
) -> Certificate:
    """Say what a year costs, how much less any could while only some meetings (keys) may be elsewhere, and what it lacks.

    Args:
        trust: The trust.
        year: The academic year.
        meetings: All its meetings as they are dated.
        free: The meetings that may be elsewhere.
        earliest: None of them may be before this day.
        owed: What is owed to people (by id), see fairness.
        avoid: What they are kept from.
        effort: How much work to do at most, in units of a second or two of one core.
        watch: Hears how it goes, and ends it by True with what is proved so far.
    """
    loose = _find_loose(trust, meetings, free)
    desk = set_out(
        trust, year, [m for m in meetings if m.key not in loose],
        earliest=earliest, owed=owed, occurrences=tuple(loose.values()), avoid=avoid,
    )  # fmt: skip
    # One that is where no rule allows it is judged for that elsewhere, and cannot be bettered here.
    stuck = {key for key, choice in desk.choices.items() if not choice.slots}
    loose = {key: occurrence for key, occurrence in loose.items() if key not in stuck}
    fixed = [meeting for meeting in meetings if meeting.key not in loose]
    if stuck:
        desk = set_out(
            trust, year, fixed, earliest=earliest, owed=owed, occurrences=tuple(loose.values()), avoid=avoid
        )
    cost = sum_costs(price_year(trust, year, meetings, owed))
    bound = best = cost
    if loose:
        outcome = optimise(desk.build().problem, effort=effort, watch=watch)
        base = sum_costs(price_year(trust, year, fixed, owed))
        bound, best = min(cost, base + outcome.bound), min(cost, base + outcome.solution.cost)
    missing = find_occurrences(trust, year, {meeting.key for meeting in meetings})
    if not missing:
        return Certificate(cost=cost, bound=bound, best=best)
    known = (*loose.values(), *missing)
    desk = set_out(trust, year, fixed, earliest=earliest, owed=owed, occurrences=known, avoid=avoid)
    placed = {m.key: Span(m.starts, m.ends) for m in meetings if m.key in loose}
    unmet = explain_unmet(desk, [occurrence.key for occurrence in missing], placed)
    return Certificate(cost=cost, bound=bound, best=best, unmet=unmet)


def _find_loose(trust: Trust, meetings: Iterable[Meeting], free: Iterable[str]) -> dict[str, Occurrence]:
    wanted = set(free)
    return {
        meeting.key: occurrence
        for meeting in _live(meetings)
        if meeting.key in wanted and (occurrence := _find_occurrence(trust, meeting))
    }


def _live(meetings: Iterable[Meeting]) -> Iterable[Meeting]:
    return (meeting for meeting in meetings if meeting.status is not MeetingStatus.CANCELLED)


def _find_occurrence(trust: Trust, meeting: Meeting) -> Occurrence | None:
    try:
        return find_occurrence(trust, meeting)
    except RefusedError:
        return None

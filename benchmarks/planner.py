"""How good the planner's years are, how fast it makes them, and how little it moves.

`python benchmarks/planner.py --size medium --json`, or `python -m benchmarks.planner`, from the repository.

Every figure is of one run on one invented trust. A year is judged by the independent checker; "solve again" is what a
planner without repair would do after the same change.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

if not __package__:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.sizes import Size
from benchmarks.trusts import make_trust
from scheduler.check import Severity, check_year
from scheduler.engine.optimise import optimise
from scheduler.engine.problem import UNPLACED, Progress
from scheduler.engine.search import search_greedily
from scheduler.planner import make_proposal, propose_year, set_out
from scheduler.repair import repair_year
from trust.cadence import CadenceRule, Format
from trust.calendar import Blackout, TermName
from trust.groups import Office
from trust.meetings import Meeting, MeetingStatus
from trust.values import Weekday
from trust.year import Trust

# The year is under way when it is repaired: its autumn has been held.
EARLIEST = date(2026, 12, 1)
EFFORT: Mapping[Size, float] = {Size.SMALL: 20, Size.MEDIUM: 40, Size.LARGE: 60}


def measure(size: Size, seconds: float, seed: int) -> dict[str, Any]:
    """Plan a year, repair it after each change, and explain what cannot be done; give every figure."""
    trust = make_trust(size, seed)
    began = time.perf_counter()
    firsts: list[float] = []

    def watch(progress: Progress) -> bool:
        now = time.perf_counter() - began
        if not firsts and progress.best < drafted.problem.unplaced.price:
            firsts.append(now)
        return now >= seconds

    desk = set_out(trust, trust.settings.year)
    drafted = desk.build()
    set_up = time.perf_counter() - began
    greedy = search_greedily(drafted.problem)
    left_out = greedy.chosen.count(UNPLACED)
    greedy_cost = greedy.cost - left_out * drafted.problem.unplaced.price
    if not left_out:
        firsts.append(time.perf_counter() - began)
    outcome = optimise(drafted.problem, effort=EFFORT[size], seed=seed, steady=False, watch=watch)
    proposal = make_proposal(desk, drafted, outcome, (), seed)
    took = time.perf_counter() - began
    published = [m.model_copy(update={"status": MeetingStatus.PUBLISHED}) for m in proposal.meetings]
    repairs = {
        name: _measure_repair(change(trust, published), published, seed) for name, change in CHANGES.items()
    }
    together = repairs["all of these together"]
    return {
        "size": str(size),
        "seed": seed,
        "schools": len(trust.schools),
        "groups": len(trust.groups),
        "people": len(trust.people),
        "meetings": len(proposal.meetings),
        "options": sum(len(event.options) for event in drafted.problem.events),
        "hard_violations": _count_hard(trust, proposal.meetings) + len(proposal.unmet),
        "cost": proposal.cost,
        "bound": proposal.bound,
        "gap": round((proposal.cost - proposal.bound) / max(proposal.cost, 1), 4),
        "status": str(proposal.status),
        "greedy_cost": greedy_cost,
        "greedy_left_out": left_out,
        "excess": proposal.cost - proposal.bound,
        "greedy_excess": greedy_cost - proposal.bound,
        "seconds_set_up": round(set_up, 2),
        "seconds_first_feasible": round(firsts[0], 2) if firsts else None,
        "seconds": round(took, 2),
        "repair_moved": together["moved"],
        "resolve_moved": together["resolve_moved"],
        "repair_seconds": max(repair["seconds"] for repair in repairs.values()),
        "repairs": repairs,
        **_measure_explanations(trust, seed),
        "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def _count_hard(trust: Trust, meetings: Sequence[Meeting]) -> int:
    faults = check_year(trust, meetings, trust.settings.year)
    return sum(fault.severity is Severity.HARD for fault in faults)


def _measure_repair(trust: Trust, published: Sequence[Meeting], seed: int) -> dict[str, Any]:
    began = time.perf_counter()
    repair = repair_year(trust, trust.settings.year, published, earliest=EARLIEST, seed=seed)
    took = time.perf_counter() - began
    held = [meeting for meeting in published if meeting.starts.date() < EARLIEST]
    again = propose_year(trust, trust.settings.year, held, earliest=EARLIEST, seed=seed, effort=5)
    before = {meeting.key: meeting.starts for meeting in published}
    return {
        "moved": len(repair.moves),
        "fewest_proved": repair.fewest,
        "added": len(repair.added),
        "unmet": len(repair.unmet),
        "hard_violations": _count_hard(trust, repair.meetings),
        "seconds": round(took, 2),
        "resolve_moved": sum(before.get(m.key, m.starts) != m.starts for m in again.meetings),
    }


def _start_spring_later(trust: Trust, _: Sequence[Meeting]) -> Trust:
    halves = tuple(
        half.model_copy(update={"starts": half.starts + timedelta(weeks=1)})
        if (half.term, half.half) == (TermName.SPRING, 1)
        else half
        for half in trust.half_terms
    )
    return trust.model_copy(update={"half_terms": halves})


def _lose_venue_day(trust: Trust, published: Sequence[Meeting]) -> Trust:
    at_venue = [m for m in published if m.format is Format.CONFERENCE]
    days = [meeting.starts.date() for meeting in at_venue]
    busiest = max(sorted(set(days)), key=days.count)
    groups = tuple(dict.fromkeys(meeting.group for meeting in at_venue))
    lost = Blackout(reason="The venue is lost", groups=groups, starts=busiest, ends=busiest)
    return trust.model_copy(update={"blackouts": (*trust.blackouts, lost)})


def _change_chair(trust: Trust, _: Sequence[Meeting]) -> Trust:
    """Let the first group's chair leave, and someone who leads another group already take it on."""
    chairs = [officer for officer in trust.officers if officer.office is Office.CHAIR and officer.person]
    leaving, taking = chairs[0], next(c for c in chairs if c.group != chairs[0].group)
    left = leaving.model_copy(update={"ends": EARLIEST - timedelta(days=1)})
    took = leaving.model_copy(update={"person": taking.person, "starts": EARLIEST})
    others = (officer for officer in trust.officers if officer is not leaving)
    return trust.model_copy(update={"officers": (*others, left, took)})


def _add_meeting(trust: Trust, _: Sequence[Meeting]) -> Trust:
    """Let every group of the first cadence meet once more in summer."""
    name, cadence = next(iter(trust.settings.cadences.items()))
    more = CadenceRule(key="extra", title="Extra meeting", term=TermName.SUMMER, half=1)
    cadences = dict(trust.settings.cadences) | {
        name: cadence.model_copy(update={"meetings": (*cadence.meetings, more)})
    }
    return trust.model_copy(update={"settings": trust.settings.model_copy(update={"cadences": cadences})})


def _change_all(trust: Trust, published: Sequence[Meeting]) -> Trust:
    for change in (_start_spring_later, _lose_venue_day, _change_chair, _add_meeting):
        trust = change(trust, published)
    return trust


CHANGES: Mapping[str, Callable[[Trust, Sequence[Meeting]], Trust]] = {
    "spring starts a week later": _start_spring_later,
    "busiest venue day lost": _lose_venue_day,
    "chair leaves": _change_chair,
    "a meeting more for one cadence": _add_meeting,
    "all of these together": _change_all,
}


def _measure_explanations(trust: Trust, seed: int) -> dict[str, Any]:
    """Make years impossible in several ways and ask why; the slowest answer counts."""
    found: dict[str, dict[str, Any]] = {}
    for name, spoil in SPOILT.items():
        spoilt = spoil(trust)
        desk = set_out(spoilt, spoilt.settings.year)
        drafted = desk.build()
        outcome = optimise(drafted.problem, effort=2, seed=seed)
        began = time.perf_counter()
        proposal = make_proposal(desk, drafted, outcome, (), seed)
        seconds = round(time.perf_counter() - began, 2)
        why = proposal.unmet[0].why if proposal.unmet else ""
        found[name] = {"unmet": len(proposal.unmet), "seconds": seconds, "why": why}
    return {"explain_seconds": max(one["seconds"] for one in found.values()), "explanations": found}


def _send_chair_away(trust: Trust) -> Trust:
    """Let a chair work on Saturdays alone."""
    chair = next(o for o in trust.officers if o.office is Office.CHAIR and o.person)
    people = tuple(
        person.model_copy(update={"working_days": (Weekday.SAT,)}) if person.id == chair.person else person
        for person in trust.people
    )
    return trust.model_copy(update={"people": people})


def _give_one_chair_everything(trust: Trust) -> Trust:
    """Let one person chair the eight groups that have a conference first, and close all but five days of that half."""
    chair = next(o.person for o in trust.officers if o.office is Office.CHAIR and o.person)
    meeting = [group.id for group in trust.groups if _has_conference(trust, group.cadence)][:8]
    officers = tuple(
        officer.model_copy(update={"person": chair})
        if officer.group in meeting and officer.office is Office.CHAIR
        else officer
        for officer in trust.officers
    )
    last = max(half.ends for half in trust.half_terms)
    closed = Blackout(reason="Exams", starts=date(2027, 6, 1), ends=last - timedelta(days=7))
    return trust.model_copy(update={"officers": officers, "blackouts": (*trust.blackouts, closed)})


def _take_rooms(trust: Trust) -> Trust:
    """Leave every venue its largest room, and two weeks of the conferences' half-term."""
    largest = {room.place: room for room in sorted(trust.rooms, key=lambda room: room.capacity)}
    last = max(half.ends for half in trust.half_terms)
    closed = Blackout(reason="Exams", starts=date(2027, 6, 1), ends=last - timedelta(days=14))
    return trust.model_copy(
        update={"rooms": tuple(largest.values()), "blackouts": (*trust.blackouts, closed)}
    )


def _has_conference(trust: Trust, cadence: str) -> bool:
    return any(rule.format is Format.CONFERENCE for rule in trust.settings.cadences[cadence].meetings)


SPOILT: Mapping[str, Callable[[Trust], Trust]] = {
    "a chair is never there": _send_chair_away,
    "one chair for eight conferences in a week": _give_one_chair_everything,
    "a room a venue and two weeks": _take_rooms,
}


def main() -> None:
    """Measure one size and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=Size, choices=list(Size), default=Size.SMALL)
    parser.add_argument("--seconds", type=float, default=60, help="planning ends after so long (default 60)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    figures = measure(options.size, options.seconds, options.seed)
    if options.json:
        sys.stdout.write(json.dumps(figures, indent=2) + "\n")
    else:
        for name, figure in figures.items():
            sys.stdout.write(f"{name:24} {figure}\n")


if __name__ == "__main__":
    main()

"""Planning an instance from outside with the planner's own search: its file, the time it may take, what is printed.

What an assignment costs is counted by the judge, from the attendees, never taken from the search.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from scheduler.engine.chains import search_by_chains
from scheduler.engine.problem import Progress, Watch
from scheduler.instance import (
    Instance,
    Verdict,
    bound_instance,
    build_instance_problem,
    judge_instance,
    read_assignment,
)
from scheduler.instance_text import parse_instance, parse_public_pair
from trust.values import RefusedError

# With neither seconds nor sweeps said.
SECONDS = 60


class Answer(NamedTuple):
    """What came of an instance: the slot of each event (from 0), its verdict, the bound, and the work it took."""

    instance: Instance
    assignment: dict[str, int]
    verdict: Verdict
    bound: int
    sweeps: int
    seconds: float


def read_instance(path: Path, slots: int | None = None) -> Instance:
    """Read an instance: our own plain form, or FILE.stu with FILE.crs beside it.

    Raises:
        RefusedError: It cannot be read; the sentence names file, line and fault.
    """
    if path.suffix.lower() not in {".stu", ".crs"}:
        return parse_instance(_read(path), path.name, slots=slots)
    pair = [
        next(
            (p for p in (path.with_suffix(s), path.with_suffix(s.upper())) if p.exists()), path.with_suffix(s)
        )
        for s in (".crs", ".stu")
    ]
    courses, students = (_read(each) for each in pair)
    return parse_public_pair(courses, students, (pair[0].name, pair[1].name), slots=slots)


def solve_instance(
    instance: Instance,
    *,
    seconds: float | None = None,
    sweeps: int | None = None,
    seed: int = 0,
    watch: Watch | None = None,
) -> Answer:
    """Plan an instance for so many seconds or sweeps, whichever end first; `watch` may end it sooner."""
    began = time.monotonic()
    problem, bound = build_instance_problem(instance), bound_instance(instance)
    lasting, made = seconds or (None if sweeps else SECONDS), 0

    def share(sweep: int) -> float:
        nonlocal made
        made = max(made, sweep)
        in_time = (time.monotonic() - began) / lasting if lasting else 0.0
        return max(in_time, sweep / sweeps if sweeps else 0.0)

    solution = search_by_chains(problem, share, seed=seed, bound=bound, watch=watch)
    assignment = read_assignment(instance, solution.chosen)
    return Answer(
        instance, assignment, judge_instance(instance, assignment), bound, made, time.monotonic() - began
    )


def plan_instance(
    path: Path,
    slots: int | None = None,
    seconds: float | None = None,
    effort: int | None = None,
    seed: int = 0,
    out: Path | None = None,
    json: bool = False,
) -> bool:
    """Plan an instance, print what came of it, and write `event slot` lines; say whether nothing is broken.

    `effort` is a number of sweeps: the same one gives the same answer anywhere. Ctrl-C ends with the best so far.

    Raises:
        RefusedError: The instance cannot be read, or the answer not be written.
    """
    from termtime.terminal import console, make_progress, print_json  # noqa: PLC0415  (slow to load)

    instance = read_instance(path, slots)
    people = len(instance.attendees)
    with _hear_interrupts() as interrupted, make_progress() as bar:
        task = bar.add_task(f"Planning {instance.name}"[:60].replace("[", "("), total=None, note="")

        def show(progress: Progress) -> bool:
            bar.update(task, note=f"best {progress.best / people:.3f}, bound {progress.bound / people:.3f}")
            return interrupted.is_set()

        answer = solve_instance(instance, seconds=seconds, sweeps=effort, seed=seed, watch=show)
    if out:
        _write(out, answer)
    if json:
        print_json(_dump(answer))
    else:
        console.print(_describe(answer), markup=False, soft_wrap=True)
    return answer.verdict.broken == 0


@contextmanager
def _hear_interrupts() -> Iterator[threading.Event]:
    """Let Ctrl-C ask for the best so far instead of ending the program."""
    heard = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield heard
        return
    before = signal.signal(signal.SIGINT, lambda *_: heard.set())
    try:
        yield heard
    finally:
        signal.signal(signal.SIGINT, before)


def _describe(answer: Answer) -> str:
    verdict, instance = answer.verdict, answer.instance
    people = len(instance.attendees)
    return (
        f"{instance.name}: {len(instance.events)} events, {people} attendees, {instance.slots} slots.\n"
        f"Conflicts broken: {verdict.broken} ({verdict.clashes} clashes, {verdict.unplaced} events without a slot, "
        f"{verdict.overfull} slots overfull, {verdict.closed} events in closed slots).\n"
        f"Proximity cost: {verdict.cost} in total, {verdict.per_attendee:.4f} per attendee "
        f"(none costs less than {answer.bound}, {answer.bound / people:.4f} per attendee).\n"
        f"{answer.seconds:.1f} seconds, {answer.sweeps} sweeps."
    )


def _dump(answer: Answer) -> dict[str, Any]:
    instance = answer.instance
    return {
        "instance": instance.name,
        "events": len(instance.events),
        "attendees": len(instance.attendees),
        "slots": instance.slots,
        **answer.verdict._asdict(),
        "broken": answer.verdict.broken,
        "bound": answer.bound,
        "sweeps": answer.sweeps,
        "seconds": round(answer.seconds, 2),
        "assignment": {event: slot + 1 for event, slot in answer.assignment.items()},
    }


def _write(out: Path, answer: Answer) -> None:
    lines = [f"{event} {slot + 1}\n" for event, slot in answer.assignment.items()]
    try:
        out.write_text("".join(lines), "utf-8")
    except OSError as error:
        msg = f"{out} cannot be written: {error.strerror}."
        raise RefusedError(msg) from error


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError as error:
        msg = f"{path} cannot be read: {error.strerror}."
        raise RefusedError(msg) from error
    except UnicodeDecodeError as error:
        msg = f"{path} is not text in UTF-8 (byte {error.start + 1})."
        raise RefusedError(msg) from error

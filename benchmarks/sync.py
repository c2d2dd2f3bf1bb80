"""How fast the sync is, beside a plain msgraph-sdk loop and the least time Microsoft's limits allow.

`python benchmarks/sync.py --json`, or `python -m benchmarks.sync`, from the repository.

Every contestant has a process of its own and a fresh sandbox in another, which takes 30 ms over every request and keeps
the real limits. Seconds are those of a run alone: signed in, from its first question until its last write is confirmed
and noted; libraries it imports meanwhile are in it. Requests, writes and mails are counted by the sandbox.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

if not __package__:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.processes import FailedError
from benchmarks.sync_bounds import find_bound
from benchmarks.sync_processes import Figures, Job, measure, running_office
from benchmarks.sync_sizes import BASE, LARGE, Shape, Step
from benchmarks.sync_tables import make_tables
from termtime.terminal import console, errors, make_progress, print_json

LATENCY = 0.03
ENGINE, SDK_LOOP = "benchmarks.sync_engine", "benchmarks.sdk_loop"
# What takes tenths of a second is measured so often, each time in a fresh sandbox, and the median given.
TIMES = 3
# At the third, one mailbox would write to more people in a day than Exchange lets it.
GROWTH = (1, 4, 16)
GROWING = ("requests", "seconds", "cpu_seconds", "memory_of_run_mb")
Say = Callable[[str], None]


def measure_steps(
    shape: Shape, steps: Sequence[Step], *, documents: bool, say: Say, latency: float = LATENCY
) -> dict[Step, Figures]:
    """Let Termtime take some steps one after another, each in a new process, against one sandbox and database."""
    with TemporaryDirectory() as folder, running_office(shape, latency) as office:
        database = f"sqlite:///{folder}/termtime.db"
        found = {}
        for step in steps:
            say(f"Termtime, {shape.groups} groups: {step}")
            found[step] = measure(ENGINE, Job(shape, step, documents, office.url, database), office)
    return found


def measure_base(say: Say, *, quick: bool) -> Figures:
    """Measure the loop once and Termtime a few times on the same work, without its documents and with them."""
    say(f"msgraph-sdk loop, {BASE.groups} groups")
    with running_office(BASE, LATENCY) as office:
        loop = measure(SDK_LOOP, Job(BASE, Step.FIRST, False, office.url, ""), office)
    alike = _measure_both(say, documents=False)
    if any(alike["first"][made] != loop[made] for made in ("writes", "groups", "folders", "events", "mails")):
        raise FailedError("The contestants did not write the same.")
    found = _summarise(alike, loop, documents=False)
    if not quick:
        found["with_documents"] = _summarise(_measure_both(say, documents=True), loop, documents=True)
    return found | {
        "sdk_requests": loop["requests"],
        "sdk_seconds": loop["seconds"],
        "sdk_cpu_seconds": loop["cpu_seconds"],
        "writes": loop["writes"],
        "details": {**alike, "sdk": loop},
    }


def _measure_both(say: Say, *, documents: bool) -> dict[str, Figures]:
    runs = [measure_steps(BASE, (Step.FIRST, Step.AGAIN), documents=documents, say=say) for _ in range(TIMES)]
    return {str(step): _take_median([run[step] for run in runs]) for step in (Step.FIRST, Step.AGAIN)}


def _take_median(runs: Sequence[Figures]) -> Figures:
    return {name: median(run[name] for run in runs) for name in runs[0]} | {
        "seconds_of_each": [run["seconds"] for run in runs]
    }


def _summarise(both: dict[str, Figures], loop: Figures, *, documents: bool) -> Figures:
    first, second = both["first"], both["again"]
    bound = find_bound(BASE, LATENCY, documents=documents).seconds
    return {
        "first_requests": first["requests"],
        "first_seconds": first["seconds"],
        "first_cpu_seconds": first["cpu_seconds"],
        "second_requests": second["requests"],
        "second_writes": second["writes"],
        "second_seconds": second["seconds"],
        "second_cpu_seconds": second["cpu_seconds"],
        "speedup_over_sdk_loop": round(loop["seconds"] / first["seconds"], 1),
        "ratio_to_lower_bound": round(first["seconds"] / bound, 2),
        "lower_bound_seconds": bound,
    }


def measure_growth(say: Say, *, by_chair: bool, quick: bool) -> list[Figures]:
    """Measure a first and a second sync of ever larger trusts, and what each costs for a thing written."""
    rows: list[Figures] = []
    for times in GROWTH[: 2 if quick or not by_chair else None]:
        shape = BASE.grow(times)._replace(by_chair=by_chair)
        found = measure_steps(shape, (Step.FIRST, Step.AGAIN), documents=False, say=say)
        first, second = found[Step.FIRST], found[Step.AGAIN]
        row = {
            "times": times,
            "things": shape.things,
            "mailboxes": shape.groups if by_chair else 1,
            "sharepoint_units_a_minute": shape.sharepoint_units,
            **{name: first[name] for name in (*GROWING, "peak_memory_mb", "throttled")},
            **{f"second_{name}": second[name] for name in ("requests", "writes", "seconds", "cpu_seconds")},
        }
        start, before = (rows[0], rows[-1]) if rows else (row, None)
        rows.append(row | {
            "per_thing_to_1x": {
                name: round(row[name] / row["things"] / (start[name] / start["things"]), 2) for name in GROWING
            },
            # What a run costs however little there is to do hides how the rest grows; between two sizes it does not.
            "per_added_thing": before and {
                name: round((row[name] - before[name]) / (row["things"] - before["things"]), 5)
                for name in GROWING
            },
        })  # fmt: skip
    return rows


def measure_large(say: Say) -> Figures:
    """Measure a large trust's coming term, with its documents: first sync, nothing new, a joiner, a moved meeting."""
    found = measure_steps(LARGE, tuple(Step), documents=True, say=say)
    bound = find_bound(LARGE, LATENCY, documents=True).seconds
    shown = ("requests", "writes", "mails", "seconds", "cpu_seconds", "peak_memory_mb", "throttled")
    return {
        "groups": LARGE.groups,
        "meetings_in_the_year": 3 * LARGE.events,
        "events": LARGE.events,
        "staff": LARGE.staff,
        "sharepoint_units_a_minute": LARGE.sharepoint_units,
        "lower_bound_seconds": bound,
        "ratio_to_lower_bound": round(found[Step.FIRST]["seconds"] / bound, 2),
        **{str(step): {name: figures[name] for name in shown} for step, figures in found.items()},
    }


def measure_all(say: Say, *, quick: bool, by_chair: bool) -> Figures:
    """Measure everything; see the module."""
    return {
        "latency_seconds": LATENCY,
        "processors": os.cpu_count(),
        "load_before": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        **measure_base(say, quick=quick),
        "growth": measure_growth(say, by_chair=by_chair, quick=quick),
        "large": {} if quick else measure_large(say),
    }


@contextmanager
def showing_progress(total: int) -> Iterator[Say]:
    """Say on standard error what is being measured: a bar for a person, a line each for a file."""
    if not errors.is_terminal:
        yield errors.print
        return
    with make_progress() as bar:
        task = bar.add_task("Measuring", total=total, note="")
        # The first step is begun, not done.
        bar.advance(task, -1)
        yield lambda step: bar.update(task, advance=1, note=step)


def main() -> None:
    """Measure and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--quick", action="store_true", help="no documents, growth to 4x, no large trust")
    parser.add_argument("--organiser", choices=("chair", "service"), default="chair",
                        help="whose mailboxes organise as the trust grows (default chair; service ends at 4x)")  # fmt: skip
    options = parser.parse_args()
    by_chair = options.organiser == "chair"
    try:
        with showing_progress(1 + 2 * TIMES + 4 if options.quick else 1 + 4 * TIMES + 6 + 4) as say:
            found = measure_all(say, quick=options.quick, by_chair=by_chair)
    except FailedError as failure:
        raise SystemExit(str(failure)) from None
    if options.json:
        print_json(found)
    else:
        for table in make_tables(found):
            console.print(table)


if __name__ == "__main__":
    main()

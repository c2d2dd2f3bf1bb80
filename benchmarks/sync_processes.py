"""A process for the sandbox and one for every contestant, and what each of them costs.

A contestant is named by its module, which is imported in its own process alone, and is a coroutine `run(job)` that
gives figures. One that takes too long is ended.
"""

from __future__ import annotations

import asyncio
import importlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

from benchmarks.processes import FailedError, preparing, read_cpu, read_peak, receive
from benchmarks.sync_sizes import Shape, Step

Figures = dict[str, Any]
LONGEST = 150.0


class Job(NamedTuple):
    """What a contestant is to bring about, and where; `database` is a DATABASE_URL."""

    shape: Shape
    step: Step
    documents: bool
    sandbox_url: str
    database: str


@dataclass
class Meter:
    """Takes the time, the processor time and the memory of a run from the moment it is made."""

    wall: float = field(default_factory=time.perf_counter)
    cpu: float = field(default_factory=read_cpu)
    memory: float = field(default_factory=read_peak)

    def read(self) -> Figures:
        """Give the figures so far; `process_cpu_seconds` has the imports and the sign-in in it."""
        return {
            "seconds": round(time.perf_counter() - self.wall, 3),
            "cpu_seconds": round(read_cpu() - self.cpu, 3),
            "process_cpu_seconds": round(read_cpu(), 3),
            "peak_memory_mb": round(read_peak(), 1),
            "memory_of_run_mb": round(read_peak() - self.memory, 1),
        }


class Office:
    """A sandbox in a process of its own."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self.url = str(receive(pipe, 60, "The sandbox did not start."))

    def tell(self) -> dict[str, float]:
        """Say how much of everything there is, how much was asked, and the processor time of the sandbox."""
        self._pipe.send("tell")
        told: dict[str, float] = receive(self._pipe, 60, "The sandbox does not answer.")
        return told


@contextmanager
def running_office(shape: Shape, latency: float) -> Iterator[Office]:
    """Run a sandbox that holds a trust's people for as long as the block lasts."""
    with preparing(_carry_out, "benchmarks.sync_office", (shape, latency)) as start:
        yield Office(start())


def measure(contestant: str, job: Job, office: Office) -> Figures:
    """Let a contestant (a module's name) do its job; give its figures and what the sandbox saw of it.

    Raises:
        FailedError: It did not get it done, or not in time.
    """
    before = office.tell()
    with preparing(_carry_out, contestant, (job,)) as start:
        figures: Figures = receive(start(), LONGEST, f"{contestant} took longer than {LONGEST:.0f} s.")
    if "failed" in figures:
        raise FailedError(f"{contestant}: {figures['failed']}")
    after = office.tell()
    seen = {name: round(after[name] - before[name], 3) for name in after}
    return figures | {name: int(n) if n == int(n) else n for name, n in seen.items()}


def _carry_out(pipe: Connection, module: str, given: tuple[Any, ...]) -> None:
    contestant = importlib.import_module(module)
    try:
        if hasattr(contestant, "serve"):
            asyncio.run(contestant.serve(pipe, *given))
        else:
            pipe.send(asyncio.run(contestant.run(*given)))
    except (KeyboardInterrupt, BrokenPipeError):
        pass
    except FailedError as failure:
        pipe.send({"failed": str(failure)})
    except Exception as error:
        # Whoever waits has to hear of it; where it happened is for whoever mends it.
        pipe.send({"failed": f"{type(error).__name__}: {error}"})
        raise

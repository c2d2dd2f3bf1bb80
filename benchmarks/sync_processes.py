"""A process for the sandbox and one for every contestant, so that each pays for its own processor time and memory.

A contestant is named by its module, which is imported in its own process alone, and is a coroutine `run(job)` that
gives figures. Processes are ended by their own handles, and a contestant that takes too long with them.
"""

from __future__ import annotations

import asyncio
import importlib
import multiprocessing
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

from benchmarks.sync_sizes import Shape, Step

Figures = dict[str, Any]
SPAWN = multiprocessing.get_context("spawn")
LONGEST = 150.0


class Job(NamedTuple):
    """What a contestant is to bring about, and where; `database` is a DATABASE_URL."""

    shape: Shape
    step: Step
    documents: bool
    sandbox_url: str
    database: str


class FailedError(Exception):
    """A measurement that could not be made; the text says why."""


def _read_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _read_peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@dataclass
class Meter:
    """Takes the time, the processor time and the memory of a run from the moment it is made."""

    wall: float = field(default_factory=time.perf_counter)
    cpu: float = field(default_factory=_read_cpu)
    memory: float = field(default_factory=_read_peak)

    def read(self) -> Figures:
        """Give the figures so far; `process_cpu_seconds` has the imports and the sign-in in it."""
        return {
            "seconds": round(time.perf_counter() - self.wall, 3),
            "cpu_seconds": round(_read_cpu() - self.cpu, 3),
            "process_cpu_seconds": round(_read_cpu(), 3),
            "peak_memory_mb": round(_read_peak(), 1),
            "memory_of_run_mb": round(_read_peak() - self.memory, 1),
        }


class Office:
    """A sandbox in a process of its own."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self.url = str(_receive(pipe, 60, "The sandbox did not start."))

    def tell(self) -> dict[str, float]:
        """Say how much of everything there is, how much was asked, and the processor time of the sandbox."""
        self._pipe.send("tell")
        told: dict[str, float] = _receive(self._pipe, 60, "The sandbox does not answer.")
        return told


@contextmanager
def running_office(shape: Shape, latency: float) -> Iterator[Office]:
    """Run a sandbox that holds a trust's people for as long as the block lasts."""
    with _running("benchmarks.sync_office", (shape, latency)) as pipe:
        yield Office(pipe)


def measure(contestant: str, job: Job, office: Office) -> Figures:
    """Let a contestant (a module's name) do its job; give its figures and what the sandbox saw of it.

    Raises:
        FailedError: It did not get it done, or not in time.
    """
    before = office.tell()
    with _running(contestant, (job,)) as pipe:
        figures: Figures = _receive(pipe, LONGEST, f"{contestant} took longer than {LONGEST:.0f} s.")
    if "failed" in figures:
        raise FailedError(f"{contestant}: {figures['failed']}")
    after = office.tell()
    seen = {name: round(after[name] - before[name], 3) for name in after}
    return figures | {name: int(n) if n == int(n) else n for name, n in seen.items()}


@contextmanager
def _running(module: str, given: tuple[Any, ...]) -> Iterator[Connection]:
    ours, theirs = SPAWN.Pipe()
    process = SPAWN.Process(target=_carry_out, args=(module, theirs, given), daemon=True)
    process.start()
    theirs.close()
    try:
        yield ours
    finally:
        # A process that listens takes the closed pipe as the end; one that does not is stopped.
        ours.close()
        process.join(5)
        if process.is_alive():
            process.terminate()
            process.join()
        process.close()


def _carry_out(module: str, pipe: Connection, given: tuple[Any, ...]) -> None:
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


def _receive(pipe: Connection, seconds: float, otherwise: str) -> Any:
    try:
        if pipe.poll(seconds):
            return pipe.recv()
    except EOFError:
        pass
    raise FailedError(otherwise)

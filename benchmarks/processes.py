"""A process for each of those a benchmark compares, so that each pays for its own processor time and memory.

Each talks to us through a pipe. Processes are ended by their own handles: the closed pipe is the end for one that
listens, and one that does not is stopped.
"""

from __future__ import annotations

import multiprocessing
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any

SPAWN = multiprocessing.get_context("spawn")


class FailedError(Exception):
    """A measurement that could not be made; the text says why."""


@contextmanager
def preparing(target: Callable[..., None], *given: Any) -> Iterator[Callable[[], Connection]]:
    """Give what starts a process, once, and is our end of its pipe; the process is ended with the block.

    Args:
        target: What runs there, with the other end of the pipe and what is given.
        given: What can be sent to another process.
    """
    ours, theirs = SPAWN.Pipe()
    process = SPAWN.Process(target=target, args=(theirs, *given), daemon=True)

    def start() -> Connection:
        process.start()
        theirs.close()
        return ours

    try:
        yield start
    finally:
        ours.close()
        if process.pid is not None:
            process.join(5)
            if process.is_alive():
                process.terminate()
                process.join()
        process.close()


def receive(pipe: Connection, seconds: float, otherwise: str) -> Any:
    """Wait for what the other end sends. Raises FailedError, in the given words, when nothing comes."""
    try:
        if pipe.poll(seconds):
            return pipe.recv()
    except EOFError:
        pass
    raise FailedError(otherwise)


def read_cpu() -> float:
    """Read the seconds of processor time this process has taken so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def read_peak() -> float:
    """Read the most memory this process has held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

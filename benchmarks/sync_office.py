"""The sandbox the contestants meet: a trust's people, the real limits, and a delay for every request."""

from __future__ import annotations

import asyncio
import gc
from collections import Counter
from multiprocessing.connection import Connection

from benchmarks.processes import read_cpu
from benchmarks.sync_sizes import Shape
from benchmarks.sync_trusts import make_year
from sandbox.server import Sandbox, running_sandbox
from termtime.sandboxing import make_sandbox_seed

WRITES = ("POST", "PATCH", "PUT", "DELETE")


async def serve(pipe: Connection, shape: Shape, latency: float) -> None:
    """Say where the sandbox is, and how it stands whenever asked, until the other end of the pipe is closed."""
    seed = make_sandbox_seed(make_year(shape).trust)
    # What the garbage collector takes of this process is no cost of anybody's who is measured.
    gc.set_threshold(20_000, 20, 20)
    async with running_sandbox(seed, latency=latency, sharepoint_units=shape.sharepoint_units) as sandbox:
        pipe.send(sandbox.url)
        try:
            while await asyncio.to_thread(pipe.recv):
                pipe.send(_describe(sandbox))
        except EOFError:
            return


def _describe(sandbox: Sandbox) -> dict[str, float]:
    seen, there = Counter(sandbox.requests), sandbox.state.summary()
    return {
        # A batch is one request; its parts are counted as Graph does, each for itself.
        "requests": seen["http"],
        "parts": seen["graph"],
        "writes": sum(seen[f"graph {method}"] for method in WRITES),
        "throttled": seen["throttled"],
        **{name: there[name] for name in ("groups", "folders", "files", "events", "mails")},
        "sandbox_cpu_seconds": read_cpu(),
    }

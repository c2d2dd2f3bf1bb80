"""What an answer costs, beside a bare botbuilder echo with the same edge and the same verification.

`python benchmarks/bot.py --json`, or `python -m benchmarks.bot`, from the repository.

The services have a process each and are asked by turns in one run, over 16 connections, with tokens signed beforehand;
this process is the sandbox they answer to. Processor time is what the operating system counted for each process. The
milliseconds of an answer are taken inside Termtime's process: from the message to the answer, but for Teams.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import quantiles
from typing import Any, NamedTuple

if not __package__:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import aiohttp

from benchmarks import bot_services
from benchmarks.bot_services import FERNVALE, Asker, Figures
from benchmarks.processes import FailedError, preparing, receive
from sandbox.connector.activities import make_message, personal_id, teams_id
from sandbox.connector.client import TeamsClient
from sandbox.server import Sandbox, running_sandbox
from termtime.directory import read_year
from termtime.sandboxing import make_sandbox_seed
from termtime.terminal import console, make_table, print_json
from trust.people import PersonKind

LONGEST = 60.0
PEOPLE = 40
CONNECTIONS = 16
QUESTIONS = (
    "when is my next meeting", "what groups am I in", "when does history meet", "who chairs science",
    "english minutes", "whos running maths", "wheres the last geography notes", "what can you do",
)  # fmt: skip


class Size(NamedTuple):
    """How much is asked: rounds of so many activities of each service, and questions asked one after another."""

    rounds: int = 4
    activities: int = 100
    asks: int = 400


@dataclass
class Service:
    """A service in a process of its own, and what it has cost."""

    name: str
    pipe: Connection
    address: str
    start_seconds: float
    activities: int = 0
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    took: list[float] = field(default_factory=list)

    def tell(self, wanted: str, given: Any = None) -> Any:
        """Have the service do something, and give what comes of it."""
        self.pipe.send((wanted, given))
        return _receive(self.pipe, self.name)


class Asking:
    """Everybody's Teams, with messages and tokens made before they are needed."""

    def __init__(self, sandbox: Sandbox, upns: Sequence[str]) -> None:
        tenant = self._tenant = sandbox.state
        ids = [str(tenant.directory.get_user(upn)["id"]) for upn in upns]
        self.askers = [Asker(teams_id(user), user, personal_id(user)) for user in ids]
        for upn, asker in zip(upns, self.askers, strict=True):
            talk = tenant.conversations.open(asker.conversation, "personal", upn)
            talk.members[asker.aad_id] = None
            tenant.conversations.installed.add(asker.aad_id)
        self._tokens = [TeamsClient(sandbox, "").sign() for _ in range(CONNECTIONS)]
        self._numbers = itertools.count()

    def make(self, count: int) -> list[tuple[bytes, dict[str, str]]]:
        """Make so many messages, each with an id of its own."""
        return [self._make_one(number) for number in itertools.islice(self._numbers, count)]

    def _make_one(self, number: int) -> tuple[bytes, dict[str, str]]:
        asker = self.askers[number % len(self.askers)]
        talk = self._tenant.conversations.by_id[asker.conversation]
        activity = make_message(self._tenant, talk, asker.aad_id, QUESTIONS[number % len(QUESTIONS)])
        token = self._tokens[number % len(self._tokens)]
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        return json.dumps(activity | {"id": f"b{number}"}).encode(), headers


async def measure_all(size: Size) -> Figures:
    """Measure both services side by side, then Termtime's answers one by one."""
    trust = read_year(FERNVALE).trust
    upns = [person.upn for person in trust.people if person.kind is not PersonKind.GUEST][:PEOPLE]
    async with running_sandbox(make_sandbox_seed(trust)) as sandbox:
        asking = Asking(sandbox, upns)
        with (
            _preparing("echo", sandbox.url) as start_echo,
            _preparing("termtime", sandbox.url) as start_termtime,
        ):
            # One after the other, or each would wait for the other's imports.
            echo = await asyncio.to_thread(start_echo)
            termtime = await asyncio.to_thread(start_termtime)
            for service in (echo, termtime):
                await _post(service.address, asking.make(PEOPLE))
            for _ in range(size.rounds):
                for service in (echo, termtime):
                    await _measure_round(service, asking.make(size.activities))
            ask = (asking.askers, QUESTIONS, size.asks)
            took = await asyncio.to_thread(termtime.tell, "ask", ask)
            memory = {
                s.name: (await asyncio.to_thread(s.tell, "usage"))["memory_mb"] for s in (echo, termtime)
            }
            return _summarise(echo, termtime, took, memory, sandbox)


async def _measure_round(service: Service, messages: Sequence[tuple[bytes, dict[str, str]]]) -> None:
    before = await asyncio.to_thread(service.tell, "usage")
    began = time.perf_counter()
    await _post(service.address, messages)
    service.seconds += time.perf_counter() - began
    after = await asyncio.to_thread(service.tell, "usage")
    service.cpu_seconds += after["cpu_seconds"] - before["cpu_seconds"]
    service.activities += len(messages)


async def _post(address: str, messages: Sequence[tuple[bytes, dict[str, str]]]) -> None:
    waiting = iter(messages)

    async def post_on(session: aiohttp.ClientSession) -> None:
        for body, headers in waiting:
            async with session.post(address, data=body, headers=headers) as response:
                if response.status != 200:
                    raise SystemExit(f"An activity was answered {response.status}: {await response.text()}")

    async with aiohttp.ClientSession() as session:
        await asyncio.gather(*(post_on(session) for _ in range(CONNECTIONS)))


def _summarise(
    echo: Service, termtime: Service, took: Sequence[float], memory: dict[str, float], sandbox: Sandbox
) -> Figures:
    said = sum(len(talk.messages) for talk in sandbox.state.conversations.by_id.values())
    asked = echo.activities + termtime.activities + 2 * PEOPLE
    if said != asked:
        raise SystemExit(f"{asked} messages were sent and {said} answered.")
    hundredths = quantiles(took, n=100)
    costs = {s.name: 1000 * s.cpu_seconds / s.activities for s in (echo, termtime)}
    return {
        "cpu_ratio_to_echo": round(costs["termtime"] / costs["echo"], 2),
        "p50_ms": round(hundredths[49], 2),
        "p99_ms": round(hundredths[98], 2),
        "activities_per_second": round(termtime.activities / termtime.seconds, 1),
        "cpu_ms_per_activity": round(costs["termtime"], 2),
        "memory_mb": round(memory["termtime"], 1),
        "start_seconds": round(termtime.start_seconds, 2),
        "activities": termtime.activities,
        "asks": len(took),
        "echo": {
            "activities_per_second": round(echo.activities / echo.seconds, 1),
            "cpu_ms_per_activity": round(costs["echo"], 2),
            "memory_mb": round(memory["echo"], 1),
            "start_seconds": round(echo.start_seconds, 2),
        },
    }


@contextmanager
def _preparing(name: str, sandbox_url: str) -> Iterator[Callable[[], Service]]:
    """Give what starts a service, which is ended with the block."""
    with preparing(bot_services.serve, name, sandbox_url) as start_process:

        def start() -> Service:
            began = time.perf_counter()
            pipe = start_process()
            return Service(name, pipe, str(_receive(pipe, name)), time.perf_counter() - began)

        yield start


def _receive(pipe: Connection, name: str) -> Any:
    return receive(pipe, LONGEST, f"The service {name!r} does not answer.")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--quick", action="store_true", help="ask a few only: shows that it runs")
    options = parser.parse_args()
    size = Size(rounds=1, activities=20, asks=40) if options.quick else Size()
    try:
        found = asyncio.run(measure_all(size))
    except FailedError as failure:
        raise SystemExit(str(failure)) from None
    if options.json:
        print_json(found)
        return
    columns = (
        "",
        "#activities/s",
        "#CPU ms each",
        "#to the echo",
        "#p50 ms",
        "#p99 ms",
        "#memory MB",
        "#start s",
    )
    table = make_table("An answer in Teams", *columns)
    for name, part, ratio, times in (
        ("botbuilder echo, same edge", found["echo"], 1.0, ("", "")),
        ("Termtime", found, found["cpu_ratio_to_echo"], (found["p50_ms"], found["p99_ms"])),
    ):
        cost = (part["activities_per_second"], part["cpu_ms_per_activity"], ratio)
        table.add_row(name, *map(str, (*cost, *times, part["memory_mb"], part["start_seconds"])))
    console.print(table)


if __name__ == "__main__":
    main()

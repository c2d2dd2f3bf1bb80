"""How much one and two replicas of `termtime serve` bear, on one PostgreSQL: questions in Teams, and pages.

`python benchmarks/replicas.py --json`, or `python -m benchmarks.replicas`, from the repository. It starts a PostgreSQL of
its own where Debian's is installed, or takes an empty database by `--database`.

Two real processes stand side by side; by turns all goes to one of them, and to both. Whoever asks, the sandbox that stands
for Teams and the database run on the same machine: where that has few cores a second replica shares them with all these,
and what it shows is that nothing is lost by having it. `cores` and `cpu_seconds` say how it was.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import sys
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

if not __package__:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import aiohttp

from benchmarks.bot import CONNECTIONS, PEOPLE, Asking
from benchmarks.bot_services import FERNVALE, Figures
from benchmarks.pages_services import sign_lead_in
from benchmarks.processes import read_cpu
from sandbox.server import running_sandbox
from termtime.directory import read_year
from termtime.sandboxing import make_sandbox_seed
from termtime.store import SqlStore, open_store
from termtime.terminal import console, make_table, print_json
from tests.served import Served, make_environment, serving
from tests.store.postgres import create_database, find_binaries, serve_postgres
from trust.people import PersonKind

REPLICAS = 2
MOMENT = "2026-12-14T08:30"
# What a trust lead opens; the year is as it was imported, its autumn held.
PATHS = ("/", "/year?view=terms", "/groups/maths-secondary", "/meetings/2026-27/maths-secondary/autumn-1")
LONGEST, SETTLED = 120.0, 6
# Where people would reach the pages; nobody goes there, but without such an address there are none.
PAGES = {"TERMTIME_PUBLIC_URL": "http://127.0.0.1:9"}
# What the kernel counts a process's time in.
TICKS = os.sysconf("SC_CLK_TCK")


class Size(NamedTuple):
    """How much is asked: rounds of so many questions and so many pages, to one replica and to both."""

    rounds: int = 3
    activities: int = 300
    pages: int = 600


@dataclass
class Load:
    """What some replicas were asked together, and what came of it."""

    asked: int = 0
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    took: list[float] = field(default_factory=list)

    def summarise(self) -> Figures:
        """Give the figures."""
        hundredths = quantiles(self.took, n=100)
        return {
            "per_second": round(self.asked / self.seconds, 1),
            "p50_ms": round(hundredths[49], 2),
            "p99_ms": round(hundredths[98], 2),
            "cpu_ms_each": round(1000 * self.cpu_seconds / self.asked, 2),
            "asked": self.asked,
        }


async def measure_all(size: Size, database: str) -> Figures:
    """Measure questions and pages, of one replica and of two."""
    year = await asyncio.to_thread(read_year, FERNVALE)
    upns = [person.upn for person in year.trust.people if person.kind is not PersonKind.GUEST][:PEOPLE]
    async with await open_store(database) as store:
        await store.save_year(year)
        cookies = await sign_lead_in(store, year.trust)
    loads = {(what, count): Load() for what in ("bot", "pages") for count in range(1, REPLICAS + 1)}
    began, own = time.perf_counter(), read_cpu()
    async with (
        running_sandbox(make_sandbox_seed(year.trust)) as sandbox,
        _running(make_environment(year.trust, sandbox, database) | PAGES, database) as replicas,
        aiohttp.ClientSession(cookies=cookies, cookie_jar=aiohttp.CookieJar(unsafe=True)) as http,
    ):
        asking = Asking(sandbox, upns)

        def post(address: str, message: tuple[bytes, dict[str, str]]) -> Coroutine[Any, Any, None]:
            return _call(http, "POST", f"{address}/api/messages", data=message[0], headers=message[1])

        def get(address: str, path: str) -> Coroutine[Any, Any, None]:
            return _call(http, "GET", address + path, allow_redirects=False)

        # Everybody's first question is another: whoever asks has to be looked up.
        await _measure(Load(), replicas, asking.make(PEOPLE), post)
        for _ in range(size.rounds):
            for count in range(1, REPLICAS + 1):
                some = replicas[:count]
                await _measure(loads["bot", count], some, asking.make(size.activities), post)
                pages = list(itertools.islice(itertools.cycle(PATHS), size.pages))
                await _measure(loads["pages", count], some, pages, get)
        said = sum(
            len([message for message in talk.messages if message.get("replyToId")])
            for talk in sandbox.state.conversations.by_id.values()
        )
        asked = PEOPLE + sum(load.asked for (what, _), load in loads.items() if what == "bot")
        if said != asked:
            raise SystemExit(f"{asked} questions were asked and {said} answered.")
    return {
        **{f"{what}_{count}": load.summarise() for (what, count), load in loads.items()},
        "bot_gain": _find_gain(loads, "bot"),
        "pages_gain": _find_gain(loads, "pages"),
        "paths": list(PATHS),
        "cores": len(os.sched_getaffinity(0)),
        "cpu_seconds": {
            "replicas": round(sum(load.cpu_seconds for load in loads.values()), 1),
            "asking_and_sandbox": round(read_cpu() - own, 1),
        },
        "seconds": round(time.perf_counter() - began, 1),
    }


@asynccontextmanager
async def _running(environment: dict[str, str], database: str) -> AsyncIterator[list[Served]]:
    """Run the replicas; they are given once none of them has a job left to do."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        start = partial(serving, folder, "--at", MOMENT, **environment)
        replicas = [await stack.enter_async_context(start())]
        async with await open_store(database) as store:
            await _wait_for_jobs(store)
        replicas += [await stack.enter_async_context(start()) for _ in range(REPLICAS - 1)]
        yield replicas


async def _wait_for_jobs(store: SqlStore) -> None:
    """Wait until there is nothing more to do at this moment; jobs that fall due together are begun one after the other."""
    async with asyncio.timeout(LONGEST):
        idle = 0
        while idle < SETTLED:
            await asyncio.sleep(0.5)
            runs = await store.jobs.fetch_last_runs()
            idle = idle + 1 if runs and all(run.ended for run in runs.values()) else 0


async def _measure(
    load: Load,
    replicas: Sequence[Served],
    messages: Sequence[Any],
    call: Callable[[str, Any], Coroutine[Any, Any, None]],
) -> None:
    """Send everything, to each replica in turn, over so many connections."""
    waiting = iter(zip(messages, itertools.cycle(replicas), strict=False))

    async def go_on() -> None:
        for message, served in waiting:
            began = time.perf_counter()
            await call(served.address, message)
            load.took.append(1000 * (time.perf_counter() - began))

    before, began = sum(map(_read_cpu, replicas)), time.perf_counter()
    await asyncio.gather(*(go_on() for _ in range(CONNECTIONS)))
    load.seconds += time.perf_counter() - began
    load.cpu_seconds += sum(map(_read_cpu, replicas)) - before
    load.asked += len(messages)


async def _call(http: aiohttp.ClientSession, method: str, url: str, **options: Any) -> None:
    async with http.request(method, url, **options) as response:
        if response.status >= 400:
            raise SystemExit(f"{url} was answered {response.status}: {await response.text()}")
        await response.read()


def _read_cpu(served: Served) -> float:
    """Read the processor time of a replica."""
    fields = Path(f"/proc/{served.process.pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _find_gain(loads: dict[tuple[str, int], Load], what: str) -> float:
    one, two = (loads[what, count].asked / loads[what, count].seconds for count in (1, REPLICAS))
    return round(two / one, 2)


def _run(size: Size, database: str) -> Figures:
    if database:
        return asyncio.run(measure_all(size, database))
    binaries = find_binaries()
    if binaries is None:
        raise SystemExit("PostgreSQL was not found; name an empty database with --database.")
    with serve_postgres(binaries) as server:
        return asyncio.run(measure_all(size, asyncio.run(create_database(server))))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--quick", action="store_true", help="ask a few only: shows that it runs")
    parser.add_argument("--database", default="", help="an empty PostgreSQL database's address")
    options = parser.parse_args()
    size = Size(1, 40, 40) if options.quick else Size()
    found = _run(size, options.database)
    if options.json:
        print_json(found)
        return
    table = make_table(
        f"One PostgreSQL, {found['cores']} cores", "", "#a second", "#p50 ms", "#p99 ms", "#CPU ms each"
    )
    for name, title in (("bot", "Questions in Teams"), ("pages", "Pages")):
        for count in range(1, REPLICAS + 1):
            row = found[f"{name}_{count}"]
            cells = (row["per_second"], row["p50_ms"], row["p99_ms"], row["cpu_ms_each"])
            table.add_row(f"{title}, {count} replica{'s' * (count > 1)}", *map(str, cells))
    console.print(table)


if __name__ == "__main__":
    main()

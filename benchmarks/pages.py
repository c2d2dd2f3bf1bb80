"""What the pages weigh and how soon they begin to come, for a trust lead of the example trust, who sees most.

`python benchmarks/pages.py --json`, or `python -m benchmarks.pages`, from the repository.

The pages have a process of their own, and so has a bare aiohttp page that says nothing; both are asked by turns in one
run. A page's weight is what goes over the wire: itself, compressed, and apart from it the files that every page links to
and a browser keeps. Time to first byte is until the headers are there.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any

if not __package__:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import aiohttp

from benchmarks.pages_services import serve_bare, serve_pages
from benchmarks.processes import preparing, receive
from termtime.terminal import console, make_table, print_json

# One address or more for every page there is, by the path its route has.
ADDRESSES: dict[str, tuple[str, ...]] = {
    "/": ("/",),
    "/year": ("/year", "/year?view=terms", "/year?view=month&month=2027-02"),
    "/groups": ("/groups",),
    "/groups/{group}": ("/groups/maths-secondary",),
    "/meetings/{year}/{group}/{rule}": (
        "/meetings/2026-27/maths-secondary/spring-1",
        "/meetings/2026-27/maths-secondary/autumn-1",
    ),
    "/feeds": ("/feeds",),
    "/lead": ("/lead",),
    "/lead/reach": ("/lead/reach",),
    "/lead/fairness": ("/lead/fairness",),
    "/lead/drift": ("/lead/drift",),
    "/lead/deliveries": ("/lead/deliveries",),
    "/planning": ("/planning", "/planning?by=week"),
    "/planning/why/{year}/{group}/{rule}": ("/planning/why/2026-27/maths-secondary/spring-1",),
    "/planning/what-if": ("/planning/what-if",),
    "/planning/publish": ("/planning/publish",),
}
LISTED = tuple(address for addresses in ADDRESSES.values() for address in addresses)
LONGEST = 120.0
CONNECTIONS = 16


@dataclass
class Weighed:
    """A page: its bytes on the wire, its rows of HTML before compression, and how soon it came, in ms."""

    address: str
    sent: int = 0
    html: int = 0
    took: list[float] = field(default_factory=list)


async def weigh(session: aiohttp.ClientSession, url: str, address: str, times: int) -> Weighed:
    """Ask for a page so many times, one after another. Raises RuntimeError when it does not come."""
    weighed = Weighed(address)
    for _ in range(times):
        began = time.perf_counter()
        async with session.get(url + address, auto_decompress=False) as answer:
            weighed.took.append((time.perf_counter() - began) * 1000)
            body = await answer.read()
            if answer.status != 200:
                raise RuntimeError(f"{address} answered {answer.status}.")
        weighed.sent = len(body)
    async with session.get(url + address) as answer:
        weighed.html = len(await answer.read())
    return weighed


async def press(session: aiohttp.ClientSession, url: str, addresses: tuple[str, ...], count: int) -> float:
    """Ask for pages over several connections at once; give pages a second."""
    waiting = iter([addresses[number % len(addresses)] for number in range(count)])

    async def ask() -> None:
        for address in waiting:
            async with session.get(url + address) as answer:
                await answer.read()

    began = time.perf_counter()
    await asyncio.gather(*(ask() for _ in range(CONNECTIONS)))
    return count / (time.perf_counter() - began)


async def measure(pages: Connection, bare: Connection, *, times: int, count: int) -> dict[str, Any]:
    """Measure both services by turns."""
    served, plain = (
        receive(pages, LONGEST, "The pages did not start."),
        receive(bare, LONGEST, "It did not start."),
    )
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookies=served["cookies"], cookie_jar=jar) as session:
        weighed = [await weigh(session, served["url"], address, times) for address in LISTED]
        figures: dict[str, dict[str, float]] = {}
        for name, pipe, url, addresses in (
            ("pages", pages, served["url"], LISTED),
            ("bare", bare, plain["url"], ("/",)),
        ):
            pipe.send("cpu")
            before = receive(pipe, LONGEST, f"{name} says nothing.")
            rate = await press(session, url, addresses, count)
            pipe.send("cpu")
            spent = receive(pipe, LONGEST, f"{name} says nothing.") - before
            figures[name] = {"a_second": round(rate, 1), "cpu_ms": round(spent / count * 1000, 3)}
        linked = [await weigh(session, served["url"], path, 1) for path in served["static"]]
    return {
        "pages": [
            {
                "address": one.address,
                "bytes": one.sent,
                "html_bytes": one.html,
                "ttfb_p50_ms": round(median(one.took), 2),
                "ttfb_p99_ms": round(quantiles(one.took, n=100)[98], 2),
            }
            for one in weighed
        ],
        "linked_bytes": sum(one.sent for one in linked),
        "heaviest_bytes": max(one.sent for one in weighed),
        "ttfb_p50_ms": round(median(took for one in weighed for took in one.took), 2),
        "pages_a_second": figures["pages"]["a_second"],
        "cpu_ms": figures["pages"]["cpu_ms"],
        "bare_a_second": figures["bare"]["a_second"],
        "cpu_ratio_to_bare": round(figures["pages"]["cpu_ms"] / max(figures["bare"]["cpu_ms"], 0.001), 1),
    }


def run(*, times: int = 30, count: int = 400) -> dict[str, Any]:
    """Start both services, measure them, and end them."""
    with (
        TemporaryDirectory(prefix="termtime-pages-") as directory,
        preparing(serve_pages, directory) as start_pages,
        preparing(serve_bare) as start_bare,
    ):
        return asyncio.run(measure(start_pages(), start_bare(), times=times, count=count))


def main() -> None:
    """Measure, and print a table or an object."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--json", action="store_true", help="Print one object for a program to read.")
    parser.add_argument("--quick", action="store_true", help="Ask less often.")
    wanted = parser.parse_args()
    found = run(times=5, count=60) if wanted.quick else run()
    if wanted.json:
        print_json(found)
        return
    rows = [
        (
            one["address"],
            f"{one['bytes']:,}",
            f"{one['html_bytes']:,}",
            one["ttfb_p50_ms"],
            one["ttfb_p99_ms"],
        )
        for one in found["pages"]
    ]
    console.print(
        make_table("Pages", "Address", "#Bytes sent", "#HTML", "#First byte, ms", "#99th", rows=rows)
    )
    console.print(json.dumps({name: value for name, value in found.items() if name != "pages"}))


if __name__ == "__main__":
    main()

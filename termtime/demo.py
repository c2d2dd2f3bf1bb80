"""The main job from end to end on a sandbox tenant: files, year, publication, sync, and a second sync that rests.

Every step is the one its own command runs; the demo only strings them together and counts what came of it.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from socket import socket
from tempfile import TemporaryDirectory
from typing import Any

from graph_sync.apply import Watch
from graph_sync.kinds import Kind
from graph_sync.ledger import Outcome
from sandbox.server import Sandbox, running_sandbox
from scheduler.engine.problem import Progress
from termtime.app import open_configured_store, reconcile
from termtime.clock import Clock, read_clock
from termtime.directory import read_year
from termtime.planning import find_proposed, plan_year, publish_year
from termtime.playground import CONFIG_FILE, PEOPLE, make_playground_config
from termtime.sandboxing import make_id, make_sandbox_seed, make_sandbox_settings
from termtime.settings import Settings
from termtime.store import SqlStore
from trust.calendar import find_academic_year
from trust.groups import Office
from trust.membership import find_officers
from trust.values import LONDON
from trust.year import Trust

# The last week of the example trust's autumn term: minutes to look back on, a spring term about to be invited.
EXAMPLE_MOMENT = datetime(2026, 12, 14, 8, 30, tzinfo=LONDON)

# Enough for a year within a few hundredths of the best; `termtime plan` works longer.
DEMO_EFFORT = 5.0


@dataclass(frozen=True, slots=True)
class Stage:
    """How far one step of the demo is; a total of None is not known yet."""

    name: str
    done: int = 0
    total: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """What exists when the demo has run, and what it took."""

    people: int
    groups: int
    meetings: int
    events: int
    lists: int
    folders: int
    files: int
    mails: int
    first_run_requests: int
    first_run_seconds: float
    first_run_failed: int
    second_run_requests: int
    second_run_seconds: float
    second_run_changes: int
    seconds: float

    def as_dict(self) -> dict[str, Any]:
        """Give the tally for a program to read."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Demo:
    """A demo that has run and whose tenant still stands."""

    tally: Tally
    unplaced: tuple[str, ...]
    settings: Settings
    store: SqlStore
    clock: Clock
    directory: Path
    sandbox: Sandbox


class _Bar(Watch):
    def __init__(self, show: Callable[[Stage], None], name: str) -> None:
        self._show, self._name = show, name

    def progress(self, done: int, total: int, title: str) -> None:
        self._show(Stage(self._name, done, total, title))


@asynccontextmanager
async def running_demo(
    trust_directory: Path,
    show: Callable[[Stage], None],
    *,
    sandbox_port: int = 0,
    port: int = 3978,
    strict: bool = False,
    record: Path | None = None,
) -> AsyncIterator[Demo]:
    """Run the main job, then keep its tenant and its store for as long as the block lasts.

    Args:
        trust_directory: The trust's files.
        show: Told how far each step is.
        sandbox_port: The sandbox tenant's port; 0 takes a free one.
        port: The port of the bot and the pages, for whoever serves them afterwards; 0 takes a free one.
        strict: Check request bodies as strictly as Microsoft Graph does.
        record: A file to write the Graph traffic to.

    Raises:
        RefusedError: The trust's files have errors, or a step refuses to go on.
    """
    began = time.perf_counter()
    show(Stage("Reading the trust's files"))
    year = read_year(trust_directory)
    clock = make_demo_clock(year.trust.settings.year)
    # The pages' address is part of how people sign in to them, so it has to be known beforehand.
    port = port or find_free_port()
    show(Stage("Reading the trust's files", 1, 1, f"{len(year.trust.people)} people"))
    with TemporaryDirectory(prefix="termtime-demo-") as directory:
        seed = make_sandbox_seed(year.trust)
        async with running_sandbox(
            seed, port=sandbox_port, now=clock, strict=strict, record=record
        ) as sandbox:
            settings = make_sandbox_settings(
                year.trust,
                sandbox.url,
                database_url=f"sqlite:///{directory}/termtime.db",
                # The Agents Playground signs nothing; the bot then listens on this machine alone.
                bot_app_id="",
                bot_development=True,
                sign_in_app_id=make_id(year.trust, "bot"),
                public_url=f"http://127.0.0.1:{port}",
                port=port,
            )
            async with open_configured_store(settings) as store:
                await store.save_year(year)
                unplaced = await _make_the_year(store, clock, show)
                tally = await _sync_twice(settings, store, clock, show, sandbox, began)
                _seat_people(year.trust, clock, Path(directory))
                yield Demo(tally, unplaced, settings, store, clock, Path(directory), sandbox)


def find_free_port() -> int:
    """Find a port that nobody listens on at this moment."""
    with socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def make_demo_clock(year: str) -> Clock:
    """Stand in the example's December when its year is run, and in the present for any other."""
    return (lambda: EXAMPLE_MOMENT) if find_academic_year(EXAMPLE_MOMENT.date()) == year else read_clock


async def _make_the_year(store: SqlStore, clock: Clock, show: Callable[[Stage], None]) -> tuple[str, ...]:
    """Plan and publish; tell why meetings could not be placed, if some could not."""
    show(Stage("Planning the year"))

    def watch(progress: Progress) -> bool:
        show(Stage("Planning the year", 0, None, f"cost {progress.best}, bound {progress.bound}"))
        return False

    proposal = await plan_year(store, clock(), effort=DEMO_EFFORT, watch=watch)
    show(Stage("Planning the year", 1, 1, f"{len(proposal.meetings)} meetings, {proposal.status}"))
    published = await publish_year(store) if find_proposed(proposal.meetings) else ()
    show(Stage("Publishing it", 1, 1, f"{len(published)} meetings"))
    return tuple(unmet.why for unmet in proposal.unmet)


async def _sync_twice(
    settings: Settings,
    store: SqlStore,
    clock: Clock,
    show: Callable[[Stage], None],
    sandbox: Sandbox,
    began: float,
) -> Tally:
    show(Stage("Syncing the term"))
    started = time.perf_counter()
    first = await reconcile(settings, store, clock, watch=_Bar(show, "Syncing the term"))
    first_seconds = time.perf_counter() - started
    started = time.perf_counter()
    show(Stage("Syncing again"))
    second = await reconcile(settings, store, clock)
    show(Stage("Syncing again", 1, 1, f"{len(second.plan.writes)} changes"))
    assert first.ledger is not None
    year = await store.fetch_year()
    standing = [applied for applied in (await store.sync.fetch_applied()).values() if applied.stands]
    return Tally(
        people=len(year.trust.people),
        groups=len(year.trust.groups),
        meetings=len(year.meetings),
        events=sum(applied.kind is Kind.EVENT for applied in standing),
        lists=sum(applied.kind is Kind.LIST for applied in standing),
        folders=sum(applied.kind is Kind.FOLDER for applied in standing),
        files=sum(applied.kind is Kind.FILE for applied in standing),
        mails=count_mails(sandbox),
        first_run_requests=first.requests,
        first_run_seconds=round(first_seconds, 2),
        first_run_failed=first.ledger.count(Outcome.FAILED),
        second_run_requests=second.requests,
        second_run_seconds=round(time.perf_counter() - started, 2),
        second_run_changes=len(second.plan.writes),
        seconds=round(time.perf_counter() - began, 2),
    )


def _seat_people(trust: Trust, clock: Clock, directory: Path) -> None:
    """Let the Agents Playground, started in the demo's directory, be people of the trust: chairs first."""
    day = clock().date()
    chairs = [p for group in trust.groups for p in find_officers(trust, group, day)[Office.CHAIR]]
    here = [person for person in (*chairs, *trust.people) if person.holds(day)]
    people = list({person.id: person for person in here}.values())[:PEOPLE]
    if len(people) == PEOPLE:
        (directory / CONFIG_FILE).write_text(make_playground_config(people), "utf-8")


def count_mails(sandbox: Sandbox) -> int:
    """Count the mails in every inbox of a sandbox."""
    return sum(
        len(sandbox.mails(user["mail"])) for user in sandbox.state.directory.users.values() if user["mail"]
    )

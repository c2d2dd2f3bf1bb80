"""Living a year from its first day to its last, and telling what became of it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp

from sandbox.server import Sandbox, running_sandbox
from termtime.demo import Stage
from termtime.directory import read_year
from termtime.planning import plan_year, publish_year
from termtime.sandboxing import make_sandbox_seed, make_sandbox_settings
from termtime.settings import Settings
from termtime.simulation.chance import Chance
from termtime.simulation.clock import TurnedClock
from termtime.simulation.comparing import EndState, find_differences, take_picture
from termtime.simulation.judging import (
    LedgerRow,
    Verdicts,
    find_duplicates,
    find_loose_ends,
    find_unaccounted,
    find_untimely,
    find_unwanted,
)
from termtime.simulation.phones import Phones
from termtime.simulation.replicas import Kill, Replicas, plan_kills, running_replicas
from termtime.simulation.reporting import YearReport, make_report
from termtime.simulation.serving import OneReplica, Service, serving_bot
from termtime.simulation.world import World, install_for_all
from termtime.store import SqlStore, open_store
from trust.calendar import find_year_bounds
from trust.horizon import find_invitation_days
from trust.values import LONDON, RefusedError
from trust.year import Trust, Year

EFFORT = 5.0
SHAREPOINT_UNITS = 6_000
IN_MEMORY = (Path("/dev/shm"),)  # noqa: S108  (a folder of its own is made there)

Show = Callable[[Stage], None]


@dataclass(frozen=True, slots=True)
class Span:
    """Which days are lived, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Lived:
    """A year that was lived: the report of it, and how everything stands."""

    report: YearReport
    end: EndState


@dataclass(frozen=True, slots=True)
class Hands:
    """Who serves: one replica in this process, or several on a database, of which some are killed."""

    database_url: str = ""
    replicas: int = 1
    kills: tuple[Kill, ...] = ()


async def simulate_year(
    directory: Path, show: Show, *, seed: int = 1, days: int = 0, begin: date | None = None
) -> YearReport:
    """Live a trust's year against a sandbox tenant.

    Args:
        directory: The trust's files; what they hold of a year under way is left out.
        show: Told how far it is.
        seed: Another seed is another year.
        days: How many days to live; a whole year when 0.
        begin: The first day; the week before the first invitations when left out.

    Raises:
        RefusedError: The trust's files have errors, or a step refuses to go on.
    """
    year = await plan(read_year(directory).trust, show, begin)
    return (await live(year, find_span(year.trust, days, begin), Hands(), show, seed=seed)).report


async def simulate_with_kills(  # noqa: PLR0913  (every choice of a run, by name)
    directory: Path,
    show: Show,
    database_url: str,
    *,
    replicas: int = 2,
    kills: int = 10,
    seed: int = 1,
    days: int = 0,
    begin: date | None = None,
) -> YearReport:
    """Live the same year twice: undisturbed, then with replicas that are killed; tell in what its end differs.

    Args:
        directory: As for simulate_year, as are show, seed, days and begin.
        show: Told how far it is.
        database_url: An empty database that processes can share.
        replicas: How many processes serve.
        kills: How many of them are killed, one at a time.
        seed: Another seed is another year, with other kills.
        days: How many days to live.
        begin: The first day.

    Raises:
        RefusedError: The database is not empty, there are not so many days, or as for simulate_year.
    """
    year = await plan(read_year(directory).trust, show, begin)
    span = find_span(year.trust, days, begin)
    try:
        planned = plan_kills(span.first, span.last - timedelta(days=2), kills, Chance(seed))
    except ValueError as error:
        raise RefusedError(f"{error}.") from None
    undisturbed = await live(year, span, Hands(), show, seed=seed)
    disturbed = await live(year, span, Hands(database_url, replicas, planned), show, seed=seed)
    differences = find_differences(undisturbed.end, disturbed.end)
    report = disturbed.report
    return replace(
        report,
        differences=differences.unexplained,
        explained=differences.explained,
        faults=(*report.faults, *differences.unexplained),
    )


def find_span(trust: Trust, days: int = 0, begin: date | None = None) -> Span:
    """Find which days are lived."""
    first, last = begin or find_first_day(trust), find_year_bounds(trust.settings.year)[1]
    return Span(first, min(last, first + timedelta(days=days - 1)) if days else last)


def find_first_day(trust: Trust) -> date:
    """Give the first day worth living: the week before the first invitations go out."""
    return min(find_invitation_days(trust).values()) - timedelta(days=7)


async def plan(trust: Trust, show: Show, begin: date | None = None) -> Year:
    """Plan a year and publish it, in a database that is gone afterwards."""
    show(Stage("Planning the year"))
    moment = datetime.combine(begin or find_first_day(trust), clock_time(1), LONDON)
    with TemporaryDirectory(prefix="termtime-year-") as folder:
        async with await open_store(f"sqlite:///{folder}/termtime.db") as store:
            await store.save_year(Year(trust=trust))
            proposal = await plan_year(store, moment, effort=EFFORT)
            published = await publish_year(store)
            show(Stage("Planning the year", 1, 1, f"{len(published)} meetings, {proposal.status}"))
            return await store.fetch_year()


async def live(year: Year, span: Span, hands: Hands, show: Show, *, seed: int) -> Lived:
    """Live some days of a published year, and judge them."""
    began = time.perf_counter()
    clock = TurnedClock(datetime.combine(span.first, clock_time(1), LONDON))
    title = "Living the year" if hands.replicas == 1 else f"Living it with {len(hands.kills)} kills"
    total = (span.last - span.first).days + 1

    def watch(day: date) -> None:
        show(Stage(title, (day - span.first).days, total, f"{day:%a} {day.day} {day:%b %Y}"))

    async with _opening_world(year, hands, clock, seed) as world:
        await install_for_all(world, year.trust)
        await world.live(span.first, span.last, watch)
        show(Stage(title, total, total))
        return await _judge(world, time.perf_counter() - began)


@asynccontextmanager
async def _opening_world(year: Year, hands: Hands, clock: TurnedClock, seed: int) -> AsyncIterator[World]:
    trust = year.trust
    # Nothing of it outlasts the run, so it need not wait for a disk.
    memory = next((place for place in IN_MEMORY if place.is_dir()), None)
    with TemporaryDirectory(prefix="termtime-year-", dir=memory) as folder:
        async with running_sandbox(
            make_sandbox_seed(trust), now=clock, sharepoint_units=SHAREPOINT_UNITS
        ) as sandbox:
            settings = _make_settings(trust, sandbox.url, folder, hands.database_url)
            async with (
                await open_store(settings.database_url.get_secret_value(), clock=clock) as store,
                _serving(settings, store, clock, hands, sandbox) as service,
                aiohttp.ClientSession() as session,
            ):
                await _import(store, year)
                phones = Phones(sandbox, service, session)
                yield World(store, service, sandbox, phones, clock, Chance(seed))


@asynccontextmanager
async def _serving(
    settings: Settings, store: SqlStore, clock: TurnedClock, hands: Hands, sandbox: Sandbox
) -> AsyncIterator[Service]:
    if hands.replicas == 1:
        async with serving_bot(settings, store, clock) as (address, messenger):
            yield OneReplica(settings, store, clock, messenger, address)
        return
    said = settings.model_dump(mode="json")
    for name in ("database_url", "client_secret", "bot_secret"):
        said[name] = getattr(settings, name).get_secret_value()

    def count_requests() -> int:
        return sandbox.requests["http"] + sandbox.requests["connector"]

    async with running_replicas(hands.replicas, said, clock, count_requests, hands.kills) as replicas:
        yield replicas


async def _import(store: SqlStore, year: Year) -> None:
    """Save the published year. Raises RefusedError where the database holds one already."""
    try:
        await store.fetch_year()
    except RefusedError:
        await store.save_year(year)
        return
    raise RefusedError("A year is simulated in an empty database; this one holds a trust already.")


def _make_settings(trust: Trust, url: str, folder: str, database_url: str = "") -> Settings:
    return make_sandbox_settings(
        trust,
        url,
        database_url=database_url or f"sqlite:///{folder}/termtime.db",
        sharepoint_units=SHAREPOINT_UNITS,
    )


async def _judge(world: World, seconds: float) -> Lived:
    year, now = await world.store.fetch_year(), world.clock()
    arrived = world.arrived
    rows = await world.store.deliveries.fetch()
    ledger = [LedgerRow(row.key, row.person, row.outcome.value, row.message, row.at) for row in rows]
    verdicts = Verdicts(
        find_duplicates(arrived),
        (*find_untimely(year.trust, arrived), *find_unwanted(world.holds, arrived)),
        tuple(world.unentitled),
        find_unaccounted(year, now, arrived, ledger),
        find_loose_ends(year, now, ledger),
    )
    entries = await world.store.journal.fetch()
    replicas = world.service if isinstance(world.service, Replicas) else None
    report = make_report(
        year,
        now,
        moved=len({key for entry in entries for key in entry.moved}),
        added=sum(entry.deed.kind == "add_meeting" for entry in entries),
        joined=world.done.pop("joined", 0),
        mails=_count_mails(world.sandbox, year.trust),
        messages=Counter(one.person for one in arrived),
        rows=rows,
        deeds=world.done,
        refused=world.refused,
        refusals=world.refusals,
        failed=world.failed,
        verdicts=verdicts,
        requests=world.sandbox.requests["http"],
        seconds=seconds,
        replicas=len(replicas.up) if replicas else 1,
        killed=len(replicas.killed) if replicas else 0,
        sent_again=world.teams.sent_again,
    )
    return Lived(report, take_picture(year, world.sandbox, rows))


def _count_mails(sandbox: Sandbox, trust: Trust) -> Counter[str]:
    """Count everybody's mails; the service's own mailbox, which gets all replies, is nobody's."""
    return Counter({person.upn: len(sandbox.mails(person.upn)) for person in trust.people})

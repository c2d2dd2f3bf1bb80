"""`termtime doctor`: examine an installation, and say what is wrong with it and what to do.

What Microsoft 365 is asked stands in graph_sync.doctor; here are our own side (database, bot, pages) and the printing.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from termtime.commands.options import Json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from graph_sync.doctor import Check, Finding
    from termtime.settings import Settings
    from termtime.store.runs import LoggedRun
    from trust.year import Trust

LONG_AGO = timedelta(days=2)
# By state, the gravest last: a mark and its colour.
MARKS = {
    "ok": ("✓", "green"),
    "unknown": ("?", "cyan"),
    "warning": ("!", "bold yellow"),
    "broken": ("✗", "bold red"),
}


def doctor(
    json: Json = False,
    write: Annotated[
        bool, typer.Option("--write", help="Try writing to the site too, with a folder deleted at once.")
    ] = False,
) -> None:
    """Examine the installation: one line a check, and what to do about what is wrong."""
    from graph_sync.doctor import State
    from termtime.terminal import console, errors, print_json

    with errors.status("Examining the installation…"):
        checks = asyncio.run(_examine(write=write))
    if json:
        print_json(make_json(checks))
    else:
        print_checks(console, checks)
    if any(check.state is State.BROKEN for check in checks):
        raise typer.Exit(1)


async def _examine(*, write: bool) -> tuple[Check, ...]:
    from graph_sync.doctor import Check, Finding, State, examine, guard
    from termtime.app import make_graph_settings
    from termtime.clock import read_clock
    from termtime.pages.examining import examine_pages
    from termtime.settings import read_settings
    from trust.values import RefusedError

    try:
        settings = read_settings()
    except RefusedError as error:
        return (Check("Settings", (Finding(State.BROKEN, str(error), "docs/settings.md lists them."),)),)
    trust: Trust | None = None

    async def examine_database() -> tuple[Finding, ...]:
        nonlocal trust
        trust, found = await _fetch_database(settings, read_clock())
        return found

    database = await guard("Database", examine_database())
    of_tenant = await examine(
        make_graph_settings(settings),
        trust,
        read_clock,
        notification_url=settings.public_url,
        write=write,
    )
    pages = await guard("Pages", examine_pages(settings))
    return (*of_tenant, database, Check("Bot", judge_bot(settings)), pages)


async def _fetch_database(settings: Settings, now: datetime) -> tuple[Trust, tuple[Finding, ...]]:
    """Open the database, which also brings it up to date, but make none."""
    from termtime.app import open_configured_store
    from termtime.settling import fetch_matters
    from termtime.store.address import make_address
    from trust.values import RefusedError

    address = make_address(settings.database_url.get_secret_value())
    if address.file and not address.file.exists():
        msg = f"The database {address.name} is not there yet; `termtime import DIR` makes it."
        raise RefusedError(msg)
    async with open_configured_store(settings) as store:
        year = await store.fetch_year()
        waiting = sum(matter.settled is None for matter in await fetch_matters(store))
        found = judge_last_run(await store.sync.fetch_last_run(), now)
        return year.trust, (found, *judge_proposals(waiting))


def judge_proposals(count: int) -> tuple[Finding, ...]:
    """Say how many changes made by hand wait for somebody to decide."""
    from graph_sync.doctor import Finding, State

    waits = "1 change made by hand waits" if count == 1 else f"{count} changes made by hand wait"
    return (Finding(State.OK, f"{waits} for a chair or a lead to decide."),) if count else ()


def judge_last_run(last: LoggedRun | None, now: datetime) -> Finding:
    """Judge a database that can be used by the last sync it tells of."""
    from graph_sync.doctor import Finding, State
    from graph_sync.ledger import Outcome

    well = "The database can be used and is up to date."
    if last is None:
        return Finding(State.WARNING, f"{well} No sync has run yet.", "termtime sync runs one.")
    at = f"{last.finished.day} {last.finished:%B %Y at %H:%M}"
    failed = [change for change in last.changes if change.outcome == Outcome.FAILED]
    if failed:
        what = f"{len(failed)} of {len(last.changes)} changes failed in the last sync, on {at}. The first: {failed[0].why}"
        return Finding(State.WARNING, what, "termtime sync tries them again.")
    if now - last.finished > LONG_AGO:
        what = f"{well} But the last sync ended on {at}."
        return Finding(State.WARNING, what, "Let termtime serve run, which syncs every night.")
    waiting = sum(change.outcome == Outcome.DEFERRED for change in last.changes)
    later = f"; {waiting} of its changes wait{'s' * (waiting == 1)} for a later one" if waiting else ""
    return Finding(State.OK, f"{well} The last sync ended well on {at}{later}.")


def judge_bot(settings: Settings) -> tuple[Finding, ...]:
    """Judge the bot's registration as far as the settings tell; nothing is called."""
    from bot.settings import check_settings
    from graph_sync.doctor import Finding, State
    from termtime.app import make_bot_settings
    from trust.values import RefusedError

    if not (settings.bot_app_id or settings.bot_development):
        what = "The bot is not registered, so nobody can ask it anything in Teams."
        remedy = "Azure portal > Azure Bot > Configuration: set TERMTIME_BOT_APP_ID to the Microsoft App ID."
        return (Finding(State.WARNING, what, remedy),)
    missing = [] if settings.tenant_id else ["TERMTIME_TENANT_ID"]
    if settings.bot_app_type == "SingleTenant" and settings.bot_secret is None:
        missing.append("TERMTIME_BOT_SECRET")
    if settings.bot_app_id and missing:
        what = f"The bot {settings.bot_app_id} cannot sign in: {' and '.join(missing)} missing."
        remedy = "Entra admin centre > App registrations > the bot > Overview, or Certificates & secrets."
        return (Finding(State.BROKEN, what, remedy),)
    try:
        check_settings(make_bot_settings(settings))
    except RefusedError as error:
        return (Finding(State.BROKEN, str(error), "docs/settings.md lists the bot's settings."),)
    if not settings.bot_app_id:
        what = "The bot accepts unsigned messages from this machine, for trying things out."
        return (Finding(State.WARNING, what, "Unset TERMTIME_BOT_DEVELOPMENT for people to use it."),)
    return (Finding(State.OK, f"The bot {settings.bot_app_id} has all its settings."),)


def print_checks(console: Console, checks: Sequence[Check]) -> None:
    """Print a line a finding, then what to do about them, in lines that can be copied whole."""
    from rich import box
    from rich.text import Text

    from termtime.terminal import make_table

    rows = [
        (Text(*MARKS[finding.state]), Text("" if n else check.name, "bold"), finding.what)
        for check in checks
        for n, finding in enumerate(check.findings)
    ]
    table = make_table("Examination", "", "What", "Finding", rows=rows)
    table.box = box.ROUNDED
    console.print(table)
    told = [(check.name, finding) for check in checks for finding in check.findings if finding.remedy]
    for name, finding in sorted(told, key=lambda row: -list(MARKS).index(row[1].state)):
        sentence, *commands = finding.remedy.split("\n")
        mark, style = MARKS[finding.state]
        console.print()
        console.print(Text.assemble((f"{mark} {name}: ", style), sentence))
        for command in commands:
            console.print(Text(f"    {command}", "cyan"), soft_wrap=True)
    console.print()
    console.print(_make_verdict([finding.state for check in checks for finding in check.findings]))


def _make_verdict(states: Sequence[str]) -> str:
    broken, warnings, unknown = (states.count(state) for state in ("broken", "warning", "unknown"))
    said = (
        f"[bold {'red' if broken else 'green'}]{broken} broken[/], {warnings} warning{'s' * (warnings != 1)}"
    )
    return f"{said}, {unknown} not known."


def make_json(checks: Sequence[Check]) -> dict[str, Any]:
    """Write an examination for programs."""
    from graph_sync.doctor import State

    states = [finding.state for check in checks for finding in check.findings]
    return {
        "ok": State.BROKEN not in states,
        **{state.value: states.count(state) for state in State if state is not State.OK},
        "checks": [
            {
                "check": check.name,
                "state": check.state.value,
                "findings": [
                    {"state": finding.state.value, "finding": finding.what, "remedy": finding.remedy}
                    for finding in check.findings
                ],
            }
            for check in checks
        ],
    }

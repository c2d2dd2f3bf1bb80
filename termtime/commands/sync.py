"""`termtime sync`: bring Microsoft 365 in step with the published year."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from termtime.commands.options import At, Json, Yes

if TYPE_CHECKING:
    from graph_sync.changes import Plan
    from graph_sync.sync import SyncResult


def sync(
    yes: Yes = False,
    json: Json = False,
    force: Annotated[bool, typer.Option("--force", help="Go past the trust's safety share.")] = False,
    every: Annotated[bool, typer.Option("--all", help="Show every change on a line of its own.")] = False,
    at: At = None,
) -> None:
    """Show the plan, ask, apply it, and end with the ledger."""
    from graph_sync.ledger import Outcome
    from termtime.terminal import errors

    result = asyncio.run(_run(yes=yes, json=json, force=force, every=every, at=at))
    if result.ledger is None:
        raise typer.Abort
    _print_ledger(result, json=json)
    unfinished = [e for e in result.ledger.entries if e.outcome in (Outcome.FAILED, Outcome.DEFERRED)]
    for entry in unfinished if not json else ():
        until = f" Next: {entry.until}." if entry.until else ""
        style = "red" if entry.outcome is Outcome.FAILED else "yellow"
        errors.print(f"{entry.outcome}: {entry.change.title}: {entry.why}{until}", style=style, markup=False)
    if any(entry.outcome is Outcome.FAILED for entry in unfinished):
        raise typer.Exit(1)


async def _run(*, yes: bool, json: bool, force: bool, every: bool, at: str | None) -> SyncResult:
    from graph_sync.table import make_table
    from termtime.app import open_configured_store, reconcile
    from termtime.clock import make_clock, read_clock
    from termtime.commands.diff import name_trust
    from termtime.noting import note_command
    from termtime.progress import SyncBar
    from termtime.settings import read_settings
    from termtime.terminal import console
    from trust.auditing import AuditKind

    settings = read_settings()
    bar = SyncBar()

    async def confirm(plan: Plan) -> bool:
        if not json:
            console.print(make_table(plan, *name_trust((await store.fetch_year()).trust), every=every))
        asked = "Apply it past the safety share? Type the number of changes" if force else "Apply?"
        if yes and not force:
            agreed = True
        elif force:
            agreed = typer.prompt(asked, err=True).strip() == str(len(plan.writes))
        else:
            agreed = typer.confirm(asked, err=True)
        if agreed and force:
            # Before it is done: a forced sync that fails midway has been forced all the same.
            year_name = (await store.fetch_year()).trust.settings.year
            changes = len(plan.writes)
            await note_command(store, AuditKind.SYNCED, year_name, read_clock, how="forced", changes=changes)
        if agreed:
            bar.start()
        return agreed

    async with open_configured_store(settings) as store:
        with bar:
            return await reconcile(settings, store, make_clock(at), confirm=confirm, force=force, watch=bar)


def _print_ledger(result: SyncResult, *, json: bool) -> None:
    from graph_sync.ledger import Outcome
    from graph_sync.render import make_ledger_json
    from graph_sync.table import make_table as make_plan_table
    from termtime.terminal import console, make_table, print_json

    assert result.ledger is not None
    if json:
        print_json(
            {**make_ledger_json(result.ledger), "requests": result.requests, "mails": result.plan.mails}
        )
        return
    if not result.plan.writes:
        console.print(make_plan_table(result.plan))
        return
    rows = [
        (outcome.value, result.ledger.count(outcome), result.ledger.count_mails(outcome) or "")
        for outcome in Outcome
    ]
    rows.append(
        ("all changes", len(result.ledger.entries), sum(change.mails for change in result.plan.changes))
    )
    title = f"Ledger ({result.requests} requests)"
    console.print(make_table(title, "Outcome", "#Changes", "#Mails", rows=rows))

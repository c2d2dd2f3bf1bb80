"""`termtime plan`: propose a year, with its account, for a lead to look at before it is published."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from termtime.commands.options import At, Json

if TYPE_CHECKING:
    from rich.table import Table

    from scheduler.proposal import Proposal
    from trust.year import Trust


def plan(
    json: Json = False,
    seed: Annotated[int, typer.Option(help="Another number may give another year of the same worth.")] = 0,
    at: At = None,
) -> None:
    """Propose when every group meets; published meetings stay where they are."""
    from termtime.app import open_configured_store
    from termtime.clock import make_clock
    from termtime.planning import plan_year
    from termtime.terminal import console, errors, make_progress, print_json

    async def propose() -> tuple[Trust, Proposal]:
        async with open_configured_store() as store:
            with make_progress() as bar:
                task = bar.add_task("Planning the year", total=None, note="")
                proposal = await plan_year(
                    store,
                    make_clock(at)(),
                    seed=seed,
                    progress=lambda p: bar.update(task, note=f"best cost {p.best}, bound {p.bound}"),
                )
            return (await store.fetch_year()).trust, proposal

    trust, proposal = asyncio.run(propose())
    if json:
        print_json(proposal.model_dump(mode="json"))
    else:
        console.print(make_year_table(trust, proposal))
        console.print(
            f"{len(proposal.meetings)} meetings, {proposal.status}, cost {proposal.cost} (no year costs less than "
            f"{proposal.bound}). `termtime publish` publishes it."
        )
    for unmet in (*proposal.unmet, *proposal.warnings):
        errors.print(unmet.why, style="red" if unmet in proposal.unmet else "yellow", markup=False)
    if proposal.unmet:
        raise typer.Exit(1)


def make_year_table(trust: Trust, proposal: Proposal) -> Table:
    """Lay the year out as people plan it: a row for each group, a column for each term."""
    from itertools import groupby

    from termtime.terminal import make_table
    from trust.calendar import TermName
    from trust.horizon import find_terms

    bounds = find_terms(trust)
    rows = []
    ordered = sorted(proposal.meetings, key=lambda m: (trust.group_by_id[m.group].name, m.group, m.starts))
    for group, meetings in groupby(ordered, key=lambda m: m.group):
        days = [meeting.starts.date() for meeting in meetings]
        cells = [
            ", ".join(f"{day:%a} {day.day} {day:%b}" for day in days if first <= day <= last)
            for first, last in (bounds[term] for term in TermName if term in bounds)
        ]
        rows.append((trust.group_by_id[group].name, *cells))
    terms = [term.title() for term in TermName if term in bounds]
    return make_table(f"{trust.settings.name}, {proposal.year}", "Group", *terms, rows=rows)

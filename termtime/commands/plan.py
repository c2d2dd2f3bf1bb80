"""`termtime plan`: propose a year, with its account, for a lead to look at before it is published."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from termtime.commands.options import At, Json

if TYPE_CHECKING:
    from scheduler.check import YearFault
    from scheduler.proposal import Proposal
    from trust.year import Year

Explain = Annotated[
    str | None,
    typer.Option(
        "--explain", metavar="MEETING", help="Say why a meeting is when it is: maths-secondary/spring-1."
    ),
]
Seconds = Annotated[
    float | None,
    typer.Option(min=1, max=86_400, help="Plan for so long, or until the best year is proved."),
]
Instance = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Plan this outside instance, not the year: docs/instances.md."),
]
Slots = Annotated[int | None, typer.Option(help="With --instance: how many slots there are.")]
Effort = Annotated[int | None, typer.Option(min=1, help="With --instance: sweeps, instead of seconds.")]
Out = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="With --instance: write a line `event slot` for each event."),
]


def plan(  # noqa: PLR0913, PLR0917  (each is an option)
    json: Json = False,
    seed: Annotated[int, typer.Option(help="Another number may give another year of the same worth.")] = 0,
    seconds: Seconds = None,
    explain: Explain = None,
    at: At = None,
    instance: Instance = None,
    slots: Slots = None,
    effort: Effort = None,
    out: Out = None,
) -> None:
    """Propose when every group meets; published meetings stay where they are. Ctrl-C keeps the best year so far."""
    from termtime.terminal import console, errors, print_json
    from termtime.year_grid import describe_unmet, make_certificate, make_term_grids

    if instance:
        from termtime.instances import plan_instance

        raise typer.Exit(0 if plan_instance(instance, slots, seconds, effort, seed, out, json) else 1)
    if explain:
        from termtime.explaining import explain_meeting

        explain_meeting(explain, as_json=json)
        return
    year, proposal, faults = asyncio.run(_propose(seed, seconds, at))
    if json:
        print_json(_describe(proposal, faults))
    else:
        for grid in make_term_grids(year.trust, proposal.meetings):
            console.print(grid)
        console.print("", make_certificate(year.trust, proposal, faults))
        console.print(
            "`termtime publish` publishes it; `termtime plan --explain GROUP/MEETING` says why a date."
        )
    for line in describe_unmet(proposal):
        errors.print(line)
    if proposal.unmet:
        raise typer.Exit(1)


async def _propose(
    seed: int, seconds: float | None, at: str | None
) -> tuple[Year, Proposal, tuple[YearFault, ...]]:
    from scheduler.check import check_year
    from termtime.app import open_configured_store
    from termtime.clock import make_clock, read_clock
    from termtime.noting import note_command
    from termtime.planning import plan_year
    from termtime.progress import PlanBar
    from trust.auditing import AuditKind

    now = make_clock(at)()
    async with open_configured_store() as store:
        with PlanBar(seconds) as bar:
            proposal = await plan_year(store, now, seed=seed, steady=seconds is None, watch=bar.watch)
        await note_command(store, AuditKind.PLANNED, proposal.year, read_clock, count=len(proposal.meetings))
        year = await store.fetch_year()
    return year, proposal, check_year(year.trust, proposal.meetings, proposal.year)


def _describe(proposal: Proposal, faults: tuple[YearFault, ...]) -> dict[str, object]:
    from scheduler.check import Severity

    hard = sum(fault.severity is Severity.HARD for fault in faults)
    return proposal.model_dump(mode="json") | {"hard_faults": hard, "soft_faults": len(faults) - hard}

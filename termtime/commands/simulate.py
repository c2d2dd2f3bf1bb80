"""`termtime simulate`: a whole academic year in fast-forward against a sandbox tenant, and a report of what became of it."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from termtime.commands.options import Json

if TYPE_CHECKING:
    from termtime.simulation.reporting import YearReport

SHOWN = 20


def simulate(
    json: Json = False,
    trust: Annotated[
        Path | None, typer.Option(help="A trust's directory; the example trust when left out.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Another seed is another year.")] = 1,
    days: Annotated[int, typer.Option(help="How many days to live; a whole year when left out.")] = 0,
    begin: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The first day; usually in August.")
    ] = None,
    replicas: Annotated[int, typer.Option(min=1, max=8, help="How many processes serve.")] = 1,
    kills: Annotated[
        int, typer.Option(min=0, help="How often one of them is killed; they share DATABASE_URL.")
    ] = 0,
) -> None:
    """Live a whole year of a trust in fast-forward, with people who reply, forget, edit, leave and join."""
    import logging

    import structlog

    from examples import find_example
    from termtime.progress import StageBars
    from termtime.settings import read_settings
    from termtime.simulation.living import simulate_with_kills, simulate_year
    from termtime.terminal import print_json
    from trust.values import RefusedError

    directory, first = trust or find_example(), begin.date() if begin else None
    if kills and replicas == 1:
        raise RefusedError("Somebody has to carry on: with --kills give --replicas 2 or more.")

    async def run() -> YearReport:
        with StageBars() as bars:
            if replicas == 1:
                return await simulate_year(directory, bars.show, seed=seed, days=days, begin=first)
            url = read_settings().database_url.get_secret_value()
            return await simulate_with_kills(
                directory,
                bars.show,
                url,
                replicas=replicas,
                kills=kills,
                seed=seed,
                days=days,
                begin=first,
            )

    # A year of the service's log is not what is asked for here.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    report = asyncio.run(run())
    if json:
        print_json(report.as_dict())
    else:
        _print(report)
    if report.faults:
        raise typer.Exit(1)


def _print(report: YearReport) -> None:
    from termtime.simulation.showing import make_report_tables
    from termtime.terminal import console, errors

    for table in make_report_tables(report):
        console.print(table)
    for fault in report.faults[:SHOWN]:
        errors.print(fault, style="red", markup=False)
    if len(report.faults) > SHOWN:
        errors.print(f"and {len(report.faults) - SHOWN} more; --json has them all", style="red")

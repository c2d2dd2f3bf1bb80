"""`termtime diff`: what a sync would do, without doing it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from termtime.commands.options import At, Json

if TYPE_CHECKING:
    from graph_sync.changes import Plan
    from trust.year import Trust


def diff(
    json: Json = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown.")] = False,
    every: Annotated[bool, typer.Option("--all", help="Show every change on a line of its own.")] = False,
    at: At = None,
) -> None:
    """Show every change a sync would make, why, and whom it would write to."""
    from graph_sync.render import make_json, make_markdown
    from graph_sync.sync import fetch_plan
    from graph_sync.table import make_table
    from graph_sync.tenant import open_tenant
    from termtime.app import make_graph_settings, open_configured_store
    from termtime.clock import make_clock
    from termtime.settings import read_settings
    from termtime.terminal import console, print_json

    async def look() -> tuple[Plan, Trust]:
        settings = read_settings()
        async with (
            open_configured_store(settings) as store,
            open_tenant(make_graph_settings(settings)) as tenant,
        ):
            year = await store.fetch_year()
            seen = await fetch_plan(year, tenant, store.sync, make_clock(at)())
            return seen.plan, year.trust

    plan, trust = asyncio.run(look())
    if json:
        print_json(make_json(plan))
    elif markdown:
        typer.echo(make_markdown(plan))
    else:
        console.print(make_table(plan, *name_trust(trust), every=every))


def name_trust(trust: Trust) -> tuple[dict[str, str], dict[str, str]]:
    """Say what a trust's groups and people are called, by id and by address."""
    return {group.id: group.name for group in trust.groups}, {
        person.upn: person.name for person in trust.people
    }

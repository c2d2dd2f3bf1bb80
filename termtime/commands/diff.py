"""`termtime diff`: what a sync would do, without doing it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from termtime.commands.options import At, Json

if TYPE_CHECKING:
    from graph_sync.changes import Plan


def diff(
    json: Json = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown.")] = False,
    at: At = None,
) -> None:
    """Show every change a sync would make, why, and how many mails it would send."""
    from graph_sync.render import make_json, make_markdown, make_table
    from graph_sync.sync import fetch_plan
    from graph_sync.tenant import open_tenant
    from termtime.app import make_graph_settings, open_configured_store
    from termtime.clock import make_clock
    from termtime.settings import read_settings
    from termtime.terminal import console, print_json

    async def look() -> Plan:
        settings = read_settings()
        async with (
            open_configured_store(settings) as store,
            open_tenant(make_graph_settings(settings)) as tenant,
        ):
            look = await fetch_plan(await store.fetch_year(), tenant, store.sync, make_clock(at)())
            return look.plan

    plan = asyncio.run(look())
    if json:
        print_json(make_json(plan))
    elif markdown:
        typer.echo(make_markdown(plan))
    else:
        console.print(make_table(plan))

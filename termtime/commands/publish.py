"""`termtime publish`: make the proposed year the year."""

from __future__ import annotations

import asyncio

import typer

from termtime.commands.options import Json, Yes


def publish(yes: Yes = False, json: Json = False) -> None:
    """Publish every proposed meeting; nobody is mailed until the next sync."""
    from termtime.app import open_configured_store
    from termtime.clock import read_clock
    from termtime.noting import note_command
    from termtime.planning import find_proposed, publish_year
    from termtime.terminal import console, print_json
    from trust.auditing import AuditKind

    async def do() -> int:
        async with open_configured_store() as store:
            year = await store.fetch_year()
            count = len(find_proposed(year.meetings))
            if count and not yes and not typer.confirm(f"Publish {count} proposed meetings?", err=True):
                raise typer.Abort
            published = len(await publish_year(store))
            year_name = year.trust.settings.year
            await note_command(store, AuditKind.PUBLISHED, year_name, read_clock, count=published)
            return published

    count = asyncio.run(do())
    if json:
        print_json({"published": count})
    else:
        console.print(
            f"Published {count} meetings. `termtime diff` shows what a sync would do in Microsoft 365."
        )

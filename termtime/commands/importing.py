"""`termtime import`: put a trust's files, and any year already under way, into the store."""

from __future__ import annotations

import asyncio

from termtime.commands.options import Directory, Json


def import_(directory: Directory, json: Json = False) -> None:
    """Import a trust and what its year/ folder holds, whole or not at all."""
    from termtime.app import open_configured_store
    from termtime.clock import read_clock
    from termtime.directory import read_year
    from termtime.noting import note_command
    from termtime.terminal import console, make_table, print_json
    from trust.auditing import AuditKind
    from trust.year import Year

    async def save() -> Year:
        year = read_year(directory)
        async with open_configured_store() as store:
            await store.save_year(year)
            await note_command(store, AuditKind.IMPORTED, year.trust.settings.year, read_clock)
        return year

    year = asyncio.run(save())
    counts = {
        "schools": len(year.trust.schools),
        "people": len(year.trust.people),
        "groups": len(year.trust.groups),
        "meetings": len(year.meetings),
        "agendas": len(year.agendas),
        "minutes": len(year.minutes),
        "actions": len(year.actions),
        "replies": len(year.replies),
    }
    if json:
        print_json({"trust": year.trust.settings.name, **counts})
    else:
        console.print(
            make_table(f"Imported {year.trust.settings.name}", "What", "#Count", rows=counts.items())
        )

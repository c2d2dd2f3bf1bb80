"""`termtime backup`: everything in the database as one file, whichever kind of database it is."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from termtime.commands.options import At, Json

if TYPE_CHECKING:
    from termtime.clock import Clock
    from termtime.store.backup import Watch
    from termtime.store.parts import Manifest

Out = Annotated[
    Path, typer.Option("--out", metavar="FILE", help="The file to write, or a folder to put it in.")
]


def backup(out: Out, json: Json = False, at: At = None) -> None:
    """Write a backup of everything Termtime keeps. It holds personal data: keep it as you would the database."""
    from termtime.clock import make_clock
    from termtime.terminal import console, print_json

    clock = make_clock(at)
    file = out / f"termtime-{clock():%Y-%m-%dT%H%M}.zip" if out.is_dir() else out
    manifest = asyncio.run(_write(file, clock))
    if json:
        print_json({"file": str(file), **describe(manifest)})
        return
    console.print(
        f"{file} holds {manifest.rows:,} rows of {len(manifest.tables)} tables, and was read back.",
        soft_wrap=True,
    )
    console.print(
        "It holds personal data and only you may read it; encrypt it before it leaves this machine.",
        style="dim",
    )


async def _write(file: Path, clock: Clock) -> Manifest:
    from termtime.app import open_configured_store
    from termtime.noting import note_command
    from termtime.settings import read_settings
    from termtime.store.address import make_address
    from trust.auditing import AuditKind
    from trust.values import RefusedError

    settings = read_settings()
    address = make_address(settings.database_url.get_secret_value())
    if address.file and not address.file.exists():
        raise RefusedError(f"The database {address.name} is not there, so there is nothing to back up.")
    async with open_configured_store(settings) as store:
        await note_command(store, AuditKind.EXPORTED, "everything", clock, what="backup", format="zip")
        with drawing_rows("Backing up") as watch:
            return await store.backups.write(file, clock(), watch)


def describe(manifest: Manifest) -> dict[str, object]:
    """Describe a backup for programs."""
    return {
        "termtime": manifest.termtime,
        "revision": manifest.revision,
        "made": manifest.made.isoformat(),
        "rows": manifest.rows,
        "tables": {part.name: part.rows for part in manifest.tables},
    }


@contextmanager
def drawing_rows(title: str) -> Iterator[Watch]:
    """Draw how many rows are done while the block lasts."""
    from termtime.terminal import make_progress

    with make_progress() as bar:
        task = bar.add_task(title, total=None, note="")
        yield lambda done, total, table: bar.update(task, completed=done, total=total, note=table)

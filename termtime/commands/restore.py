"""`termtime restore`: put a backup into a database, of the same kind or the other, whole or not at all."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from termtime.commands.options import Json, Yes

if TYPE_CHECKING:
    from termtime.store.backup import SqlBackups
    from termtime.store.parts import Manifest

File = Annotated[Path, typer.Argument(metavar="FILE", help="What `termtime backup` wrote.")]
Replace = Annotated[
    bool, typer.Option("--replace", help="Let it take the place of everything the database holds now.")
]


def restore(file: File, yes: Yes = False, replace: Replace = False, json: Json = False) -> None:
    """Put a backup into an empty database, or with --replace into any. Stop `termtime serve` first."""
    from termtime.commands.backup import describe
    from termtime.terminal import console, print_json

    manifest, name = asyncio.run(_restore(file, yes=yes, replace=replace))
    if json:
        print_json({"database": name, **describe(manifest)})
        return
    console.print(
        f"{name} holds the {manifest.rows:,} rows of {_name_moment(manifest)}. "
        "`termtime diff` shows how Microsoft 365 differs from it.",
        soft_wrap=True,
    )


async def _restore(file: Path, *, yes: bool, replace: bool) -> tuple[Manifest, str]:
    from termtime.app import open_configured_store
    from termtime.clock import read_clock
    from termtime.commands.backup import drawing_rows
    from termtime.noting import note_command
    from termtime.store.backup import check_backup
    from trust.auditing import AuditKind

    manifest = check_backup(file)
    async with open_configured_store() as store:
        held = await _refuse_full(store.backups, replace=replace)
        if not yes:
            _ask(manifest, store.backups.name, held)
        with drawing_rows("Restoring") as watch:
            await store.backups.restore(file, watch, replacing=replace)
        await note_command(store, AuditKind.IMPORTED, "everything", read_clock, what="backup")
        return manifest, store.backups.name


async def _refuse_full(backups: SqlBackups, *, replace: bool) -> int:
    """Count what the database holds. Raises RefusedError when that is something, and not to be replaced."""
    from trust.values import RefusedError

    counts = await backups.count()
    if counts and not replace:
        most = sorted(counts.items(), key=lambda one: -one[1])[:3]
        told = ", ".join(f"{name} {count:,}" for name, count in most)
        msg = (
            f"{backups.name} is not empty: it holds {sum(counts.values()):,} rows ({told}). "
            "Name an empty database in DATABASE_URL, or give --replace to put the backup in their place."
        )
        raise RefusedError(msg)
    return sum(counts.values())


def _ask(manifest: Manifest, name: str, held: int) -> None:
    made = _name_moment(manifest)
    if held:
        said = f"Delete the {held:,} rows in {name}, and put in the {manifest.rows:,} of {made}?"
    else:
        said = f"Put the {manifest.rows:,} rows of {made} into {name}?"
    typer.confirm(said, abort=True, err=True)


def _name_moment(manifest: Manifest) -> str:
    return f"{manifest.made.day} {manifest.made:%B %Y at %H:%M}"

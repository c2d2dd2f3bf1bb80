"""`termtime subject-access`: everything held about one person, as one file for them."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from termtime.commands.options import At, Json

if TYPE_CHECKING:
    from termtime.governance.assembling import Access

Who = Annotated[str, typer.Argument(metavar="PERSON", help="Their id in the trust's files, or their UPN.")]
Out = Annotated[Path, typer.Option("--out", metavar="FILE", help="The zip file to write.")]

CHECK_IT = (
    "It is theirs alone: look it through before it leaves you, and hand it over safely. What was left out of it, and where "
    "else to look, is written inside."
)


def subject_access(person: Who, out: Out, json: Json = False, at: At = None) -> None:
    """Write everything held about one person into one file: to read, and for programs. Nobody else's data is in it."""
    from termtime.terminal import console, print_json

    if out.exists():
        from trust.values import RefusedError

        raise RefusedError(f"{out} is there already; name another file.")
    access = asyncio.run(_write(person, out, at))
    counts = {part.title: len(part.rows) for part in access.parts}
    if json:
        print_json({"file": str(out), "person": access.subject.id, "parts": counts})
        return
    told = sum(counts.values())
    console.print(f"{out} holds {told} entries about {access.subject.name}.", markup=False, soft_wrap=True)
    console.print(CHECK_IT, style="dim", soft_wrap=True)


async def _write(person: str, out: Path, at: str | None) -> Access:
    from termtime.app import open_configured_store
    from termtime.clock import make_clock, read_clock
    from termtime.governance.assembling import assemble, find_subject
    from termtime.governance.packing import pack
    from termtime.noting import note_command
    from termtime.terminal import make_progress
    from trust.auditing import AuditKind

    clock = make_clock(at)
    async with open_configured_store() as store:
        year = await store.fetch_year()
        subject = find_subject(year.trust, person)
        with make_progress() as bar:
            task = bar.add_task("Looking everywhere", total=None, note="")
            held = await store.holdings.fetch(
                subject.id, subject.upn, subject.name,
                lambda done, total, table: bar.update(task, completed=done, total=total, note=table),
            )  # fmt: skip
        access = assemble(year, held, subject, clock())
        # Noted first: nothing is taken out that the log does not tell of.
        await note_command(
            store, AuditKind.EXPORTED, subject.id, read_clock, what="subject access", format="zip"
        )
    _save(out, pack(access))
    return access


def _save(out: Path, content: bytes) -> None:
    """Write a file that only its owner may read, and none in the place of another."""
    try:
        handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        from trust.values import RefusedError

        raise RefusedError(f"{out} could not be written: {error.strerror}.") from None
    with os.fdopen(handle, "wb") as file:
        file.write(content)

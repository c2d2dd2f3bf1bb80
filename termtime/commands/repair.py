"""`termtime repair`: put the published year right after a change, with the fewest meetings moved."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from termtime.commands.options import At, Json, Yes

if TYPE_CHECKING:
    from rich.table import Table

    from scheduler.repair import Repair
    from trust.year import Trust

Choice = Annotated[
    int | None, typer.Option("--choose", metavar="N", help="Publish the Nth of the repairs proposed.")
]


def repair(choose: Choice = None, yes: Yes = False, json: Json = False, at: At = None) -> None:
    """Propose how to put the published year right after a change to the trust: the fewest moves first."""
    from termtime.app import open_configured_store
    from termtime.clock import make_clock, read_clock
    from termtime.noting import note_command
    from termtime.planning import propose_year_repairs, save_repair
    from termtime.progress import PlanBar
    from termtime.terminal import console, errors, print_json
    from trust.auditing import AuditKind
    from trust.values import RefusedError

    async def run() -> tuple[Trust, tuple[Repair, ...], Repair | None]:
        async with open_configured_store() as store:
            with PlanBar(title="Looking for the fewest moves") as bar:
                repairs = await propose_year_repairs(store, make_clock(at)(), watch=bar.watch)
            trust = (await store.fetch_year()).trust
            if choose is not None and not 1 <= choose <= len(repairs):
                msg = f"There is no repair {choose} to choose; the last is number {len(repairs)}."
                raise RefusedError(msg)
            chosen = repairs[choose - 1] if choose else None
            if chosen and (chosen.moves or chosen.added):
                if not yes:
                    console.print(make_moves_table(trust, chosen))
                    typer.confirm(f"Publish these {len(chosen.moves)} moves?", err=True, abort=True)
                await save_repair(store, chosen)
                moves = len(chosen.moves) + len(chosen.added)
                year_name = trust.settings.year
                await note_command(
                    store, AuditKind.PUBLISHED, year_name, read_clock, how="repair", count=moves
                )
            return trust, repairs, chosen

    trust, repairs, chosen = asyncio.run(run())
    if json:
        print_json([_describe(repair) for repair in repairs])
    elif chosen:
        console.print(
            f"Published {len(chosen.moves)} moves and {len(chosen.added)} new meetings. `termtime diff` shows what a "
            "sync would do in Microsoft 365."
        )
    else:
        console.print(make_repairs_table(repairs), "", make_moves_table(trust, repairs[0]))
        console.print(
            "`termtime repair --choose N` publishes one of them; nobody is mailed until the next sync."
        )
    for unmet in repairs[0].unmet:
        errors.print(unmet.why, style="red", markup=False)
    if repairs[0].unmet:
        raise typer.Exit(1)


def make_repairs_table(repairs: tuple[Repair, ...]) -> Table:
    """List repairs: what each moves, whom it touches and what the year then costs."""
    from termtime.terminal import make_table

    rows = (
        (number, len(r.moves), len(r.added), len(r.people), f"{r.cost:,}", "proved" if r.fewest else "")
        for number, r in enumerate(repairs, start=1)
    )
    return make_table("Repairs", "#", "#Moved", "#New", "#People touched", "#Cost", "Fewest moves", rows=rows)


def make_moves_table(trust: Trust, repair: Repair) -> Table:
    """List the meetings a repair moves or adds."""
    from termtime.terminal import make_table

    moved = [
        (trust.group_by_id[move.after.group].name, move.after.title, f"{move.before.starts:%a %d %b %H:%M}",
         f"{move.after.starts:%a %d %b %H:%M}")
        for move in repair.moves
    ]  # fmt: skip
    new = [
        (trust.group_by_id[meeting.group].name, meeting.title, "", f"{meeting.starts:%a %d %b %H:%M}")
        for meeting in repair.added
    ]
    return make_table("What moves with the first of them", "Group", "Meeting", "From", "To", rows=moved + new)


def _describe(repair: Repair) -> dict[str, object]:
    return {
        "moved": len(repair.moves),
        "added": len(repair.added),
        "people": len(repair.people),
        "cost": repair.cost,
        "fewest": repair.fewest,
        "moves": [
            {"key": m.after.key, "from": m.before.starts.isoformat(), "to": m.after.starts.isoformat()}
            for m in repair.moves
        ],
        "unmet": [unmet.why for unmet in repair.unmet],
    }

"""`termtime drift`: what people changed in Microsoft 365 by hand, listed and settled."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from termtime.commands.options import At, Json

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from trust.settling import Matter
    from trust.year import Trust

SHORTEST = 4
# Fields whose names are not the words for them.
FIELDS = {"when": "time", "subject": "title", "existence": "deleted", "likeness": "one is there", "inside": "folder",
          "cancellation": "not cancelled",
          "grants": "who may open it", "alone": "who may open it"}  # fmt: skip
EXPLAINED = (
    "`termtime drift settle ID --adopt --as UPN` takes one into the year; `--put-back` makes Microsoft 365 say again "
    "what the year says."
)

app = typer.Typer(
    help="What people changed in Microsoft 365 by hand, and what to do about it.",
    invoke_without_command=True,
    add_completion=False,
)


@app.callback()
def drift(context: typer.Context, json: Json = False) -> None:
    """What people changed in Microsoft 365 by hand, and what to do about it."""
    if context.invoked_subcommand is None:
        trust, matters = asyncio.run(_fetch())
        _print(trust, matters, json=json)


@app.command()
def settle(
    proposal: Annotated[str, typer.Argument(metavar="ID", help="What `termtime drift` lists it as.")],
    as_: Annotated[str, typer.Option("--as", metavar="UPN", help="Who decides.")],
    adopt: Annotated[bool, typer.Option("--adopt", help="Take it into the year.")] = False,
    put_back: Annotated[
        bool, typer.Option("--put-back", help="Make Microsoft 365 say again what the year says.")
    ] = False,
    at: At = None,
) -> None:
    """Decide about something that was changed by hand, as somebody who may."""
    from termtime.clock import make_clock
    from termtime.terminal import console
    from trust.proposals import Verdict
    from trust.values import RefusedError

    if adopt is put_back:
        raise RefusedError("Say one of the two: --adopt takes it into the year, --put-back undoes it.")
    verdict = Verdict.ADOPT if adopt else Verdict.PUT_BACK
    said = asyncio.run(_settle(proposal, as_, verdict, make_clock(at)()))
    console.print(said, markup=False, soft_wrap=True)


async def _settle(proposal: str, upn: str, verdict: Any, now: datetime) -> str:
    from termtime.app import open_configured_store
    from termtime.noting import name_operator
    from termtime.settling import fetch_matters, settle
    from trust.values import RefusedError

    through = name_operator()
    async with open_configured_store() as store:
        trust = (await store.fetch_year()).trust
        by = trust.find_by_upn(upn)
        if by is None:
            raise RefusedError(f"Nobody in {trust.settings.name}'s files goes by {upn}.")
        # The beginning of an id is enough, where it is one alone's.
        found = [one.proposal for one in await fetch_matters(store) if one.proposal.id.startswith(proposal)]
        if len(found) != 1 or len(proposal) < SHORTEST:
            return await settle(store, proposal, verdict, by, now, through=through)
        said = await settle(store, found[0].id, verdict, by, now, through=through)
        return f"{found[0].title}: {said}"


async def _fetch() -> tuple[Trust, tuple[Matter, ...]]:
    from termtime.app import open_configured_store
    from termtime.settling import fetch_matters

    async with open_configured_store() as store:
        trust = (await store.fetch_year()).trust
        return trust, tuple(m for m in await fetch_matters(store) if m.settled is None)


def _print(trust: Trust, matters: tuple[Matter, ...], *, json: bool) -> None:
    from termtime.terminal import console, print_json

    if json:
        print_json([_describe(matter) for matter in matters])
        return
    if not matters:
        console.print("Nothing to settle: nobody changed anything by hand that the last sync saw.")
        return
    console.print(make_drift_table(trust, matters))
    console.print(EXPLAINED, markup=False)


def group_matters(trust: Trust, matters: tuple[Matter, ...]) -> dict[str, list[Matter]]:
    """Put matters together by the name of their group, in the order of the trust's files; nobody's come last."""
    from trust.settling import find_group_id

    names = {group.id: group.name for group in trust.groups}
    found: dict[str, list[Matter]] = {name: [] for name in names.values()}
    for matter in matters:
        group = find_group_id(matter.proposal)
        found.setdefault(names.get(group, group or trust.settings.name), []).append(matter)
    return {name: theirs for name, theirs in found.items() if theirs}


def make_drift_table(trust: Trust, matters: tuple[Matter, ...]) -> Table:
    """Lay out matters group by group: what was changed, both sides, since when and how far it is decided."""
    from rich.text import Text

    from termtime.terminal import make_table

    title = "1 change made by hand" if len(matters) == 1 else f"{len(matters)} changes made by hand"
    table = make_table(title, "Id", "What", "Changed", "There it says", "The year says", "Since")
    for group, theirs in group_matters(trust, matters).items():
        table.add_section()
        table.add_row("", Text(group, style="bold magenta"))
        for matter in theirs:
            table.add_row(*_make_row(trust, matter))
    return table


def _make_row(trust: Trust, matter: Matter) -> tuple[Text, ...]:
    from rich.text import Text

    from cards.proposal import make_sides
    from trust.proposals import Verdict
    from trust.settling import find_name

    proposal = matter.proposal
    person = trust.person_by_upn.get(proposal.item)
    (there, seen), (_, wanted) = make_sides(proposal, person.name if person else "").items()
    agreed = [find_name(trust, one) for one in matter.find_agreed(Verdict.ADOPT)]
    what = Text(proposal.title)
    if proposal.both:
        what.append("\nthe year has changed too", style="red")
    elif agreed:
        what.append(f"\n{agreed[0]} has agreed; it takes two", style="red")
    where, field = there.removesuffix(" says"), FIELDS.get(proposal.field, proposal.field)
    return (
        Text(proposal.id, style="bold"),
        what,
        Text(f"{where}: {field}"),
        Text(seen, style="yellow"),
        Text(wanted, style="green"),
        Text(f"{proposal.found:%a} {proposal.found.day} {proposal.found:%b %H:%M}" if proposal.found else ""),
    )


def _describe(matter: Matter) -> dict[str, Any]:
    from trust.settling import find_group_id

    proposal = matter.proposal
    decided = [{"by": d.by, "verdict": d.verdict.value, "at": d.at.isoformat()} for d in matter.decisions]
    return {
        "id": proposal.id,
        "group": find_group_id(proposal),
        **proposal.model_dump(mode="json", exclude={"found"}),
        "found": proposal.found.isoformat() if proposal.found else None,
        "decided": decided,
    }

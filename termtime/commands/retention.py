"""`termtime retention`: what is kept, for how long, what falls due next; and disposing of what is due."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from termtime.commands.options import At, Json, Yes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.table import Table

    from trust.retaining import Stock
    from trust.retention import Hold

NOT_OURS = (
    "Documents in SharePoint, messages in Teams and invitations in Outlook are never deleted by this: there the trust's own "
    "retention labels hold."
)
DRY_RUN = (
    "Nothing was changed. The nightly job disposes of what is due, or `termtime retention --apply` at once."
)

Apply = Annotated[bool, typer.Option("--apply", help="Dispose of what is due now, instead of tonight.")]


def retention(apply: Apply = False, yes: Yes = False, json: Json = False, at: At = None) -> None:
    """What is kept of each kind, by what rule, how old it is, and what falls due when."""
    from termtime.terminal import console, print_json

    stocks, holds, done = asyncio.run(_run(apply=apply, yes=yes, at=at))
    if json:
        print_json({
            "kept": [stock.model_dump(mode="json") for stock in stocks],
            "holds": [hold.model_dump(mode="json") for hold in holds],
            "disposed": [stock.kind.value for stock in done] if apply else None,
        })  # fmt: skip
        return
    console.print(make_retention_table(stocks))
    for hold in holds:
        about = f"the group {hold.group}" if hold.group else f"the person {hold.person}"
        console.print(f"Legal hold: nothing about {about} is disposed of. {hold.reason}", markup=False)
    if apply:
        console.print(_say_done(done), markup=False)
    else:
        console.print(DRY_RUN, markup=False, soft_wrap=True)
    console.print(NOT_OURS, style="dim", soft_wrap=True)


async def _run(
    *, apply: bool, yes: bool, at: str | None
) -> tuple[tuple[Stock, ...], tuple[Hold, ...], tuple[Stock, ...]]:
    from termtime.app import open_configured_store
    from termtime.clock import make_clock
    from termtime.noting import name_operator
    from trust.values import RefusedError

    if apply and at:
        raise RefusedError("--at shows what would be due; nothing is disposed of before its time.")
    now = make_clock(at)()
    async with open_configured_store() as store:
        year = await store.fetch_year()
        stocks = await store.retention.fetch_stocks(year, now)
        due = sum(stock.due for stock in stocks)
        done: tuple[Stock, ...] = ()
        if apply and due:
            if not yes:
                typer.confirm(f"Dispose of {due} entries for good?", err=True, abort=True)
            done = await store.retention.dispose(year, now, name_operator())
            stocks = await store.retention.fetch_stocks(await store.fetch_year(), now)
        return stocks, year.trust.settings.holds, done


def make_retention_table(stocks: Iterable[Stock]) -> Table:
    """Lay out the kinds: the rule, what there is, what is due and what comes next."""
    from termtime.terminal import make_table

    rows = (
        (
            stock.kind.capitalize(),
            stock.rule,
            stock.count,
            f"{stock.oldest.day} {stock.oldest:%b %Y}" if stock.oldest else "",
            stock.due or "",
            stock.held or "",
            f"{stock.next.day} {stock.next:%b %Y}" if stock.next else "",
        )
        for stock in stocks
    )
    columns = ("Kind", "Kept for", "#Kept", "Oldest", "#Due", "#On hold", "Next due")
    return make_table("What is kept", *columns, rows=rows)


def _say_done(done: tuple[Stock, ...]) -> str:
    if not done:
        return "Nothing was due."
    return "Disposed of " + ", ".join(f"{stock.due} of {stock.kind.value}" for stock in done) + "."

"""`termtime feeds`: private calendar addresses, for the IT manager: somebody's listed, and revoked.

They are made on the pages alone, by whoever they are for: who runs the service reads nobody's calendar.
"""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from termtime.commands.options import At, Json

if TYPE_CHECKING:
    from termtime.store import SqlStore
    from termtime.store.feeds import Feed
    from trust.people import Person
    from trust.year import Trust

Whose = Annotated[str, typer.Option("--person", metavar="ID_OR_UPN", help="Whose calendar it is.")]
ONE_OF_TWO = "Say one of the two: the id of an address, as `termtime feeds list` shows it, or --all."
NO_SUCH = "{name} has no calendar address {feed}; `termtime feeds list` shows what there is."
NOBODY = "Nobody in {trust}'s files goes by {typed}."
OWN = "their own"

app = typer.Typer(help="Private calendar addresses: list and revoke somebody's.", add_completion=False)


@app.command("list")
def list_(person: Whose, json: Json = False) -> None:
    """List somebody's calendar addresses. The addresses themselves are not kept, and cannot be shown."""
    from cards.words import format_moment
    from termtime.terminal import console, make_table, print_json

    name, found = asyncio.run(_fetch(person))
    if json:
        print_json([_describe(feed) for feed in found])
    elif not found:
        console.print(f"{name} has no calendar address.", markup=False)
    else:
        rows = [
            (
                one.id,
                one.group or OWN,
                format_moment(one.made),
                format_moment(one.fetched) if one.fetched else "never",
            )
            for one in found
        ]
        console.print(
            make_table(f"Calendar addresses of {name}", "Id", "Meetings", "Made", "Last fetched", rows=rows)
        )


@app.command()
def revoke(
    person: Whose,
    feed: Annotated[str, typer.Argument(metavar="[ID]", help="What `termtime feeds list` lists it as.")] = "",
    every: Annotated[bool, typer.Option("--all", help="Revoke every one of them.")] = False,
    json: Json = False,
    at: At = None,
) -> None:
    """Revoke one of somebody's calendar addresses, or all of them: they stop working at once."""
    from termtime.clock import make_clock
    from termtime.terminal import console, print_json
    from trust.values import RefusedError

    if bool(feed) is every:
        raise RefusedError(ONE_OF_TWO)
    name, count = asyncio.run(_revoke(person, feed, make_clock(at)()))
    if json:
        print_json({"revoked": count})
        return
    said = "1 calendar address" if count == 1 else f"{count} calendar addresses"
    console.print(f"{said} of {name} revoked.", markup=False)


async def _fetch(person: str) -> tuple[str, tuple[Feed, ...]]:
    from termtime.app import open_configured_store

    async with open_configured_store() as store:
        owner, name = await _find_owner(store, person)
        return name, await store.feeds.fetch_of(owner)


async def _revoke(person: str, feed: str, now: datetime) -> tuple[str, int]:
    from termtime.app import open_configured_store
    from termtime.clock import read_clock
    from termtime.noting import note_command
    from trust.auditing import AuditKind
    from trust.values import RefusedError

    async with open_configured_store() as store:
        owner, name = await _find_owner(store, person)
        if feed and not await store.feeds.revoke(owner, feed, now):
            raise RefusedError(NO_SUCH.format(name=name, feed=feed))
        count = 1 if feed else await store.feeds.revoke_all(owner, now)
        await note_command(store, AuditKind.FEED_REVOKED, owner, read_clock, count=count)
        return name, count


async def _find_owner(store: SqlStore, typed: str) -> tuple[str, str]:
    """Find the id and name of somebody, or of whoever has left the trust's files and still has an address."""
    from trust.values import RefusedError

    trust = (await store.fetch_year()).trust
    if found := _find_person(trust, typed):
        return found.id, found.name
    if await store.feeds.fetch_of(typed):
        return typed, typed
    raise RefusedError(NOBODY.format(trust=trust.settings.name, typed=typed))


def _find_person(trust: Trust, typed: str) -> Person | None:
    return trust.person_by_id.get(typed) or trust.find_by_upn(typed)


def _describe(feed: Feed) -> dict[str, Any]:
    return feed.model_dump(mode="json", exclude={"marks", "revoked"})

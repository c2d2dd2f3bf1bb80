"""Tells those who may settle it what people changed by hand, once each, in their own chat, outside quiet hours.

Whoever has paused messages, or keeps quiet hours of their own, is told once that is over.

Looked for every few minutes and not only after a sync: what the nightly one finds is told when quiet hours end, and
whoever adds the bot later is told then.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import NamedTuple

import structlog

from bot.asked import make_footing
from bot.handlers.proposals import make_matters_card
from bot.ports import Delivery, Messenger, Outbound, Outcome
from graph_sync.directory import USERS
from termtime.clock import Clock
from termtime.settling import fetch_matters
from termtime.store import SqlStore
from trust.people import Person
from trust.settling import Matter, find_tellings
from trust.values import RefusedError, place_in_london

EVERY_SECONDS = 300.0
LEAD = "Somebody changed this in Microsoft 365. What is right?"

_log = structlog.get_logger(__name__)


class Told(NamedTuple):
    """Somebody who was written to, about how much, and what became of it."""

    person: Person
    matters: tuple[Matter, ...]
    delivery: Delivery


@asynccontextmanager
async def telling_people(
    store: SqlStore,
    messenger: Messenger,
    clock: Clock,
    *,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> AsyncIterator[None]:
    """Tell people of what was changed by hand for as long as the block lasts."""

    async def keep_telling() -> None:
        while True:
            try:
                await tell_people(store, messenger, clock)
            except RefusedError as refused:
                await _log.ainfo("nobody was told of changes by hand", why=str(refused))
            except Exception:  # noqa: BLE001  whatever went wrong, the next round tries again
                await _log.aexception("telling of changes by hand failed")
            await sleep(EVERY_SECONDS)

    task = asyncio.create_task(keep_telling())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def tell_people(store: SqlStore, messenger: Messenger, clock: Clock) -> tuple[Told, ...]:
    """Tell everyone who is due to be told now and has a chat with the bot; of nothing twice, whichever replica asks.

    Raises:
        RefusedError: The store cannot be used, or no trust has been imported.
    """
    matters = await fetch_matters(store)
    if not matters:
        return ()
    trust, now = (await store.fetch_year()).trust, clock()
    accounts: dict[str, str] | None = None
    preferences = await store.personal.fetch_preferences()
    told = []
    for person, theirs in find_tellings(trust, matters, now):
        if person.id in preferences and preferences[person.id].holds_back(now):
            continue
        accounts = await _fetch_accounts(store) if accounts is None else accounts
        reference = await store.conversations.fetch_reference(accounts.get(person.upn, ""))
        if reference is None:
            continue
        claimed = [
            matter for matter in theirs if await store.conversations.claim(_name_claim(person, matter))
        ]
        if not claimed:
            continue
        footing = make_footing(trust, now)
        card = make_matters_card(trust, claimed, place_in_london(now).date(), footing, lead=LEAD)
        delivery = await messenger.send(reference, Outbound(card.text, card))
        told.append(Told(person, tuple(claimed), delivery))
        await _note(told[-1])
        if delivery.outcome is Outcome.DEFERRED:
            for matter in claimed:
                await store.conversations.release(_name_claim(person, matter))
    return tuple(told)


def _name_claim(person: Person, matter: Matter) -> str:
    """Name the telling; the same edit made again later is found at another moment, and told again."""
    found = f"{matter.proposal.found:%Y-%m-%dT%H:%M:%S%z}" if matter.proposal.found else ""
    return f"told/{matter.proposal.id}/{found}/{person.id}"


async def _fetch_accounts(store: SqlStore) -> dict[str, str]:
    """Read people's account ids by user principal name, from what the sync last saw of the directory."""
    seen = await store.sync.fetch_stream(USERS)
    return {row["upn"]: user_id for user_id, row in seen.rows.items()} if seen else {}


async def _note(told: Told) -> None:
    await _log.ainfo(
        "told of changes by hand", person=told.person.id, changes=len(told.matters),
        outcome=told.delivery.outcome.value, why=told.delivery.reason,
    )  # fmt: skip

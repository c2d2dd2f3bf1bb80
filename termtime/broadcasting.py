"""Keeps a message somebody sends to an audience, with a row of the ledger for everyone; the next tick sends it.

Who is in the audience, and whether the sender may write to it, is worked out again at this moment, whatever the preview
said.
"""

from __future__ import annotations

from datetime import datetime

from bot.ports import Account, Done, Send
from termtime.store import SqlStore
from trust.audiences import NOBODY, Broadcast, find_audience, name_broadcast
from trust.nudges import NudgeKind
from trust.people import Person
from trust.values import RefusedError

ALREADY = "That was sent already, and nothing was sent again."
ON_THE_WAY = "It is on its way: within a minute, or once quiet hours are over."
MOST_ACCOUNTS = 6


async def send_broadcast(store: SqlStore, effect: Send, by: Person, now: datetime) -> Done:
    """Take a message on.

    Raises:
        RefusedError: The sender may not write to that audience, or nobody is in it.
    """
    people = find_audience(await store.fetch_year(), effect.audience, by, now)
    if not people:
        raise RefusedError(NOBODY)
    name = name_broadcast(by, effect.audience, effect.made)
    broadcast = Broadcast(id=name, by=by.id, audience=effect.audience, text=effect.text, at=now)
    new = await store.deliveries.save_broadcast(broadcast, [person.id for person in people])
    accounts = await fetch_accounts(store, by, name)
    return Done(effect, ON_THE_WAY if new else ALREADY, accounts=accounts)


async def fetch_accounts(store: SqlStore, by: Person, broadcast: str = "") -> tuple[Account, ...]:
    """Read what became of the messages somebody sent: of one, or of the latest."""
    ids = (broadcast,) if broadcast else None
    found = (await store.deliveries.fetch_broadcasts(ids, by=by.id))[:MOST_ACCOUNTS]
    return tuple([Account(one, await store.deliveries.fetch((_name_key(one),))) for one in found])


def _name_key(broadcast: Broadcast) -> str:
    return f"{NudgeKind.BROADCAST}/{broadcast.id}"

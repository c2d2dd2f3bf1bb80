"""Which parts of Microsoft 365 tell us at once when something changes in them, and keeping that up.

A notification is a hint and no more: what is missed is read by the next run all the same. What is to be done
follows from what we remember, what Graph lists and the clock:

| remembered | listed there, not over | what is done |
|---|---|---|
| yes | yes, at our address | kept; renewed when less than a third of its life is left |
| yes | yes, at an address we had before | replaced |
| yes | no | made anew |
| no | yes, at our address | replaced, since nobody knows its secret |
| no | yes, elsewhere | left alone: it is another installation's |

Of two that are kept for the same thing the one that ends later stays, and what need not be watched any more goes.
A subscription that Graph wants authorised again is remembered as ending at once, and renewing it does that.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Protocol

from pydantic import Field

from trust.values import LocalDatetime, RefusedError, Value

if TYPE_CHECKING:
    from graph_sync.lookups import Lookups

# Our clock may be ahead of Graph's, which refuses an end that is a minute too late.
CLOCKS_DIFFER = timedelta(minutes=5)
AT_ONCE = 4


class Subscription(Value):
    """One standing request to be told. `secret` comes back in every notification: proof that Graph sent it."""

    id: str
    resource: str
    expires: LocalDatetime
    secret: str = Field(repr=False)

    def is_ending(self, now: datetime) -> bool:
        """Whether less than a third of its life is left."""
        return _in_utc(now) > _in_utc(self.expires) - find_watching(self.resource).longest / 3


class Listed(Value):
    """A subscription as Graph lists it: never with its secret."""

    id: str
    resource: str
    url: str
    expires: LocalDatetime


class SubscriptionStore(Protocol):
    """Remembers what was subscribed to, and that Microsoft 365 has spoken, for all replicas."""

    async def fetch_subscriptions(self) -> Sequence[Subscription]:
        """Read all subscriptions, by resource."""
        ...

    async def save_subscription(self, subscription: Subscription) -> None:
        """Add or replace one by its id."""
        ...

    async def delete_subscription(self, subscription_id: str) -> None:
        """Drop one, if it is there."""
        ...

    async def note_wake(self, at: datetime) -> None:
        """Note that something changed; the latest moment counts."""
        ...

    async def take_wake(self, quiet_since: datetime) -> bool:
        """Take the note away if it is no later than a moment; True for one replica only."""
        ...


@dataclass(frozen=True, slots=True)
class Watching:
    """How a kind of resource is watched: what it is in words, how long at most, which changes, with what permission."""

    what: str
    longest: timedelta
    changes: str
    permission: str


# A library tells of "updated" alone; of users and groups it covers what is new.
EVENTS = Watching(
    "a diary", timedelta(minutes=10_080), "created,updated,deleted", "Calendars.Read for the mailbox"
)
LIBRARY = Watching("the library", timedelta(minutes=42_300), "updated", "Files.ReadWrite.All")
GROUPS = Watching("groups", timedelta(minutes=41_760), "updated,deleted", "Group.Read.All")
USERS = Watching("people", timedelta(minutes=41_760), "updated,deleted", "User.Read.All")


def find_watching(resource: str) -> Watching:
    """Say how a resource is watched.

    >>> find_watching("users/codesign@fernvale.example/events").what
    'a diary'
    """
    if resource.startswith("drives/"):
        return LIBRARY
    if resource.endswith("/events"):
        return EVENTS
    return GROUPS if resource == "groups" else USERS


def find_resources(mailboxes: Iterable[str], drive_id: str) -> tuple[str, ...]:
    """List what is watched: the organisers' diaries, the library, the groups and the people."""
    diaries = (f"users/{mailbox}/events" for mailbox in sorted(mailboxes))
    return (*diaries, f"drives/{drive_id}/root", "groups", "users")


@dataclass(frozen=True, slots=True)
class Upkeep:
    """What is to be done: resources to subscribe to, subscriptions to renew, and ids that are to go."""

    create: tuple[str, ...] = ()
    renew: tuple[Subscription, ...] = ()
    remove: tuple[str, ...] = ()


def find_upkeep(
    resources: Sequence[str], known: Sequence[Subscription], listed: Sequence[Listed], url: str, now: datetime
) -> Upkeep:
    """Work out what is to be done; see the table above. `url` is where we are told."""
    at_our_address = {one.id: one for one in listed if one.url == url and one.expires > now}
    kept: dict[str, Subscription] = {}
    for one in known:
        if one.resource not in resources or one.id not in at_our_address:
            continue
        ends = min(one.expires, at_our_address[one.id].expires)
        if one.resource not in kept or kept[one.resource].expires < ends:
            kept[one.resource] = one.model_copy(update={"expires": ends})
    ours = {one.id for one in known} | {one.id for one in listed if one.url == url}
    return Upkeep(
        create=tuple(resource for resource in resources if resource not in kept),
        renew=tuple(one for one in kept.values() if one.is_ending(now)),
        remove=tuple(sorted(ours - {one.id for one in kept.values()})),
    )


@dataclass(frozen=True, slots=True)
class Kept:
    """What was done, and a sentence for each thing that could not be."""

    created: int = 0
    renewed: int = 0
    removed: int = 0
    failed: tuple[str, ...] = ()


async def keep_subscriptions(
    lookups: Lookups, store: SubscriptionStore, resources: Sequence[str], base_url: str, now: datetime
) -> Kept:
    """Bring what Graph tells us in line with what we want to hear.

    Args:
        lookups: The way to Graph.
        store: What is remembered.
        resources: See `find_resources`.
        base_url: Where this service is reached from outside; see `make_urls`.
        now: The moment, aware.

    Raises:
        RefusedError: Graph's list cannot be read, so nothing was done.
    """
    listed = await lookups.fetch_subscriptions()
    known = await store.fetch_subscriptions()
    upkeep = find_upkeep(resources, known, listed, make_urls(base_url)[0], now)
    keeper = _Keeper(lookups, store, base_url, now)
    # What is new stands before what is old goes, so that there is no gap between them.
    for steps in (
        map(keeper.create, upkeep.create),
        map(keeper.renew, upkeep.renew),
        map(keeper.remove, upkeep.remove),
    ):
        await asyncio.gather(*(keeper.attempt(step) for step in steps))
    if keeper.done["created"]:
        # Whatever changed before it stood was told to nobody.
        await store.note_wake(now)
    return Kept(**keeper.done, failed=tuple(sorted(keeper.failed)))


class _Keeper:
    """Carries the steps out a few at a time; one that is refused leaves the others be."""

    def __init__(self, lookups: Lookups, store: SubscriptionStore, base_url: str, now: datetime) -> None:
        self._lookups, self._store, self._base_url, self._now = lookups, store, base_url, now
        self._turn = asyncio.Semaphore(AT_ONCE)
        self.done: Counter[str] = Counter()
        self.failed: list[str] = []

    async def attempt(self, step: Awaitable[None]) -> None:
        async with self._turn:
            try:
                await step
            except RefusedError as error:
                self.failed.append(str(error))

    async def create(self, resource: str) -> None:
        ends = make_end(resource, self._now)
        made = await self._lookups.create_subscription(resource, self._base_url, token_urlsafe(48), ends)
        await self._store.save_subscription(made)
        self.done["created"] += 1

    async def renew(self, one: Subscription) -> None:
        ends = make_end(one.resource, self._now)
        if await self._lookups.renew_subscription(one, ends):
            await self._store.save_subscription(one.model_copy(update={"expires": ends}))
            self.done["renewed"] += 1
        else:
            await self._store.delete_subscription(one.id)
            await self.create(one.resource)

    async def remove(self, subscription_id: str) -> None:
        await self._lookups.delete_subscription(subscription_id)
        await self._store.delete_subscription(subscription_id)
        self.done["removed"] += 1


def make_urls(base_url: str) -> tuple[str, str]:
    """Give the addresses for notifications and for Graph's word about the subscriptions themselves."""
    return f"{base_url}/graph/notifications", f"{base_url}/graph/lifecycle"


def make_end(resource: str, now: datetime) -> datetime:
    """Give the latest end Graph allows, in UTC: a week in which the clocks go back would be too long."""
    return _in_utc(now) + find_watching(resource).longest - CLOCKS_DIFFER


def _in_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)

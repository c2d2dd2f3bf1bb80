from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

from builders import NOW

from graph_sync.subscriptions import Subscription, SubscriptionStore
from termtime.store import SqlStore, open_store

MINUTE = timedelta(minutes=1)


def a_subscription(id: str = "s1", **fields: Any) -> Subscription:  # noqa: A002
    return Subscription(
        **{"id": id, "resource": "groups", "expires": NOW + timedelta(days=3), "secret": "s3cret"} | fields
    )


async def test_subscriptions_are_added_replaced_and_dropped(store: SqlStore, database_url: str):
    port: SubscriptionStore = store.subscriptions
    users, groups = a_subscription("s1", resource="users"), a_subscription("s2")
    renewed = groups.model_copy(update={"expires": NOW + timedelta(days=6)})
    assert await store.subscriptions.fetch_subscriptions() == ()

    for subscription in (users, groups, renewed):
        await port.save_subscription(subscription)

    async with await open_store(database_url) as other:
        assert await other.subscriptions.fetch_subscriptions() == (renewed, users)
    await port.delete_subscription(users.id)
    await port.delete_subscription("never there")
    assert await store.subscriptions.fetch_subscriptions() == (renewed,)


async def test_wake_is_taken_once_when_it_has_gone_quiet(store: SqlStore):
    port = store.subscriptions
    assert not await port.take_wake(NOW)
    await port.note_wake(NOW)

    assert not await port.take_wake(NOW - MINUTE)
    assert await port.take_wake(NOW)
    assert not await port.take_wake(NOW)


async def test_latest_of_several_wakes_counts_in_whatever_order_they_arrive(store: SqlStore):
    for at in (NOW, NOW + 2 * MINUTE, NOW + MINUTE):
        await store.subscriptions.note_wake(at)

    assert not await store.subscriptions.take_wake(NOW + MINUTE)
    assert await store.subscriptions.take_wake(NOW + 2 * MINUTE)


async def test_one_of_many_replicas_takes_a_wake(store: SqlStore, database_url: str):
    async with await open_store(database_url) as other:
        await store.subscriptions.note_wake(NOW)

        taken = await asyncio.gather(*(s.subscriptions.take_wake(NOW) for s in [store, other] * 8))

    assert sorted(taken) == [False] * 15 + [True]

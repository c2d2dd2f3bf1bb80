"""Which parts of Microsoft 365 tell us of changes (graph_sync.subscriptions.SubscriptionStore), and that one has.

Any replica may hear that something changed; when it has gone quiet, one of them takes the wake and syncs.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select

from graph_sync.subscriptions import Subscription
from termtime.store.database import Database
from termtime.store.tables import subscriptions, wakes

# There is one wake, for the sync of the whole tenant.
SYNC = "sync"


class SqlSubscriptions:
    """Keeps subscriptions, and the moment of the latest change that was told of."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def fetch_subscriptions(self) -> tuple[Subscription, ...]:
        """Read all subscriptions, by resource."""
        ordered = select(subscriptions).order_by(subscriptions.c.resource, subscriptions.c.id)
        async with self._database.reading() as connection:
            rows = (await connection.execute(ordered)).mappings()
            return tuple(Subscription.model_validate(dict(row)) for row in rows)

    async def save_subscription(self, subscription: Subscription) -> None:
        """Add or replace one by its id."""
        async with self._database.writing() as connection:
            await self._database.upsert(connection, subscriptions, [subscription.model_dump()])

    async def delete_subscription(self, subscription_id: str) -> None:
        """Drop one, if it is there."""
        async with self._database.writing() as connection:
            await connection.execute(delete(subscriptions).where(subscriptions.c.id == subscription_id))

    async def note_wake(self, at: datetime) -> None:
        """Note that something changed; the latest moment counts."""
        statement = self._database.insert(wakes).values(name=SYNC, at=at)
        later = statement.on_conflict_do_update(
            index_elements=[wakes.c.name], set_={"at": statement.excluded.at}, where=wakes.c.at < at
        )
        await self._database.run(lambda connection: connection.execute(later), writes=True)

    async def take_wake(self, quiet_since: datetime) -> bool:
        """Take the note away if it is no later than a moment; True for one replica only."""
        taken = delete(wakes).where(wakes.c.name == SYNC, wakes.c.at <= quiet_since)
        async with self._database.writing() as connection:
            return (await connection.execute(taken)).rowcount == 1

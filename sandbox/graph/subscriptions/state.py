"""Who asked to be told of what, and the notifications waiting to be delivered."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sandbox.graph.call import Json
from sandbox.graph.subscriptions import errors

LONGEST = {"events": timedelta(minutes=10_080), "drives": timedelta(minutes=42_300)}
LONGEST_OTHER = timedelta(minutes=41_760)


@dataclass(slots=True)
class Subscription:
    """A subscription: its resource as Graph shows it, the collection it watches, and when it ends."""

    data: Json
    watches: str
    ends: datetime

    @property
    def id(self) -> str:
        """Return the subscription's id."""
        return str(self.data["id"])


@dataclass(slots=True)
class Subscriptions:
    """All subscriptions of a tenant. `outbox` is read by the courier of the running server."""

    by_id: dict[str, Subscription] = field(default_factory=dict)
    outbox: asyncio.Queue[tuple[str, Json]] = field(default_factory=asyncio.Queue)

    def get(self, subscription_id: str) -> Subscription:
        """Return a subscription, or raise 404."""
        if subscription := self.by_id.get(subscription_id):
            return subscription
        raise errors.missing(subscription_id)

    def drop_ended(self, now: datetime) -> None:
        """Forget the subscriptions that have run out."""
        for subscription in [one for one in self.by_id.values() if one.ends <= now]:
            del self.by_id[subscription.id]

    def tell(self, tenant_id: str, subscription: Subscription, event: str) -> None:
        """Queue a lifecycle notification; a subscription that was removed is gone at once."""
        data = subscription.data
        note = {
            "subscriptionId": subscription.id,
            "subscriptionExpirationDateTime": data["expirationDateTime"],
            "tenantId": tenant_id,
            "clientState": data.get("clientState"),
            "lifecycleEvent": event,
        }
        if event == "subscriptionRemoved":
            del self.by_id[subscription.id]
        self.outbox.put_nowait((data["lifecycleNotificationUrl"], {"value": [note]}))

    def publish(self, tenant_id: str, collection: str, resource_id: str, change: str, now: datetime) -> None:
        """Queue a notification for everyone who watches this collection."""
        for subscription in self.by_id.values():
            data = subscription.data
            if subscription.watches != collection or subscription.ends <= now:
                continue
            if change not in data["changeType"].split(","):
                continue
            path = f"{collection}/{resource_id}"
            note = {
                "subscriptionId": subscription.id,
                "subscriptionExpirationDateTime": data["expirationDateTime"],
                "tenantId": tenant_id,
                "clientState": data.get("clientState"),
                "changeType": change,
                "resource": path,
                "resourceData": {"id": resource_id, "@odata.id": path},
            }
            self.outbox.put_nowait((data["notificationUrl"], {"value": [note]}))

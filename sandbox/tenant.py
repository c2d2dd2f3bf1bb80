"""The tenant: one organisation's directory, calendars, mail, sites, subscriptions and Teams conversations.

It holds the services' states together with what they share: the clock, the numbering of new things, the limits, the
faults and the counters. Nothing here speaks HTTP.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID, uuid5

from sandbox.connector.state import Conversations
from sandbox.entra.state import Entra
from sandbox.faults import Faults
from sandbox.graph.call import Json
from sandbox.graph.directory.state import Directory
from sandbox.graph.drives.state import Drive, Item, Site, Sites
from sandbox.graph.outlook.mailroom import Mailroom
from sandbox.graph.outlook.state import Calendars
from sandbox.graph.scopes import make_grant
from sandbox.graph.subscriptions.state import Subscriptions
from sandbox.limits import Limits
from sandbox.seed import Seed, SiteSeed

Clock = Callable[[], datetime]


@dataclass(slots=True)
class Tenant:
    """Everything a running sandbox knows; `attendance` holds the reports of online meetings by their joining link."""

    id: str
    domain: str
    display_name: str
    clock: Clock
    entra: Entra
    conversations: Conversations
    limits: Limits
    mailroom: Mailroom
    url: str = ""
    directory: Directory = field(default_factory=Directory)
    calendars: Calendars = field(default_factory=Calendars)
    sites: Sites = field(default_factory=Sites)
    attendance: dict[str, list[Json]] = field(default_factory=dict)
    subscriptions: Subscriptions = field(default_factory=Subscriptions)
    faults: Faults = field(default_factory=Faults)
    requests: Counter[str] = field(default_factory=Counter)
    unknown_routes: list[str] = field(default_factory=list)
    last_number: int = 0

    def now(self) -> datetime:
        """Return the moment, in UTC."""
        return self.clock().astimezone(UTC)

    def stamp(self) -> str:
        """Return the moment as Graph writes it."""
        return self.now().strftime("%Y-%m-%dT%H:%M:%SZ")

    def next_id(self, prefix: str) -> str:
        """Return an id nobody has had; the same run gives the same ids."""
        self.last_number += 1
        return f"{prefix}{self.last_number:012X}"

    def next_uuid(self, kind: str) -> str:
        """Return a UUID nobody has had."""
        return str(uuid5(UUID(self.id), self.next_id(kind)))

    def has_mailbox(self, user_id: str) -> bool:
        """Say whether a person has a mailbox here; guests have theirs elsewhere."""
        user = self.directory.users.get(user_id)
        return bool(user and user["mail"] and user["userType"] == "Member")

    def notify(self, collection: str, resource_id: str, change: str) -> None:
        """Tell whoever subscribed to this collection."""
        if self.subscriptions.by_id:
            self.subscriptions.publish(self.id, collection, resource_id, change, self.now())

    def summary(self) -> dict[str, int]:
        """Return how much there is of everything."""
        items = [item for drive in self.sites.drives.values() for item in drive.items.values()]
        calendars = self.calendars.by_mailbox
        return {
            "users": len(self.directory.users),
            "groups": len(self.directory.groups),
            "events": sum(
                e.is_organiser for calendar in calendars.values() for e in calendar.entries.values()
            ),
            "folders": sum(item.is_folder and item.parent is not None for item in items),
            "files": sum(not item.is_folder for item in items),
            "mails": self.mailroom.sent,
            "messages": sum(len(c.messages) for c in self.conversations.by_id.values()),
            "requests": self.requests["http"],
        }


def make_tenant(seed: Seed, clock: Clock, *, limits: bool) -> Tenant:
    """Build the tenant a seed describes."""
    counted = Limits(on=limits)
    tenant = Tenant(
        id=seed.tenant_id,
        domain=seed.domain,
        display_name=seed.display_name,
        clock=clock,
        entra=Entra(tenant_id=seed.tenant_id, apps={app.client_id: app for app in seed.apps}),
        conversations=Conversations(bot_id=seed.bot_id, bot_name=seed.bot_name),
        limits=counted,
        mailroom=Mailroom(counted),
    )
    for user in seed.users:
        tenant.directory.add_user(dict(user))
    tenant.calendars.without_teams.update(seed.without_teams)
    for site in seed.sites:
        _add_site(tenant, site)
    return tenant


def _grants(tenant: Tenant, path: str) -> dict[str, Json]:
    return {
        app.client_id: make_grant(tenant.id, app.client_id, app.client_id, [app.sites[path]])
        for app in tenant.entra.apps.values()
        if app.sites and path in app.sites
    }


def _add_site(tenant: Tenant, seed: SiteSeed) -> None:
    now, key = tenant.stamp(), uuid5(UUID(tenant.id), f"{seed.hostname}{seed.path}")
    site_id = f"{seed.hostname},{key},{uuid5(key, 'web')}"
    drive_id = f"b!{uuid5(key, 'drive').hex}"
    url = f"https://{seed.hostname}{seed.path}/Shared%20Documents"
    drive = Drive(drive_id, site_id, "Documents", url, root=f"01{uuid5(key, 'root').hex.upper()}")
    owners = {"group": {"id": str(uuid5(key, "owners")), "displayName": f"{seed.display_name} Owners"}}
    grant = {"id": "1", "roles": ["owner"], "grantedToV2": owners}
    drive.add(Item(drive.root, "root", None, now, now, grants=[grant]))
    apps = _grants(tenant, seed.path)
    tenant.sites.add(Site(site_id, seed.hostname, seed.path, seed.display_name, now, drive, apps))

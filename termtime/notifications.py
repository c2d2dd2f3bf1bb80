"""Hearing from Microsoft 365 that something changed: the two addresses Graph calls, and keeping it calling them.

Anyone can reach these addresses, so nothing is believed that does not carry the secret of a subscription of ours
and the name of our tenant; strangers get the same answer as Graph, and no reason. What is believed only notes a
*wake*: what changed is read by the run that follows, so a notification told twice, late or out of turn does no harm.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta
from html import escape

import structlog
from aiohttp import web
from pydantic import BaseModel, Field, ValidationError

from bot.http import read_raw
from bot.verification import RefusedRequestError
from graph_sync.desired import build_desired
from graph_sync.place import read_library_id
from graph_sync.subscriptions import (
    Subscription,
    SubscriptionStore,
    find_resources,
    keep_subscriptions,
    make_urls,
)
from graph_sync.tenant import open_tenant
from scheduler.due import QUIET
from termtime.app import make_graph_settings
from termtime.clock import Clock
from termtime.settings import Settings
from termtime.store import SqlStore
from trust.values import RefusedError

LONGEST_TOKEN = 1000
APART = timedelta(seconds=1)
PATIENCE = timedelta(minutes=5)
ENDED = frozenset({"subscriptionRemoved", "reauthorizationRequired"})

_log = structlog.get_logger(__name__)


class Note(BaseModel):
    """One thing Graph tells us; of what changed we read nothing."""

    subscription_id: str = Field(alias="subscriptionId")
    tenant_id: str = Field(alias="tenantId")
    client_state: str | None = Field(alias="clientState", default=None)
    lifecycle_event: str | None = Field(alias="lifecycleEvent", default=None)


class Notes(BaseModel):
    """What Graph sends at once."""

    value: tuple[Note, ...]


class Wakes:
    """The store's wake (scheduler.ports.Wakes), spared a write for each notification of a burst.

    Where people edit without a pause it is never quiet: after five minutes the wake that this replica knows of is
    let go all the same. That much may be forgotten with the process; the wake itself is in the store.
    """

    def __init__(self, store: SubscriptionStore) -> None:
        self._store = store
        self._first: datetime | None = None
        self._last: datetime | None = None

    async def note_wake(self, at: datetime) -> None:
        """Note that something changed."""
        since = at - self._last if self._last else None
        if since is not None and timedelta(0) <= since < APART:
            return
        await self._store.note_wake(at)
        if self._first is None or since is None or since > QUIET:
            self._first = at
        self._last = at

    async def take_wake(self, quiet_since: datetime) -> bool:
        """Take the wake away if all has been quiet since a moment, or has not been for long."""
        if self._first and self._last and quiet_since - self._first > PATIENCE:
            quiet_since = max(quiet_since, self._last)
        taken = await self._store.take_wake(quiet_since)
        if taken:
            self._first = self._last = None
        return taken


class Notifications:
    """Serves both addresses. `accepted` and `strangers` count what came, since the start."""

    def __init__(self, store: SubscriptionStore, wakes: Wakes, tenant_id: str, clock: Clock) -> None:
        self._store, self._tenant_id, self._clock = store, tenant_id, clock
        self.wakes = wakes
        self.accepted = 0
        self.strangers = 0

    def add_to(self, app: web.Application) -> None:
        """Add the routes to a web application."""
        for path in make_urls(""):
            app.router.add_post(path, self.handle)

    async def handle(self, request: web.Request) -> web.Response:
        """Answer one request; both addresses take both kinds of note, as Graph allows."""
        if (token := request.query.get("validationToken")) is not None:
            return _shake_hands(token)
        try:
            notes = Notes.model_validate_json(await read_raw(request))
        except RefusedRequestError as refusal:
            refused = web.Response(status=refusal.status, text=refusal.sentence)
            # What is left of a body that was not wanted is not waited for.
            refused.force_close()
            return refused
        except ValidationError:
            return web.Response(status=400, text="The body is not a collection of change notifications.")
        try:
            await self.take(notes.value)
        except RefusedError as error:
            await _log.awarning("notifications could not be noted", why=str(error))
            # Graph sends them again.
            return web.Response(status=503)
        return web.Response(status=202)

    async def take(self, notes: Iterable[Note]) -> None:
        """Note a wake for what is genuine, and mark subscriptions that have to be made or authorised again.

        Raises:
            RefusedError: The store cannot be used.
        """
        known = {one.id: one for one in await self._store.fetch_subscriptions()}
        now, before = self._clock(), self.accepted
        for note in notes:
            subscription = known.get(note.subscription_id)
            if not self._is_genuine(note, subscription):
                self.strangers += 1
                continue
            self.accepted += 1
            if subscription and note.lifecycle_event in ENDED:
                await self._store.save_subscription(subscription.model_copy(update={"expires": now}))
        if self.accepted > before:
            await self.wakes.note_wake(now)

    def _is_genuine(self, note: Note, subscription: Subscription | None) -> bool:
        # Compared for strangers too, so that the time it takes tells nothing.
        secret = subscription.secret if subscription else ""
        same = hmac.compare_digest((note.client_state or "").encode(), secret.encode())
        ours = note.tenant_id.casefold() == self._tenant_id.casefold()
        return same and ours and subscription is not None


def make_notifications(settings: Settings, store: SqlStore, clock: Clock) -> Notifications | None:
    """Make the two addresses, unless nobody asked to be told."""
    if not (settings.public_url and settings.tenant_id):
        return None
    return Notifications(store.subscriptions, Wakes(store.subscriptions), settings.tenant_id, clock)


async def has_ending(store: SqlStore, now: datetime) -> bool:
    """Say whether a subscription has to be made or authorised again before the hour is over."""
    return any(one.is_ending(now) for one in await store.subscriptions.fetch_subscriptions())


async def keep_told(settings: Settings, store: SqlStore, clock: Clock, notifications: Notifications) -> None:
    """Bring the subscriptions up to date; what cannot be done is written to the log and done without."""
    now = clock()
    year = await store.fetch_year()
    try:
        async with open_tenant(make_graph_settings(settings)) as tenant:
            drive_id = await read_library_id(tenant, None, year.trust.settings.microsoft365, now)
            resources = find_resources(build_desired(year, now).mailboxes, drive_id)
            kept = await keep_subscriptions(
                tenant.lookups, store.subscriptions, resources, settings.public_url, now
            )
    except RefusedError as error:
        await _log.awarning("subscriptions could not be kept", why=str(error))
        return
    for why in kept.failed:
        await _log.awarning("not told of changes", why=why)
    await _log.ainfo(
        "subscriptions kept", created=kept.created, renewed=kept.renewed, removed=kept.removed,
        notifications=notifications.accepted, strangers=notifications.strangers,
    )  # fmt: skip


def _shake_hands(token: str) -> web.Response:
    """Echo the token of Graph's handshake, as text that no browser takes for a page."""
    if len(token) > LONGEST_TOKEN:
        return web.Response(status=400, text="The validation token is too long.")
    return web.Response(text=escape(token, quote=False), headers={"X-Content-Type-Options": "nosniff"})

"""Asking Microsoft 365 to tell of changes, in a sandbox and by msgraph-sdk; what is to be done, without either."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web

from graph_sync.credentials import GraphSettings, SignIn
from graph_sync.lookups import Lookups
from graph_sync.subscriptions import (
    Kept,
    Listed,
    Subscription,
    Upkeep,
    find_resources,
    find_upkeep,
    keep_subscriptions,
    make_end,
    make_urls,
)
from sandbox.server import Sandbox, running_sandbox
from trust.values import LONDON, RefusedError

NOW = datetime(2026, 12, 14, 8, 30, tzinfo=LONDON)
MAILBOX = "codesign@fernvale.example"
DIARY = f"users/{MAILBOX}/events"
BASE = "https://termtime.fernvale.example"
URL, _ = make_urls(BASE)
ROLES = ["Calendars.Read", "Group.Read.All", "User.Read.All", "Sites.ReadWrite.All"]
TENANT_ID = "8c5f8a0e-3c51-4f0f-9a0b-7f2f6a4f1d11"


def a_subscription(id: str = "s1", **fields: Any) -> Subscription:  # noqa: A002
    return Subscription(
        **{"id": id, "resource": "groups", "expires": NOW + timedelta(days=20), "secret": "hush"} | fields
    )


def listed(id: str = "s1", **fields: Any) -> Listed:  # noqa: A002
    return Listed(
        **{"id": id, "resource": "groups", "url": URL, "expires": NOW + timedelta(days=20)} | fields
    )


def upkeep(known=(), there=(), resources=("groups",)) -> Upkeep:
    return find_upkeep(resources, known, there, URL, NOW)


def test_what_is_read_is_watched():
    assert find_resources({"b@x.example", "a@x.example"}, "d1") == (
        "users/a@x.example/events",
        "users/b@x.example/events",
        "drives/d1/root",
        "groups",
        "users",
    )


def test_what_stands_is_left_alone():
    assert upkeep([a_subscription()], [listed()]) == Upkeep()


def test_what_is_not_there_is_made():
    assert upkeep() == Upkeep(create=("groups",))


@pytest.mark.parametrize(
    ("days", "renewed"), [(9.6, 1), (9.7, 0)], ids=["less than a third left", "a third left"]
)
def test_what_ends_soon_is_renewed(days, renewed):
    soon = NOW + timedelta(days=days)
    found = upkeep([a_subscription(expires=soon)], [listed(expires=soon)])

    assert (len(found.renew), found.create, found.remove) == (renewed, (), ())


def test_one_that_is_remembered_as_ended_is_authorised_again():
    ended = a_subscription(expires=NOW)

    assert upkeep([ended], [listed()]) == Upkeep(renew=(ended,))


@pytest.mark.parametrize(
    ("known", "there"),
    [
        ([a_subscription()], []),
        ([a_subscription()], [listed(expires=NOW)]),
        ([a_subscription()], [listed(url="https://old.fernvale.example/graph/notifications")]),
        ([], [listed()]),
    ],
    ids=["dropped by Graph", "run out", "at our former address", "of unknown secret"],
)
def test_what_cannot_be_relied_on_is_replaced(known, there):
    assert upkeep(known, there) == Upkeep(create=("groups",), remove=("s1",))


def test_another_installations_subscriptions_are_left_alone():
    theirs = listed("theirs", url="https://elsewhere.example/graph/notifications")

    assert upkeep([a_subscription()], [listed(), theirs]) == Upkeep()


def test_of_two_for_the_same_thing_the_later_stays():
    late = NOW + timedelta(days=25)
    known = [a_subscription("s1"), a_subscription("s2", expires=late)]

    assert upkeep(known, [listed("s1"), listed("s2", expires=late)]) == Upkeep(remove=("s1",))


def test_what_is_not_watched_any_more_goes():
    assert upkeep([a_subscription()], [listed()], resources=()) == Upkeep(remove=("s1",))


def test_a_week_in_which_the_clocks_go_back_is_no_longer_than_others():
    before = datetime(2026, 10, 24, 12, tzinfo=LONDON)

    assert make_end(DIARY, before) - before.astimezone(UTC) == timedelta(days=7, minutes=-5)


def test_no_repr_shows_a_secret():
    assert "hush" not in repr(a_subscription())


@dataclass
class MemoryStore:
    """Keeps subscriptions and the wake for one test."""

    rows: dict[str, Subscription] = field(default_factory=dict)
    wake: datetime | None = None

    async def fetch_subscriptions(self) -> tuple[Subscription, ...]:
        return tuple(sorted(self.rows.values(), key=lambda one: one.resource))

    async def save_subscription(self, subscription: Subscription) -> None:
        self.rows[subscription.id] = subscription

    async def delete_subscription(self, subscription_id: str) -> None:
        self.rows.pop(subscription_id, None)

    async def note_wake(self, at: datetime) -> None:
        self.wake = max(self.wake or at, at)

    async def take_wake(self, quiet_since: datetime) -> bool:
        taken = self.wake is not None and self.wake <= quiet_since
        self.wake = None if taken else self.wake
        return taken


@dataclass
class Office:
    """A strict sandbox whose clock goes when it is told, and a way to keep subscriptions in it."""

    sandbox: Sandbox
    lookups: Lookups
    address: str
    clock: list[datetime]
    store: MemoryStore = field(default_factory=MemoryStore)

    @property
    def resources(self) -> tuple[str, ...]:
        (drive_id,) = self.sandbox.state.sites.drives
        return find_resources([MAILBOX], drive_id)

    @property
    def there(self) -> dict[str, dict[str, Any]]:
        rows = self.sandbox.state.subscriptions.by_id.values()
        return {str(one.data["resource"]): one.data for one in rows}

    async def keep(self, resources: tuple[str, ...] | None = None) -> Kept:
        wanted = self.resources if resources is None else resources
        return await keep_subscriptions(self.lookups, self.store, wanted, self.address, self.clock[0])

    def forward(self, **span: float) -> None:
        self.clock[0] += timedelta(**span)


async def _echo(request: web.Request) -> web.Response:
    return web.Response(text=request.query["validationToken"])


@asynccontextmanager
async def running_office(**app_fields: Any) -> AsyncIterator[Office]:
    app = web.Application()
    app.router.add_post("/graph/{path}", _echo)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    clock = [NOW]
    seed = {
        "tenant": {"id": TENANT_ID, "domain": "fernvale.example", "display_name": "Fernvale"},
        "apps": [{"client_id": "app", "client_secret": "a secret", "roles": ROLES} | app_fields],
        "users": [{"userPrincipalName": MAILBOX, "displayName": "Co-design"}],
        "sites": [
            {"hostname": "fernvale.sharepoint.com", "path": "/sites/codesign", "displayName": "Co-design"}
        ],
    }
    async with running_sandbox(seed, strict=True, now=lambda: clock[0]) as sandbox:
        settings = GraphSettings(
            tenant_id=TENANT_ID, client_id="app", client_secret="a secret",
            authority=sandbox.authority, graph_url=sandbox.graph_url,
        )  # fmt: skip
        sign_in = SignIn(settings)
        lookups = Lookups(sign_in.credential, sandbox.graph_url)
        yield Office(sandbox, lookups, f"http://127.0.0.1:{runner.addresses[0][1]}", clock)
        await lookups.close()
        await sign_in.close()
    await runner.cleanup()


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    async with running_office() as opened:
        yield opened


async def test_everything_is_subscribed_to_once_and_a_wake_is_left(office):
    assert await office.keep() == Kept(created=4)
    assert await office.keep() == Kept()

    assert {resource: data["changeType"] for resource, data in office.there.items()} == {
        DIARY: "created,updated,deleted",
        office.resources[1]: "updated",
        "groups": "updated,deleted",
        "users": "updated,deleted",
    }
    assert office.store.wake == NOW
    assert office.lookups.requests == 6


async def test_every_subscription_has_a_secret_of_its_own_and_an_address_for_lifecycle_notifications(office):
    await office.keep()

    known = {one.resource: one for one in await office.store.fetch_subscriptions()}
    assert {r: data["clientState"] for r, data in office.there.items()} == {
        r: one.secret for r, one in known.items()
    }
    assert {len(one.secret) for one in known.values()} == {64}
    assert len({one.secret for one in known.values()}) == 4
    assert {data["lifecycleNotificationUrl"] for data in office.there.values()} == {
        f"{office.address}/graph/lifecycle"
    }


async def test_diaries_are_renewed_after_five_days_and_the_others_not_yet(office):
    await office.keep()
    office.forward(days=5)

    assert await office.keep() == Kept(renewed=1)
    ends = datetime.fromisoformat(office.there[DIARY]["expirationDateTime"])
    assert ends == make_end(DIARY, office.clock[0])
    assert [one.expires for one in await office.store.fetch_subscriptions() if one.resource == DIARY] == [
        ends
    ]


async def test_subscriptions_that_ran_out_while_nothing_was_running_are_made_anew(office):
    await office.keep()
    before = set(office.store.rows)
    office.forward(days=60)

    assert await office.keep() == Kept(created=4, removed=4)
    assert len(office.store.rows) == 4
    assert before.isdisjoint(office.store.rows)
    assert {data["id"] for data in office.there.values()} == set(office.store.rows)


async def test_with_an_empty_database_ours_are_replaced_and_none_is_left_over(office):
    await office.keep()
    office.store.rows.clear()

    assert await office.keep() == Kept(created=4, removed=4)
    assert {data["id"] for data in office.there.values()} == set(office.store.rows)


async def test_one_that_graph_lost_between_the_list_and_the_renewal_is_made_anew(office):
    await office.keep(("groups",))
    (one,) = await office.store.fetch_subscriptions()
    office.sandbox.state.subscriptions.by_id.clear()

    assert not await office.lookups.renew_subscription(one, make_end("groups", NOW))
    assert await office.lookups.delete_subscription(one.id) is None


async def test_an_address_that_does_not_answer_is_one_sentence_each_and_leaves_nothing(office):
    office.address += "/nowhere"

    kept = await office.keep(("users",))

    assert kept.created == 0
    assert [why.split(" Subscription")[0] for why in kept.failed] == [
        "Asking to be told of changes in people (users) failed. Microsoft 365 refused it (400):"
    ]
    assert office.store.rows == {}


async def test_what_is_denied_names_the_permission_and_leaves_the_others_be():
    why = (
        f"Asking to be told of changes in a diary ({DIARY}) failed. "
        "Access is denied: the app needs Calendars.Read for the mailbox."
    )
    async with running_office(mailboxes=["elsewhere@fernvale.example"]) as office:
        assert await office.keep((DIARY, "users")) == Kept(created=1, failed=(why,))


async def test_a_list_that_cannot_be_read_is_refused_and_nothing_is_done():
    async with running_office(roles=[]) as office:
        with pytest.raises(RefusedError, match=r"^Listing the subscriptions failed\. Access is denied"):
            await office.keep()


async def test_a_service_that_does_not_answer_is_one_sentence(office, unused_tcp_port):
    elsewhere = Lookups(office.lookups._credential, f"http://127.0.0.1:{unused_tcp_port}/v1.0")
    with pytest.raises(
        RefusedError, match=r"^Listing the subscriptions failed\. Microsoft 365 did not answer\.$"
    ):
        await elsewhere.fetch_subscriptions()
    await elsewhere.close()

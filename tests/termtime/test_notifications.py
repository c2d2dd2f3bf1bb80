"""What Graph, and anyone else, may say to us over HTTP, and what comes of it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest
from aiohttp import web
from builders import NOW, a_trust
from pydantic import SecretStr

from bot import http
from bot.http import LARGEST_BODY
from graph_sync.credentials import GraphSettings, SignIn
from graph_sync.lookups import Lookups
from graph_sync.subscriptions import Kept, Subscription, keep_subscriptions
from sandbox.server import Sandbox, running_sandbox
from scheduler.due import QUIET, Job, JobKind
from scheduler.jobs import run_due
from termtime.notifications import Notifications, Wakes, has_ending
from termtime.settings import Settings
from termtime.store import SqlStore, open_store
from termtime.web import run_job
from trust.values import RefusedError
from trust.year import Trust, Year

TENANT_ID = "8c5f8a0e-3c51-4f0f-9a0b-7f2f6a4f1d11"
MAILBOX = "codesign@fernvale.example"
DIARY = f"users/{MAILBOX}/events"
HANDSHAKE = "Validation: Testing client application reachability for subscription"
KNOWN = Subscription(id="s1", resource=DIARY, expires=NOW + timedelta(days=6), secret="hush")
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@dataclass
class Clock:
    at: datetime = NOW

    def __call__(self) -> datetime:
        return self.at


@dataclass
class Service:
    """Both addresses on a free port, over a real store."""

    store: SqlStore
    url: str
    notifications: Notifications
    http: aiohttp.ClientSession
    clock: Clock = field(default_factory=Clock)

    async def post(
        self, body: Any = b"", path: str = "/graph/notifications", **query: str
    ) -> tuple[int, str]:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        async with self.http.post(self.url + path, data=data, params=query) as response:
            return response.status, await response.text()

    async def send_head(self, length: int) -> bytes:
        """Send the head of a request and nothing of its body; give the first line of the answer."""
        where = urlsplit(self.url)
        reader, writer = await asyncio.open_connection(where.hostname, where.port)
        writer.write(
            f"POST /graph/notifications HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n".encode()
        )
        line = await asyncio.wait_for(reader.readline(), 10)
        writer.close()
        await writer.wait_closed()
        return line

    async def is_woken(self) -> bool:
        return await self.store.subscriptions.take_wake(self.clock() + MINUTE)

    @property
    def counts(self) -> tuple[int, int]:
        return self.notifications.accepted, self.notifications.strangers


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    async with (
        await open_store(f"sqlite:///{tmp_path}/termtime.db") as store,
        aiohttp.ClientSession() as http,
    ):
        clock = Clock()
        notifications = Notifications(store.subscriptions, Wakes(store.subscriptions), TENANT_ID, clock)
        app = web.Application()
        notifications.add_to(app)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        await store.subscriptions.save_subscription(KNOWN)
        yield Service(store, f"http://127.0.0.1:{runner.addresses[0][1]}", notifications, http, clock)
        await runner.cleanup()


def a_note(**fields: Any) -> dict[str, Any]:
    return {
        "subscriptionId": "s1",
        "subscriptionExpirationDateTime": "2026-12-20T08:30:00Z",
        "tenantId": TENANT_ID,
        "clientState": "hush",
        "changeType": "updated",
        "resource": "users/u1/events/e1",
        "resourceData": {"id": "e1"},
    } | fields


@pytest.mark.parametrize("path", ["/graph/notifications", "/graph/lifecycle"])
async def test_handshake_is_answered_with_the_token_alone_as_plain_text(service, path):
    query = {"validationToken": HANDSHAKE, "other": "not this"}
    async with service.http.post(service.url + path, params=query, data=b"nor this") as response:
        said = response.status, response.content_type, await response.text()

    assert said == (200, "text/plain", HANDSHAKE)
    assert response.headers["X-Content-Type-Options"] == "nosniff"


async def test_token_that_is_a_page_comes_back_harmless_and_an_endless_one_not_at_all(service):
    assert await service.post(validationToken="<script>x</script>") == (200, "&lt;script&gt;x&lt;/script&gt;")
    assert await service.post(validationToken="x" * 1001) == (400, "The validation token is too long.")


async def test_what_our_subscription_says_leaves_a_wake(service):
    assert await service.post({"value": [a_note()]}) == (202, "")
    assert await service.is_woken()
    assert service.counts == (1, 0)


@pytest.mark.parametrize(
    "fields",
    [
        {"clientState": "guess"},
        {"clientState": None},
        {"clientState": ""},
        {"clientState": "hush "},
        {"clientState": "geheim\u00e4"},
        {"subscriptionId": "s2"},
        {"subscriptionId": "s2", "clientState": ""},
        {"subscriptionId": "s2", "clientState": None},
        {"tenantId": "11111111-2222-4333-8444-555555555555"},
        {"tenantId": ""},
        {"lifecycleEvent": "subscriptionRemoved", "clientState": "guess"},
    ],
)
async def test_strangers_hear_the_same_and_nothing_comes_of_it(service, fields):
    assert await service.post({"value": [a_note(**fields)]}) == (202, "")
    assert not await service.is_woken()
    assert service.counts == (0, 1)
    assert await service.store.subscriptions.fetch_subscriptions() == (KNOWN,)


async def test_a_tenants_name_may_be_written_in_either_case(service):
    await service.post({"value": [a_note(tenantId=TENANT_ID.upper())]})

    assert service.counts == (1, 0)


async def test_one_stranger_among_ours_is_dropped_alone(service):
    await service.post({"value": [a_note(), a_note(clientState="guess"), a_note()]})

    assert service.counts == (2, 1)
    assert await service.is_woken()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        [],
        {},
        {"value": None},
        {"value": [1]},
        {"value": [{}]},
        b"[" * 100_000,
        b'{"value": ["\\ud800"]}',
    ],
    ids=["nothing", "text", "list", "empty", "null", "number", "bare", "deep", "surrogate"],
)
async def test_what_is_no_notification_is_refused(service, body):
    assert await service.post(body) == (400, "The body is not a collection of change notifications.")
    assert service.counts == (0, 0)


async def test_a_body_past_the_limit_is_refused_however_it_is_sent(service):
    async def in_pieces() -> AsyncIterator[bytes]:
        for _ in range(5):
            yield b" " * (LARGEST_BODY // 4)

    assert await service.post(b" " * (LARGEST_BODY + 1)) == (413, "The body is too large.")
    async with service.http.post(f"{service.url}/graph/notifications", data=in_pieces()) as response:
        assert response.status == 413


async def test_a_body_that_says_it_is_too_large_is_not_waited_for(service):
    said = await service.send_head(LARGEST_BODY + 1)

    assert said == b"HTTP/1.1 413 Request Entity Too Large\r\n"


async def test_a_body_that_does_not_come_is_not_waited_for(service, monkeypatch):
    monkeypatch.setattr(http, "BODY_SECONDS", 0.05)

    said = await service.send_head(9)

    assert said == b"HTTP/1.1 400 Bad Request\r\n"


async def test_with_the_database_out_of_reach_graph_is_asked_to_come_again(service):
    service.notifications._store = Unreachable()

    assert await service.post({"value": [a_note()]}) == (503, "")


class Unreachable:
    async def fetch_subscriptions(self) -> tuple[Subscription, ...]:
        raise RefusedError("The database could not be used.")


@pytest.mark.parametrize("event", ["subscriptionRemoved", "reauthorizationRequired"])
async def test_a_subscription_that_ended_or_needs_a_token_is_due_at_once(service, event):
    assert not await has_ending(service.store, NOW)
    await service.post({"value": [a_note(lifecycleEvent=event)]}, path="/graph/lifecycle")

    assert await has_ending(service.store, NOW)
    assert await service.is_woken()


async def test_missed_notifications_leave_a_wake_and_no_more(service):
    await service.post({"value": [a_note(lifecycleEvent="missed")]}, path="/graph/lifecycle")

    assert await service.is_woken()
    assert await service.store.subscriptions.fetch_subscriptions() == (KNOWN,)


@dataclass
class CountingStore:
    """Keeps the wake alone, and counts the writes."""

    wake: datetime | None = None
    writes: int = 0

    async def note_wake(self, at: datetime) -> None:
        self.wake = max(self.wake or at, at)
        self.writes += 1

    async def take_wake(self, quiet_since: datetime) -> bool:
        taken = self.wake is not None and self.wake <= quiet_since
        self.wake = None if taken else self.wake
        return taken


async def test_a_burst_costs_a_write_a_second():
    store = CountingStore()
    wakes = Wakes(store)  # type: ignore[arg-type]
    for n in range(1000):
        await wakes.note_wake(NOW + n * SECOND / 100)

    assert store.writes == 10
    assert not await wakes.take_wake(NOW + 8 * SECOND)
    assert await wakes.take_wake(NOW + 10 * SECOND)


async def test_where_it_is_never_quiet_a_wake_is_let_go_after_five_minutes():
    wakes = Wakes(CountingStore())  # type: ignore[arg-type]
    taken = []
    for n in range(0, 720, 5):
        now = NOW + n * SECOND
        await wakes.note_wake(now)
        if await wakes.take_wake(now - QUIET):
            taken.append(n)

    assert taken == [325, 655]


async def test_a_wake_that_is_put_off_is_not_let_go_sooner():
    wakes = Wakes(CountingStore())  # type: ignore[arg-type]
    await wakes.note_wake(NOW)
    await wakes.note_wake(NOW + 10 * MINUTE)

    assert not await wakes.take_wake(NOW + 9 * MINUTE)
    assert await wakes.take_wake(NOW + 10 * MINUTE)


async def fetch_trust() -> Trust:
    return a_trust()


async def tick(store: SqlStore, wakes: Wakes, now: datetime) -> list[str]:
    """Let one replica look, all else being done; tell which jobs it ran."""
    ran: list[str] = []

    async def run(job: Job) -> None:
        ran.append(job.id)

    await run_due(lambda: now, fetch_trust, store.jobs, run, wakes)
    return ran


@pytest.fixture
async def replicas(database_url: str) -> AsyncIterator[tuple[SqlStore, Wakes, SqlStore, Wakes]]:
    async with await open_store(database_url) as one, await open_store(database_url) as other:
        replicas = one, Wakes(one.subscriptions), other, Wakes(other.subscriptions)
        await tick(*replicas[:2], NOW)
        yield replicas


async def test_a_wake_is_taken_by_one_replica_when_it_has_been_quiet(replicas):
    one, its_wakes, other, others_wakes = replicas
    await its_wakes.note_wake(NOW)

    assert await tick(other, others_wakes, NOW + 15 * SECOND) == []
    assert await tick(other, others_wakes, NOW + 30 * SECOND) == [JobKind.PROMPT]
    assert await tick(one, its_wakes, NOW + 30 * SECOND) == []


async def test_a_wake_left_by_a_replica_that_died_is_taken_by_another(replicas):
    one, its_wakes, other, others_wakes = replicas
    await its_wakes.note_wake(NOW)
    await one.close()

    assert await tick(other, others_wakes, NOW + 20 * SECOND) == [JobKind.PROMPT]


@dataclass
class Tenancy:
    """A sandbox that tells the service of changes."""

    sandbox: Sandbox
    service: Service
    lookups: Lookups

    @property
    def resources(self) -> tuple[str, ...]:
        (drive_id,) = self.sandbox.state.sites.drives
        return DIARY, f"drives/{drive_id}/root", "groups", "users"

    async def keep(self) -> Kept:
        now = self.service.clock()
        return await keep_subscriptions(
            self.lookups, self.service.store.subscriptions, self.resources, self.service.url, now
        )

    async def hears(self) -> bool:
        """Say whether something was told since the last time."""
        await self.sandbox.state.subscriptions.outbox.join()
        return await self.service.is_woken()


@pytest.fixture
async def tenancy(service: Service) -> AsyncIterator[Tenancy]:
    roles = ["Calendars.ReadWrite", "Group.Read.All", "User.Read.All", "Sites.ReadWrite.All"]
    seed = {
        "tenant": {"id": TENANT_ID, "domain": "fernvale.example", "display_name": "Fernvale"},
        "apps": [{"client_id": "app", "client_secret": "a secret", "roles": roles}],
        "users": [
            {"userPrincipalName": f"{name}@fernvale.example", "displayName": name}
            for name in ("codesign", "ada")
        ],
        "sites": [
            {"hostname": "fernvale.sharepoint.com", "path": "/sites/codesign", "displayName": "Co-design"}
        ],
    }
    async with running_sandbox(seed, strict=True, now=service.clock) as sandbox:
        settings = GraphSettings(
            tenant_id=TENANT_ID, client_id="app", client_secret="a secret",
            authority=sandbox.authority, graph_url=sandbox.graph_url,
        )  # fmt: skip
        sign_in = SignIn(settings)
        lookups = Lookups(sign_in.credential, sandbox.graph_url)
        opened = Tenancy(sandbox, service, lookups)
        await opened.keep()
        # The first subscriptions leave a wake of their own.
        assert await opened.hears()
        yield opened
        await lookups.close()
        await sign_in.close()


async def test_an_edit_in_a_diary_is_heard_of(tenancy):
    starts = datetime(2027, 1, 19, 15, 45, tzinfo=UTC)
    tenancy.sandbox.edits.make_event(
        MAILBOX, "Moderation", starts, starts + timedelta(hours=1), ["ada@fernvale.example"]
    )

    assert await tenancy.hears()
    assert not await tenancy.hears()


async def test_a_new_folder_is_heard_of(tenancy):
    tenancy.sandbox.edits.make_folder("Maths")

    assert await tenancy.hears()


async def test_after_it_ran_out_nothing_is_heard_until_it_is_made_anew(tenancy):
    tenancy.service.clock.at += timedelta(days=40)
    tenancy.sandbox.edits.make_folder("Maths")
    assert not await tenancy.hears()

    kept = await tenancy.keep()
    assert (kept.created, kept.failed) == (4, ())
    assert await tenancy.hears()
    tenancy.sandbox.edits.make_folder("English")
    assert await tenancy.hears()


async def test_one_that_graph_wants_authorised_again_is_renewed(tenancy):
    (one,) = [
        s for s in await tenancy.service.store.subscriptions.fetch_subscriptions() if s.resource == DIARY
    ]
    tenancy.sandbox.edits.lifecycle(one.id, "reauthorizationRequired")

    assert await tenancy.hears()
    assert await tenancy.keep() == Kept(renewed=1)
    assert not await has_ending(tenancy.service.store, NOW)


async def test_one_that_graph_removed_is_made_anew(tenancy):
    (one,) = [
        s for s in await tenancy.service.store.subscriptions.fetch_subscriptions() if s.resource == DIARY
    ]
    tenancy.sandbox.edits.lifecycle(one.id, "subscriptionRemoved")

    assert await tenancy.hears()
    assert await tenancy.keep() == Kept(created=1, removed=1)


async def test_one_that_was_never_ours_is_not_believed(tenancy):
    rows = tenancy.sandbox.state.subscriptions.by_id.values()
    for row in rows:
        row.data["clientState"] = "somebody else's"
    tenancy.sandbox.edits.make_folder("Maths")

    assert not await tenancy.hears()
    assert tenancy.service.notifications.strangers == 1


@pytest.fixture
async def settings(tenancy: Tenancy) -> Settings:
    """Settings of a service of an empty year, told of changes by the sandbox."""
    await tenancy.service.store.save_year(Year(trust=a_trust()))
    sandbox = tenancy.sandbox
    return Settings(
        tenant_id=TENANT_ID, client_id="app", client_secret=SecretStr("a secret"), public_url=tenancy.service.url,
        authority=sandbox.authority, graph_url=sandbox.graph_url,
    )  # fmt: skip


async def test_every_hour_subscriptions_are_brought_up_to_date(tenancy, settings):
    service, there = tenancy.service, tenancy.sandbox.state.subscriptions
    before = set(there.by_id)
    service.clock.at += timedelta(days=40)
    hourly = Job(kind=JobKind.SUBSCRIPTIONS, due_at=service.clock())

    await run_job(hourly, settings, service.store, service.clock, service.notifications)

    there.drop_ended(service.clock())
    assert {row.data["resource"] for row in there.by_id.values()} == set(tenancy.resources)
    assert before.isdisjoint(there.by_id)


async def test_subscriptions_that_cannot_be_kept_are_done_without(tenancy, settings):
    service, wrong = tenancy.service, settings.model_copy(update={"client_secret": SecretStr("wrong")})
    hourly = Job(kind=JobKind.SUBSCRIPTIONS, due_at=service.clock())
    before = await service.store.subscriptions.fetch_subscriptions()

    await run_job(hourly, wrong, service.store, service.clock, service.notifications)

    assert await service.store.subscriptions.fetch_subscriptions() == before


async def test_a_prompt_reconcile_also_renews_what_graph_wants_authorised_again(tenancy, settings):
    service = tenancy.service
    (one, *_) = await service.store.subscriptions.fetch_subscriptions()
    tenancy.sandbox.edits.lifecycle(one.id, "reauthorizationRequired")
    assert await tenancy.hears()
    prompt = Job(kind=JobKind.PROMPT, due_at=service.clock())

    await run_job(prompt, settings, service.store, service.clock, service.notifications)

    assert not await has_ending(service.store, service.clock())

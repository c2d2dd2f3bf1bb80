"""Starting and stopping a sandbox, and the handle a test or a demo holds while it runs.

The server binds loopback only: its tokens open everything, and its data may be a copy of real people.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from sandbox.admin import ROUTES as ADMIN
from sandbox.connector.client import TeamsClient
from sandbox.connector.routes import ROUTES as CONNECTOR
from sandbox.edits import Edits
from sandbox.entra.routes import ROUTES as ENTRA
from sandbox.faults import Faults
from sandbox.graph.gateway import Gateway
from sandbox.graph.http import VERSION, serve_graph, serve_upload
from sandbox.graph.outlook.mailroom import Mail
from sandbox.graph.subscriptions.courier import deliver_forever
from sandbox.host import GATEWAY, RECORDING, TENANT
from sandbox.limits import SHAREPOINT_UNITS
from sandbox.pages.routes import add_pages
from sandbox.recording import Recording
from sandbox.saved import load_state, save_state
from sandbox.seed import make_seed
from sandbox.tenant import Tenant, make_tenant

LARGEST_BODY = 64 * 1024 * 1024


class SandboxError(ValueError):
    """A sandbox that cannot start; the text is one sentence for a person."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class Sandbox:
    """A running sandbox: where it is, and what is in it."""

    state: Tenant
    host: str
    port: int

    @property
    def url(self) -> str:
        """Return the address of the pages, and of everything else."""
        return self.state.url

    @property
    def graph_url(self) -> str:
        """Return the address of Graph v1.0."""
        return self.url + VERSION

    @property
    def authority(self) -> str:
        """Return host and port of the sign-in."""
        return f"{self.host}:{self.port}"

    @property
    def service_url(self) -> str:
        """Return the bot connector's address."""
        return f"{self.url}/teams/"

    @property
    def tenant_id(self) -> str:
        """Return the tenant's id."""
        return self.state.id

    @property
    def faults(self) -> Faults:
        """Return the misbehaviour in force."""
        return self.state.faults

    @property
    def requests(self) -> dict[str, int]:
        """Return how many requests came, by kind: http, graph, batches, tokens, throttled, `graph GET`…"""
        return self.state.requests

    @property
    def unknown_routes(self) -> list[str]:
        """Return every call nobody here serves."""
        return self.state.unknown_routes

    @property
    def edits(self) -> Edits:
        """Return what people can do by hand."""
        return Edits(self.state)

    def mails(self, address: str) -> list[Mail]:
        """Return everything in somebody's inbox, oldest first."""
        return self.state.mailroom.read(address)

    def teams(self, bot_endpoint: str) -> TeamsClient:
        """Return everybody's Teams, talking to the bot at this address."""
        return TeamsClient(self, bot_endpoint)

    def expire_delta_tokens(self) -> None:
        """Make every delta token given out so far answer 410."""
        tenant = self.state
        feeds = [tenant.directory.user_feed, tenant.directory.group_feed]
        feeds += [calendar.feed for calendar in tenant.calendars.by_mailbox.values()]
        feeds += [drive.feed for drive in tenant.sites.drives.values()]
        for feed in feeds:
            feed.expire()


@asynccontextmanager
async def running_sandbox(  # noqa: PLR0913 (every switch of a sandbox, by name)
    seed: Mapping[str, Any],
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    strict: bool = False,
    latency: float = 0.0,
    limits: bool = True,
    sharepoint_units: int = SHAREPOINT_UNITS,
    record: Path | None = None,
    state_file: Path | None = None,
    now: Callable[[], datetime] = _utc_now,
) -> AsyncIterator[Sandbox]:
    """Run a tenant in miniature for as long as the block lasts.

    Args:
        seed: What the tenant starts with; see `sandbox.seed`.
        host: A loopback address.
        port: 0 takes a free one.
        strict: Check request bodies with msgraph-sdk's models.
        latency: The least time in seconds a Graph call takes; the parts of a batch each.
        limits: Keep Microsoft's limits.
        sharepoint_units: What an app may spend at SharePoint in a minute; Microsoft's least is 1,200.
        record: A file to write Graph traffic to, as JSON lines.
        state_file: Where the tenant is kept between runs; read at the start if it is there, written at the end.
        now: The clock; aware datetimes.

    Raises:
        SandboxError: The host is not loopback.
        SeedError: The seed makes no sense.
        StateError: The state file cannot be read.
    """
    _check_loopback(host)
    tenant = make_tenant(make_seed(seed), now, limits=limits)
    tenant.limits.sharepoint.limit = sharepoint_units
    if state_file is not None:
        load_state(tenant, state_file)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session:
        app = _make_app(tenant, Gateway(tenant, session, strict=strict, latency=latency), record)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        courier = asyncio.create_task(deliver_forever(tenant, session))
        try:
            sandbox = Sandbox(tenant, host, await _listen(runner, host, port))
            tenant.url = f"http://{sandbox.authority}"
            with _keeping(tenant, state_file):
                yield sandbox
        finally:
            courier.cancel()
            with suppress(asyncio.CancelledError):
                await courier
            await runner.cleanup()
            if recording := app.get(RECORDING):
                recording.close()


@contextmanager
def _keeping(tenant: Tenant, state_file: Path | None) -> Iterator[None]:
    """Save the tenant when the block ends, by Ctrl-C too, but not when it failed."""
    try:
        yield
    except Exception:
        raise
    except BaseException:
        if state_file is not None:
            save_state(tenant, state_file)
        raise
    if state_file is not None:
        save_state(tenant, state_file)


def _make_app(tenant: Tenant, gateway: Gateway, record: Path | None) -> web.Application:
    app = web.Application(client_max_size=LARGEST_BODY)
    app[TENANT], app[GATEWAY] = tenant, gateway
    if record is not None:
        app[RECORDING] = Recording(record)
    app.router.add_route("*", VERSION + "/{tail:.*}", serve_graph)
    app.router.add_put("/uploads/{key}", serve_upload)
    app.router.add_routes((*ADMIN, *CONNECTOR, *ENTRA))
    add_pages(app)
    return app


async def _listen(runner: web.AppRunner, host: str, port: int) -> int:
    site = web.TCPSite(runner, host, port)
    try:
        await site.start()
    except OSError as error:
        raise SandboxError(f"The sandbox cannot listen on {host}:{port}: {error.strerror}.") from None
    return int(runner.addresses[0][1])


def _check_loopback(host: str) -> None:
    with suppress(ValueError):
        if host == "localhost" or ip_address(host).is_loopback:
            return
    raise SandboxError(f"The sandbox only listens on this machine's own loopback address, not on {host}.")

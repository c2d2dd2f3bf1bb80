"""A bot as it runs: its endpoint on loopback, a sandbox for Teams and sign-in, a database for what it remembers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from aiohttp import web
from builders import NOW

from bot.http import PATH, Endpoint, running_bot
from bot.settings import BotSettings
from graph_sync.credentials import GraphSettings, make_credential
from sandbox.connector.client import TeamsClient
from sandbox.server import Sandbox, running_sandbox
from termtime.answering import StoreClerk
from termtime.store import SqlStore, open_store
from tests.bot.example import a_year

TENANT = "11111111-2222-4333-8444-555555555555"
APP = "22222222-2222-4333-8444-555555555555"


@dataclass
class Ticks:
    """Seconds that pass when told; waiting passes them too, and is written down."""

    at: float = 0.0
    waits: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.at += seconds


@dataclass
class RunningBot:
    """A bot, and everybody's Teams to talk to it."""

    sandbox: Sandbox
    teams: TeamsClient
    endpoint: Endpoint
    store: SqlStore
    settings: BotSettings
    address: str
    ticks: Ticks


def a_seed() -> dict[str, Any]:
    people = [{"userPrincipalName": p.upn, "displayName": "The same name"} for p in a_year().trust.people]
    stranger = {"userPrincipalName": "stranger@fernvale.example", "displayName": "Ada"}
    return {
        "tenant": {"id": TENANT, "domain": "fernvale.example", "display_name": "Fernvale"},
        "apps": [{"client_id": APP, "client_secret": "bot-secret", "roles": []}],
        "users": [*people, stranger],
        "sites": [],
        "bot": {"app_id": APP, "name": "Termtime"},
    }


@asynccontextmanager
async def a_running_bot(url: str, **changed: Any) -> AsyncIterator[RunningBot]:
    ticks = Ticks()
    async with running_sandbox(a_seed()) as sandbox, await open_store(url) as store:
        await store.save_year(a_year())
        sign_in = GraphSettings(
            tenant_id=TENANT, client_id=APP, client_secret="bot-secret",
            authority=sandbox.authority, graph_url=sandbox.graph_url,
        )  # fmt: skip
        credential = make_credential(sign_in)
        keys = f"{sandbox.url}/botframework/v1/.well-known/openidconfiguration"
        settings = replace(
            BotSettings(app_id=APP, tenant_id=TENANT, credential=credential, metadata_url=keys), **changed
        )
        try:
            async with running_bot(
                settings,
                store,
                store.conversations,
                StoreClerk(store, lambda: NOW),
                lambda: NOW,
                sleep=ticks.sleep,
                ticks=ticks,
            ) as endpoint:
                app = web.Application()
                endpoint.add_to(app)
                runner = web.AppRunner(app, access_log=None)
                await runner.setup()
                site = web.TCPSite(runner, "127.0.0.1", 0)
                await site.start()
                address = f"http://127.0.0.1:{runner.addresses[0][1]}{PATH}"
                try:
                    teams = TeamsClient(sandbox, address, patience=0.2)
                    yield RunningBot(sandbox, teams, endpoint, store, settings, address, ticks)
                finally:
                    await runner.cleanup()
        finally:
            await credential.close()


@pytest.fixture
async def bot(sqlite_url: str) -> AsyncIterator[RunningBot]:
    async with a_running_bot(sqlite_url) as running:
        yield running

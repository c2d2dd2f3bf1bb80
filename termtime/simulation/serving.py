"""The service as a simulated trust has it: what falls due, the bot's endpoint, and a way to turn its clock."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from aiohttp import web

from bot.http import running_bot
from bot.ports import Messenger
from scheduler.due import Job
from scheduler.jobs import run_due
from termtime.answering import StoreClerk
from termtime.app import make_bot_settings
from termtime.nudging import nudge_people
from termtime.settings import Settings
from termtime.simulation.clock import TurnedClock
from termtime.store import SqlStore
from termtime.web import run_job
from trust.year import Trust


class Service(Protocol):
    """The service, in this process or in several others."""

    async def turn_to(self, moment: datetime) -> None:
        """Turn its clock to a moment; never back."""

    async def tick(self) -> None:
        """Do what is due."""

    def find_endpoint(self) -> str:
        """Give the address of a bot's endpoint that is being served."""

    async def heal(self) -> bool:
        """See to it that somebody serves again after a call without an answer; False when nothing can be done."""


@dataclass
class OneReplica:
    """The service in this process; `answers` is the address of the bot's endpoint."""

    settings: Settings
    store: SqlStore
    clock: TurnedClock
    messenger: Messenger
    answers: str

    async def turn_to(self, moment: datetime) -> None:
        """Turn the clock."""
        self.clock.turn_to(moment)

    async def tick(self) -> None:
        """Do what is due."""
        await do_what_is_due(self.settings, self.store, self.clock, self.messenger)

    def find_endpoint(self) -> str:
        """Give the bot's endpoint."""
        return self.answers

    async def heal(self) -> bool:
        """Do nothing: this process does not die."""
        return False


async def do_what_is_due(
    settings: Settings, store: SqlStore, clock: TurnedClock, messenger: Messenger
) -> None:
    """Do what a running service does at a tick: the jobs that are due, and whatever people are to be told."""

    async def fetch_trust() -> Trust:
        return (await store.fetch_year()).trust

    async def run(job: Job) -> None:
        await run_job(job, settings, store, clock, None)

    await run_due(clock, fetch_trust, store.jobs, run)
    await nudge_people(store, messenger, clock)


@asynccontextmanager
async def serving_bot(
    settings: Settings, store: SqlStore, clock: TurnedClock
) -> AsyncIterator[tuple[str, Messenger]]:
    """Serve the bot alone; gives its endpoint's address and its way out to Teams."""
    bot_settings = make_bot_settings(settings)
    clerk = StoreClerk(store, clock)
    async with running_bot(bot_settings, store, store.conversations, clerk, clock) as endpoint:
        app = web.Application()
        endpoint.add_to(app)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            yield f"http://127.0.0.1:{runner.addresses[0][1]}/api/messages", endpoint.connector
        finally:
            await runner.cleanup()
            if bot_settings.credential is not None:
                await bot_settings.credential.close()

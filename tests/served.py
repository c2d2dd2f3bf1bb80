"""`termtime serve` as a process of its own, in front of a sandbox tenant: what it says is read as it says it."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from sandbox.connector.activities import make_message, personal_id
from sandbox.connector.client import TeamsClient
from sandbox.connector.state import Activity
from sandbox.server import Sandbox
from termtime.sandboxing import make_sandbox_environment
from trust.year import Trust

ROOT = Path(__file__).resolve().parents[1]
SECONDS = 60
QUESTIONS = ("when is my next meeting", "who chairs science", "when does history meet", "what groups am I in")


@dataclass
class Served:
    """A process that serves; `lines` is what it has logged so far."""

    process: Process
    address: str = ""
    lines: list[dict[str, Any]] = field(default_factory=list)
    stray: list[str] = field(default_factory=list)
    _said: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        # Nobody who writes into a pipe that is not read goes on for long.
        self._reading = asyncio.create_task(self._read())
        self._errors = asyncio.create_task(self._read_errors())

    async def wait_for(self, event: str, seconds: float = SECONDS) -> dict[str, Any]:
        """Wait until it has logged something."""
        async with asyncio.timeout(seconds):
            while True:
                for line in self.lines:
                    if line["event"] == event:
                        return line
                assert not self._reading.done(), f"it ended before it said {event!r}: {self.stray}"
                self._said.clear()
                await self._said.wait()

    def find(self, event: str) -> list[dict[str, Any]]:
        """Find what it has logged of a kind."""
        return [line for line in self.lines if line["event"] == event]

    async def end(self) -> int:
        """Wait for its end, and give its exit code."""
        async with asyncio.timeout(SECONDS):
            code = await self.process.wait()
            await asyncio.gather(self._reading, self._errors)
        return code

    async def kill(self) -> None:
        """Kill it without notice, if it still lives."""
        if self.process.returncode is None:
            self.process.kill()
        await self.end()

    async def _read(self) -> None:
        assert self.process.stdout
        async for line in self.process.stdout:
            try:
                self.lines.append(json.loads(line))
            except ValueError:
                self.stray.append(line.decode())
            self._said.set()
        self._said.set()

    async def _read_errors(self) -> None:
        assert self.process.stderr
        async for line in self.process.stderr:
            self.stray.append(line.decode())


async def start_process(here: Path, *words: str, **environment: str) -> Served:
    """Start Python on something that logs as `serve` does; give it once it listens."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, *words, cwd=here, stdout=PIPE, stderr=PIPE, limit=2**20,
        env=os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"} | environment,
    )  # fmt: skip
    served = Served(process)
    try:
        served.address = (await served.wait_for("listening"))["address"]
    except BaseException:
        await served.kill()
        raise
    return served


def make_environment(trust: Trust, sandbox: Sandbox, database_url: str, **others: str) -> dict[str, str]:
    """Make the environment that leads to a sandbox and a database, on any free port."""
    ours = {"DATABASE_URL": database_url, "TERMTIME_PORT": "0", "TERMTIME_DRAIN_SECONDS": "0"}
    return make_sandbox_environment(trust, sandbox.url) | ours | others


@asynccontextmanager
async def serving(here: Path, *words: str, **environment: str) -> AsyncIterator[Served]:
    """Run `termtime serve` for as long as the block lasts."""
    served = await start_process(here, "-m", "termtime", "serve", *words, **environment)
    try:
        yield served
    finally:
        await served.kill()


class Asking:
    """Somebody's Teams: questions under ids of their own, and what was answered to each."""

    def __init__(self, sandbox: Sandbox, upn: str) -> None:
        self._tenant, self._teams = sandbox.state, TeamsClient(sandbox, "")
        user = self._tenant.directory.get_user(upn)
        self._user_id = str(user["id"])
        self._talk = self._tenant.conversations.open(personal_id(self._user_id), "personal", upn)
        self._talk.members[self._user_id] = None
        self._tenant.conversations.installed.add(self._user_id)

    def make(self, activity_id: str, text: str) -> Activity:
        """Make a message."""
        return make_message(self._tenant, self._talk, self._user_id, text) | {"id": activity_id}

    def sign(self) -> dict[str, str]:
        """Make the headers Teams would send."""
        return {"Authorization": f"Bearer {self._teams.sign()}"}

    async def post(
        self, http: aiohttp.ClientSession, address: str, activity: Activity, **headers: str
    ) -> int:
        """Send a message once; give the status."""
        async with http.post(
            f"{address}/api/messages", json=activity, headers=self.sign() | headers
        ) as response:
            await response.read()
            return response.status

    def count_answers(self) -> dict[str, int]:
        """Count what the bot has said in reply to each message; under an empty id, what it has said unasked."""
        counted: dict[str, int] = {}
        for said in self._talk.messages:
            if said["from"]["id"].startswith("28:"):
                counted[said.get("replyToId", "")] = counted.get(said.get("replyToId", ""), 0) + 1
        return counted


@dataclass
class Load:
    """Questions asked all the time by way of a balancer, which sends them to whoever says that it is ready.

    Attributes:
        served: The replicas there are, dead ones too.
        sent: The ids of the questions so far.
        answered: Those of the questions that were taken by the service.
        refused: How often a replica that was ready did not answer, and to which of the questions (`resent`).
        paths: Pages that are looked at as well, in turn, with `cookie`.
    """

    sandbox: Sandbox
    upn: str
    served: list[Served]
    paths: tuple[str, ...] = ()
    cookie: str = ""
    again_after: float = 1.0
    sent: list[str] = field(default_factory=list)
    answered: set[str] = field(default_factory=set)
    refused: int = 0
    resent: set[str] = field(default_factory=set)
    looked: int = 0
    _ready: set[str] = field(default_factory=set)
    _ending: bool = False

    def __post_init__(self) -> None:
        self.asking = Asking(self.sandbox, self.upn)

    @asynccontextmanager
    async def running(self, people: int) -> AsyncIterator[None]:
        """Have so many ask, one question after the other; at the end each waits for what was asked last."""
        async with aiohttp.ClientSession() as http:
            checks = asyncio.create_task(self._check_forever(http))
            askers = [asyncio.create_task(self._ask_on(http, number)) for number in range(people)]
            try:
                yield
                self._ending = True
                async with asyncio.timeout(SECONDS):
                    await asyncio.gather(*askers)
            finally:
                for task in (checks, *askers):
                    task.cancel()
                await asyncio.wait((checks, *askers))

    async def wait_until_answered(self, count: int) -> None:
        """Wait until so many more questions were answered."""
        wanted = len(self.answered) + count
        async with asyncio.timeout(SECONDS):
            while len(self.answered) < wanted:
                await asyncio.sleep(0.01)

    async def wait_until_settled(self) -> None:
        """Wait until each question that a dead replica had in hand has been answered by another."""
        async with asyncio.timeout(SECONDS):
            while not self.resent <= self.asking.count_answers().keys():
                await asyncio.sleep(0.01)

    async def _check_forever(self, http: aiohttp.ClientSession) -> None:
        while True:
            for one in list(self.served):
                ready = False
                with suppress(aiohttp.ClientError, TimeoutError):
                    async with http.get(
                        f"{one.address}/readyz", timeout=aiohttp.ClientTimeout(1)
                    ) as response:
                        ready = response.status == 200
                (self._ready.add if ready else self._ready.discard)(one.address)
            await asyncio.sleep(0.05)

    async def _ask_on(self, http: aiohttp.ClientSession, number: int) -> None:
        count = 0
        while not self._ending:
            count += 1
            activity = self.asking.make(f"p{number}-{count}", QUESTIONS[count % len(QUESTIONS)])
            while not (ready := sorted(self._ready)):
                if self._ending:
                    return
                await asyncio.sleep(0.01)
            self.sent.append(activity["id"])
            await self._ask(http, activity, ready)
            if self.paths:
                await self._look(http, self.paths[count % len(self.paths)])

    async def _ask(self, http: aiohttp.ClientSession, activity: Activity, ready: list[str]) -> None:
        """Ask until it is taken, as Teams does: the same message again after a while, to whoever is ready then."""
        for attempt in range(60):
            if attempt:
                await asyncio.sleep(self.again_after)
                ready = sorted(self._ready)
            if not ready:
                continue
            chosen = ready[(len(self.sent) + attempt) % len(ready)]
            try:
                status = await self.asking.post(http, chosen, activity)
            except aiohttp.ClientError:
                self.refused += 1
                self.resent.add(activity["id"])
                self._ready.discard(chosen)
                continue
            assert status in (200, 202), status
            self.answered.add(activity["id"])
            return
        raise AssertionError(f"nobody took {activity['id']}")

    async def _look(self, http: aiohttp.ClientSession, path: str) -> None:
        for chosen in sorted(self._ready):
            try:
                async with http.get(
                    chosen + path, headers={"Cookie": self.cookie} if self.cookie else {}
                ) as response:
                    await response.read()
                    assert response.status < 500, (path, response.status)
                    self.looked += 1
                    return
            except aiohttp.ClientError:
                self._ready.discard(chosen)

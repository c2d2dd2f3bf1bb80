"""Several replicas of the service in processes of their own, of which one is killed now and then at a bad moment."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from termtime.simulation.chance import Chance
from termtime.simulation.clock import TurnedClock
from trust.calendar import is_working_day

# After so long a claim on a message lapses, and Teams has sent it again.
SENT_AGAIN = timedelta(seconds=40)
# A service ticks every minute: after so long whoever is left has taken on what nobody got on with.
TAKEN_ON = timedelta(minutes=4)
LEAST = 2
READY_SECONDS = 60.0
MOST_REQUESTS, LONGEST_WAIT = 14, 1.0
SHORTEST_TURN, LONGEST_TURN = 0.001, 0.04


class Blow(StrEnum):
    """In the middle of what a replica is killed."""

    TICK = "tick"
    TURN = "turn"


@dataclass(frozen=True, slots=True)
class Kill:
    """A replica's end: from a day on, at the first tick of that hour or the first message that comes, part of the way through."""

    day: date
    blow: Blow
    hour: int
    share: float


def plan_kills(first: date, last: date, count: int, chance: Chance) -> tuple[Kill, ...]:
    """Choose on which days, and in the middle of what, replicas are killed; no two on days next to each other.

    Raises:
        ValueError: There are not enough days.
    """
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    working = [day for day in days if is_working_day(day)]
    each = len(working) // count if count else 0
    if count and each < LEAST:
        raise ValueError(f"{count} kills do not fit between {first} and {last}")
    # One in each stretch, and none on its last day.
    stretches = [working[n * each : (n + 1) * each - 1] for n in range(count)]
    chosen = [chance.pick(days, "kill", str(n)) for n, days in enumerate(stretches)]
    blows = (Blow.TURN, Blow.TICK)
    return tuple(
        Kill(day, blows[n % 2], chance.pick((2, 7, 7), "hour", str(day)), chance.draw("share", str(day)))
        for n, day in enumerate(chosen)
    )


@dataclass
class _Process:
    """A replica's process; `address` is where its bot listens, once it does."""

    process: asyncio.subprocess.Process
    address: str = ""
    dead: bool = False

    async def order(self, line: str) -> None:
        """Have it do something; it may die of it."""
        assert self.process.stdin
        assert self.process.stdout
        try:
            self.process.stdin.write(f"{line}\n".encode())
            await self.process.stdin.drain()
            self.dead = self.dead or not await self.process.stdout.readline()
        except ConnectionError:
            self.dead = True


@dataclass
class Replicas:
    """Implements termtime.simulation.serving.Service with processes.

    Attributes:
        clock: The simulation's clock; each replica has one beside it.
        settings: What a replica is started with.
        count_requests: Counts what has reached Microsoft 365 so far, by which the middle of a tick is known.
        waiting: The kills that are still to come, by day.
        killed: Those that have been, with how long each took to come back.
    """

    clock: TurnedClock
    settings: dict[str, Any]
    count_requests: Callable[[], int]
    waiting: list[Kill] = field(default_factory=list)
    killed: list[Kill] = field(default_factory=list)
    up: list[_Process] = field(default_factory=list)
    starting: set[asyncio.Task[None]] = field(default_factory=set)
    striking: set[asyncio.Task[None]] = field(default_factory=set)
    _turns: int = 0

    async def start(self, count: int) -> None:
        """Start replicas, and wait until all of them serve."""
        await asyncio.gather(*(self._start() for _ in range(count)))

    async def turn_to(self, moment: datetime) -> None:
        """Turn every clock."""
        self.clock.turn_to(moment)
        await self._order("turn")

    async def tick(self) -> None:
        """Have all of them do what is due at the same time; one may be killed in the middle of it."""
        if self.starting and any(kill.day <= self.clock().date() for kill in self.waiting):
            # Days pass in seconds here: whoever is to be killed has to have been there.
            await asyncio.wait(self.starting)
        kill = self._find_kill(Blow.TICK)
        if kill is None:
            await self._order("tick")
            return
        victim = self.up[0]
        blow = asyncio.create_task(self._strike_at_request(victim, kill))
        await self._order("tick")
        await blow
        await self._carry_on(TAKEN_ON)

    def find_endpoint(self) -> str:
        """Give the endpoints in turn; the one given may be about to die."""
        self._turns += 1
        chosen = self.up[self._turns % len(self.up)]
        if kill := self._find_kill(Blow.TURN):
            _keep(asyncio.create_task(self._strike_later(chosen, kill)), self.striking)
        return chosen.address

    async def heal(self) -> bool:
        """Let the time pass after which Teams sends again; whoever died is being started."""
        await self._drop_dead()
        await self.turn_to(self.clock() + SENT_AGAIN)
        return bool(self.up)

    async def stop(self) -> None:
        """End every replica."""
        for tasks in (self.striking, self.starting):
            if tasks:
                await asyncio.wait(tasks)
        for one in self.up:
            assert one.process.stdin
            one.process.stdin.close()
        await asyncio.gather(*(self._end(one) for one in self.up))

    async def _start(self) -> None:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "termtime.simulation.replica",
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        one = _Process(process)
        assert process.stdin
        assert process.stdout
        said = {"settings": self.settings, "moment": self.clock().isoformat()}
        process.stdin.write(f"{json.dumps(said)}\n".encode())
        async with asyncio.timeout(READY_SECONDS):
            one.address = (await process.stdout.readline()).decode().strip()
        if not one.address:
            raise RuntimeError("A replica did not start.")
        await one.order(f"turn {self.clock().isoformat()}")
        self.up.append(one)

    async def _order(self, order: str) -> None:
        line = f"{order} {self.clock().isoformat()}"
        await asyncio.gather(*(one.order(line) for one in list(self.up)))
        await self._drop_dead()

    async def _strike_at_request(self, victim: _Process, kill: Kill) -> None:
        """Kill once so many requests have reached Microsoft 365 since the tick began, or some time has passed."""
        wanted = self.count_requests() + 1 + int(kill.share * MOST_REQUESTS)
        with suppress(TimeoutError):
            async with asyncio.timeout(LONGEST_WAIT):
                while self.count_requests() < wanted:  # noqa: ASYNC110  (what counts them knows nothing of us)
                    await asyncio.sleep(0.001)
        self._strike(victim, kill)

    async def _strike_later(self, victim: _Process, kill: Kill) -> None:
        """Kill part of the way through a turn."""
        await asyncio.sleep(SHORTEST_TURN + kill.share * (LONGEST_TURN - SHORTEST_TURN))
        self._strike(victim, kill)

    def _strike(self, victim: _Process, kill: Kill) -> None:
        if victim.process.returncode is None:
            victim.process.kill()
        victim.dead = True
        self.killed.append(kill)

    async def _carry_on(self, later: timedelta) -> None:
        """Tick again after some minutes, as whoever is left would have every minute."""
        await self._drop_dead()
        await self.turn_to(self.clock() + later)
        await self._order("tick")

    async def _drop_dead(self) -> None:
        """Leave out whoever has died and start another in its place; while nobody is left, wait for it."""
        for one in [one for one in self.up if one.dead or one.process.returncode is not None]:
            self.up.remove(one)
            await one.process.wait()
            _keep(asyncio.create_task(self._start()), self.starting)
        while not self.up and self.starting:
            await asyncio.wait(self.starting, return_when=asyncio.FIRST_COMPLETED)

    def _find_kill(self, blow: Blow) -> Kill | None:
        """Take the next kill if its time has come and another replica is up to carry on."""
        now = self.clock()
        for kill in self.waiting:
            come = kill.day <= now.date() and (blow is Blow.TURN or kill.hour == now.hour)
            if kill.blow is blow and come and len(self.up) > 1:
                self.waiting.remove(kill)
                return kill
        return None

    async def _end(self, one: _Process) -> None:
        try:
            async with asyncio.timeout(10):
                await one.process.wait()
        except TimeoutError:
            one.process.kill()
            await one.process.wait()


@asynccontextmanager
async def running_replicas(
    count: int,
    settings: dict[str, Any],
    clock: TurnedClock,
    count_requests: Callable[[], int],
    kills: Iterable[Kill] = (),
) -> AsyncIterator[Replicas]:
    """Run some replicas for as long as the block lasts."""
    replicas = Replicas(clock, settings, count_requests, list(kills))
    try:
        await replicas.start(count)
        yield replicas
    finally:
        await replicas.stop()


def _keep(task: asyncio.Task[None], tasks: set[asyncio.Task[None]]) -> None:
    tasks.add(task)
    task.add_done_callback(tasks.discard)

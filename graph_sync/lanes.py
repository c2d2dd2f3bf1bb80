"""Lanes to Graph: requests made at the same moment travel together, at a pace each service bears.

Outlook serves four requests of an app at a time for one mailbox, and works off a batch that way: so a mailbox is in one
batch at a time, and a batch takes its parts from as many mailboxes as have some. The directory and SharePoint share
their batches. When a service asks for a pause its lane waits, because requests made meanwhile count against it too.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from typing import Any

from graph_sync.limits import DIRECTORY, SHAREPOINT, Allowance, find_lane, make_allowances
from graph_sync.ports import Part, Reply

BATCH = 20
BATCHES_AT_ONCE = 8
# Of the directory and of SharePoint: enough to be quick, few enough not to be told off.
PARTS_AT_ONCE = 80
# Of the event loop, before a batch is closed.
TURNS = 3
Send = Callable[[Sequence[Part]], Awaitable[list[Reply]]]
Sleep = Callable[[float], Awaitable[None]]
Waiting = tuple[Part, "asyncio.Future[Reply]"]


@dataclass(slots=True)
class Lane:
    """The parts that wait for one mailbox or service, and what it may bear."""

    name: str
    allowances: tuple[Allowance, ...]
    queue: deque[Waiting] = field(default_factory=deque)
    in_flight: int = 0
    pauses: int = 0

    @property
    def is_mailbox(self) -> bool:
        """Say whether it leads to Outlook."""
        return self.name not in (DIRECTORY, SHAREPOINT)

    @property
    def is_open(self) -> bool:
        """Say whether something may be sent now."""
        free = not self.in_flight if self.is_mailbox else self.in_flight < PARTS_AT_ONCE
        return bool(self.queue) and not self.pauses and free


class Lanes:
    """Gathers parts into batches and sends them."""

    def __init__(
        self,
        send: Send,
        sleep: Sleep,
        clock: Callable[[], float],
        *,
        batch: int = BATCH,
        sharepoint_units: int | None = None,
    ) -> None:
        self._send, self._sleep, self._clock, self._batch = send, sleep, clock, batch
        self._units = {} if sharepoint_units is None else {"sharepoint_units": sharepoint_units}
        self._lanes: dict[str, Lane] = {}
        # Those with something to send: a trust has hundreds of mailboxes, and few of them are busy.
        self._busy: dict[str, Lane] = {}
        self._waiting: set[asyncio.Future[Reply]] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._batches = 0
        self._filling = False

    async def ask(self, part: Part) -> Reply:
        """Send a part with whatever else is waiting, once, and return its answer."""
        answer: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        name = find_lane(part.path)
        if name not in self._lanes:
            self._lanes[name] = Lane(name, make_allowances(name, **self._units))
        lane = self._busy[name] = self._lanes[name]
        lane.queue.append((part, answer))
        self._waiting.add(answer)
        answer.add_done_callback(self._waiting.discard)
        self._fill_soon()
        return await answer

    async def close(self) -> None:
        """Drop what has not been sent."""
        for answer in list(self._waiting):
            answer.cancel()
        for task in list(self._tasks):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    def _fill_soon(self) -> None:
        # Not at once: the others of this moment, who may have to start a task or two first, are to travel along.
        if not self._filling:
            self._filling = True
            self._fill_after(TURNS)

    def _fill_after(self, turns: int) -> None:
        next_one = self._fill if not turns else partial(self._fill_after, turns - 1)
        asyncio.get_running_loop().call_soon(next_one)

    def _fill(self) -> None:
        self._filling = False
        for mailboxes in (True, False):
            while self._batches < BATCHES_AT_ONCE and (load := self._gather(mailboxes=mailboxes)):
                self._batches += 1
                for lane, some in load:
                    lane.in_flight += len(some)
                self._start(self._carry(load))

    def _gather(self, *, mailboxes: bool) -> list[tuple[Lane, list[Waiting]]]:
        """Take a part from each lane in turn until the batch is full."""
        load: dict[str, list[Waiting]] = {}
        lanes = deque(lane for lane in self._busy.values() if lane.is_mailbox is mailboxes and lane.is_open)
        room = self._batch
        while lanes and room:
            lane = lanes.popleft()
            waiting = self._take(lane)
            if not lane.queue:
                del self._busy[lane.name]
            if waiting is not None:
                load.setdefault(lane.name, []).append(waiting)
                room -= 1
                lanes += [lane] if lane.queue else []
        return [(self._lanes[name], some) for name, some in load.items()]

    def _take(self, lane: Lane) -> Waiting | None:
        now = self._clock()
        while lane.queue:
            part, answer = lane.queue[0]
            # Whoever stopped waiting must not have their part sent behind their back.
            if answer.done():
                lane.queue.popleft()
                continue
            if wait := max(allowance.find_wait(part, now) for allowance in lane.allowances):
                self._pause(lane, wait)
                return None
            for allowance in lane.allowances:
                allowance.spend(part, now)
            return lane.queue.popleft()
        return None

    async def _carry(self, load: list[tuple[Lane, list[Waiting]]]) -> None:
        waiting = list(chain.from_iterable(some for _, some in load))
        try:
            replies = await self._send([part for part, _ in waiting])
        except Exception as error:  # noqa: BLE001  (whoever asked is told, whatever it is)
            for _, answer in waiting:
                if not answer.done():
                    answer.set_exception(error)
            return
        finally:
            self._batches -= 1
            for lane, some in load:
                lane.in_flight -= len(some)
            self._fill_soon()
        for (_, answer), reply in zip(waiting, replies, strict=True):
            if not answer.done():
                answer.set_result(reply)
        answered = iter(replies)
        for lane, some in load:
            asked = [
                reply.retry_after or 0.0
                for _, reply in zip(some, answered, strict=False)
                if reply.status in (429, 503)
            ]
            if pause := max(asked, default=0.0):
                self._pause(lane, pause)

    def _pause(self, lane: Lane, seconds: float) -> None:
        lane.pauses += 1
        self._start(self._reopen(lane, seconds))

    async def _reopen(self, lane: Lane, seconds: float) -> None:
        try:
            await self._sleep(seconds)
        finally:
            lane.pauses -= 1
            self._fill_soon()

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

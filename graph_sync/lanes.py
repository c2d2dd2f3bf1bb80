"""Lanes to Graph: requests made at the same moment travel together, at a pace each service bears.

Outlook serves four requests of an app at a time for one mailbox, and a batch takes all four: one batch in flight per
mailbox. The directory and SharePoint each bear a few batches at once. When a service asks for a pause its whole lane
waits, because requests made meanwhile count against it too.
"""

from __future__ import annotations

import asyncio
import re
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

from graph_sync.ports import Part, Reply

BATCH = 20
MAILBOX = re.compile(r"/users/([^/?]+)/")
Send = Callable[[Sequence[Part]], Awaitable[list[Reply]]]
Sleep = Callable[[float], Awaitable[None]]


def find_lane(path: str) -> str:
    """Name the lane a request takes.

    >>> find_lane("/users/codesign@x.example/events"), find_lane("/drives/b!1/root"), find_lane("/users?$top=9")
    ('codesign@x.example', 'sharepoint', 'directory')
    """
    if mailbox := MAILBOX.match(path):
        return mailbox[1].lower()
    return "sharepoint" if path.startswith(("/drives", "/sites")) else "directory"


class Lane:
    """A queue of parts and the workers that send them, twenty at a time."""

    def __init__(self, send: Send, sleep: Sleep, *, batches_at_once: int) -> None:
        self._send, self._sleep = send, sleep
        self._queue: deque[tuple[Part, asyncio.Future[Reply]]] = deque()
        self._free = asyncio.Semaphore(batches_at_once)
        self._open = asyncio.Event()
        self._open.set()
        self._workers: set[asyncio.Task[None]] = set()

    async def ask(self, part: Part) -> Reply:
        """Send a part with whatever else is waiting, once, and return its answer."""
        answer: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self._queue.append((part, answer))
        # One worker for every twenty parts; each lets the others of this moment join before it sends.
        if len(self._queue) % BATCH == 1:
            worker = asyncio.create_task(self._carry())
            self._workers.add(worker)
            worker.add_done_callback(self._workers.discard)
        return await answer

    async def close(self) -> None:
        """Drop what has not been sent."""
        for worker in list(self._workers):
            worker.cancel()
            with suppress(asyncio.CancelledError):
                await worker

    async def _carry(self) -> None:
        async with self._free:
            while self._queue:
                await self._open.wait()
                load = [self._queue.popleft() for _ in range(min(BATCH, len(self._queue)))]
                # Whoever stopped waiting must not have their part sent behind their back.
                await self._carry_load([(part, answer) for part, answer in load if not answer.done()])

    async def _carry_load(self, load: list[tuple[Part, asyncio.Future[Reply]]]) -> None:
        if not load:
            return
        try:
            replies = await self._send([part for part, _ in load])
        except BaseException as error:
            for _, answer in load:
                if not answer.done():
                    answer.set_exception(error) if isinstance(error, Exception) else answer.cancel()
            if not isinstance(error, Exception):
                raise
            return
        for (_, answer), reply in zip(load, replies, strict=True):
            if not answer.done():
                answer.set_result(reply)
        pause = max(
            (reply.retry_after or 0.0 for reply in replies if reply.status in (429, 503)), default=0.0
        )
        if pause:
            self._open.clear()
            await self._sleep(pause)
            self._open.set()

"""Making documents for many files at once, beside the requests.

It takes the processor and not the network, so a thread does it: twenty at a time, which is what a batch carries. One by
one they would trickle into batches of one.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from graph_sync.lanes import BATCH
from graph_sync.papers import Paper

Build = Callable[[], Paper]
Ordered = tuple[Build, "asyncio.Future[bytes]"]


@dataclass(slots=True)
class Press:
    """A queue of papers, and the one worker that makes them while there are any."""

    queue: deque[Ordered] = field(default_factory=deque)
    worker: asyncio.Task[None] | None = None

    async def print(self, build: Build) -> bytes:
        """Make the Word document of a paper."""
        done: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self.queue.append((build, done))
        if self.worker is None:
            self.worker = asyncio.create_task(self._work())
        return await done

    async def _work(self) -> None:
        try:
            while self.queue:
                some = [self.queue.popleft() for _ in range(min(BATCH, len(self.queue)))]
                try:
                    made = await asyncio.to_thread(_make, [build for build, _ in some])
                except Exception as error:  # noqa: BLE001  (whoever asked is told, whatever it is)
                    for _, done in some:
                        done.set_exception(error)
                    continue
                for (_, done), document in zip(some, made, strict=True):
                    if not done.done():
                        done.set_result(document)
        finally:
            self.worker = None


def _make(papers: Sequence[Build]) -> list[bytes]:
    from graph_sync.documents import make_document  # noqa: PLC0415  (python-docx costs 150 ms that a plan need not pay)

    return [make_document(build()) for build in papers]

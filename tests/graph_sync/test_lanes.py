from __future__ import annotations

import asyncio

import pytest

from graph_sync.lanes import Lanes
from graph_sync.ports import Part, Reply
from graph_sync.together import run_together
from trust.values import RefusedError


async def no_sleep(_seconds):
    return None


def parts(count):
    return [Part("GET", f"/{n}") for n in range(count)]


async def test_what_is_asked_at_one_moment_travels_together_twenty_at_a_time():
    loads, most, flying = [], 0, 0

    async def send(some):
        nonlocal most, flying
        loads.append(len(some))
        flying += 1
        most = max(most, flying)
        await asyncio.sleep(0)
        flying -= 1
        return [Reply(200, {"path": part.path}) for part in some]

    lane = Lanes(send, no_sleep, lambda: 0.0)
    replies = await run_together(lane.ask(part) for part in parts(45))

    assert (loads, most) == ([20, 20, 5], 3)
    assert [reply.body["path"] for reply in replies] == [part.path for part in parts(45)]


async def test_a_sign_in_that_is_refused_reaches_everyone_who_waits():
    async def send(_some):
        raise RefusedError("No.")

    lane = Lanes(send, no_sleep, lambda: 0.0)
    answers = await asyncio.gather(*(lane.ask(part) for part in parts(3)), return_exceptions=True)

    assert [str(answer) for answer in answers] == ["No."] * 3


async def test_a_part_nobody_waits_for_is_not_sent():
    sent = []

    async def send(some):
        sent.extend(part.path for part in some)
        return [Reply(200)] * len(some)

    lane = Lanes(send, no_sleep, lambda: 0.0)
    first, second = (asyncio.create_task(lane.ask(part)) for part in parts(2))
    await asyncio.sleep(0)
    second.cancel()
    await first

    assert sent == ["/0"]


async def test_closing_a_lane_ends_what_is_on_its_way():
    async def send(_some):
        await asyncio.Event().wait()

    lane = Lanes(send, no_sleep, lambda: 0.0)
    waiting = asyncio.create_task(lane.ask(Part("GET", "/0")))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    await lane.close()

    with pytest.raises(asyncio.CancelledError):
        await waiting

from __future__ import annotations

import asyncio

import pytest

from graph_sync.lanes import Lanes
from graph_sync.limits import find_lane
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


class Office:
    """Takes batches, notes how they were made up, and answers when it is told to."""

    def __init__(self):
        self.batches, self.gate, self.flying, self.most = [], asyncio.Event(), 0, {}

    async def send(self, some):
        lanes = [find_lane(part.path) for part in some]
        self.batches.append(lanes)
        for lane in lanes:
            self.most[lane] = self.most.get(lane, 0) + 1
        await self.gate.wait()
        return [Reply(200)] * len(some)


def events(mailbox, count):
    return [Part("POST", f"/users/{mailbox}/events") for _ in range(count)]


async def turns(count=12):
    for _ in range(count):
        await asyncio.sleep(0)


async def test_a_mailbox_is_in_one_batch_at_a_time_and_others_do_not_wait_for_it():
    office = Office()
    lanes = Lanes(office.send, no_sleep, lambda: 0.0)
    asked = [asyncio.create_task(lanes.ask(part)) for part in events("a@x.example", 45)]
    await turns()
    asked += [asyncio.create_task(lanes.ask(part)) for part in events("b@x.example", 3)]
    await turns()

    assert office.batches == [["a@x.example"] * 20, ["b@x.example"] * 3]
    office.gate.set()
    await asyncio.gather(*asked)
    assert [len(batch) for batch in office.batches] == [20, 3, 20, 5]


async def test_a_batch_takes_from_every_mailbox_in_turn():
    office = Office()
    office.gate.set()
    lanes = Lanes(office.send, no_sleep, lambda: 0.0)
    boxes = [f"m{n}@x.example" for n in range(30)]
    await run_together(lanes.ask(part) for box in boxes for part in events(box, 2))

    assert [len(set(batch)) for batch in office.batches[:2]] == [20, 10]


async def test_the_directory_and_sharepoint_share_their_batches_and_outlook_has_its_own():
    office = Office()
    office.gate.set()
    lanes = Lanes(office.send, no_sleep, lambda: 0.0)
    mixed = [Part("GET", "/groups"), Part("GET", "/drives/d/root"), *events("a@x.example", 1)]
    await run_together(lanes.ask(part) for part in mixed)

    assert sorted(map(sorted, office.batches)) == [["a@x.example"], ["directory", "sharepoint"]]


async def test_a_service_that_asks_for_a_pause_gets_it_and_the_others_go_on():
    slept, order, throttled = asyncio.Event(), [], [True]

    async def sleep(seconds):
        order.append(seconds)
        await slept.wait()

    async def send(some):
        order.extend(find_lane(part.path) for part in some)
        wait = throttled and find_lane(some[0].path) == "a@x.example"
        return [Reply(429, {}, 7.0)] if wait and throttled.pop() else [Reply(200)] * len(some)

    lanes = Lanes(send, sleep, lambda: 0.0)
    (part,) = events("a@x.example", 1)
    assert (await lanes.ask(part)).status == 429
    later = asyncio.create_task(lanes.ask(part))
    await lanes.ask(Part("GET", "/groups"))
    slept.set()
    await later

    assert order == ["a@x.example", 7.0, "directory", "a@x.example"]


async def test_units_that_are_spent_make_the_lane_wait_until_there_is_room():
    clock, waits = [0.0], []

    async def sleep(seconds):
        waits.append(seconds)
        clock[0] += seconds

    async def send(some):
        clock[0] += 1.0
        return [Reply(200)] * len(some)

    lanes = Lanes(send, sleep, lambda: clock[0], batch=1, sharepoint_units=4)
    for _ in range(5):
        await lanes.ask(Part("POST", "/drives/d/items/i/children"))

    # Two writes of two units fit into each minute.
    assert waits == [58.0, 58.0]

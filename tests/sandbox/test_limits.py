from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from sandbox.limits import Limits, Window

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
EVENTS = "/users/codesign@trust.example/events"


async def test_fifth_call_at_once_to_a_mailbox_is_throttled(open_tenant):
    async with open_tenant(latency=0.05) as graph:
        answers = await asyncio.gather(*(graph.call_fully("GET", EVENTS) for _ in range(5)))
        after, _ = await graph.call("GET", EVENTS)

    refused = [answer for answer in answers if answer[0] == 429]
    assert len(refused) == 1
    assert refused[0][1]["error"]["code"] == "ApplicationThrottled"
    assert refused[0][2]["Retry-After"] == "1"
    assert (after, graph.sandbox.requests["throttled"]) == (200, 1)


async def test_name_and_id_are_the_same_mailbox(open_tenant):
    async with open_tenant(latency=0.05) as graph:
        user = graph.sandbox.state.directory.by_address["codesign@trust.example"]
        urls = [EVENTS, f"/users/{user}/events"] * 3
        answers = await asyncio.gather(*(graph.call("GET", url) for url in urls))

    assert sorted(status for status, _ in answers) == [200] * 4 + [429] * 2


async def test_other_mailboxes_and_other_services_are_not_held_up(open_tenant):
    async with open_tenant(latency=0.05) as graph:
        urls = [EVENTS] * 4 + ["/users/teacher1@trust.example/events"] * 4 + ["/users"] * 8
        answers = await asyncio.gather(*(graph.call("GET", url) for url in urls))

    assert {status for status, _ in answers} == {200}


async def test_limits_can_be_lifted(open_tenant):
    async with open_tenant(latency=0.02, limits=False) as graph:
        answers = await asyncio.gather(*(graph.call("GET", EVENTS) for _ in range(8)))

    assert {status for status, _ in answers} == {200}


def test_window_gives_back_what_is_old():
    window = Window(3, timedelta(minutes=1))

    assert [window.spend("a", NOON, 2), window.spend("a", NOON, 2), window.spend("b", NOON, 3)] == [
        True,
        False,
        True,
    ]
    assert window.wait("a", NOON + timedelta(seconds=20)) == 40
    assert window.room("a", NOON + timedelta(minutes=1)) == 3


def test_ten_minutes_hold_ten_thousand_requests():
    limits = Limits()
    for _ in range(10_000):
        assert limits.enter("app", "m", NOON)
        limits.leave("app", "m")

    assert not limits.enter("app", "m", NOON)
    assert limits.enter("app", "m", NOON + timedelta(minutes=10))

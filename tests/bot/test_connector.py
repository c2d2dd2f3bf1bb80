"""The way out against a connector that misbehaves in ways the sandbox's does not."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.connector import Connector
from bot.ports import ConnectorError, Delivery, Outbound, Outcome, Sender
from tests.bot.conftest import Ticks
from tests.bot.example import HERE, an_inbound


@asynccontextmanager
async def a_connector(
    answer: Callable[[web.Request], Any], ticks: Ticks
) -> AsyncIterator[tuple[Connector, Any]]:
    async def serve(request: web.Request) -> web.Response:
        status, body, headers = answer(request)
        return web.json_response(body, status=status, headers=headers)

    async def fetch_token() -> str:
        return "token"

    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", serve)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        here = replace(HERE, service_url=f"http://127.0.0.1:{runner.addresses[0][1]}/teams/")
        async with aiohttp.ClientSession() as session:
            yield Connector(session, fetch_token, sleep=ticks.sleep, jitter=lambda: 1.0), here
    finally:
        await runner.cleanup()


@pytest.mark.parametrize(
    ("status", "outcome", "waits"),
    [
        (400, Outcome.FAILED, []),
        (403, Outcome.BLOCKED, []),
        (404, Outcome.GONE, []),
        (412, Outcome.DEFERRED, [0.625, 1.25, 2.5]),
        (429, Outcome.DEFERRED, [0.625, 1.25, 2.5]),
        (500, Outcome.FAILED, []),
        (502, Outcome.DEFERRED, [0.625, 1.25, 2.5]),
    ],
)
async def test_every_refusal_has_an_outcome_and_only_passing_ones_are_tried_again(status, outcome, waits):
    ticks = Ticks()
    async with a_connector(lambda _: (status, {"error": {"code": "Why"}}, {}), ticks) as (connector, here):
        assert await connector.send(here, Outbound("Hello")) == Delivery(outcome, "Why")
    assert ticks.waits == waits


async def test_a_wait_longer_than_a_person_would_bear_is_left_to_the_ledger():
    ticks = Ticks()
    async with a_connector(lambda _: (429, None, {"Retry-After": "60"}), ticks) as (connector, here):
        delivery = await connector.send(here, Outbound("Hello"))

    assert (delivery.outcome, delivery.retry_after, ticks.waits) == (Outcome.DEFERRED, 60.0, [])


async def test_all_pages_of_members_are_read_and_those_without_an_address_counted():
    def answer(request: web.Request) -> Any:
        if "continuationToken" in request.query:
            return 200, {"members": [{"id": "29:2"}]}, {}
        return (
            200,
            {"members": [{"userPrincipalName": " Ada@Fernvale.example "}], "continuationToken": "a b&c"},
            {},
        )

    async with a_connector(answer, Ticks()) as (connector, here):
        members = await connector.fetch_members(an_inbound(reference=here))

    assert members == ("ada@fernvale.example", None)


async def test_members_that_cannot_be_read_are_an_error_and_not_an_empty_room():
    async with a_connector(lambda _: (200, {"members": None}, {}), Ticks()) as (connector, here):
        with pytest.raises(ConnectorError):
            await connector.fetch_members(an_inbound(reference=here))


async def test_a_channels_members_are_asked_for_without_the_message_replied_to():
    asked = []

    def answer(request: web.Request) -> Any:
        asked.append(request.path)
        return 200, {"members": []}, {}

    async with a_connector(answer, Ticks()) as (connector, here):
        thread = replace(here, conversation_id="19:x@thread.tacv2;messageid=17")
        await connector.fetch_members(an_inbound(reference=thread))

    assert asked == ["/teams/v3/conversations/19:x@thread.tacv2/pagedmembers"]


async def test_a_sender_teams_does_not_know_is_nobody():
    async with a_connector(lambda _: (404, None, {}), Ticks()) as (connector, here):
        assert await connector.find_upn(Sender("29:1"), here) is None

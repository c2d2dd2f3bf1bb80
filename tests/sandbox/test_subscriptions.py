from __future__ import annotations

import asyncio

import pytest
from aiohttp import web

EVENTS = "/users/codesign@trust.example/events"


@pytest.fixture
async def listener():
    """Listen on loopback; answers the handshake and keeps what it is told."""
    told: asyncio.Queue = asyncio.Queue()

    async def hear(request):
        if token := request.query.get("validationToken"):
            return web.Response(text=token)
        told.put_nowait(await request.json())
        return web.Response(status=202)

    async def deaf(request):
        return web.Response(text="hello")

    app = web.Application()
    app.router.add_post("/hear", hear)
    app.router.add_post("/deaf", deaf)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}", told
    await runner.cleanup()


def a_subscription(url, **more):
    return {
        "changeType": "created,updated,deleted",
        "notificationUrl": f"{url}/hear",
        "lifecycleNotificationUrl": f"{url}/hear",
        "resource": EVENTS,
        "expirationDateTime": "2026-11-25T09:00:00Z",
        "clientState": "a secret",
        **more,
    }


async def test_change_is_told_to_whoever_subscribed(graph, listener, event):
    url, told = listener
    made = await graph.post("/subscriptions", a_subscription(url))
    created = await graph.post(EVENTS, event(1))
    async with asyncio.timeout(5):
        (note,) = (await told.get())["value"]

    assert (note["subscriptionId"], note["clientState"]) == (made["id"], "a secret")
    assert (note["changeType"], note["resourceData"]["id"]) == ("created", created["id"])
    assert made["lifecycleNotificationUrl"] == f"{url}/hear"


async def test_folders_can_be_watched_too(graph, listener):
    url, told = listener
    drive = await graph.get("/sites/trust.sharepoint.com:/sites/codesign:/drive")
    await graph.post(
        "/subscriptions", a_subscription(url, resource=f"/drives/{drive['id']}/root", changeType="updated")
    )
    await graph.call("PUT", f"/drives/{drive['id']}/root:/a.txt:/content", b"x")
    async with asyncio.timeout(5):
        (note,) = (await told.get())["value"]

    assert note["changeType"] == "updated"


@pytest.mark.parametrize(
    "change",
    [
        {"notificationUrl": "https://example.org/hear"},
        {"notificationUrl": "URL/deaf"},
        {"expirationDateTime": "2026-12-25T09:00:00Z"},
        {"expirationDateTime": "2026-11-21T09:00:00Z"},
        {"clientState": "x" * 129},
        {"resource": "/users/codesign@trust.example/messages"},
        {"changeType": "everything"},
        {"changeType": None},
    ],
    ids=["not loopback", "no handshake", "too long", "past", "long secret", "resource", "change", "missing"],
)
async def test_subscription_that_makes_no_sense_is_refused(graph, listener, change):
    url, _ = listener
    wanted = {name: value.replace("URL", url) if value else value for name, value in change.items()}

    assert (await graph.call("POST", "/subscriptions", a_subscription(url, **wanted)))[0] == 400
    assert (await graph.get("/subscriptions"))["value"] == []


async def test_subscription_is_renewed_and_ended(graph, listener, event):
    url, told = listener
    made = await graph.post("/subscriptions", a_subscription(url))
    one = f"/subscriptions/{made['id']}"
    await graph.patch(one, {"expirationDateTime": "2026-11-28T09:00:00Z"})
    assert (await graph.get(one))["expirationDateTime"] == "2026-11-28T09:00:00Z"
    assert [(await graph.call("DELETE", one))[0] for _ in range(2)] == [204, 404]
    await graph.post(EVENTS, event(1))

    assert told.empty()

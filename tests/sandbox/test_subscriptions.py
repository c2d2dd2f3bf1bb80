from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from aiohttp import web

from sandbox.edits import EditError

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


async def hear(told):
    async with asyncio.timeout(5):
        (note,) = (await told.get())["value"]
    return note


async def test_subscription_that_ran_out_is_silent_and_gone(graph, listener, event):
    url, told = listener
    made = await graph.post("/subscriptions", a_subscription(url))
    longer = await graph.post(
        "/subscriptions", a_subscription(url, expirationDateTime="2026-11-27T09:00:00Z")
    )
    graph.clock.forward(days=3)
    await graph.post(EVENTS, event(1))
    note = await hear(told)

    assert (note["subscriptionId"], told.empty()) == (longer["id"], True)
    assert [row["id"] for row in (await graph.get("/subscriptions"))["value"]] == [longer["id"]]
    later = {"expirationDateTime": "2026-11-28T09:00:00Z"}
    assert (await graph.call("PATCH", f"/subscriptions/{made['id']}", later))[0] == 404


@pytest.mark.parametrize("event", ["missed", "subscriptionRemoved", "reauthorizationRequired"])
async def test_graph_tells_what_became_of_a_subscription(graph, listener, event):
    url, told = listener
    made = await graph.post("/subscriptions", a_subscription(url))
    graph.sandbox.edits.lifecycle(made["id"], event)

    assert await hear(told) == {
        "subscriptionId": made["id"],
        "subscriptionExpirationDateTime": "2026-11-25T09:00:00Z",
        "tenantId": graph.sandbox.tenant_id,
        "clientState": "a secret",
        "lifecycleEvent": event,
    }
    assert len((await graph.get("/subscriptions"))["value"]) == (event != "subscriptionRemoved")


async def test_lifecycle_of_no_subscription_or_for_nobody_is_refused(graph, listener):
    url, _ = listener
    made = await graph.post("/subscriptions", a_subscription(url, lifecycleNotificationUrl=None))
    with pytest.raises(EditError, match=r"The subscription has no lifecycleNotificationUrl\."):
        graph.sandbox.edits.lifecycle(made["id"], "missed")
    with pytest.raises(EditError, match=r"There is no subscription 'x'\."):
        graph.sandbox.edits.lifecycle("x", "missed")


async def test_mailbox_outside_the_apps_scope_cannot_be_watched(open_tenant, seed, listener):
    apps = seed()["apps"]
    apps[0]["mailboxes"] = ["codesign@trust.example"]
    url, _ = listener
    async with open_tenant(seed=seed(apps=apps)) as graph:
        mine, _ = await graph.call("POST", "/subscriptions", a_subscription(url))
        others = a_subscription(url, resource="/users/teacher1@trust.example/events")
        other, _ = await graph.call("POST", "/subscriptions", others)

    assert (mine, other) == (201, 403)


async def test_edit_by_hand_is_announced(graph, listener):
    url, told = listener
    drive = next(iter(graph.sandbox.state.sites.drives))
    for resource in (EVENTS, "groups", f"drives/{drive}/root", "users"):
        await graph.post(
            "/subscriptions",
            a_subscription(url, resource=resource, expirationDateTime="2026-11-27T09:00:00Z"),
        )
    edits = graph.sandbox.edits
    times = [datetime(2027, 1, 14, hour, tzinfo=UTC) for hour in (15, 16)]
    ids = [
        edits.make_event("codesign@trust.example", "Coffee", *times, []),
        edits.make_list("chess", "Chess", ["teacher1@trust.example"], []),
        edits.make_folder("Maths"),
        edits.add_user("ada@trust.example", "Ada Quill"),
    ]

    notes = [await hear(told) for _ in ids]
    assert [(note["resourceData"]["id"], note["changeType"]) for note in notes] == [
        (ids[0], "created"),
        (ids[1], "created"),
        (ids[2], "updated"),
        (ids[3], "updated"),
    ]


async def test_subscription_is_renewed_and_ended(graph, listener, event):
    url, told = listener
    made = await graph.post("/subscriptions", a_subscription(url))
    one = f"/subscriptions/{made['id']}"
    await graph.patch(one, {"expirationDateTime": "2026-11-28T09:00:00Z"})
    assert (await graph.get(one))["expirationDateTime"] == "2026-11-28T09:00:00Z"
    assert [(await graph.call("DELETE", one))[0] for _ in range(2)] == [204, 404]
    await graph.post(EVENTS, event(1))

    assert told.empty()

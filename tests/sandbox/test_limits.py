from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

import pytest

from sandbox.graph.call import Call
from sandbox.graph.costs import cost_of
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
    assert window.wait("a", NOON + timedelta(seconds=20), 2) == 40
    assert window.room("a", NOON + timedelta(minutes=1)) == 3


def test_ten_minutes_hold_ten_thousand_requests():
    limits = Limits()
    for _ in range(10_000):
        assert limits.enter("app", "m", NOON)
        limits.leave("app", "m")

    assert not limits.enter("app", "m", NOON)
    assert limits.wait_to_enter("app", "m", NOON + timedelta(minutes=4)) == 360
    assert limits.enter("app", "m", NOON + timedelta(minutes=10))


def test_window_says_when_there_is_room_for_as_much_as_is_wanted():
    window = Window(10, timedelta(seconds=10))
    for second in range(10):
        window.spend("a", NOON + timedelta(seconds=second))

    now = NOON + timedelta(seconds=9.5)
    assert [window.wait("a", now, units) for units in (1, 5, 10, 99)] == [1, 5, 10, 10]


DRIVE = "/sites/trust.sharepoint.com:/sites/codesign:/drive"


def make_folders(drive, names):
    return {
        "requests": [
            {
                "id": name,
                "method": "POST",
                "url": f"{drive}/root/children",
                "headers": {"Content-Type": "application/json"},
                "body": {"name": name, "folder": {}},
            }
            for name in names
        ]
    }


async def test_sharepoint_counts_units_and_says_when_there_is_room(open_tenant):
    async with open_tenant(sharepoint_units=10) as graph:
        drive = f"/drives/{(await graph.get(DRIVE))['id']}"  # 1 unit
        graph.clock.forward(seconds=20)
        made = (await graph.post("/$batch", make_folders(drive, "abcde")))["responses"]  # 8 of 10 units
        refused = await graph.call_fully("GET", f"{drive}/root/permissions")  # 5 units
        graph.clock.forward(seconds=40.5)
        first = await graph.call_fully("GET", f"{drive}/root/permissions")
        graph.clock.forward(seconds=20)
        again = await graph.call("GET", f"{drive}/root/permissions")

    assert [part["status"] for part in made] == [201] * 4 + [429]
    assert made[4]["headers"]["Retry-After"] == "40"
    assert (refused[0], refused[1]["error"]["code"], refused[2]["Retry-After"]) == (
        429,
        "TooManyRequests",
        "60",
    )
    assert (first[0], first[2]["Retry-After"], again[0]) == (429, "20", 200)
    assert graph.sandbox.requests["throttled"] == 3


@pytest.mark.parametrize(
    ("method", "path", "costs"),
    [
        ("GET", "/sites/h:/sites/codesign", {"sharepoint": 1}),
        ("GET", "/drives/d/root:/Maths/a.txt", {"sharepoint": 1}),
        ("GET", "/drives/d/items/i/content", {"sharepoint": 1}),
        ("GET", "/drives/d/root/delta?token=x", {"sharepoint": 1}),
        ("GET", "/drives/d/root/delta", {"sharepoint": 2}),
        ("GET", "/drives/d/items/i/children", {"sharepoint": 2}),
        ("PUT", "/drives/d/root:/a.txt:/content", {"sharepoint": 2}),
        ("DELETE", "/drives/d/items/i", {"sharepoint": 2}),
        ("POST", "/drives/d/items/i/invite", {"sharepoint": 5}),
        ("DELETE", "/drives/d/items/i/permissions/p", {"sharepoint": 5}),
        ("GET", "/sites/s/permissions", {"sharepoint": 5}),
        ("GET", "/drives/d/items/i?$expand=permissions", {"sharepoint": 5}),
        ("GET", "/users/u", {"identity": 1}),
        ("GET", "/groups(uniqueName='maths')", {"identity": 1}),
        ("GET", "/users", {"identity": 2}),
        ("GET", "/users/delta", {"identity": 2}),
        ("GET", "/groups/g/members/microsoft.graph.user", {"identity": 2}),
        ("POST", "/groups/g/members/$ref", {"identity": 1, "writes": 1}),
        ("PATCH", "/groups(uniqueName='maths')", {"identity": 1, "writes": 1}),
        ("POST", "/users/u/events", {}),
        ("GET", "/users/u/calendarView/delta", {}),
        ("GET", "/users/u/onlineMeetings", {}),
        ("POST", "/subscriptions", {}),
    ],
)
def test_call_costs_what_microsoft_counts(method, path, costs):
    path, _, query = path.partition("?")

    assert cost_of(Call(method, path, dict(parse_qsl(query)), {}, None, "")) == costs


async def test_identity_has_its_units_and_its_writes(graph):
    windows = graph.sandbox.state.limits
    windows.identity.limit, windows.writes.limit = 6, 1
    teacher = "/users/teacher1@trust.example"
    group = {"displayName": "M", "mailNickname": "m", "mailEnabled": True, "securityEnabled": False}
    statuses = [
        (await graph.call("POST", "/groups", group))[0],
        (await graph.call("POST", "/groups", {**group, "mailNickname": "n"}))[0],
        (await graph.call("GET", "/users"))[0],
        (await graph.call("GET", "/users"))[0],
        (await graph.call("GET", teacher))[0],
    ]
    status, _, headers = await graph.call_fully("GET", teacher)
    graph.clock.forward(seconds=10)
    later = [
        (await graph.call("GET", teacher))[0],
        (await graph.call_fully("DELETE", "/groups/none"))[2]["Retry-After"],
    ]

    assert statuses == [201, 429, 200, 200, 200]
    assert (status, headers["Retry-After"]) == (429, "10")
    assert later == [200, "140"]


async def test_units_are_counted_for_each_app_apart_and_can_be_lifted(open_tenant, seed):
    apps = seed()["apps"]
    apps.append({**apps[0], "client_id": "other"})
    async with open_tenant(seed=seed(apps=apps), sharepoint_units=1) as graph:
        mine = [(await graph.call("GET", DRIVE))[0] for _ in range(2)]
        graph.token = await graph.sign_in("other")
        others, _ = await graph.call("GET", DRIVE)
    async with open_tenant(sharepoint_units=1, limits=False) as graph:
        lifted = {(await graph.call("GET", DRIVE))[0] for _ in range(3)}

    assert (mine, others, lifted) == ([200, 429], 200, {200})


async def test_thirty_letters_leave_a_mailbox_in_a_minute_and_the_rest_queue(graph, event):
    for _ in range(31):
        await graph.post(EVENTS, event(1))
    graph.clock.forward(seconds=30)
    await graph.post(EVENTS, event(1))
    await graph.post("/users/teacher2@trust.example/events", event(1))
    graph.clock.forward(minutes=5)
    await graph.post(EVENTS, event(1))

    start = datetime(2026, 11, 22, 9, tzinfo=UTC)
    after = [(mail.when - start).total_seconds() for mail in graph.sandbox.mails("teacher1@trust.example")]
    assert after == [0] * 30 + [60, 60, 30, 330]

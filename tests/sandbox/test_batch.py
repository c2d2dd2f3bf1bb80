from __future__ import annotations

import asyncio
import time
from base64 import b64decode, b64encode

import pytest

JSON = {"Content-Type": "application/json"}
EVENTS = "/users/codesign@trust.example/events"


def part(number, url, method="GET", **more):
    return {"id": str(number), "method": method, "url": url, **more}


async def run(graph, *parts):
    answer = await graph.post("/$batch", {"requests": list(parts)})
    return {response["id"]: response for response in answer["responses"]}


async def test_every_part_is_answered_for_itself(graph, event):
    answers = await run(
        graph,
        part(1, EVENTS, "POST", headers=JSON, body=event(1)),
        part(2, "/users/nobody"),
        part(3, "users?$top=1&$select=displayName"),
    )

    assert {number: answer["status"] for number, answer in answers.items()} == {"1": 201, "2": 404, "3": 200}
    assert answers["1"]["headers"]["Content-Type"] == "application/json"
    assert answers["2"]["body"]["error"]["code"] == "Request_ResourceNotFound"


async def test_part_waits_for_what_it_depends_on_and_fails_with_it(graph):
    answers = await run(
        graph,
        part(1, "/users/nobody"),
        part(2, "/users", dependsOn=["1"]),
        part(3, "/users"),
        part(4, "/users", dependsOn=["3"]),
    )

    assert [answers[n]["status"] for n in "1234"] == [404, 424, 200, 200]


@pytest.mark.parametrize(
    "parts",
    [
        [part(n, "/users") for n in range(21)],
        [part(1, "/users"), part(1, "/users")],
        [part(1, "https://graph.microsoft.com/v1.0/users")],
        [part(1, "/v1.0/users")],
        [part(1, "/groups", "POST", body={})],
        [part(1, "/users", dependsOn=["2"]), part(2, "/users")],
        [part(1, "/users", depends_on=[])],
    ],
    ids=["21", "twins", "absolute", "version", "no content type", "forward", "unknown member"],
)
async def test_batch_that_breaks_a_rule_is_refused_whole(graph, parts):
    assert (await graph.call("POST", "/$batch", {"requests": parts}))[0] == 400
    assert graph.sandbox.requests["graph"] == 0


async def test_file_travels_as_base64_both_ways(graph):
    site = await graph.get("/sites/trust.sharepoint.com:/sites/codesign")
    url = f"/sites/{site['id']}/drive/root:/Agenda.docx:/content"
    body = b64encode(b"\x00\x01 a document").decode()
    answers = await run(
        graph,
        part(1, url, "PUT", headers={"Content-Type": "application/octet-stream"}, body=body),
        part(2, url, dependsOn=["1"]),
    )

    assert answers["1"]["status"] == 201
    assert b64decode(answers["2"]["body"]) == b"\x00\x01 a document"


async def test_parts_for_one_mailbox_run_four_at_a_time(open_tenant, event):
    async with open_tenant(latency=0.02) as graph:
        parts = [part(n, EVENTS, "POST", headers=JSON, body=event()) for n in range(12)]
        began = time.perf_counter()
        answers = await run(graph, *parts)
        took = time.perf_counter() - began

    assert {answer["status"] for answer in answers.values()} == {201}
    assert took >= 3 * 0.02


async def test_two_batches_at_once_for_one_mailbox_are_throttled_part_by_part(open_tenant, event):
    async with open_tenant(latency=0.02) as graph:
        batches = [[part(n, EVENTS, "POST", headers=JSON, body=event()) for n in range(4)] for _ in range(2)]
        first, second = await asyncio.gather(*(run(graph, *parts) for parts in batches))

    answers = [*first.values(), *second.values()]
    assert sorted(answer["status"] for answer in answers) == [201] * 4 + [429] * 4
    assert {a["headers"].get("Retry-After") for a in answers if a["status"] == 429} == {"1"}

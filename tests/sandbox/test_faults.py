from __future__ import annotations

import aiohttp
import pytest

from sandbox.faults import Fault, FaultError, Faults

EVENTS = "/users/codesign@trust.example/events"


async def count(graph):
    return len((await graph.get(f"{EVENTS}?$top=50"))["value"])


@pytest.mark.parametrize(
    ("mode", "options", "status", "left"),
    [
        ("throttle", {"retry_after": 7}, 429, 0),
        ("error", {"status": 502}, 502, 0),
        ("error_after", {"status": 503}, 503, 1),
        ("precondition", {}, 412, 0),
        ("slow", {"seconds": 0.01}, 201, 1),
    ],
)
async def test_fault_does_what_it_says_once(graph, event, mode, options, status, left):
    fault = graph.sandbox.faults.add(mode, "/events$", method="POST", count=1, **options)
    answered, _, headers = await graph.call_fully("POST", EVENTS, event())

    assert (answered, fault.hits, await count(graph)) == (status, 1, left)
    assert headers.get("Retry-After") == ("7" if mode == "throttle" else None)
    assert (await graph.call("POST", EVENTS, event()))[0] == 201


@pytest.mark.parametrize(("mode", "left"), [("drop_before", 0), ("drop_after", 1)])
async def test_dropped_connection_gives_no_answer(graph, event, mode, left):
    graph.sandbox.faults.add(mode, "/events$", method="POST", count=1)
    with pytest.raises(aiohttp.ClientError):
        await graph.call("POST", EVENTS, event())

    assert await count(graph) == left


async def test_part_of_a_batch_goes_wrong_by_itself(graph, event):
    graph.sandbox.faults.add("error_after", "/events$", method="POST", nth=2)
    headers = {"Content-Type": "application/json"}
    parts = [
        {"id": str(n), "method": "POST", "url": EVENTS, "headers": headers, "body": event()} for n in range(3)
    ]
    answer = await graph.post("/$batch", {"requests": parts})

    assert [response["status"] for response in answer["responses"]] == [201, 503, 201]
    assert await count(graph) == 3


async def test_lost_response_of_a_part_loses_the_batch_but_not_its_effects(graph, event):
    graph.sandbox.faults.add("drop_after", "/events$", nth=1)
    headers = {"Content-Type": "application/json"}
    parts = [
        {"id": str(n), "method": "POST", "url": EVENTS, "headers": headers, "body": event()} for n in range(3)
    ]
    with pytest.raises(aiohttp.ClientError):
        await graph.post("/$batch", {"requests": parts})

    assert await count(graph) == 3


async def test_batch_as_a_whole_is_hit_only_by_name(graph):
    batch = {"requests": [{"id": "1", "method": "GET", "url": "/users"}]}
    anything = graph.sandbox.faults.add("error", ".*", nth=9)
    graph.sandbox.faults.add("throttle", r"/\$batch", count=1)
    refused, _ = await graph.call("POST", "/$batch", batch)
    taken, _ = await graph.call("POST", "/$batch", batch)

    assert (refused, taken, anything.seen) == (429, 200, 1)


async def test_new_event_is_not_seen_at_once(graph, event):
    graph.sandbox.faults.add("hide", "/events$", method="POST", reads=2, count=1)
    made = await graph.post(EVENTS, event())
    looks = [(await graph.call("GET", f"{EVENTS}/{made['id']}"))[0] for _ in range(3)]

    assert looks == [404, 404, 200]


async def test_new_event_is_missing_from_lists_too(graph, event):
    graph.sandbox.faults.add("hide", "/events$", method="POST", reads=1, count=1)
    await graph.post(EVENTS, event())

    assert [await count(graph) for _ in range(2)] == [0, 1]


async def test_sign_in_can_fail_too(graph):
    graph.sandbox.faults.add("error", "/oauth2/v2.0/token", status=503, count=1)
    url = f"{graph.sandbox.url}/{graph.sandbox.tenant_id}/oauth2/v2.0/token"
    async with graph.http.post(url, data={}) as response:
        assert response.status == 503


async def test_delta_can_be_told_to_be_gone(graph):
    graph.sandbox.faults.add("gone", "/delta", count=1)

    assert [(await graph.call("GET", "/users/delta"))[0] for _ in range(2)] == [410, 200]


def test_every_third_call_is_hit():
    faults = Faults()
    faults.add("throttle", every=3)

    assert [faults.find("GET", "/x") is not None for _ in range(6)] == [False, False, True] * 2


def test_chance_is_the_same_every_time():
    def throw():
        faults = Faults()
        faults.add("throttle", probability=0.5)
        return [faults.find("GET", "/x") is not None for _ in range(20)]

    assert throw() == throw()
    assert set(throw()) == {True, False}


def test_first_rule_that_hits_wins():
    faults = Faults()
    faults.add("throttle", "/groups")
    slow = faults.add("slow", ".*")

    assert faults.find("GET", "/users") is slow


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ({"mode": "explode"}, "There is no fault called 'explode'"),
        ({"mode": "error", "status": 404}, r"A fault answers with one of \(500, 502, 503, 504\), not 404."),
        ({"mode": "slow", "path": "("}, "The fault's pattern '\\(' is not a regular expression"),
        ({"mode": "slow", "speed": 1}, "A fault has no field 'speed'"),
        ({}, "A fault needs a mode"),
    ],
)
def test_fault_that_makes_no_sense_is_said_in_one_sentence(raw, sentence):
    with pytest.raises(FaultError, match=sentence):
        Faults().add_raw(raw)


def test_rule_without_conditions_hits_always():
    rule = Fault("throttle", "/users", "GET|POST")

    assert [rule.hit(m, "/users/1", Faults().dice) for m in ("GET", "post", "PATCH")] == [True, True, False]

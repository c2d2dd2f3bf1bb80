from __future__ import annotations

import json

import pytest

from sandbox.seed import SeedError, make_seed
from sandbox.server import SandboxError, running_sandbox


async def test_only_loopback_is_served(seed):
    with pytest.raises(
        SandboxError, match=r"only listens on this machine's own loopback address, not on 0\.0\.0\.0"
    ):
        async with running_sandbox(seed(), host="0.0.0.0"):
            pass


async def test_port_in_use_is_said_in_one_sentence(graph, seed):
    with pytest.raises(SandboxError, match=r"cannot listen on 127\.0\.0\.1"):
        async with running_sandbox(seed(), port=graph.sandbox.port):
            pass


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"tenant": {}}, "The seed's tenant has no domain."),
        ({"tenant": {"id": "x", "domain": "d"}}, "The seed's tenant.id is 'x', which is not a UUID."),
        ({"users": {}}, "The seed's users must be a list."),
        ({"users": [{"displayName": "A"}]}, "The seed's users[0] has no userPrincipalName."),
        ({"users": [{"userPrincipalName": "a"}]}, "The seed's users[0].userPrincipalName is 'a', which is not an address."),
        (
            {"users": [{"userPrincipalName": "a@b"}, {"userPrincipalName": "A@b"}]},
            "The seed has two users with the userPrincipalName 'a@b'.",
        ),
        ({"users": [{"userPrincipalName": "a@b", "mail": "c"}]}, "The seed's users[0].mail is 'c', which is not an address."),
        (
            {"users": [{"userPrincipalName": "a@b"}, {"userPrincipalName": "c@b", "mail": "A@b"}]},
            "The seed has two users with the mail 'a@b'.",
        ),
        ({"apps": [{"client_id": "a", "client_secret": "s", "roles": "x"}]}, "The seed's apps[0].roles must be a list of permission names."),
        ({"apps": [{"client_id": "a", "client_secret": "s", "mailboxes": ["x"]}]}, "The seed's apps[0].mailboxes must be a list of addresses."),
        ({"apps": [{"client_id": "a", "client_secret": "s", "sites": {"/sites/codesign": "own"}}]}, "The seed's apps[0].sites must say read or write for each site's path."),
        ({"apps": [{"client_id": "a", "client_secret": "s", "sites": {"/x": "read"}}]}, "The seed's apps[0].sites names '/x', which is no site of the seed."),
        ({"apps": [{"client_id": "a", "client_secret": "s", "attendance": "yes"}]}, "The seed's apps[0].attendance must be true or false."),
        ({"sites": [{"hostname": "h", "path": "sites/x"}]}, "The seed's sites[0].path is 'sites/x'; it must begin with a slash."),
    ],
)  # fmt: skip
def test_bad_seed_is_said_in_one_sentence(seed, change, sentence):
    with pytest.raises(SeedError) as caught:
        make_seed(seed(**change))

    assert str(caught.value) == sentence


def test_user_without_id_always_gets_the_same_one(seed):
    assert [u["id"] for u in make_seed(seed()).users] == [u["id"] for u in make_seed(seed()).users]


async def test_call_nobody_serves_is_refused_and_remembered(graph):
    status, body = await graph.call("GET", "/users/teacher1@trust.example/todo/lists")

    assert (status, body["error"]["code"]) == (404, "BadRequest")
    assert body["error"]["message"] == "Resource not found for the segment 'lists'."
    assert graph.sandbox.unknown_routes == ["GET /users/teacher1@trust.example/todo/lists"]


async def test_method_a_route_does_not_take_is_405(graph):
    status, _ = await graph.call("PUT", "/users/teacher1@trust.example")

    assert status == 405


async def test_error_has_graphs_shape(graph):
    _, body = await graph.call("GET", "/users/nobody", client_request_id="abc")

    assert set(body) == {"error"}
    assert set(body["error"]) == {"code", "message", "innerError"}
    assert body["error"]["innerError"]["client-request-id"] == "abc"
    assert body["error"]["innerError"]["date"] == "2026-11-22T09:00:00"


async def test_answers_carry_the_sandboxs_own_date(graph):
    graph.clock.forward(hours=1)
    good, _, headers = await graph.call_fully("GET", "/users")
    graph.token = "none"
    bad, _, refused = await graph.call_fully("GET", "/users")

    assert (good, headers["Date"]) == (200, "Sun, 22 Nov 2026 10:00:00 GMT")
    assert (bad, refused["Date"]) == (401, "Sun, 22 Nov 2026 10:00:00 GMT")


async def test_traffic_is_recorded_without_the_token(open_tenant, tmp_path):
    record = tmp_path / "traffic.jsonl"
    async with open_tenant(record=record) as graph:
        await graph.get("/users?$top=1")

    (line,) = map(json.loads, record.read_text().splitlines())
    assert (line["method"], line["path"], line["query"], line["status"]) == (
        "GET",
        "/v1.0/users",
        {"$top": "1"},
        200,
    )
    assert "Authorization" not in line["headers"]
    assert len(line["response"]["value"]) == 1


async def test_requests_are_counted_by_kind(graph):
    await graph.get("/users")
    await graph.post(
        "/$batch", {"requests": [{"id": str(i), "method": "GET", "url": "/users"} for i in range(3)]}
    )

    counts = graph.sandbox.requests
    assert (counts["http"], counts["graph"], counts["batches"], counts["tokens"]) == (2, 4, 1, 1)

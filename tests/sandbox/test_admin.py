from __future__ import annotations


async def admin(graph, method, path, body=None):
    async with graph.http.request(method, f"{graph.sandbox.url}/_sandbox/{path}", json=body) as response:
        return response.status, await response.json() if response.content_type == "application/json" else None


async def test_summary_counts_and_names_unknown_calls(graph, event):
    await graph.post("/users/codesign@trust.example/events", event(1, 2))
    await graph.call("GET", "/nothing")
    _, summary = await admin(graph, "GET", "summary")

    wanted = {
        "users": 8,
        "groups": 0,
        "events": 1,
        "folders": 0,
        "files": 0,
        "mails": 2,
        "messages": 0,
        "requests": 2,
    }
    assert {name: summary[name] for name in wanted} == wanted
    assert summary["unknown_routes"] == ["GET /nothing"]
    assert summary["requests_by_kind"]["graph POST"] == 1


async def test_inbox_can_be_read(graph, event):
    await graph.post("/users/codesign@trust.example/events", event(1))
    _, mails = await admin(graph, "GET", "mails?address=Teacher1@trust.example")
    status, said = await admin(graph, "GET", "mails")

    assert [(mail["kind"], mail["when"]) for mail in mails] == [("invitation", "2026-11-22T09:00:00+00:00")]
    assert (status, said["error"][:14]) == (400, "Say whose mail")


async def test_faults_are_added_and_cleared(graph):
    await admin(graph, "POST", "faults", [{"mode": "error", "path": "/users", "status": 500}])
    broken, _ = await graph.call("GET", "/users")
    await admin(graph, "POST", "faults", [])
    mended, _ = await graph.call("GET", "/users")

    assert (broken, mended) == (500, 200)


async def test_fault_that_makes_no_sense_is_refused(graph):
    answers = [await admin(graph, "POST", "faults", body) for body in ({"mode": "explode"}, "x", ["x"])]

    assert [status for status, _ in answers] == [400, 400, 400]
    assert answers[0][1]["error"].startswith("There is no fault called 'explode'")


async def test_requests_are_counted_afresh(graph):
    await graph.get("/users")
    await admin(graph, "POST", "reset-requests")

    assert graph.sandbox.requests["graph"] == 0

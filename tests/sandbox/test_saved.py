from __future__ import annotations

import json

import pytest

from sandbox.saved import StateError
from sandbox.server import running_sandbox

ORGANISER = "/users/codesign@trust.example"
YEAR = "startDateTime=2026-09-01T00:00:00Z&endDateTime=2027-08-31T00:00:00Z"


async def test_next_run_finds_the_tenant_as_it_was_left(open_tenant, event, tmp_path):
    file = tmp_path / "tenant.json"
    async with open_tenant(state_file=file) as graph:
        made = await graph.post(f"{ORGANISER}/events", event(1, 2, transactionId="t"))
        drive = (await graph.get("/sites/trust.sharepoint.com:/sites/codesign:/drive"))["id"]
        await graph.call("PUT", f"/drives/{drive}/root:/Maths/a.bin:/content", b"before")
        await graph.call("PUT", f"/drives/{drive}/root:/Maths/a.bin:/content", b"\x00\xff")
        group = {"displayName": "M", "mailNickname": "m", "mailEnabled": True, "securityEnabled": False}
        await graph.post("/groups", group)
        delta = (await graph.get(f"{ORGANISER}/calendarView/delta?{YEAR}"))["@odata.deltaLink"].partition(
            "/v1.0"
        )[2]
        before = graph.sandbox.state.summary()
    async with open_tenant(state_file=file) as graph:
        after = graph.sandbox.state.summary()
        assert await graph.get(f"{ORGANISER}/events/{made['id']}") == made
        assert (await graph.call("GET", f"/drives/{drive}/root:/Maths/a.bin:/content"))[1] == b"\x00\xff"
        versions = f"/drives/{drive}/root:/Maths/a.bin:/versions"
        assert (await graph.call("GET", f"{versions}/1.0/content"))[1] == b"before"
        assert (await graph.call("POST", "/groups", group))[0] == 400
        assert (await graph.post(f"{ORGANISER}/events", event(1, 2, transactionId="t")))["id"] == made["id"]
        assert (await graph.get(delta))["value"] == []
        await graph.patch(f"{ORGANISER}/events/{made['id']}", {"subject": "New"})
        (copy,) = (await graph.get(f"/users/teacher1@trust.example/calendarView?{YEAR}"))["value"]

    assert {**after, "requests": 0} == {**before, "requests": 0}
    assert copy["subject"] == "New"
    assert graph.kinds(1) == ["invitation", "update"]
    assert (
        graph.sandbox.mails("teacher1@trust.example")[0] is graph.sandbox.mails("teacher2@trust.example")[0]
    )


async def test_people_new_in_the_seed_are_added(open_tenant, seed, tmp_path):
    file = tmp_path / "tenant.json"
    async with open_tenant(state_file=file, people=1):
        pass
    async with open_tenant(state_file=file, people=3) as graph:
        assert len(graph.sandbox.state.directory.users) == 5


async def test_somebody_who_left_stays_away_in_the_next_run(open_tenant, tmp_path):
    file = tmp_path / "tenant.json"
    async with open_tenant(state_file=file) as graph:
        graph.sandbox.edits.remove_user("teacher1@trust.example")
    async with open_tenant(state_file=file) as graph:
        assert (await graph.call("GET", "/users/teacher1@trust.example"))[0] == 404


async def test_letters_still_queue_in_the_next_run(open_tenant, event, tmp_path):
    file = tmp_path / "tenant.json"
    async with open_tenant(state_file=file) as graph:
        for _ in range(30):
            await graph.post(f"{ORGANISER}/events", event(1))
    async with open_tenant(state_file=file) as graph:
        await graph.post(f"{ORGANISER}/events", event(1))
        waited = graph.sandbox.mails("teacher1@trust.example")[-1].when - graph.clock()

    assert waited.total_seconds() == 60


async def test_file_of_an_earlier_version_is_still_read(open_tenant, tmp_path):
    file = tmp_path / "tenant.json"
    async with open_tenant(state_file=file):
        pass
    saved = json.loads(file.read_text())
    saved["state"] = [row for row in saved["state"] if row[0] not in ("attendance", "leaving")]
    for name, fields in saved["objects"]:
        if name == "Site":
            del fields["apps"]
    file.write_text(json.dumps(saved))
    async with open_tenant(state_file=file) as graph:
        assert (await graph.call("GET", "/sites/trust.sharepoint.com:/sites/codesign"))[0] == 200


async def test_interrupted_run_is_kept(open_tenant, tmp_path):
    file = tmp_path / "not there yet" / "tenant.json"
    with pytest.raises(KeyboardInterrupt):
        async with open_tenant(state_file=file):
            raise KeyboardInterrupt

    assert file.exists()


async def test_run_that_fails_leaves_the_file_alone(open_tenant, tmp_path):
    file = tmp_path / "tenant.json"
    with pytest.raises(RuntimeError):
        async with open_tenant(state_file=file):
            raise RuntimeError

    assert not file.exists()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("not json", "is damaged"),
        ("{}", "is damaged"),
        (json.dumps({"format": 99, "tenant": "x"}), "belongs to another tenant or version"),
        ('{"format": 1, "tenant": "11111111-2222-4333-8444-555555555555", "objects": [], "state": ["dict"]}', "is damaged"),
        ('{"format": 1, "tenant": "11111111-2222-4333-8444-555555555555", "objects": [["Popen", {}]], "state": ["object", 0]}', "is damaged"),
    ],
)  # fmt: skip
async def test_file_that_cannot_be_read_is_said_in_one_sentence(seed, tmp_path, text, sentence):
    file = tmp_path / "tenant.json"
    file.write_text(text)
    with pytest.raises(StateError, match=sentence):
        async with running_sandbox(seed(), state_file=file):
            pass

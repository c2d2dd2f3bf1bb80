"""The long-running commands as processes: they start, answer, and stop politely with nothing lost."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path
from typing import Any

import aiohttp
from builders import a_trust

from benchmarks.pages import LISTED
from examples import find_example
from sandbox.server import running_sandbox
from termtime.directory import read_year
from termtime.store import open_store
from tests.pages.chromium import running_chromium, sign_in
from trust.year import Year

ROOT = Path(__file__).resolve().parents[2]


async def start(here: Path, *words: str, **environment: str) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "termtime", *words, cwd=here, stdout=PIPE, stderr=PIPE,
        env=os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "200"} | environment,
    )  # fmt: skip


async def read_until(process: Process, words: str) -> str:
    assert process.stdout is not None
    async with asyncio.timeout(90):
        while words not in (line := (await process.stdout.readline()).decode()):
            assert line, f"it ended before it said {words!r}"
    return line


async def test_sandbox_keeps_its_tenant_when_it_is_stopped_politely(tmp_path: Path):
    process = await start(tmp_path, "sandbox", "--port", "0", "--state", "tenant.json")
    url = (await read_until(process, "TERMTIME_GRAPH_URL")).split("=")[1].removesuffix("/v1.0\n")
    async with aiohttp.ClientSession() as session, session.get(f"{url}/_sandbox/summary") as response:
        summary = await response.json()

    process.send_signal(signal.SIGTERM)
    await process.communicate()

    assert process.returncode == 0
    assert summary["users"] == 403
    assert json.loads((tmp_path / "tenant.json").read_text("utf-8"))


async def test_demo_serves_the_bot_and_every_page_until_it_is_stopped(tmp_path: Path):
    process = await start(tmp_path, "demo", "--port", "0", "--sandbox-port", "0")
    said = await read_until(process, "/api/messages")
    address = said.split("The bot: ")[1].split("/api")[0]
    # What a running program logs has to be read, or it stops to wait for whoever does.
    reading = asyncio.create_task(process.communicate())
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{address}/healthz") as healthy:
            health = await healthy.json()
        async with session.post(f"{address}/api/messages", data=b"not an activity") as refused:
            status = refused.status
    looked = await look_at_every_page(address)

    process.send_signal(signal.SIGTERM)
    _, err = await reading

    assert (process.returncode, health, status) == (0, {"status": "ok"}, 415)
    assert looked == [(page, 200, 1, []) for page in LISTED]
    assert b"Traceback" not in err


async def look_at_every_page(address: str) -> list[tuple[str, int, int, list[str]]]:
    """Sign in as a trust lead, and open every page: its status, how many titles it has, what the browser complains of."""
    looked = []
    trust = read_year(find_example()).trust
    async with running_chromium() as chromium:
        page = await chromium.new_page()
        complaints: list[str] = []
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        await page.goto(address)
        await sign_in(page, trust.person_by_id[trust.settings.leads[0]].name)
        for listed in LISTED:
            complaints.clear()
            answer = await page.goto(address + listed)
            titles = await page.locator("h1").count()
            looked.append((listed, answer.status if answer else 0, titles, list(complaints)))
    return looked


async def test_serve_asks_graph_to_tell_of_changes_and_answers_when_it_calls(
    tmp_path: Path, unused_tcp_port: int
):
    url = f"http://127.0.0.1:{unused_tcp_port}"
    async with await open_store(f"sqlite:///{tmp_path}/termtime.db") as store:
        await store.save_year(Year(trust=a_trust()))
    async with running_sandbox(a_seed()) as sandbox:
        process = await start(
            tmp_path, "serve", TERMTIME_PORT=str(unused_tcp_port), TERMTIME_PUBLIC_URL=url,
            TERMTIME_BOT_DEVELOPMENT="1", TERMTIME_TENANT_ID=sandbox.tenant_id, TERMTIME_CLIENT_ID="app",
            TERMTIME_CLIENT_SECRET="a secret", TERMTIME_AUTHORITY=sandbox.authority,
            TERMTIME_GRAPH_URL=sandbox.graph_url, TERMTIME_DRAIN_SECONDS="0",
        )  # fmt: skip
        said = await read_until(process, "subscriptions kept")
        told = {one.data["notificationUrl"] for one in sandbox.state.subscriptions.by_id.values()}

        process.send_signal(signal.SIGTERM)
        _, err = await process.communicate()

    assert json.loads(said)["created"] == 4
    assert told == {f"{url}/graph/notifications"}
    assert (process.returncode, b"Traceback" in err) == (0, False)


def a_seed() -> dict[str, Any]:
    roles = [
        "Calendars.ReadWrite",
        "Group.Create",
        "GroupMember.ReadWrite.All",
        "User.Read.All",
        "Sites.Selected",
    ]
    return {
        "tenant": {
            "id": "8c5f8a0e-3c51-4f0f-9a0b-7f2f6a4f1d11",
            "domain": "fernvale.example",
            "display_name": "Fernvale",
        },
        "apps": [{"client_id": "app", "client_secret": "a secret", "roles": roles}],
        "users": [{"userPrincipalName": "codesign@fernvale.example", "displayName": "Co-design"}],
        "sites": [
            {"hostname": "fernvale.sharepoint.com", "path": "/sites/codesign", "displayName": "Co-design"}
        ],
    }

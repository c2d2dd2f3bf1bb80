"""What the sandbox answers, held to Microsoft's own description of these routes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest

SIBLING = Path(__file__).parents[2].parent / "shared" / "graph-openapi"
DESCRIPTION = Path(os.environ.get("TERMTIME_GRAPH_OPENAPI", SIBLING))
BOX = "codesign@trust.example"
YEAR = "startDateTime=2026-09-01T00:00:00Z&endDateTime=2027-08-31T00:00:00Z"
KEY = "String {66f5a359-4659-4830-9070-00047ec6ac6e} Name codesignKey"
ROLES = ["OnlineMeetings.Read.All", "OnlineMeetingArtifact.Read.All", "Sites.FullControl.All"]


async def ask(graph, *urls):
    requests = [{"id": str(i), "method": "GET", "url": url} for i, url in enumerate(urls)]
    parts = (await graph.post("/$batch", {"requests": requests}))["responses"]
    assert [part["status"] for part in parts] == [200] * len(urls)
    return [part["body"] for part in parts]


async def drive_everything(graph, event):
    edits = graph.sandbox.edits
    marker = {"singleValueExtendedProperties": [{"id": KEY, "value": "maths:1"}]}
    made = await graph.post(f"/users/{BOX}/events", event(1, isOnlineMeeting=True, **marker))
    group, folder = (
        edits.make_list("chess", "Chess", ["teacher1@trust.example"], []),
        edits.make_folder("Maths"),
    )
    edits.share("Maths", "chess@trust.example", "write")
    edits.hold_meeting(BOX, made["id"], {"teacher1@trust.example": 75, "x@else.example": 5})
    site, drive = next(iter(graph.sandbox.state.sites.by_id)), next(iter(graph.sandbox.state.sites.drives))
    app = {"application": {"id": "app", "displayName": "Termtime"}}
    await graph.post(f"/sites/{site}/permissions", {"roles": ["write"], "grantedToIdentities": [app]})
    link = quote(f"'{made['onlineMeeting']['joinUrl']}'", safe="")
    meetings = f"/users/{BOX}/onlineMeetings"
    (found,) = await ask(graph, f"{meetings}?$filter=JoinWebUrl%20eq%20{link}")
    reports = f"{meetings}/{quote(found['value'][0]['id'], safe='')}/attendanceReports"
    (held,) = await ask(graph, reports)
    await ask(
        graph,
        f"{reports}/{held['value'][0]['id']}/attendanceRecords",
        f"/users?$filter=mail in ('{BOX}','teacher1@trust.example')&$select=id,userPrincipalName,mail",
        "/users/delta?$deltatoken=latest&$select=id,mail",
        "/users/delta?$select=id,mail",
        "/groups/delta?$deltatoken=latest&$select=id,displayName",
        "/groups/delta?$select=id,displayName,members",
        "/groups?$filter=startswith(description,'x')&$select=id",
        f"/groups/{group}/members/microsoft.graph.user?$select=id,userPrincipalName,mail&$top=999",
        f"/users/{BOX}/calendarView/delta?{YEAR}",
        f"/users/{BOX}/calendarView?{YEAR}&$select=id&$expand=singleValueExtendedProperties($filter=id eq '{KEY}')",
        f"/drives/{drive}/items/{folder}/permissions",
        f"/drives/{drive}/root/delta",
        f"/sites/{site}/permissions",
    )


@pytest.mark.skipif(
    not (DESCRIPTION / "check_requests.py").exists(),
    reason="Microsoft's description of Graph is not here; TERMTIME_GRAPH_OPENAPI says where it is",
)
async def test_answers_are_as_microsoft_describes_them(open_tenant, seed, event, tmp_path):
    record, (app, bot) = tmp_path / "traffic.jsonl", seed()["apps"]
    app = {**app, "roles": [*app["roles"], *ROLES], "attendance": True}
    async with open_tenant(seed=seed(apps=[app, bot]), record=record, strict=True) as graph:
        await drive_everything(graph, event)

    command = [sys.executable, str(DESCRIPTION / "check_requests.py"), str(DESCRIPTION / "graph_subset.json"),
               str(record), "--responses"]  # fmt: skip
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "0 with violations" in checked.stdout, checked.stdout

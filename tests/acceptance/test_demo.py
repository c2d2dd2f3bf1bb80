"""The whole main job against the sandbox: files, plan, publication, two syncs, and what people then see."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from examples import find_example
from termtime.demo import Demo, Stage, running_demo
from trust.groups import Sensitivity
from trust.membership import find_members
from trust.year import Year

CHECKER = Path(__file__).resolve().parents[3] / "shared" / "graph-openapi"

pytestmark = pytest.mark.asyncio(loop_scope="module")


@dataclass
class Shown:
    """A demo that has run, what it said meanwhile, and the traffic it caused."""

    demo: Demo
    stages: list[Stage]
    traffic: Path
    year: Year


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shown(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Shown]:
    stages: list[Stage] = []
    traffic = tmp_path_factory.mktemp("traffic") / "traffic.jsonl"
    async with running_demo(find_example(), stages.append, strict=True, record=traffic) as demo:
        yield Shown(demo, stages, traffic, await demo.store.fetch_year())


async def fetch_page(shown: Shown, path: str) -> str:
    async with aiohttp.ClientSession() as session, session.get(shown.demo.sandbox.url + path) as response:
        assert response.status == 200
        return await response.text()


async def fetch_mails(shown: Shown) -> list[tuple[str, str]]:
    """Read every inbox: address and subject of each mail."""
    async with aiohttp.ClientSession(shown.demo.sandbox.url) as session:
        found = []
        for person in shown.year.trust.people:
            async with session.get("/_sandbox/mails", params={"address": person.upn}) as response:
                found += [(person.upn, mail["subject"]) for mail in await response.json()]
        return found


async def test_every_meeting_of_the_coming_term_stands_and_a_second_run_changes_nothing(shown: Shown):
    tally = shown.demo.tally
    coming = [
        m for m in shown.year.meetings if m.starts > shown.demo.clock() and m.key.split("/")[2][:3] != "sum"
    ]

    assert tally.second_run_changes == 0
    assert tally.first_run_failed == 0
    assert shown.demo.unplaced == ()
    assert tally.lists == len(shown.year.trust.groups)
    assert tally.events == len([m for m in coming if m.starts.month < 4])
    assert tally.files == 2 * tally.events


async def test_each_step_tells_how_far_it_is(shown: Shown):
    finished = [stage.name for stage in shown.stages if stage.total is not None and stage.done == stage.total]

    assert list(dict.fromkeys(finished)) == [
        "Reading the trust's files",
        "Planning the year",
        "Publishing it",
        "Syncing the term",
        "Syncing again",
    ]


async def test_every_event_has_a_teams_link_when_online_and_a_folder(shown: Shown):
    links = shown.year.links_by_meeting
    coming = [m for m in shown.year.meetings if m.key in links]

    assert len(coming) == shown.demo.tally.events
    assert [m.key for m in coming if not links[m.key].folder_url] == []
    assert [m.key for m in coming if m.format == "online" and not links[m.key].join_url] == []


async def test_a_restricted_groups_invitations_reach_its_members_and_nobody_else(shown: Shown):
    trust, sent = shown.year.trust, await fetch_mails(shown)
    restricted = [g for g in trust.groups if g.sensitivity is Sensitivity.RESTRICTED]
    coming = [m for m in shown.year.meetings if m.key in shown.year.links_by_meeting]

    for group in restricted:
        days = {m.starts.date() for m in coming if m.group == group.id}
        members = {p.upn for day in days for p in find_members(trust, group, day)}
        assert {upn for upn, subject in sent if group.name in subject} == members
    assert restricted


async def test_the_sandbox_shows_a_person_their_invitations(shown: Shown):
    page = await fetch_page(shown, "/")

    assert "Fernvale Learning Trust" in page


async def test_recorded_traffic_matches_microsofts_description(shown: Shown):
    if not CHECKER.is_dir():
        pytest.skip("Microsoft's description of Graph is not beside this checkout")

    checked = subprocess.run(
        [
            sys.executable,
            CHECKER / "check_requests.py",
            CHECKER / "graph_subset.json",
            shown.traffic,
            "--responses",
        ],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (checked.returncode, checked.stdout.split(",")[1].strip()) == (0, "0 with violations")

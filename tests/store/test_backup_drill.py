"""The restore drill: a trust's database is lost and comes back as the other kind, and Microsoft 365 never notices."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from store.postgres import create_database

from examples import find_example
from sandbox.server import Sandbox, running_sandbox
from termtime.clock import make_clock
from termtime.demo import count_mails
from termtime.directory import read_year
from termtime.sandboxing import make_sandbox_environment, make_sandbox_seed
from termtime.store import open_store
from trust.deeds.values import GiveReply
from trust.groups import Office
from trust.membership import find_officers
from trust.papers import Answer

ROOT = Path(__file__).resolve().parents[2]
AT = "2026-12-14T08:30"


class Desk:
    """Where the IT manager sits: a folder, the settings, and a command line."""

    def __init__(self, here: Path, environment: dict[str, str]) -> None:
        self.here, self.environment = here, environment

    async def termtime(self, *words: str) -> Any:
        """Run a command in a process of its own and give what it printed as JSON."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "termtime", *words, "--json", cwd=self.here,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": str(ROOT)} | self.environment,
        )  # fmt: skip
        out, said = await process.communicate()
        assert process.returncode == 0, f"{words}: {said.decode()}"
        return json.loads(out)

    async def reply(self) -> None:
        """Let a few people reply in Teams, which goes into the journal."""
        clock = make_clock(AT)
        async with await open_store(self.environment["DATABASE_URL"]) as store:
            year = await store.fetch_year()
            coming = [meeting for meeting in year.meetings if meeting.key in year.links_by_meeting]
            for meeting in coming[:5]:
                group = year.trust.group_by_id[meeting.group]
                [chair, *_] = find_officers(year.trust, group, clock().date())[Office.CHAIR]
                await store.do(GiveReply(meeting=meeting.key, answer=Answer.ACCEPTED), chair, clock())

    async def read_journal(self) -> tuple[Any, int | None]:
        async with await open_store(self.environment["DATABASE_URL"]) as store:
            return await store.journal.fetch(), await store.journal.find_broken()


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    seed = make_sandbox_seed(read_year(find_example()).trust)
    async with running_sandbox(seed, now=make_clock(AT)) as running:
        yield running


@pytest.mark.parametrize("first", ["sqlite", "postgresql"])
async def test_a_lost_database_comes_back_as_the_other_kind_and_there_is_nothing_to_sync(
    first: str, tmp_path: Path, postgres_server: str, sandbox: Sandbox
):
    on_file, on_server = f"sqlite:///{tmp_path}/year.db", await create_database(postgres_server)
    lost, other = (on_file, on_server) if first == "sqlite" else (on_server, on_file)
    to_sandbox = make_sandbox_environment(read_year(find_example()).trust, sandbox.url)
    desk = Desk(tmp_path, to_sandbox | {"DATABASE_URL": lost})
    await desk.termtime("import", str(find_example()))
    await desk.termtime("plan", "--at", AT, "--seconds", "1")
    await desk.termtime("publish", "--yes")
    synced = await desk.termtime("sync", "--yes", "--at", AT)
    await desk.reply()
    await desk.termtime("sync", "--yes", "--at", AT)
    journal, _ = await desk.read_journal()
    mails = count_mails(sandbox)

    await desk.termtime("backup", "--out", "backup.zip")
    await destroy(lost, postgres_server)
    desk.environment["DATABASE_URL"] = other
    await desk.termtime("restore", "backup.zip", "--yes")
    seen = await desk.termtime("diff", "--at", AT)
    again = await desk.termtime("sync", "--yes", "--at", AT)

    assert synced["counts"]["sent"] > 300
    assert (seen["changes"], seen["mails"]) == ([], 0)
    assert (sum(again["counts"].values()), again["mails"]) == (0, 0)
    assert (len(journal), await desk.read_journal()) == (5, (journal, None))
    assert count_mails(sandbox) == mails > 500


async def destroy(database: str, server: str) -> None:
    """Lose a database, beyond recovery."""
    if database.startswith("sqlite"):
        path = Path(database.removeprefix("sqlite:///"))
        for one in path.parent.glob(path.name + "*"):
            one.unlink()
        return
    connection = await asyncpg.connect(server)
    await connection.execute(f"DROP DATABASE {database.rpartition('/')[2]} WITH (FORCE)")
    await connection.close()

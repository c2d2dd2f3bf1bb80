from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import a_trust

from termtime.store import SqlStore, open_store
from trust.values import RefusedError
from trust.year import Year

ROOT = Path(__file__).parents[2]
BUSY = "Another sync is under way on this database; let it finish, then run this one again."

HOLD_UNTIL_KILLED = """
import asyncio, sys
from termtime.store import open_store

async def main():
    store = await open_store(sys.argv[1])
    async with store.reconcile_lock():
        print("held", flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""


async def test_second_reconcile_is_refused_until_the_first_is_done(store: SqlStore, database_url: str):
    async with await open_store(database_url) as other:
        async with store.reconcile_lock():
            for contender in (store, other):
                with pytest.raises(RefusedError) as refused:
                    async with contender.reconcile_lock():
                        raise AssertionError
                assert str(refused.value) == BUSY
        async with other.reconcile_lock():
            pass


async def test_reconcile_that_fails_gives_the_lock_back(store: SqlStore):
    with pytest.raises(ZeroDivisionError):
        async with store.reconcile_lock():
            raise ZeroDivisionError
    async with store.reconcile_lock():
        pass


async def test_year_can_be_read_and_written_while_a_reconcile_runs(store: SqlStore):
    async with store.reconcile_lock():
        await store.save_year(Year(trust=a_trust()))
        assert await store.fetch_year() == Year(trust=a_trust())


async def test_lock_file_that_cannot_be_made_is_named(tmp_path: Path):
    (tmp_path / "termtime.db.reconcile").mkdir()
    async with await open_store(f"sqlite:///{tmp_path}/termtime.db") as store:
        with pytest.raises(RefusedError) as refused:
            await store.reconcile_lock().__aenter__()

    assert str(refused.value) == (
        f"The file {tmp_path}/termtime.db.reconcile could not be locked: unable to open database file."
    )


@pytest.fixture
def holder(store: SqlStore, database_url: str) -> Iterator[subprocess.Popen[str]]:
    """Start a process that takes the lock and keeps it."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD_UNTIL_KILLED, database_url],
        env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


async def test_lock_goes_with_the_process_that_held_it(store: SqlStore, holder: subprocess.Popen[str]):
    assert not await can_reconcile(store)

    holder.kill()

    async with asyncio.timeout(10):
        while not await can_reconcile(store):
            pass  # the operating system, or PostgreSQL, notices a moment later


async def can_reconcile(store: SqlStore) -> bool:
    try:
        async with store.reconcile_lock():
            return True
    except RefusedError:
        return False

"""Backups of everything, and restores: into either kind of database, whole or not at all."""

from __future__ import annotations

import asyncio
import json
import stat
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from threading import Thread
from typing import Any
from zipfile import ZipFile

import pytest
from builders import NOW, a_trust
from sqlalchemy import Column, Float, select
from store.backups import Parts, age, fill_every_table, ignore, read_everything, rewrite
from store.full_year import a_full_year
from store.postgres import create_database

from graph_sync.ledger import Ledger
from termtime.store import SqlStore, open_store
from termtime.store.opening import HEAD
from termtime.store.parts import find_kind
from termtime.store.tables import job_runs, metadata, sync_runs
from trust.values import RefusedError
from trust.year import Year


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "backup.zip"


@pytest.fixture(params=["sqlite", "postgresql"])
async def other(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[SqlStore]:
    """Give a second store that has just been created, of each kind for each kind of the first."""
    url = f"sqlite:///{tmp_path}/other.db"
    if request.param == "postgresql":
        url = await create_database(request.getfixturevalue("postgres_server"))
    async with await open_store(url) as opened:
        yield opened


async def test_everything_comes_back_in_either_kind_of_database(store: SqlStore, other: SqlStore, file: Path):
    await fill_every_table(store)
    before = await read_everything(store)

    written = await store.backups.write(file, NOW, ignore)
    restored = await other.backups.restore(file, ignore)

    assert await read_everything(other) == before
    assert (restored, written.revision, written.made) == (written, HEAD, NOW)
    assert {part.name: part.rows for part in written.tables} == dict.fromkeys(metadata.tables, 2)


async def test_a_year_reads_as_it_did_and_goes_on(store: SqlStore, other: SqlStore, file: Path):
    await store.save_year(a_full_year())
    await store.sync.save_run(NOW, NOW, Ledger())
    await store.backups.write(file, NOW, ignore)

    await other.backups.restore(file, ignore)
    await other.sync.save_run(NOW, NOW, Ledger())

    assert await other.fetch_year() == a_full_year()
    async with other._database.reading() as connection:
        assert list((await connection.execute(select(sync_runs.c.id))).scalars()) == [1, 2]


async def test_backup_is_for_its_owner_alone_and_says_what_it_holds(store: SqlStore, file: Path):
    await store.save_year(Year(trust=a_trust()))

    await store.backups.write(file, NOW, ignore)

    with ZipFile(file) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        modes = {entry.external_attr >> 16 for entry in archive.infolist()}
    assert (stat.S_IMODE(file.stat().st_mode), modes) == (0o600, {0o600})
    assert [*file.parent.glob("*.part")] == []
    assert manifest["revision"] == HEAD
    assert {one["name"] for one in manifest["tables"]} == set(metadata.tables)


async def test_backup_belongs_to_one_moment(store: SqlStore, database_url: str, file: Path):
    await store.save_year(a_full_year())
    elsewhere: list[Thread] = []

    async def write() -> None:
        async with await open_store(database_url) as another:
            await another.save_year(Year(trust=a_trust()))

    def interfere(_done: int, _total: int, _table: str) -> None:
        if not elsewhere:
            elsewhere.append(Thread(target=lambda: asyncio.run(write())))
            elsewhere[0].start()
            elsewhere[0].join()

    await store.backups.write(file, NOW, interfere)

    assert (await store.fetch_year()).trust == a_trust()
    await store.backups.restore(file, ignore, replacing=True)
    assert await store.fetch_year() == a_full_year()


async def test_progress_counts_every_row(store: SqlStore, other: SqlStore, file: Path):
    await fill_every_table(store)
    told: list[tuple[int, int]] = []

    def watch(done: int, total: int, _table: str) -> None:
        told.append((done, total))

    written = await store.backups.write(file, NOW, watch)
    of_backup, told[:] = [*told], []
    await other.backups.restore(file, watch)

    for seen in (of_backup, told):
        assert seen == sorted(seen)
        assert seen[-1] == (written.rows, written.rows)


async def test_database_that_is_not_empty_keeps_what_it_has(store: SqlStore, other: SqlStore, file: Path):
    await store.backups.write(file, NOW, ignore)
    await other.save_year(a_full_year())

    with pytest.raises(RefusedError, match="not empty"):
        await other.backups.restore(file, ignore)

    assert await other.fetch_year() == a_full_year()


async def test_every_replica_sees_what_took_the_years_place(store: SqlStore, database_url: str, file: Path):
    await store.save_year(a_full_year())
    await store.backups.write(file, NOW, ignore)
    # As many writes here as the backup counts, so that only a count raised past both tells them apart.
    await store.backups.restore(file, ignore, replacing=True)
    async with await open_store(database_url) as replica:
        await replica.save_year(Year(trust=a_trust()))
        assert (await replica.fetch_year()).trust == a_trust()

        await store.backups.restore(file, ignore, replacing=True)

        assert await replica.fetch_year() == a_full_year()


def twice_the_same(_manifest: dict[str, Any], parts: Parts) -> None:
    parts["meetings"].append(parts["meetings"][0])


def of_no_meeting(_manifest: dict[str, Any], parts: Parts) -> None:
    parts["replies"][0][0] = "nothing/of/the/kind"


def without_a_moment(_manifest: dict[str, Any], parts: Parts) -> None:
    parts["sync_runs"][0][1] = "noon"


def with_half_a_row(_manifest: dict[str, Any], parts: Parts) -> None:
    parts["ledger"][-1].pop()


def with_an_older_table_too_many(manifest: dict[str, Any], parts: Parts) -> None:
    manifest["tables"][0] |= {"name": "alembic_version", "columns": {"version_num": "text"}}
    parts["alembic_version"] = [["0001"]]
    del parts["accounts"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (twice_the_same, "refused"),
        (of_no_meeting, "refused"),
        (without_a_moment, "a row of sync_runs.jsonl makes no sense"),
        (with_half_a_row, "a row of ledger.jsonl makes no sense"),
        (with_an_older_table_too_many, "has no such table as its alembic_version"),
    ],
)
async def test_restore_that_fails_half_way_leaves_everything_as_it_was(
    store: SqlStore, file: Path, change: Callable[[dict[str, Any], Parts], None], sentence: str
):
    await fill_every_table(store)
    await store.backups.write(file, NOW, ignore)
    rewrite(file, change)
    before = await read_everything(store)

    with pytest.raises(RefusedError, match=sentence):
        await store.backups.restore(file, ignore, replacing=True)

    assert await read_everything(store) == before


async def test_backup_of_an_older_version_is_brought_up_to_date(store: SqlStore, other: SqlStore, file: Path):
    await fill_every_table(store)
    await store.backups.write(file, NOW, ignore)
    same = age(file, "0006")

    await other.backups.restore(file, ignore)

    before, after = await read_everything(store), await read_everything(other)
    async with other._database.reading() as connection:
        runs = (await connection.execute(select(job_runs))).all()
    assert {name: after[name] for name in same - {"revisions"}} == {
        name: before[name] for name in same - {"revisions"}
    }
    assert "job_runs" not in same
    # What the migration to 0007 says of runs that were claimed before it.
    assert [(run.alive, run.ended == run.claimed_at) for run in runs] == [(None, True)] * 2


async def test_backup_of_a_newer_version_is_refused(store: SqlStore, file: Path):
    await store.backups.write(file, NOW, ignore)
    rewrite(file, lambda manifest, _: manifest.update(revision="9999", termtime="7.0"))

    with pytest.raises(RefusedError) as refused:
        await store.backups.restore(file, ignore)

    assert str(refused.value).startswith("This backup was written by a newer Termtime (7.0, revision 9999);")


async def test_nothing_is_restored_while_somebody_syncs(store: SqlStore, database_url: str, file: Path):
    await store.backups.write(file, NOW, ignore)

    async with await open_store(database_url) as another, another.reconcile_lock():
        with pytest.raises(RefusedError, match="Another sync is under way"):
            await store.backups.restore(file, ignore)


async def test_a_backup_replaces_no_file(store: SqlStore, file: Path):
    file.write_text("the only copy")

    with pytest.raises(RefusedError, match="is there already"):
        await store.backups.write(file, NOW, ignore)

    assert [(one.name, one.read_text()) for one in file.parent.glob("backup*")] == [
        ("backup.zip", "the only copy")
    ]


async def test_backup_that_fails_leaves_no_file(store: SqlStore, file: Path):
    def stop(_done: int, _total: int, _table: str) -> None:
        raise RefusedError("Enough.")

    with pytest.raises(RefusedError, match="Enough"):
        await store.backups.write(file, NOW, stop)
    with pytest.raises(RefusedError, match="No such file or directory"):
        await store.backups.write(file.parent / "nowhere" / file.name, NOW, ignore)

    assert [*file.parent.glob("backup*")] == []


def test_a_column_of_a_new_kind_is_noticed():
    with pytest.raises(TypeError, match="does not know how to write"):
        find_kind(Column("share", Float))


def cut_short(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-40])


def turn_a_bit(file: Path) -> None:
    with ZipFile(file) as archive:
        entry = next(one for one in archive.infolist() if one.filename == "meetings.jsonl")
    content = bytearray(file.read_bytes())
    content[entry.header_offset + 30 + len(entry.filename) + entry.compress_size // 2] ^= 0x10
    file.write_bytes(content)


def change_a_row(file: Path) -> None:
    rewrite(file, lambda _, parts: parts["meetings"][0].__setitem__(2, "Another title"), honest=False)


def lose_a_part(file: Path) -> None:
    with ZipFile(file) as archive:
        kept = {name: archive.read(name) for name in archive.namelist() if name != "replies.jsonl"}
    with ZipFile(file, "w") as archive:
        for name, content in kept.items():
            archive.writestr(name, content)


def add_a_part(file: Path) -> None:
    with ZipFile(file, "a") as archive:
        archive.writestr("../evil.sh", "rm")


def replace_the_manifest(file: Path) -> None:
    with ZipFile(file, "w") as archive:
        archive.writestr("manifest.json", "{}")


def take_out_the_manifest(file: Path) -> None:
    with ZipFile(file, "w") as archive:
        archive.writestr("holiday.txt", "Wish you were here")


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (cut_short, "is damaged, not whole, or none of Termtime's"),
        (turn_a_bit, "its part meetings.jsonl"),
        (change_a_row, "its part meetings.jsonl is not what was written"),
        (lose_a_part, "it lacks a part, replies.jsonl"),
        (add_a_part, "it has a part too many, ../evil.sh"),
        (replace_the_manifest, "its manifest.json makes no sense"),
        (take_out_the_manifest, "is no backup of Termtime"),
        (lambda file: file.write_text("hello"), "is damaged, not whole, or none of Termtime's"),
        (Path.unlink, "is not there"),
    ],
)
async def test_damage_is_named_and_nothing_restored(
    sqlite_url: str, file: Path, damage: Callable[[Path], object], sentence: str
):
    async with await open_store(sqlite_url) as store:
        await store.save_year(a_full_year())
        await store.backups.write(file, NOW, ignore)
        damage(file)

        with pytest.raises(RefusedError) as refused:
            await store.backups.restore(file, ignore, replacing=True)

        assert sentence in str(refused.value)
        assert await store.fetch_year() == a_full_year()

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from builders import NOW
from sqlalchemy import event

from graph_sync.ports import Json, Stream, StreamChange
from termtime.store import SqlStore, open_store
from trust.values import LONDON, RefusedError

LATER = NOW + timedelta(hours=1)


def a_change(
    name: str = "groups", token: str = "t1", *, afresh: bool = False, **rows: Json | None
) -> StreamChange:
    return StreamChange(name=name, token=token, since=NOW, rows=rows, afresh=afresh)


async def test_what_was_seen_comes_back_as_it_was_saved(store: SqlStore, database_url: str):
    awkward = {
        "name": "Núria O'Brien\x00 🎓",
        "members": ["ada", "ben"],
        "owner": None,
        "hidden": False,
        "n": {"a": 1},
    }
    assert await store.sync.fetch_streams() == {}

    await store.sync.save_streams([a_change(maths=awkward), a_change("diary/ada@x.example", "")])

    async with await open_store(database_url) as other:
        streams = await other.sync.fetch_streams()
    assert streams == {
        "groups": Stream("groups", "t1", NOW, {"maths": awkward}),
        "diary/ada@x.example": Stream("diary/ada@x.example", "", NOW, {}),
    }
    assert streams["groups"].since.tzinfo is LONDON


async def test_one_part_is_read_alone(store: SqlStore):
    await store.sync.save_streams([a_change(maths={"v": 1}), a_change("users", "t2", ada={"v": 1})])

    assert await store.sync.fetch_stream("users") == Stream("users", "t2", NOW, {"ada": {"v": 1}})
    assert await store.sync.fetch_stream("drive") is None


async def test_reading_on_adds_replaces_and_drops_rows_and_leaves_the_others(store: SqlStore):
    await store.sync.save_streams([
        a_change(kept={"v": 1}, changed={"v": 1}, gone={"v": 1}), a_change("users", gone={"v": 1})
    ])  # fmt: skip

    await store.sync.save_streams(
        [a_change(token="t2", changed={"v": 2}, added={"v": 2}, gone=None, unknown=None)]
    )

    assert await store.sync.fetch_streams() == {
        "groups": Stream("groups", "t2", NOW, {"kept": {"v": 1}, "changed": {"v": 2}, "added": {"v": 2}}),
        "users": Stream("users", "t1", NOW, {"gone": {"v": 1}}),
    }


async def test_reading_afresh_drops_every_other_row_of_that_part_alone(store: SqlStore):
    await store.sync.save_streams([a_change(old={"v": 1}, both={"v": 1}), a_change("users", ada={"v": 1})])

    await store.sync.save_streams([
        StreamChange("groups", "t9", LATER, {"both": {"v": 2}, "never": None}, afresh=True)
    ])  # fmt: skip

    assert await store.sync.fetch_streams() == {
        "groups": Stream("groups", "t9", LATER, {"both": {"v": 2}}),
        "users": Stream("users", "t1", NOW, {"ada": {"v": 1}}),
    }


async def test_part_read_twice_in_one_save_ends_as_the_second_reading_says(store: SqlStore):
    await store.sync.save_streams([
        a_change(one={"v": 1}), a_change(token="t2", afresh=True, two={"v": 2}), a_change(token="t3", one={"v": 3})
    ])  # fmt: skip

    assert await store.sync.fetch_streams() == {
        "groups": Stream("groups", "t3", NOW, {"one": {"v": 3}, "two": {"v": 2}})
    }


async def test_save_that_fails_leaves_every_part_as_it_was(store: SqlStore):
    await store.sync.save_streams([a_change(old={"v": 1})])
    zoneless = StreamChange("users", "t1", NOW.replace(tzinfo=None), {})

    with pytest.raises(RefusedError):
        await store.sync.save_streams([a_change(token="t2", afresh=True), zoneless])

    assert await store.sync.fetch_streams() == {"groups": Stream("groups", "t1", NOW, {"old": {"v": 1}})}


async def test_thousands_of_rows_are_one_statement_of_each_kind_and_no_news_is_one_in_all(store: SqlStore):
    rows: dict[str, Json] = {f"id-{number:05}": {"name": f"Person {number}"} for number in range(5000)}
    statements: list[str] = []
    engine = store._database.engine.sync_engine
    event.listen(
        engine, "before_cursor_execute", lambda _c, _cur, statement, *_: statements.append(statement)
    )

    def take_written() -> list[str]:
        written = [" ".join(s.split()[:3]) for s in statements if s.startswith(("INSERT", "DELETE"))]
        statements.clear()
        return written

    await asyncio.wait_for(store.sync.save_streams([StreamChange("users", "t1", NOW, rows, afresh=True)]), 10)
    assert take_written() == ["DELETE FROM stream_rows", "INSERT INTO stream_rows", "INSERT INTO streams"]

    await store.sync.save_streams([StreamChange("users", "t2", NOW, dict.fromkeys(list(rows)[1:]))])
    assert take_written() == ["DELETE FROM stream_rows", "INSERT INTO streams"]

    await store.sync.save_streams([a_change(f"diary/{number}@x.example") for number in range(120)])
    assert take_written() == ["INSERT INTO streams"]
    await store.sync.save_streams([])
    assert take_written() == []

    streams = await store.sync.fetch_streams()
    assert (len(streams), streams["users"].rows) == (121, {"id-00000": {"name": "Person 0"}})

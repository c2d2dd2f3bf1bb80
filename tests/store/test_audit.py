"""The audit log in the database: noted once, in order, by everyone at once; and what shows when somebody meddles."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from builders import NOW
from sqlalchemy import delete, func, insert, null, select, update

from termtime.store import SqlStore, open_store
from termtime.store.access_tables import audit
from termtime.store.seals import Head
from trust.auditing import AuditKind

HOUR = timedelta(hours=1)
MEETING = "2026-27/maths/spring-1"


async def fill(store: SqlStore, count: int = 4) -> None:
    for number in range(count):
        await store.audit.note(
            AuditKind.EXPORTED, "ada", f"page/{number}", NOW + number * HOUR, {"what": f"list {number}"}
        )


async def execute(store: SqlStore, *statements: Any) -> None:
    async with store._database.writing() as connection:
        for statement in statements:
            await connection.execute(statement)


async def test_what_is_noted_is_read_by_who_what_when_and_of_which_group(store: SqlStore):
    await store.audit.note(AuditKind.SAW, "ada", MEETING, NOW, {"what": "draft minutes"})
    await store.audit.note(AuditKind.SAW, "ben", "maths", NOW + HOUR)
    await store.audit.note(AuditKind.EXPORTED, "ada", "2026-27/maths-two/x", NOW + 2 * HOUR)

    async def numbers(**wanted: Any) -> list[int]:
        return [entry.number for entry in await store.audit.fetch(**wanted)]

    assert await numbers() == [1, 2, 3]
    assert await numbers(about="maths") == [1, 2]
    assert await numbers(about=MEETING) == [1]
    assert await numbers(by="ada") == [1, 3]
    assert await numbers(kind=AuditKind.SAW, since=NOW + HOUR) == [2]
    assert await numbers(until=NOW + HOUR) == [1]
    assert await numbers(most=2) == [2, 3]
    [first, *_] = await store.audit.fetch()
    assert (first.at, first.by, first.detail) == (NOW, "ada", {"what": "draft minutes"})


async def test_seeing_the_same_again_within_the_hour_is_one_entry(store: SqlStore):
    looks = [
        ("ada", MEETING, 0, "minutes"), ("ada", MEETING, 59, "minutes"), ("ada", MEETING, 61, "minutes"),
        ("ben", MEETING, 1, "minutes"), ("ada", MEETING, 2, "draft minutes"), ("ada", "maths", 3, "minutes"),
    ]  # fmt: skip
    for by, about, minutes, what in looks:
        await store.audit.note(AuditKind.SAW, by, about, NOW + timedelta(minutes=minutes), {"what": what})

    assert len(await store.audit.fetch()) == 5
    for _ in range(2):
        await store.audit.note(AuditKind.EXPORTED, "ada", MEETING, NOW)
    assert len(await store.audit.fetch()) == 7


async def test_many_in_two_replicas_at_once_make_one_chain(store: SqlStore, database_url: str):
    async with await open_store(database_url) as other:
        await asyncio.gather(
            *(
                one.audit.note(AuditKind.EXPORTED, by, f"page/{n}", NOW)
                for n in range(10)
                for one, by in ((store, "ada"), (other, "ben"))
            ),
            *(one.audit.note(AuditKind.SAW, "cal", MEETING, NOW) for one in (store, other) for _ in range(5)),
        )
        entries = await other.audit.fetch()
        assert [entry.number for entry in entries] == list(range(1, 22))
        assert await other.audit.find_broken() is None


MEDDLING: dict[str, tuple[Callable[[], list[Any]], int]] = {
    "who": (lambda: [update(audit).where(audit.c.number == 2).values(by="ben")], 2),
    "what": (lambda: [update(audit).where(audit.c.number == 3).values(kind="saw")], 3),
    "content": (lambda: [update(audit).where(audit.c.number == 2).values(detail={"what": "nothing"})], 2),
    "content taken out": (lambda: [update(audit).where(audit.c.number == 2).values(detail=null(), salt=None)], 2),
    "taken out": (lambda: [delete(audit).where(audit.c.number == 2)], 2),
    "front cut off": (lambda: [delete(audit).where(audit.c.number <= 2)], 1),
    "renumbered": (
        lambda: [delete(audit).where(audit.c.number == 4), update(audit).where(audit.c.number == 3).values(number=4)],
        3,
    ),
    "put in": (
        lambda: [
            insert(audit).values(
                number=5, at=NOW, by="ada", kind="saw", about="x", detail=None, digest="0", seal="0"
            )
        ],
        5,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("meddle", "shows_at"), MEDDLING.values(), ids=MEDDLING)
async def test_meddling_shows(store: SqlStore, meddle: Callable[[], list[Any]], shows_at: int):
    await fill(store)
    assert await store.audit.find_broken() is None

    await execute(store, *meddle())

    assert await store.audit.find_broken() == shows_at


async def test_cutting_off_the_end_shows_to_whoever_remembers_a_head(store: SqlStore):
    await fill(store)
    head = await store.audit.find_head()
    assert head is not None
    assert Head.read(str(head)) == head
    await fill(store, 2)
    assert await store.audit.holds(head)

    await execute(store, delete(audit).where(audit.c.number >= 4))
    assert await store.audit.find_broken() is None
    assert not await store.audit.holds(head)

    # Written anew with the same number, it has another seal.
    await fill(store, 1)
    assert not await store.audit.holds(head)


async def test_no_two_digests_of_the_same_content_are_alike(store: SqlStore):
    for _ in range(2):
        await store.audit.note(AuditKind.EXPORTED, "ada", "page/year", NOW, {"what": "list"})

    async with store._database.reading() as connection:
        assert await connection.scalar(select(func.count(audit.c.digest.distinct()))) == 2


async def test_seeing_again_writes_nothing(store: SqlStore, monkeypatch: pytest.MonkeyPatch):
    await store.audit.note(AuditKind.SAW, "ada", MEETING, NOW)
    run, wrote = store._database.run, []

    async def watched(work: Any, *, writes: bool = False, lasting: bool = True) -> Any:
        wrote.append(writes)
        return await run(work, writes=writes, lasting=lasting)

    monkeypatch.setattr(store._database, "run", watched)
    await store.audit.note(AuditKind.SAW, "ada", MEETING, NOW)
    assert wrote == [False]

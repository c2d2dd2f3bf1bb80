"""Two people at the same request, or the same undo, in two replicas: it is done once, and nothing is lost."""

from __future__ import annotations

import asyncio

import pytest
from builders import NOW

from termtime.store import SqlStore, open_store
from tests.trust.deeds.moving_example import (
    HELD,
    LATER,
    MATHS,
    SOON,
    a_moving_year,
    add,
    call_off,
    move,
    person,
)
from trust.deeds.result import Result
from trust.deeds.values import Agree, Refuse, Undo
from trust.meetings import MeetingStatus
from trust.values import RefusedError

YEAR = a_moving_year()
ADA, BEN, LEA, LOU = (person(YEAR, name) for name in ("ada", "ben", "lea", "lou"))


@pytest.fixture
async def kept(store: SqlStore) -> SqlStore:
    await store.save_year(YEAR)
    return store


async def do_all(*deeds) -> list[Result]:
    """Do deeds at once, leaving out what is refused."""
    done = await asyncio.gather(*deeds, return_exceptions=True)
    assert all(isinstance(one, Result | RefusedError) for one in done)
    return [one for one in done if isinstance(one, Result)]


async def test_request_reaches_every_replica_and_is_done_once_by_two_who_agree_at_once(
    kept: SqlStore, database_url: str
):
    asked = await kept.do(move(SOON), ADA, NOW)
    assert asked.request is not None
    async with await open_store(database_url) as other:
        assert (await other.fetch_year()).requests == (asked.request,)
        deed = Agree(request=asked.request.id)
        [done] = await do_all(kept.do(deed, LEA, NOW), other.do(deed, LOU, NOW))
        year = await other.fetch_year()

    assert (year.meeting_by_key[MATHS].starts, year.requests) == (SOON, ())
    assert done.done == asked.request.deed
    assert [entry.deed.kind for entry in await kept.journal.fetch()] == ["move_meeting", "agree"]


async def test_agreeing_and_refusing_at_once_settle_it_one_way(kept: SqlStore, database_url: str):
    asked = await kept.do(move(SOON), ADA, NOW)
    assert asked.request is not None
    async with await open_store(database_url) as other:
        agree, refuse = Agree(request=asked.request.id), Refuse(request=asked.request.id)
        [first] = await do_all(kept.do(agree, LEA, NOW), other.do(refuse, LOU, NOW))
        year = await other.fetch_year()

    assert year.requests == ()
    assert year.meeting_by_key[MATHS].starts == (SOON if first.done else HELD)


async def test_two_who_call_off_at_once_call_it_off(kept: SqlStore, database_url: str):
    async with await open_store(database_url) as other:
        await do_all(kept.do(call_off(), ADA, NOW), other.do(call_off(reason="Half are ill"), BEN, NOW))
        year = await kept.fetch_year()

    assert (year.meeting_by_key[MATHS].status, year.requests) == (MeetingStatus.CANCELLED, ())


async def test_one_who_calls_off_twice_at_once_is_still_one(kept: SqlStore, database_url: str):
    async with await open_store(database_url) as other:
        await do_all(*(store.do(call_off(), ADA, NOW) for store in (kept, other, kept, other)))
        year = await kept.fetch_year()

    assert (year.meeting_by_key[MATHS].status, len(year.requests)) == (MeetingStatus.PUBLISHED, 1)


async def test_a_further_meeting_pressed_in_two_replicas_is_one(kept: SqlStore, database_url: str):
    async with await open_store(database_url) as other:
        await do_all(*(store.do(add(), ADA, NOW) for store in (kept, other)))

        assert [m.key for m in (await other.fetch_year()).meetings] == [MATHS, "2026-27/maths/extra-1"]


async def test_undo_in_two_replicas_takes_back_once(kept: SqlStore, database_url: str):
    moved = await kept.do(move(), ADA, NOW)
    async with await open_store(database_url) as other:
        deed = Undo(entry=moved.entry)
        done = await do_all(kept.do(deed, ADA, NOW), other.do(deed, BEN, NOW))
        year = await other.fetch_year()

    assert (year.meeting_by_key[MATHS].starts, [one.changes_year for one in done].count(True)) == (HELD, 1)


async def test_undo_and_another_move_at_once_leave_one_of_the_two(kept: SqlStore, database_url: str):
    moved = await kept.do(move(), ADA, NOW)
    further = move(LATER.replace(day=27), was=LATER)
    async with await open_store(database_url) as other:
        done = await do_all(kept.do(Undo(entry=moved.entry), ADA, NOW), other.do(further, BEN, NOW))
        year = await other.fetch_year()

    assert len(done) == 1
    assert year.meeting_by_key[MATHS].starts in (HELD, further.starts)


async def test_undo_of_no_entry_is_refused(kept: SqlStore):
    with pytest.raises(RefusedError, match="no such entry"):
        await kept.do(Undo(entry=99), ADA, NOW)

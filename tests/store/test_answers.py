from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from builders import NOW, a_meeting, a_trust

from termtime.store import SqlStore, open_store
from trust.papers import Answer, Attendance, Reply
from trust.values import LONDON
from trust.year import Year

KEY = "2026-27/maths/spring-1"
LATER = NOW + timedelta(hours=1)


def a_reply(person: str = "ada", answer: Answer = Answer.ACCEPTED, **fields: Any) -> Reply:
    return Reply(**{"meeting": KEY, "person": person, "answer": answer, "at": NOW} | fields)


@pytest.fixture(autouse=True)
async def a_year(store: SqlStore) -> None:
    await store.save_year(Year(trust=a_trust(), meetings=(a_meeting(),)))


async def fetch_replies(store: SqlStore) -> tuple[Reply, ...]:
    return (await store.fetch_year()).replies


async def test_replies_reach_the_year_of_every_replica(store: SqlStore, database_url: str):
    async with await open_store(database_url) as other:
        assert (await other.fetch_year()).replies == ()

        await store.sync.save_replies([a_reply("ben"), a_reply("ada")])

        assert await fetch_replies(other) == (a_reply("ada"), a_reply("ben"))


async def test_newer_reply_replaces_and_an_older_one_does_not(store: SqlStore):
    own = a_reply(answer=Answer.DECLINED, at=LATER, reason="at a course", share_with_chair=True)
    await store.sync.save_replies([a_reply(), a_reply("ben")])

    await store.sync.save_replies([own, a_reply("ben", Answer.TENTATIVE, at=LATER)])
    await store.sync.save_replies([a_reply(at=NOW), a_reply("ben", at=None)])

    assert await fetch_replies(store) == (own, a_reply("ben", Answer.TENTATIVE, at=LATER))


async def test_reply_without_a_time_is_the_oldest(store: SqlStore):
    await store.sync.save_replies([a_reply(at=None)])
    await store.sync.save_replies([a_reply(answer=Answer.TENTATIVE, at=None)])
    assert await fetch_replies(store) == (a_reply(answer=Answer.TENTATIVE, at=None),)

    await store.sync.save_replies([a_reply(at=NOW - timedelta(days=300))])
    assert await fetch_replies(store) == (a_reply(at=NOW - timedelta(days=300)),)


async def test_of_two_replies_saved_at_once_the_newer_stays(store: SqlStore):
    newer = a_reply(answer=Answer.TENTATIVE, at=LATER)

    await store.sync.save_replies([a_reply(), newer, a_reply(at=None)])

    assert await fetch_replies(store) == (newer,)


async def test_reply_after_the_clocks_went_back_is_newer_though_it_reads_earlier(store: SqlStore):
    before, after = (
        a_reply(answer=answer, at=datetime(2026, 10, 25, 1, minute, fold=fold, tzinfo=LONDON))
        for answer, minute, fold in ((Answer.DECLINED, 50, 0), (Answer.ACCEPTED, 10, 1))
    )

    for reply in (before, after, before):
        await store.sync.save_replies([reply])

    assert await fetch_replies(store) == (after,)


async def test_saving_what_is_there_already_leaves_the_year_as_it_is(store: SqlStore):
    attended = Attendance(meeting=KEY, person="ada", minutes=40)
    await store.sync.save_replies([a_reply()])
    await store.sync.save_attendance([attended])
    year = await store.fetch_year()

    await store.sync.save_replies([a_reply(), a_reply(answer=Answer.DECLINED, at=NOW - timedelta(days=1))])
    await store.sync.save_replies([])
    await store.sync.save_attendance([attended])
    await store.sync.delete_replies(KEY, NOW)

    assert await store.fetch_year() is year


async def test_replies_from_before_a_move_are_dropped_with_those_of_unknown_age(store: SqlStore):
    other = a_meeting("summer-1")
    await store.save_meetings([other])
    elsewhere = a_reply(meeting=other.key, at=None)
    await store.sync.save_replies(
        [a_reply("ada"), a_reply("ben", at=None), a_reply("cal", at=LATER), elsewhere]
    )

    await store.sync.delete_replies(KEY, LATER)

    assert await fetch_replies(store) == (a_reply("cal", at=LATER), elsewhere)


async def test_attendance_is_added_and_replaced(store: SqlStore):
    first = Attendance(meeting=KEY, person="ada", minutes=40)
    stayed, other = (
        first.model_copy(update={"minutes": 75}),
        first.model_copy(update={"person": "ben"}),
    )
    await store.sync.save_attendance([first])
    assert (await store.fetch_year()).attendance == (first,)

    await store.sync.save_attendance([other, stayed])

    assert (await store.fetch_year()).attendance == (stayed, other)


async def test_answers_about_a_meeting_that_is_not_kept_are_left_out(store: SqlStore):
    unknown = "2025-26/maths/spring-1"

    await store.sync.save_replies([a_reply(meeting=unknown), a_reply()])
    await store.sync.save_attendance([Attendance(meeting=unknown, person="ada", minutes=75)])

    year = await store.fetch_year()
    assert (year.replies, year.attendance) == ((a_reply(),), ())


async def test_answers_to_thousands_of_meetings_are_saved_at_once(store: SqlStore):
    meetings = [a_meeting(f"extra-{number}") for number in range(2500)]
    await store.save_meetings(meetings)
    replies = [a_reply(meeting=meeting.key) for meeting in meetings]

    await store.sync.save_replies(replies)

    assert set(await fetch_replies(store)) == set(replies)

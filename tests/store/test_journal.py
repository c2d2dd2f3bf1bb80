"""Deeds in the database: one after the other, noted with what they changed, sealed."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from builders import NOW, a_group, a_meeting, a_membership, a_person, a_trust
from sqlalchemy import update

from termtime.store import SqlStore, open_store
from termtime.store.tables import journal
from trust.deeds.values import GiveReply, MoveMeeting
from trust.meetings import MeetingStatus
from trust.papers import Answer
from trust.values import RefusedError
from trust.year import Year

ADA, BEN = a_person("ada"), a_person("ben")
MEETING = a_meeting("spring-1", "maths", starts=NOW + timedelta(days=30), status=MeetingStatus.PUBLISHED)
YES = GiveReply(meeting=MEETING.key, answer=Answer.ACCEPTED)
NO = GiveReply(meeting=MEETING.key, answer=Answer.DECLINED, reason="A clinic")
TRUST = a_trust(
    people=(ADA, BEN),
    groups=(a_group("maths"),),
    memberships=(a_membership("maths", "ada"), a_membership("maths", "ben")),
)


@pytest.fixture
async def kept(store: SqlStore) -> SqlStore:
    await store.save_year(Year(trust=TRUST, meetings=(MEETING,)))
    return store


async def test_deed_reaches_every_replica_and_the_journal(kept: SqlStore, database_url: str):
    result = await kept.do(YES, ADA, NOW)

    async with await open_store(database_url) as other:
        [reply] = (await other.fetch_year()).replies
        [entry] = await other.journal.fetch(about=MEETING.key)
    assert (reply.person, reply.answer, reply.at) == ("ada", Answer.ACCEPTED, NOW)
    assert (entry.number, entry.by, entry.deed, entry.after.replies) == (result.entry, "ada", YES, (reply,))
    assert entry.before.replies == ()


async def test_journal_keeps_what_was_before(kept: SqlStore):
    await kept.do(YES, ADA, NOW)
    await kept.do(NO, ADA, NOW + timedelta(minutes=1))

    last = (await kept.journal.fetch(by="ada"))[-1]
    assert [last.before.replies[0].answer, last.after.replies[0].answer] == [Answer.ACCEPTED, Answer.DECLINED]


async def test_refused_deed_leaves_year_and_journal_as_they_were(kept: SqlStore):
    with pytest.raises(RefusedError, match="over"):
        await kept.do(YES, ADA, NOW + timedelta(days=40))

    assert (await kept.fetch_year()).replies == ()
    assert await kept.journal.fetch() == ()


async def test_deeds_of_twenty_at_once_in_two_replicas_are_all_kept(kept: SqlStore, database_url: str):
    async with await open_store(database_url) as other:
        await asyncio.gather(
            *(
                store.do(deed, person, NOW + timedelta(seconds=at))
                for at in range(5)
                for store in (kept, other)
                for deed, person in ((YES, ADA), (NO, BEN))
            )
        )
        replies = (await other.fetch_year()).replies
    assert {reply.person: reply.answer for reply in replies} == {
        "ada": Answer.ACCEPTED,
        "ben": Answer.DECLINED,
    }
    assert [entry.number for entry in await kept.journal.fetch()] == list(range(1, 21))
    assert await kept.journal.find_broken() is None


async def test_entry_changed_afterwards_shows(kept: SqlStore):
    for at in range(3):
        await kept.do(YES, ADA, NOW + timedelta(minutes=at))
    async with kept._database.writing() as connection:
        await connection.execute(update(journal).where(journal.c.number == 2).values(by="ben"))

    assert await kept.journal.find_broken() == 2


async def test_entries_of_some_kinds_alone_and_what_they_moved(kept: SqlStore):
    later = MEETING.starts + timedelta(days=1)
    await kept.do(YES, ADA, NOW)
    await kept.do(
        MoveMeeting(meeting=MEETING.key, starts=later, ends=later + timedelta(hours=1), was=MEETING.starts),
        BEN,
        NOW,
    )

    replied, moved = await kept.journal.fetch()
    assert await kept.journal.fetch(kinds=("move_meeting", "undo")) == (moved,)
    assert (replied.moved, moved.moved) == ((), (MEETING.key,))

"""The year a store keeps after its own deeds is the one another store reads."""

from __future__ import annotations

from datetime import timedelta

from builders import NOW, a_group, a_meeting, a_membership, a_person, a_trust

from termtime.store import SqlStore, open_store
from trust.deeds.values import (
    AddDecision,
    AgreeAction,
    CancelMeeting,
    Deed,
    DraftAgenda,
    DropAction,
    GiveReply,
    MoveMeeting,
    Refuse,
    SaveMinutes,
    Undo,
)
from trust.groups import Office, Officer
from trust.meetings import MeetingStatus
from trust.papers import Answer
from trust.year import Year

PEOPLE = tuple(a_person(one) for one in ("ada", "ben", "cal"))
HELD = a_meeting("spring-1", "maths", starts=NOW - timedelta(days=1), status=MeetingStatus.PUBLISHED)
AHEAD = a_meeting("spring-2", "maths", starts=NOW + timedelta(days=30), status=MeetingStatus.PUBLISHED)
TRUST = a_trust(
    people=PEOPLE,
    groups=(a_group("maths"),),
    officers=(
        Officer(group="maths", office=Office.CHAIR, person="ada"),
        Officer(group="maths", office=Office.CO_CHAIR, person="ben"),
    ),
    memberships=(a_membership("maths", "cal"),),
)


async def test_every_deed_leaves_the_same_year_in_the_store_and_in_memory(store: SqlStore, database_url: str):
    ada, ben, cal = PEOPLE
    await store.save_year(Year(trust=TRUST, meetings=(HELD, AHEAD)))
    later = AHEAD.starts + timedelta(days=7)

    async def check(deed: Deed, by=ada) -> int:
        number = (await store.do(deed, by, NOW)).entry
        async with await open_store(database_url) as other:
            assert await store.fetch_year() == await other.fetch_year()
        return number

    await check(GiveReply(meeting=AHEAD.key, answer=Answer.ACCEPTED), cal)
    await check(GiveReply(meeting=AHEAD.key, answer=Answer.DECLINED, reason="A clinic"), ben)
    await check(DraftAgenda(meeting=AHEAD.key))
    await check(AddDecision(meeting=HELD.key, text="One plan"))
    await check(AgreeAction(meeting=HELD.key, text="Share it", owner="cal"))
    number = await check(AgreeAction(meeting=HELD.key, text="Print it", owner="ben"))
    await check(Undo(entry=number))
    [action] = (await store.fetch_year()).actions
    await check(DropAction(meeting=HELD.key, action=action.id))
    await check(SaveMinutes(meeting=HELD.key))
    await check(CancelMeeting(meeting=AHEAD.key, reason="Nothing to decide"))
    [request] = (await store.fetch_year()).requests
    await check(Refuse(request=request.id), ben)
    await check(MoveMeeting(meeting=AHEAD.key, starts=later, ends=later + timedelta(hours=1)))


async def test_what_another_replica_wrote_in_between_is_read(store: SqlStore, database_url: str):
    _, ben, cal = PEOPLE
    await store.save_year(Year(trust=TRUST, meetings=(AHEAD,)))
    yes = GiveReply(meeting=AHEAD.key, answer=Answer.ACCEPTED)
    async with await open_store(database_url) as other:
        await other.fetch_year()
        for by, at in ((cal, store), (ben, other), (PEOPLE[0], store)):
            await at.do(yes, by, NOW)
        for one in (store, other):
            assert [reply.person for reply in (await one.fetch_year()).replies] == ["ada", "ben", "cal"]

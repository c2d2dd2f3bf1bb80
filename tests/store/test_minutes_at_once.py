"""A meeting is minuted on ten devices at once, in two replicas: nothing is lost, nothing doubled, on each database."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

import pytest
from builders import NOW, a_group, a_meeting, a_person, a_trust

from termtime.store import SqlStore, open_store
from trust.deeds.minutes import SUMMARY_CHANGED
from trust.deeds.values import (
    AddDecision,
    AgreeAction,
    ApproveMinutes,
    CarryAction,
    Deed,
    DropDecision,
    FinishAction,
    NoteAttendance,
    ReassignAction,
    SaveMinutes,
    WriteSummary,
)
from trust.groups import Office, Officer
from trust.papers import ActionStatus
from trust.people import Person
from trust.values import RefusedError
from trust.year import Year

DEVICES = 10
MEMBERS = tuple(a_person(f"member-{n}", roles=("maths-lead",)) for n in range(DEVICES))
OFFICERS = tuple(a_person(f"officer-{n}", roles=("maths-lead",)) for n in range(DEVICES))
OFFICES = (Office.CHAIR, Office.CO_CHAIR, *(Office.COORDINATOR,) * (DEVICES - 2))
MEETING = a_meeting("autumn-1", starts=NOW - timedelta(hours=1))
KEY = MEETING.key
TRUST = a_trust(
    people=(*MEMBERS, *OFFICERS),
    groups=(a_group("maths"),),
    officers=tuple(
        Officer(group="maths", office=office, person=person.id)
        for office, person in zip(OFFICES, OFFICERS, strict=True)
    ),
)


@pytest.fixture
async def kept(store: SqlStore) -> SqlStore:
    await store.save_year(Year(trust=TRUST, meetings=(MEETING, a_meeting("spring-1"))))
    return store


async def do_at_once(stores: Sequence[SqlStore], deeds: Sequence[tuple[Person, Deed]]) -> list[str]:
    """Do deeds all at once, turn about in each replica; what is said of each, refused or not."""

    async def try_one(store: SqlStore, by: Person, deed: Deed) -> str:
        try:
            return (await store.do(deed, by, NOW)).sentence
        except RefusedError as refused:
            return str(refused)

    return await asyncio.gather(
        *(try_one(stores[n % len(stores)], by, deed) for n, (by, deed) in enumerate(deeds))
    )


async def test_ten_devices_lose_and_double_nothing(kept: SqlStore, database_url: str):
    deeds: list[tuple[Person, Deed]] = []
    for n, officer in enumerate(OFFICERS):
        deeds += [
            (officer, NoteAttendance(meeting=KEY, present=(f"member-{n}",), apologies=(f"officer-{n}",))),
            (officer, AddDecision(meeting=KEY, text=f"Decision {n}")),
            (officer, AddDecision(meeting=KEY, text="What all heard")),
            (officer, AgreeAction(meeting=KEY, text=f"Action {n}", owner=f"member-{n}")),
            (officer, AgreeAction(meeting=KEY, text="What all agreed", owner="member-0")),
        ]
    async with await open_store(database_url) as other:
        await do_at_once((kept, other), deeds)
        seen = [await store.fetch_year() for store in (kept, other)]

    for year in seen:
        [minutes] = year.minutes
        assert minutes.present == tuple(sorted(person.id for person in MEMBERS))
        assert minutes.apologies == tuple(sorted(person.id for person in OFFICERS))
        assert Counter(minutes.decisions) == Counter(
            ["What all heard", *(f"Decision {n}" for n in range(DEVICES))]
        )
        assert Counter((one.text, one.owner) for one in year.actions) == Counter(
            [("What all agreed", "member-0"), *((f"Action {n}", f"member-{n}") for n in range(DEVICES))]
        )
    assert len(await kept.journal.fetch(about=KEY)) == len(deeds)
    assert await kept.journal.find_broken() is None


async def test_of_ten_summaries_at_once_one_is_written_and_nine_are_told(kept: SqlStore, database_url: str):
    deeds = [(officer, WriteSummary(meeting=KEY, text=f"As {officer.id} saw it")) for officer in OFFICERS]
    async with await open_store(database_url) as other:
        said = await do_at_once((kept, other), deeds)

    [minutes] = (await kept.fetch_year()).minutes
    assert Counter(said) == {"The summary is written.": 1, SUMMARY_CHANGED: 9}
    assert minutes.summary == f"As {OFFICERS[said.index('The summary is written.')].id} saw it"


async def test_what_is_taken_out_while_others_add_is_all_that_goes(kept: SqlStore, database_url: str):
    for n in range(DEVICES):
        await kept.do(AddDecision(meeting=KEY, text=f"Old {n}"), OFFICERS[0], NOW)
    deeds: list[tuple[Person, Deed]] = []
    for n, officer in enumerate(OFFICERS):
        deeds += [
            (officer, DropDecision(meeting=KEY, text=f"Old {n}")),
            (officer, AddDecision(meeting=KEY, text=f"New {n}")),
        ]
    async with await open_store(database_url) as other:
        await do_at_once((kept, other), deeds)

    [minutes] = (await kept.fetch_year()).minutes
    assert sorted(minutes.decisions) == sorted(f"New {n}" for n in range(DEVICES))


async def test_two_who_approve_at_once_approve_once(kept: SqlStore, database_url: str):
    chair, co_chair = OFFICERS[:2]
    await kept.do(AddDecision(meeting=KEY, text="One"), chair, NOW)
    await kept.do(SaveMinutes(meeting=KEY), chair, NOW)
    later = NOW + timedelta(days=60)
    async with await open_store(database_url) as other:
        done = await asyncio.gather(
            kept.do(ApproveMinutes(meeting=KEY), chair, later),
            other.do(ApproveMinutes(meeting=KEY), co_chair, later),
        )

    assert sorted(result.sentence for result in done) == [
        "The minutes are approved.",
        "Those minutes are approved already.",
    ]


async def test_one_action_finished_carried_and_given_away_at_once_keeps_what_was_done(
    kept: SqlStore, database_url: str
):
    await kept.do(AgreeAction(meeting=KEY, text="Share it", owner="member-0"), OFFICERS[0], NOW)
    [action] = (await kept.fetch_year()).actions
    deeds: list[tuple[Person, Deed]] = [(MEMBERS[0], FinishAction(action=action.id))] * 4
    deeds += [(officer, CarryAction(action=action.id)) for officer in OFFICERS[:3]]
    deeds += [(OFFICERS[0], ReassignAction(action=action.id, owner="member-1"))]
    async with await open_store(database_url) as other:
        said = await do_at_once((kept, other), deeds)

    [after] = (await kept.fetch_year()).actions
    assert after.id == action.id
    assert (after.status is ActionStatus.DONE) == ("The action is done." in said)
    assert (after.owner == "member-1") == ("The action is given to somebody else." in said)
    assert (after.due is not None) == ("The action is carried forward." in said)

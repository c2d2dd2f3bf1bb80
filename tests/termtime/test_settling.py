"""From a person's edit in Microsoft 365 to a decision and back: found, asked, settled, and never asked again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from builders import NOW
from offices import Office365, a_spring_year, open_office

from graph_sync.sync import SyncResult, run_sync
from sandbox.edits import Edits
from termtime.settling import fetch_matters, settle
from termtime.store import SqlStore, open_store
from trust.meetings import Meeting, MeetingStatus
from trust.proposals import Verdict
from trust.settling import Matter
from trust.values import LONDON, place_in_london

ORGANISER = "codesign@fernvale.example"
SPRING, MODERATION = "2026-27/maths/spring-1", "2026-27/maths/spring-2"
ADOPT, PUT_BACK = Verdict.ADOPT, Verdict.PUT_BACK


@dataclass
class Synced:
    """An office and its store, at a clock that goes on a minute with every sync."""

    office: Office365
    store: SqlStore
    now: datetime = NOW

    @property
    def edits(self) -> Edits:
        return Edits(self.office.sandbox.state)

    async def sync(self) -> SyncResult:
        self.now += timedelta(minutes=1)
        return await run_sync(await self.store.fetch_year(), self.office.tenant, self.store.sync, self.now)

    async def find_event(self, key: str) -> str:
        applied = await self.store.sync.fetch_applied()
        return next(one.graph_id for one in applied.values() if (one.kind, one.key) == ("event", key))

    async def open(self) -> list[Matter]:
        return [matter for matter in await fetch_matters(self.store) if matter.settled is None]

    async def settle(self, verdict: Verdict, *people: str) -> None:
        """Settle the one thing that is open."""
        [matter] = await self.open()
        trust = (await self.store.fetch_year()).trust
        for person in people or ("ada",):
            await settle(self.store, matter.proposal.id, verdict, trust.person_by_id[person], self.now)

    async def read(self, key: str) -> Meeting:
        return (await self.store.fetch_year()).meeting_by_key[key]

    def times(self) -> dict[str, str]:
        """When the organiser's events begin, by subject."""
        starts = {subject: entry.meeting.start for subject, entry in self.office.events.items()}
        return {subject: f"{place_in_london(start):%Y-%m-%dT%H:%M}" for subject, start in starts.items()}


@pytest.fixture
async def synced(sqlite_url: str) -> AsyncIterator[Synced]:
    year = a_spring_year()
    async with open_office(year.trust) as office, await open_store(sqlite_url) as store:
        await store.save_year(year)
        synced = Synced(office, store)
        await synced.sync()
        yield synced


async def drag(synced: Synced, day: int) -> None:
    starts = datetime(2027, 1, day, 15, 45, tzinfo=LONDON)
    synced.edits.move_event(
        ORGANISER, await synced.find_event(SPRING), starts, starts + timedelta(minutes=75)
    )


async def is_quiet(synced: Synced) -> bool:
    """Whether the next sync mails nobody and asks nothing, and the one after it finds nothing to do at all.

    A folder may be renamed, as it carries its meeting's date and title.
    """
    first, second = await synced.sync(), await synced.sync()
    events = [change for change in first.plan.writes if change.kind == "event" and change.verb != "adopt"]
    left = await synced.store.sync.fetch_decisions()
    return (events, first.plan.mails, first.plan.proposals, second.plan.writes, left) == ([], 0, (), (), ())


async def test_a_dragged_meeting_that_is_kept_is_held_then(synced):
    await drag(synced, 20)
    await synced.sync()
    await synced.settle(ADOPT)

    assert (await synced.read(SPRING)).starts == datetime(2027, 1, 20, 15, 45, tzinfo=LONDON)
    assert await is_quiet(synced)
    assert synced.times()["Maths: Spring meeting"] == "2027-01-20T15:45"


async def test_a_dragged_meeting_that_is_put_back_is_where_it_was(synced):
    await drag(synced, 20)
    await synced.sync()
    await synced.settle(PUT_BACK)
    await synced.sync()

    assert synced.times()["Maths: Spring meeting"] == "2027-01-19T15:45"
    assert await is_quiet(synced)


async def test_dragged_again_before_anybody_decided_asks_anew(synced):
    await drag(synced, 20)
    await synced.sync()
    [first] = await synced.open()
    await drag(synced, 21)
    await synced.sync()
    [second] = await synced.open()

    assert (first.proposal.id != second.proposal.id, second.proposal.seen) == (
        True, "2027-01-21T15:45/2027-01-21T17:00",
    )  # fmt: skip


async def test_another_place_and_another_title_become_the_years(synced):
    event = await synced.find_event(MODERATION)
    synced.edits.place_event(ORGANISER, event, "Elm Hall")
    await synced.sync()
    await synced.settle(ADOPT)
    await synced.sync()
    synced.edits.rename_event(ORGANISER, event, "Maths: Moderation of fractions")
    await synced.sync()
    await synced.settle(ADOPT)

    meeting = await synced.read(MODERATION)
    assert (meeting.place, meeting.room, meeting.title) == (None, "Elm Hall", "Moderation of fractions")
    assert await is_quiet(synced)


async def test_a_deleted_meeting_is_called_off_by_two(synced):
    synced.edits.delete_event(ORGANISER, await synced.find_event(SPRING))
    await synced.sync()
    await synced.settle(ADOPT, "ada", "ben")

    assert (await synced.read(SPRING)).status == "cancelled"
    assert await is_quiet(synced)
    assert "Maths: Spring meeting" not in synced.office.events


async def test_a_deleted_meeting_is_sent_out_again_by_one(synced):
    synced.edits.delete_event(ORGANISER, await synced.find_event(SPRING))
    await synced.sync()
    await synced.settle(PUT_BACK)
    await synced.sync()

    assert synced.times()["Maths: Spring meeting"] == "2027-01-19T15:45"
    assert await is_quiet(synced)


async def test_somebody_taken_off_a_list_stays_off_as_an_exception(synced):
    synced.edits.remove_member("codesign-maths", "cal@fernvale.example")
    await synced.sync()
    await synced.settle(ADOPT)

    await synced.sync()
    result = await synced.sync()

    assert (result.plan.writes, result.plan.proposals) == ((), ())
    assert [decision.by for decision in await synced.store.sync.fetch_decisions()] == ["ada"]


async def test_a_meeting_called_off_after_it_was_dragged_is_cancelled_there_when_somebody_says_so(synced):
    await drag(synced, 20)
    await synced.store.save_meetings(
        [(await synced.read(SPRING)).model_copy(update={"status": MeetingStatus.CANCELLED})]
    )
    await synced.sync()
    await synced.settle(PUT_BACK)
    result = await synced.sync()

    assert [(change.verb, change.kind) for change in result.plan.writes] == [("delete", "event")]
    assert await is_quiet(synced)

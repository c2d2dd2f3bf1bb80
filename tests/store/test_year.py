from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from builders import a_meeting, a_person, a_trust
from sqlalchemy import event
from store.full_year import AFTER_THE_CLOCK_CHANGE, a_full_year

from termtime.store import SqlStore, open_store
from trust.meetings import MeetingStatus
from trust.papers import Agenda, Reply
from trust.ports import Store
from trust.values import LONDON, RefusedError
from trust.year import Year

ROOT = Path(__file__).parents[2]
KEY = "2026-27/maths/spring-1"

CRASH_HALFWAY = """
import asyncio, os, sys
from sqlalchemy import event
from store.full_year import a_full_year
from termtime.store import open_store

def die(connection, cursor, statement, *_):
    if statement.startswith("INSERT INTO replies"):
        os._exit(9)

async def main():
    store = await open_store(sys.argv[1])
    event.listen(store._database.engine.sync_engine, "before_cursor_execute", die)
    await store.save_year(a_full_year())

asyncio.run(main())
"""


async def test_before_the_first_import_there_is_a_sentence_and_no_year(store: SqlStore):
    with pytest.raises(RefusedError) as refused:
        await store.fetch_year()
    assert str(refused.value) == (
        "No trust has been imported yet: run termtime import with the folder of its files."
    )


async def test_every_value_comes_back_as_it_was_saved(store: SqlStore, database_url: str):
    port: Store = store
    year = a_full_year()

    await port.save_year(year)

    assert await port.fetch_year() == year
    async with await open_store(database_url) as another:
        assert await another.fetch_year() == year


async def test_councils_keep_the_order_of_the_file(store: SqlStore):
    await store.save_year(a_full_year())

    assert list((await store.fetch_year()).trust.settings.councils) == ["west", "fernshire", "east"]


async def test_times_come_back_in_london_on_the_right_side_of_the_clock_change(store: SqlStore):
    await store.save_year(a_full_year())

    starts = (await store.fetch_year()).meetings[0].starts
    assert (starts.tzinfo, starts.fold, starts.utcoffset()) == (LONDON, 1, timedelta(0))
    assert starts == AFTER_THE_CLOCK_CHANGE


async def test_second_import_replaces_the_trust_and_keeps_meetings_it_does_not_name(store: SqlStore):
    await store.save_year(Year(trust=a_trust(), meetings=(a_meeting("autumn-1"), a_meeting("spring-1"))))
    trust = a_trust(people=(a_person("ada"), a_person("ben", school="elm")))
    moved = a_meeting("spring-1", title="Moved")

    await store.save_year(Year(trust=trust, meetings=(moved,)))

    year = await store.fetch_year()
    assert (year.trust, year.meetings) == (trust, (a_meeting("autumn-1"), moved))


async def test_saving_the_trust_leaves_meetings_and_papers(store: SqlStore):
    year = a_full_year()
    await store.save_year(year)

    await store.save_trust(a_trust())

    assert await store.fetch_year() == year.model_copy(update={"trust": a_trust()})


async def test_replanning_drops_proposed_meetings_that_are_not_proposed_again(store: SqlStore):
    proposed = {"status": MeetingStatus.PROPOSED}
    published, dropped, kept = (
        a_meeting("autumn-1"), a_meeting("spring-1", **proposed), a_meeting("summer-1", **proposed)
    )  # fmt: skip
    drafts = (Agenda(meeting=dropped.key), Agenda(meeting=kept.key))
    await store.save_year(Year(trust=a_trust(), meetings=(published, dropped, kept), agendas=drafts))

    await store.save_meetings([kept], replacing_proposed=True)

    year = await store.fetch_year()
    assert (year.meetings, year.agendas) == ((published, kept), (Agenda(meeting=kept.key),))


async def test_paper_of_an_unknown_meeting_refuses_the_whole_import(store: SqlStore):
    await store.save_year(Year(trust=a_trust()))
    bad = Year(trust=a_full_year().trust, meetings=(a_meeting("summer-1"),), agendas=(Agenda(meeting=KEY),))

    with pytest.raises(RefusedError) as refused:
        await store.save_year(bad)

    assert str(refused.value) == f"Agenda for the meeting {KEY}: there is no such meeting."
    assert await store.fetch_year() == Year(trust=a_trust())


async def test_import_that_fails_halfway_leaves_the_old_year(store: SqlStore):
    await store.save_year(Year(trust=a_trust()))
    good = a_full_year()
    bad = Reply.model_construct(**(dict(good.replies[0]) | {"at": datetime(2026, 10, 1)}))  # noqa: DTZ001

    with pytest.raises(RefusedError):
        await store.save_year(good.model_copy(update={"replies": (bad,)}))

    assert await store.fetch_year() == Year(trust=a_trust())


async def test_process_killed_in_the_middle_of_an_import_leaves_the_old_year(
    store: SqlStore, database_url: str
):
    await store.save_year(Year(trust=a_trust()))

    path = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", CRASH_HALFWAY, database_url],
        env=os.environ | {"PYTHONPATH": path},
        check=False,
    )

    assert done.returncode == 9
    assert await store.fetch_year() == Year(trust=a_trust())
    await store.save_year(a_full_year())
    assert await store.fetch_year() == a_full_year()


async def test_two_stores_see_each_others_writes(store: SqlStore, database_url: str):
    async with await open_store(database_url) as other:
        await store.save_year(Year(trust=a_trust()))
        assert (await other.fetch_year()).meetings == ()
        await store.save_meetings([a_meeting()])
        assert (await other.fetch_year()).meetings == (a_meeting(),)
        await other.save_trust(a_full_year().trust)
        assert (await store.fetch_year()).trust == a_full_year().trust


async def test_unchanged_year_costs_one_query_and_is_the_same_value(store: SqlStore):
    await store.save_year(a_full_year())
    first = await store.fetch_year()
    queries: list[str] = []
    # On SQLite such a reading goes beneath the asynchronous engine.
    engine = store._database._direct or store._database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", lambda _c, _cur, statement, *_: queries.append(statement))

    assert await store.fetch_year() is first

    assert [query for query in queries if not query.startswith("BEGIN")] == [
        "SELECT revisions.part, revisions.number \nFROM revisions"
    ]


async def test_new_meetings_leave_the_trust_and_its_lookups_in_place(store: SqlStore):
    await store.save_year(Year(trust=a_trust()))
    before = await store.fetch_year()
    assert before.meeting_by_key == {}
    assert before.trust.person_by_id["ada"].name == "Ada"

    await store.save_meetings([a_meeting()])

    after = await store.fetch_year()
    assert after.trust is before.trust
    assert after.meeting_by_key == {KEY: a_meeting()}

from __future__ import annotations

import asyncio
from datetime import timedelta

from builders import NOW
from sqlalchemy import text

from graph_sync.kinds import Kind
from graph_sync.ledger import Entry, Ledger, Outcome
from graph_sync.plan import Report
from graph_sync.ports import Applied, SyncStore
from termtime.store import SqlStore, open_store
from termtime.store.applied import LoggedChange, LoggedRun
from trust.values import RefusedError

EVENT = Applied(
    kind=Kind.EVENT,
    key="2026-27/maths/spring-1",
    graph_id="AAMk=",
    fields={"subject": "Maths", "online": True, "attendees": ("ada@x.example", "ben@x.example"), "place": ""},
    web_url="https://outlook.example/1",
    join_url="https://teams.example/1",
    generation=2,
)


def a_report(key: str) -> Report:
    return Report(
        kind=Kind.LIST, key=key, title=key.title(), reason="someone deleted it", mails=1, unmet=True
    )


async def test_applied_things_come_back_as_they_were_saved(store: SqlStore, database_url: str):
    port: SyncStore = store.sync
    folder = Applied(kind=Kind.FOLDER, key=EVENT.key, graph_id="01", fields={"name": "2027-01-19 Spring"})
    assert await port.fetch_applied() == {}

    await port.save_applied(EVENT)
    await port.save_applied(folder)

    async with await open_store(database_url) as other:
        assert await other.sync.fetch_applied() == {EVENT.id: EVENT, folder.id: folder}


async def test_saving_again_replaces_and_a_cancelled_thing_keeps_its_generation(store: SqlStore):
    cancelled = Applied(kind=EVENT.kind, key=EVENT.key, generation=3)
    await store.sync.save_applied(EVENT)

    await store.sync.save_applied(cancelled)

    assert await store.sync.fetch_applied() == {EVENT.id: cancelled}


async def test_hundreds_of_changes_confirmed_at_once_are_all_noted(store: SqlStore):
    things = [EVENT.model_copy(update={"key": f"2026-27/maths/meeting-{number}"}) for number in range(300)]

    await asyncio.gather(*(store.sync.save_applied(thing) for thing in things))

    assert await store.sync.fetch_applied() == {thing.id: thing for thing in things}


async def test_save_that_fails_says_so_to_everyone_who_waits_and_the_next_one_starts_afresh(store: SqlStore):
    async with store._database.writing() as connection:
        await connection.execute(text("ALTER TABLE applied RENAME TO hidden"))

    outcomes = await asyncio.gather(
        *(store.sync.save_applied(EVENT.model_copy(update={"key": key})) for key in ("a", "b", "c")),
        return_exceptions=True,
    )

    assert [type(outcome) for outcome in outcomes] == [RefusedError] * 3
    async with store._database.writing() as connection:
        await connection.execute(text("ALTER TABLE hidden RENAME TO applied"))
    await store.sync.save_applied(EVENT)
    assert await store.sync.fetch_applied() == {EVENT.id: EVENT}


async def test_caller_that_gives_up_leaves_the_others_saves_alone(store: SqlStore):
    other = EVENT.model_copy(update={"key": "2026-27/maths/summer-1"})
    impatient = asyncio.create_task(store.sync.save_applied(EVENT))
    patient = asyncio.create_task(store.sync.save_applied(other))
    await asyncio.sleep(0)

    impatient.cancel()
    await patient

    assert other.id in await store.sync.fetch_applied()


async def test_account_of_the_last_run_can_be_read_whole(store: SqlStore):
    finished = NOW + timedelta(minutes=3)
    entries = (
        Entry(a_report("maths"), Outcome.DEFERRED, "too many mails", "tomorrow"),
        Entry(a_report("art"), Outcome.FAILED, "not found"),
    )
    assert await store.sync.fetch_last_run() is None
    await store.sync.save_run(NOW, NOW, Ledger())

    await store.sync.save_run(NOW, finished, Ledger(entries))

    first = LoggedChange(
        verb="report", kind=Kind.LIST, key="maths", title="Maths", reason="someone deleted it", mails=1,
        outcome="deferred", why="too many mails", until="tomorrow",
    )  # fmt: skip
    second = first.model_copy(
        update={"key": "art", "title": "Art", "outcome": "failed", "why": "not found", "until": ""}
    )
    assert await store.sync.fetch_last_run() == LoggedRun(
        started=NOW, finished=finished, changes=(first, second)
    )

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from builders import NOW
from sqlalchemy import event, text

from graph_sync.kinds import Kind
from graph_sync.ports import Applied, Sending, SyncStore
from termtime.store import SqlStore, open_store
from trust.values import LONDON, RefusedError

EVENT = Applied(
    kind=Kind.EVENT,
    key="2026-27/maths/spring-1",
    graph_id="AAMk=",
    mailbox="codesign@x.example",
    fields={"subject": "Maths", "online": True, "attendees": ("ada@x.example", "ben@x.example"), "place": ""},
    web_url="https://outlook.example/1",
    join_url="https://teams.example/1",
    generation=2,
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


def a_sending(key: str = EVENT.key, **fields: object) -> Sending:
    return Sending.model_validate(
        {"mailbox": "codesign@x.example", "key": key, "at": NOW, "recipients": 30} | fields
    )


async def test_debits_after_a_moment_come_back_oldest_first(store: SqlStore):
    at = [NOW + timedelta(minutes=minutes) for minutes in range(3)]
    sendings = [a_sending("c", at=at[1]), a_sending("b", at=at[2]), a_sending("a", at=at[0])]
    for sending in sendings:
        await store.sync.save_sending(sending)

    assert await store.sync.fetch_sendings(at[0]) == (sendings[0], sendings[1])
    assert await store.sync.fetch_sendings(NOW - timedelta(days=1)) == (sendings[2], *sendings[:2])


async def test_debit_of_the_same_mailbox_key_and_moment_is_replaced(store: SqlStore):
    other = a_sending(mailbox="ada@x.example", recipients=7)
    for sending in (a_sending(), other, a_sending(recipients=31)):
        await store.sync.save_sending(sending)

    assert await store.sync.fetch_sendings(NOW - timedelta(days=1)) == (other, a_sending(recipients=31))


async def test_debits_from_both_sides_of_the_clock_change_are_both_kept(store: SqlStore):
    before, after = (datetime(2026, 10, 25, 1, 30, fold=fold, tzinfo=LONDON) for fold in (0, 1))

    await asyncio.gather(*(store.sync.save_sending(a_sending(at=at)) for at in (before, after)))

    kept = await store.sync.fetch_sendings(before - timedelta(days=1))
    assert [sending.at.fold for sending in kept] == [0, 1]


async def test_debits_and_notes_at_nearly_the_same_time_share_a_transaction(store: SqlStore):
    statements: list[str] = []
    engine = store._database.engine.sync_engine
    event.listen(
        engine, "before_cursor_execute", lambda _c, _cur, statement, *_: statements.append(statement)
    )
    things = [EVENT.model_copy(update={"key": f"2026-27/maths/meeting-{number}"}) for number in range(50)]

    await asyncio.gather(
        *(store.sync.save_sending(a_sending(thing.key)) for thing in things),
        *(store.sync.save_applied(thing) for thing in things),
    )

    written = [" ".join(s.split()[:3]) for s in statements if s.startswith("INSERT")]
    assert written == ["INSERT INTO revisions", "INSERT INTO applied", "INSERT INTO sendings"]
    assert len(await store.sync.fetch_applied()) == 50
    assert len(await store.sync.fetch_sendings(NOW - timedelta(days=1))) == 50

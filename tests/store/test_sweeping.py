from __future__ import annotations

from datetime import timedelta

from builders import NOW
from sqlalchemy import select

from graph_sync.changes import Report
from graph_sync.kinds import Kind
from graph_sync.ledger import Entry, Ledger, Outcome
from graph_sync.ports import Sending
from termtime.store import SqlStore, open_store
from termtime.store.tables import ledger, sync_runs
from trust.proposals import Decision, Proposal, Verdict

DAY = timedelta(days=1)


def a_sending(key: str, **fields: object) -> Sending:
    return Sending.model_validate({"mailbox": "m@x.example", "key": key, "at": NOW, "recipients": 3} | fields)


def a_decision(key: str, **fields: object) -> Decision:
    about = Proposal(
        kind=Kind.EVENT, key=key, field="place", title="Maths", what="Moved", seen="Hall", wanted="Library"
    )
    return Decision.model_validate(
        {"proposal": about, "verdict": Verdict.ADOPT, "by": "ada", "at": NOW} | fields
    )


async def test_old_guards_against_doing_things_twice_can_be_deleted_but_not_a_jobs_last_run(
    database_url: str,
):
    async with await open_store(database_url, clock=lambda: NOW) as store:
        earlier = NOW - timedelta(days=1)
        assert await store.conversations.claim("activity-1")
        for due_at in (earlier, NOW):
            lease = await store.jobs.claim("agendas", due_at, NOW)
            assert lease
            await store.jobs.end(lease, NOW)

        await store.delete_old(NOW - timedelta(days=1))
        assert not await store.conversations.claim("activity-1")
        assert not await store.jobs.claim("agendas", earlier, NOW)

        await store.delete_old(NOW + timedelta(days=1))
        assert await store.conversations.claim("activity-1")
        assert {job: run.due_at for job, run in (await store.jobs.fetch_last_runs()).items()} == {
            "agendas": NOW
        }
        assert await store.jobs.claim("agendas", earlier, NOW)


async def test_debits_of_long_ago_are_forgotten(store: SqlStore):
    old, new = a_sending("old", at=NOW - DAY), a_sending("new")
    for sending in (old, new):
        await store.sync.save_sending(sending)

    await store.delete_old(NOW)

    assert await store.sync.fetch_sendings(NOW - 2 * DAY) == (new,)


async def test_old_decision_stays_for_as_long_as_its_proposal_is_open(store: SqlStore):
    settled, still_open = a_decision("settled", at=NOW - DAY), a_decision("open", at=NOW - DAY)
    new = a_decision("new")
    for decision in (settled, still_open, new):
        await store.sync.save_decision(decision)
    await store.sync.save_proposals([still_open.proposal], NOW)

    await store.delete_old(NOW)

    assert await store.sync.fetch_decisions() == (still_open, new)


async def test_old_runs_go_with_their_ledgers_but_never_the_last_ten(store: SqlStore):
    change = Report(kind=Kind.LIST, key="maths", title="Maths", reason="deleted", unmet=True)
    for number in range(12):
        moment = NOW - (12 - number) * DAY
        await store.sync.save_run(moment, moment, Ledger((Entry(change, Outcome.SENT),)))

    await store.delete_old(NOW - 30 * DAY)
    assert len(await find_runs(store)) == 12

    await store.delete_old(NOW)
    runs = await find_runs(store)
    assert [finished for _, finished in runs] == [NOW - (10 - number) * DAY for number in range(10)]
    async with store._database.reading() as connection:
        accounts = (await connection.scalars(select(ledger.c.run).order_by(ledger.c.run))).all()
    assert accounts == [run for run, _ in runs]


async def find_runs(store: SqlStore) -> list[tuple[int, object]]:
    async with store._database.reading() as connection:
        rows = await connection.execute(select(sync_runs).order_by(sync_runs.c.id))
        return [(row.id, row.finished) for row in rows]

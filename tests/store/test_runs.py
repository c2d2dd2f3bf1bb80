from __future__ import annotations

from datetime import timedelta

from builders import NOW

from graph_sync.changes import Report
from graph_sync.kinds import Kind
from graph_sync.ledger import Entry, Ledger, Outcome
from termtime.store import SqlStore
from termtime.store.runs import LoggedChange, LoggedRun


def a_report(key: str) -> Report:
    return Report(
        kind=Kind.LIST,
        key=key,
        title=key.title(),
        reason="someone deleted it",
        recipients=("ada@x.example",),
        unmet=True,
    )


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

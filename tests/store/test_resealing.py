"""A journal that an earlier version wrote is sealed anew, and hides nothing that was broken in it."""

from __future__ import annotations

import json
from datetime import UTC, timedelta
from hashlib import sha256
from typing import Any

import pytest
from alembic import command
from builders import NOW, a_meeting, a_person, a_trust
from sqlalchemy import JSON, Column, DateTime, Integer, MetaData, String, Table

from termtime.store import open_store
from termtime.store.address import make_address
from termtime.store.database import Database
from termtime.store.opening import make_alembic_config
from trust.deeds.values import GiveReply
from trust.papers import Answer
from trust.year import Year

# As they were: the table, and how its entries were sealed.
BODIES = ("deed", "before", "after")
OF_THEN = Table(
    "journal", MetaData(), Column("number", Integer), Column("at", DateTime(timezone=True)),
    *(Column(name, String) for name in ("by", "kind", "about", "seal")), *(Column(name, JSON) for name in BODIES),
)  # fmt: skip
MEETING = a_meeting("spring-1", starts=NOW + timedelta(days=30))


def make_rows(count: int) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    last = ""
    for number in range(1, count + 1):
        deed = GiveReply(meeting=MEETING.key, answer=Answer.DECLINED, reason=f"Núria’s clinic {number}")
        after = {"replies": [{"meeting": MEETING.key, "person": "ada", "answer": "declined"}]}
        at = NOW + timedelta(minutes=number, microseconds=number)
        row = {"number": number, "at": at.astimezone(UTC), "by": "ada", "kind": deed.kind, "about": MEETING.key,
               "deed": deed.model_dump(mode="json"), "before": {}, "after": after}  # fmt: skip
        said = [row[name] for name in ("number", "by", "kind", "about", *BODIES)]
        moment = row["at"].isoformat()  # type: ignore[attr-defined]
        last = sha256(json.dumps([last, moment, *said], sort_keys=True).encode()).hexdigest()
        rows.append(row | {"seal": last})
    return rows


async def write_as_of_then(database_url: str, rows: list[dict[str, Any]]) -> None:
    database = Database(make_address(database_url))
    async with database.writing() as connection:
        await connection.run_sync(lambda sync: command.upgrade(make_alembic_config(sync), "0006"))
        if database.address.file:
            rows = [row | {"at": row["at"].replace(tzinfo=None)} for row in rows]
        await connection.execute(OF_THEN.insert(), rows)
    await database.close()


async def test_entries_are_sealed_anew_and_the_chain_goes_on(database_url: str):
    await write_as_of_then(database_url, make_rows(3))

    async with await open_store(database_url) as store:
        entries = await store.journal.fetch()
        assert [entry.deed.reason for entry in entries] == [f"Núria’s clinic {n}" for n in (1, 2, 3)]  # type: ignore[union-attr]
        assert await store.journal.find_broken() is None
        ada = a_person("ada", roles=("maths-lead",))
        await store.save_year(Year(trust=a_trust(people=(ada,), officers=()), meetings=(MEETING,)))
        deed = GiveReply(meeting=MEETING.key, answer=Answer.ACCEPTED)
        assert (await store.do(deed, ada, NOW)).entry == 4
        assert await store.journal.find_broken() is None


async def test_more_entries_than_are_sealed_at_once(sqlite_url: str):
    await write_as_of_then(sqlite_url, make_rows(2001))

    async with await open_store(sqlite_url) as store:
        assert await store.journal.find_broken() is None
        head = await store.journal.find_head()
        assert head is not None
        assert head.number == 2001


@pytest.mark.parametrize("change", [{"by": "ben"}, {"seal": "0" * 64}, {"deed": {"kind": "nothing"}}])
async def test_what_was_broken_before_is_broken_at_the_same_entry_after(
    database_url: str, change: dict[str, Any]
):
    rows = make_rows(4)
    rows[1] |= change
    await write_as_of_then(database_url, rows)

    async with await open_store(database_url) as store:
        assert await store.journal.find_broken() == 2


async def test_an_entry_that_was_taken_out_before_still_shows(database_url: str):
    rows = make_rows(4)
    del rows[2]
    await write_as_of_then(database_url, rows)

    async with await open_store(database_url) as store:
        assert await store.journal.find_broken() == 3

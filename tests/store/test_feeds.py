"""Private calendar addresses on both databases: made, found, counted sparingly, revoked."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest
from builders import NOW
from sqlalchemy import select

from termtime.store import SqlStore, open_store
from termtime.store.access_tables import feeds
from termtime.store.feeds import MOST, TOO_MANY, date_marks
from termtime.store.sessions import make_digest
from trust.values import RefusedError

HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)


async def read_rows(store: SqlStore) -> list[dict[str, object]]:
    async with store._database.reading() as connection:
        return [dict(row) for row in (await connection.execute(select(feeds))).mappings()]


async def note(store: SqlStore, secret: str, said: dict[str, str], now: datetime):
    feed = await store.feeds.find(secret)
    assert feed is not None
    return await store.feeds.note_fetch(secret, feed, said, now)


async def test_of_a_secret_only_a_digest_is_kept(store: SqlStore):
    secret = await store.feeds.make("ada", "maths", NOW)

    (row,) = await read_rows(store)
    assert row["digest"] == make_digest(secret)
    assert secret not in str(row)
    assert len(secret) == 43


async def test_every_secret_is_another(store: SqlStore):
    assert len({await store.feeds.make("ada", "", NOW) for _ in range(5)}) == 5


async def test_an_address_is_found_by_its_secret_alone(store: SqlStore):
    secret = await store.feeds.make("ada", "maths", NOW)

    feed = await store.feeds.find(secret)

    assert feed is not None
    assert (feed.person, feed.group, feed.made, feed.fetched, feed.revoked) == (
        "ada",
        "maths",
        NOW,
        None,
        None,
    )
    for wrong in ("", secret[:-1], feed.id, make_digest(secret), secret.swapcase(), "%", "x" * 5000):
        assert await store.feeds.find(wrong) is None


async def test_a_persons_addresses_are_listed_oldest_first_and_nobody_elses(store: SqlStore):
    for person, group, later in (("ada", "maths", 1), ("ben", "", 0), ("ada", "", 0)):
        await store.feeds.make(person, group, NOW + later * MINUTE)

    assert [(feed.person, feed.group) for feed in await store.feeds.fetch_of("ada")] == [
        ("ada", ""),
        ("ada", "maths"),
    ]


async def test_one_is_revoked_by_its_id_and_the_others_work_on(store: SqlStore):
    first, second = [await store.feeds.make("ada", "", NOW + n * MINUTE) for n in range(2)]
    one, other = await store.feeds.fetch_of("ada")

    assert await store.feeds.revoke("ada", one.id, NOW)

    assert await store.feeds.find(first) is None
    assert await store.feeds.find(second) == other
    assert await store.feeds.fetch_of("ada") == (other,)
    assert not await store.feeds.revoke("ada", one.id, NOW)


async def test_nobody_revokes_what_is_not_theirs(store: SqlStore):
    await store.feeds.make("ada", "", NOW)
    (feed,) = await store.feeds.fetch_of("ada")

    refused = [
        await store.feeds.revoke(*which, NOW)
        for which in (("ben", feed.id), ("ada", ""), ("ada", "%" * 12), ("ada", feed.id[:4]))
    ]

    assert refused == [False] * 4
    assert await store.feeds.fetch_of("ada") == (feed,)


async def test_all_of_a_person_are_revoked_together(store: SqlStore):
    secrets = [await store.feeds.make(person, "", NOW) for person in ("ada", "ada", "ben")]

    assert await store.feeds.revoke_all("ada", NOW) == 2

    assert [await store.feeds.find(secret) is None for secret in secrets] == [True, True, False]
    assert await store.feeds.revoke_all("ada", NOW) == 0
    assert [row["marks"] for row in await read_rows(store)] == [None] * 3


async def test_nobody_has_more_than_so_many_that_work(store: SqlStore):
    for _ in range(MOST):
        await store.feeds.make("ada", "", NOW)

    with pytest.raises(RefusedError, match=TOO_MANY):
        await store.feeds.make("ada", "", NOW)

    await store.feeds.make("ben", "", NOW)
    (oldest, *_) = await store.feeds.fetch_of("ada")
    await store.feeds.revoke("ada", oldest.id, NOW)
    await store.feeds.make("ada", "", NOW)


async def test_polling_writes_at_most_once_an_hour(store: SqlStore):
    secret = await store.feeds.make("ada", "", NOW)
    fetched = []
    for later in (timedelta(0), MINUTE, 59 * MINUTE, HOUR, 90 * MINUTE, 2 * HOUR):
        await note(store, secret, {"u1": "a"}, NOW + later)
        (row,) = await read_rows(store)
        fetched.append(row["fetched"] - NOW)

    assert fetched == [timedelta(0), timedelta(0), timedelta(0), HOUR, HOUR, 2 * HOUR]


async def test_what_an_entry_says_is_dated_when_it_is_first_seen_and_stays_so(store: SqlStore):
    secret = await store.feeds.make("ada", "", NOW)

    told = [
        await note(store, secret, said, NOW + later)
        for said, later in (
            ({"u1": "a"}, timedelta(0)),
            ({"u1": "a", "u2": "x"}, MINUTE),
            ({"u1": "b", "u2": "x"}, 2 * MINUTE),
            # As it was at first, which is a change again; and the other is gone.
            ({"u1": "a"}, 3 * MINUTE),
            ({"u1": "a", "u2": "x"}, 2 * HOUR),
        )
    ]

    assert told == [
        {"u1": NOW},
        {"u1": NOW, "u2": NOW + MINUTE},
        {"u1": NOW + 2 * MINUTE, "u2": NOW + MINUTE},
        {"u1": NOW + 3 * MINUTE},
        {"u1": NOW + 3 * MINUTE, "u2": NOW + 2 * HOUR},
    ]


async def test_dates_survive_a_restart(store: SqlStore, database_url: str):
    secret = await store.feeds.make("ada", "", NOW)
    before = await note(store, secret, {"u1": "a"}, NOW)

    async with await open_store(database_url) as again:
        assert await note(again, secret, {"u1": "a"}, NOW + 5 * HOUR) == before == {"u1": NOW}


async def test_two_replicas_that_see_a_change_at_once_date_it_once(store: SqlStore, database_url: str):
    secret = await store.feeds.make("ada", "", NOW)
    feed = await store.feeds.find(secret)
    assert feed is not None
    async with await open_store(database_url) as other:
        first, second = await asyncio.gather(
            store.feeds.note_fetch(secret, feed, {"u1": "a"}, NOW),
            other.feeds.note_fetch(secret, feed, {"u1": "a"}, NOW + SECOND),
        )

    assert first == second


async def test_one_that_is_revoked_meanwhile_says_nothing(store: SqlStore):
    secret = await store.feeds.make("ada", "", NOW)
    feed = await store.feeds.find(secret)
    assert feed is not None
    await store.feeds.revoke("ada", feed.id, NOW)

    assert await store.feeds.note_fetch(secret, feed, {"u1": "a"}, NOW) is None
    (row,) = await read_rows(store)
    assert (row["fetched"], row["marks"]) == (None, None)


def test_dates_rise_even_when_the_clock_does_not():
    first = date_marks({}, {"u1": "a"}, NOW)
    second = date_marks(first, {"u1": "b"}, NOW)
    third = date_marks(second, {"u1": "c"}, NOW - HOUR)

    assert [one["u1"][1][11:19] for one in (first, second, third)] == ["08:30:00", "08:30:01", "08:30:02"]

"""A calendar address over real HTTP: what is answered to whom, and what is told to nobody."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from builders import NOW, a_meeting
from icalendar import Calendar

from termtime.feeds.entries import make_uid
from termtime.feeds.http import GONE, LATER, Feeds, make_address
from termtime.store import SqlStore, open_store
from tests.termtime.feeds.example import PAGES, SATURDAY, the_trust, the_year
from trust.meetings import Meeting, MeetingStatus
from trust.people import Person
from trust.values import LONDON, RefusedError

ART = "2026-27/art/spring-1"
MINUTE = timedelta(minutes=1)
PRIVATE = {
    "Cache-Control": "private, no-cache",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Content-Type-Options": "nosniff",
}


@dataclass
class Got:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def titles(self) -> list[str]:
        return [str(event["SUMMARY"]) for event in Calendar.from_ical(self.body).events]

    def find_sequence(self, key: str) -> int:
        (event,) = (e for e in Calendar.from_ical(self.body).events if e["UID"] == make_uid(the_trust(), key))
        return int(event["SEQUENCE"])


@dataclass
class Service:
    """Calendar addresses on a free port, over a real store."""

    store: SqlStore
    http: aiohttp.ClientSession
    url: str = ""
    now: list[datetime] = field(default_factory=lambda: [NOW])

    async def get(self, secret: str, query: str = "", *, method: str = "GET", **headers: str) -> Got:
        url = make_address(self.url, secret) + query
        async with self.http.request(method, url, headers=headers) as response:
            return Got(response.status, dict(response.headers), await response.read())

    async def make(self, person: str, group: str = "") -> str:
        return await self.store.feeds.make(person, group, NOW)


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    async with (
        await open_store(f"sqlite:///{tmp_path}/termtime.db") as store,
        aiohttp.ClientSession() as http,
    ):
        await store.save_year(the_year(links=()))
        service = Service(store, http)
        app = web.Application()
        Feeds(store, lambda: service.now[0], PAGES).add_to(app)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        service.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield service
        await runner.cleanup()


async def test_an_address_gives_its_owners_calendar(service: Service):
    got = await service.get(await service.make("mem"))

    assert got.status == 200
    assert got.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert got.headers.items() >= PRIVATE.items()
    assert {"Art: Marigolds", "Safeguarding: Marigolds", "Resilience: Marigolds"} < set(got.titles)
    assert "Autumn term ends" in got.titles


async def test_key_dates_may_be_left_out(service: Service):
    secret = await service.make("mem")

    with_dates, without, other = [
        await service.get(secret, query) for query in ("", "?dates=no", "?dates=yes")
    ]

    assert set(with_dates.titles) - set(without.titles) >= {
        "Autumn term ends",
        "October half-term",
        "Due: Data",
    }
    assert len(without.titles) == 6
    assert other.body == with_dates.body


async def test_a_groups_address_gives_its_meetings_as_far_as_the_owner_may_see_them(service: Service):
    assert (await service.get(await service.make("mem", "art"))).titles == ["Art: Zinnias", "Art: Marigolds"]
    assert (await service.get(await service.make("stu", "safeguarding"))).titles == ["Safeguarding"] * 2
    hidden = await service.get(await service.make("stu", "resilience"))
    assert (hidden.status, hidden.titles, b"esilience" in hidden.body) == (200, [], False)


async def test_who_leaves_keeps_an_address_that_gives_an_empty_calendar(service: Service):
    leaving, gone = await service.make("goe"), await service.make("lev", "resilience")
    assert (await service.get(leaving)).titles
    assert (await service.get(gone)).titles

    service.now[0] = SATURDAY

    assert [(await service.get(secret)).titles for secret in (leaving, gone)] == [[], []]
    assert b"Resilience" not in (await service.get(gone)).body


async def test_who_is_no_longer_in_the_trusts_files_gets_an_empty_calendar(service: Service):
    secret = await service.make("stu", "art")
    trust = the_trust()
    people = tuple(person for person in trust.people if person.id != "stu")
    await service.store.save_trust(trust.model_copy(update={"people": people}))

    got = await service.get(secret)

    assert (got.status, got.titles, b"NAME:Fernvale co-design\r\n" in got.body) == (200, [], True)


async def test_one_that_was_revoked_is_answered_as_one_that_never_was(service: Service):
    secret = await service.make("mem")
    assert (await service.get(secret)).status == 200
    await service.store.feeds.revoke_all("mem", NOW)

    revoked, never = await service.get(secret), await service.get("A" * 43)
    known = await service.get(secret, **{"If-None-Match": "*"})

    assert (revoked.status, revoked.body) == (never.status, never.body) == (404, GONE.encode())
    assert known.status == 404
    for got in (revoked, never):
        got.headers.pop("Date")
    assert revoked.headers == never.headers
    assert revoked.headers.items() >= PRIVATE.items()


async def test_what_is_unknown_and_what_was_revoked_take_the_same_one_look(
    service: Service, monkeypatch: pytest.MonkeyPatch
):
    secret = await service.make("mem")
    await service.store.feeds.revoke_all("mem", NOW)
    run, looks = service.store._database.run, []

    async def count(*given, **how):
        looks.append(how)
        return await run(*given, **how)

    monkeypatch.setattr(service.store._database, "run", count)
    for asked in (secret, "A" * 43, "x"):
        await service.get(asked)

    assert looks == [{}] * 3


async def test_a_calendar_that_has_not_changed_is_not_sent_again(service: Service):
    secret = await service.make("mem")
    first = await service.get(secret)
    service.now[0] += timedelta(days=2)

    again = await service.get(secret, **{"If-None-Match": first.headers["Etag"]})

    assert (again.status, again.body, again.headers["Etag"]) == (304, b"", first.headers["Etag"])
    assert again.headers.items() >= PRIVATE.items()
    assert (await service.get(secret, **{"If-None-Match": '"another"'})).body == first.body


async def test_a_change_gives_a_new_tag_and_raises_the_sequence_of_what_changed_alone(service: Service):
    secret = await service.make("mem")
    first = await service.get(secret)
    service.now[0] += MINUTE
    moved = datetime(2027, 1, 21, 15, 45, tzinfo=LONDON)
    await service.store.save_meetings([a_meeting(group="art", title="Marigolds", starts=moved)])

    second = await service.get(secret, **{"If-None-Match": first.headers["Etag"]})

    assert second.status == 200
    assert second.find_sequence(ART) == first.find_sequence(ART) + 60
    other = "2026-27/safeguarding/spring-1"
    assert second.find_sequence(other) == first.find_sequence(other)


async def test_a_meeting_that_is_called_off_and_on_again_only_ever_rises(service: Service):
    secret = await service.make("mem")
    told = []
    for meeting in _change(the_year().meeting_by_key[ART]):
        await service.store.save_meetings([meeting])
        service.now[0] += MINUTE
        told.append((await service.get(secret)).find_sequence(ART))

    assert told == sorted(set(told))


def _change(meeting: Meeting) -> list[Meeting]:
    off = meeting.model_copy(update={"status": MeetingStatus.CANCELLED})
    return [meeting, off, meeting, off]


async def test_asking_with_and_without_key_dates_by_turns_writes_nothing_and_changes_no_tag(service: Service):
    secret = await service.make("mem")
    first = await service.get(secret)
    await service.get(secret, "?dates=no")
    service.now[0] += MINUTE

    assert (await service.get(secret)).headers["Etag"] == first.headers["Etag"]


async def test_head_gives_the_headers_alone(service: Service):
    secret = await service.make("mem")
    full = await service.get(secret)

    head = await service.get(secret, method="HEAD")

    assert (head.status, head.body, head.headers["Etag"]) == (200, b"", full.headers["Etag"])
    assert head.headers["Content-Length"] == str(len(full.body))


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
async def test_a_calendar_is_only_read(service: Service, method: str):
    assert (await service.get(await service.make("mem"), method=method)).status == 405


@pytest.mark.parametrize(
    ("error", "status"), [(RefusedError("The database is away."), 503), (ValueError("Marigolds"), 500)]
)
async def test_nothing_of_an_address_or_a_calendar_is_ever_logged(
    service: Service,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
    status: int,
):
    caplog.set_level(logging.DEBUG)
    secret, unknown = await service.make("mem"), "U" * 43
    assert [(await service.get(one)).status for one in (secret, unknown)] == [200, 404]

    async def fail() -> None:
        raise error

    monkeypatch.setattr(service.store, "fetch_year", fail)
    got = await service.get(secret)

    assert (got.status, got.body) == (status, LATER.encode())
    assert caplog.records
    logged = "".join(f"{one.getMessage()} {one.__dict__}" for one in caplog.records)
    assert not [word for word in (secret, unknown, "Marigolds", "Peonies") if word in logged]


async def test_an_owner_made_anew_under_another_id_inherits_no_address(service: Service):
    secret = await service.make("mem", "resilience")
    trust = the_trust()
    renamed = tuple(
        Person(**(person.model_dump() | {"id": "mem-2"})) if person.id == "mem" else person
        for person in trust.people
    )
    kept = tuple(one for one in trust.memberships if one.person != "mem")
    await service.store.save_trust(trust.model_copy(update={"people": renamed, "memberships": kept}))

    assert (await service.get(secret)).titles == []

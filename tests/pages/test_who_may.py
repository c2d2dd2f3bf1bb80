"""Every page and every form, put by every kind of person: what is hidden from them is as what was never there.

The tables are over the routes themselves, so a page or a form that is added is looked at, or misses here.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from typing import Any, get_args

import pytest
import pytest_asyncio

from termtime.pages.page import Ask
from termtime.pages.posts import POSTS
from termtime.pages.routes import PAGES
from termtime.pages.viewer import Viewer
from tests.bot.marked_example import IN_EVERY
from tests.pages.marked import LEADS, Client, Insider, being, hide_things, running_marked
from tests.pages.running import Running
from trust.deeds.values import Deed

pytestmark = pytest.mark.asyncio(loop_scope="module")

# All of them know nothing of the hidden group, whatever else they may see.
OUTSIDERS = (
    "staff",
    "lead",
    "former4",
    "guest1",
    "visitor",
    "admin",
    "auditor",
    "chair1",
    "coord3",
    "member2",
)
MEETING = "2026-27/{group}/spring-1"
# Where each page is, of something there is in the hidden group and of the like of it that is nowhere.
ADDRESSES: Mapping[str, tuple[str, ...]] = {
    "/": (),
    "/year": (),
    "/feeds": (),
    "/groups": (),
    "/groups/{group}": ("/groups/{group}",),
    "/meetings/{year}/{group}/{rule}": tuple(
        f"/meetings/2026-27/{{group}}/{rule}"
        for rule in ("spring-1", "autumn-1", "off", "summer-1", "none-1")
    ),
    "/lead": (),
    "/lead/reach": (),
    "/lead/fairness": (),
    "/lead/drift": (),
    "/lead/deliveries": (),
    "/audit": (),
    "/planning": (),
    "/planning/why/{year}/{group}/{rule}": (f"/planning/why/{MEETING}",),
    "/planning/what-if": (),
    "/planning/what-if/{id}": ("/planning/what-if/{trial}",),
    "/planning/compare": (),
    "/planning/publish": ("/planning/publish?trial={trial}",),
}
FIRST = {path: (listed or (path,))[0] for path, listed in ADDRESSES.items()}
LEADS_ALONE = tuple(path for path in ADDRESSES if path.startswith(("/lead", "/planning")))

# What fills in the fields that a deed cannot be without.
FILLED = {
    "meeting": "2026-27/{group}/spring-2", "group": "{group}", "action": "{action}", "request": "{request}", "entry": "1",
    "item": "{item}", "answer": "accepted", "title": "Rowing", "text": "Rowing", "owner": "staff", "reason": "Rowing",
    "by": "1", "starts": "2027-03-10T15:45", "ends": "2027-03-10T16:45",
}  # fmt: skip
TRIAL = {"trial": "{trial}"}
FORMS: Mapping[str, tuple[dict[str, str], ...]] = {
    "/do": tuple(
        {"kind": deed.model_fields["kind"].default}
        | {name: FILLED[name] for name, field in deed.model_fields.items() if field.is_required()}
        for deed in get_args(get_args(Deed)[0])
    ),
    "/settle": tuple({"proposal": "{proposal}", "verdict": verdict} for verdict in ("adopt", "revert")),
    "/feeds": ({"group": "{group}"},),
    "/feeds/revoke": ({"feed": "{feed}"},),
    "/planning/begin": (),
    "/planning/wish": (
        {"kind": "keep", "about": MEETING},
        {"kind": "put", "meeting": MEETING, "first": "2027-01-20", "at": "15:45"},
        {"kind": "put", "meeting": MEETING, "starts": FILLED["starts"], "ends": FILLED["ends"]},
        {"kind": "avoid", "about": "group:{group}", "first": "2027-01-20"},
        {"kind": "avoid", "about": MEETING, "first": "2027-01-20"},
        {"kind": "keep", "about": "2026-27/zqxid1/spring-1", **TRIAL},
    ),
    "/planning/unwish": (TRIAL | {"number": "0"},),
    "/planning/work-out": (TRIAL,),
    "/planning/copy": (TRIAL,),
    "/planning/discard": (TRIAL,),
    "/planning/propose": (TRIAL,),
    "/planning/publish": (TRIAL | {"mark": "x", "signed": "yes"},),
}  # fmt: skip


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with running_marked(tmp_path_factory.mktemp("marked")) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hidden(running: Running) -> AsyncIterator[Insider]:
    yield await hide_things(running)


class Noting(dict[str, str]):
    """A query that notes what is asked of it."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        self.asked.add(name)
        return default


async def find_filters(running: Running, path: str) -> set[str]:
    """Find what a page reads of its query, by asking it."""
    [page] = [one for one in PAGES if one.path == path]
    query, year, found = Noting(), await running.store.fetch_year(), []
    parts = {"year": "2026-27", "group": "zqxid1", "rule": "spring-1", "id": "a" * 32}
    for person in (IN_EVERY, "auditor"):
        ask, viewer = Ask(parts, query), Viewer(year, year.trust.person_by_id[person], running.moment)
        fetched = (await page.fetch(running.store, viewer, ask),) if page.fetch else ()
        found.append(page.make(viewer, ask, *fetched))
    # Two that are done are to be chosen before there is anything to compare.
    assert any(found) or path == "/planning/compare"
    return query.asked


async def test_every_page_and_every_form_is_tried():
    assert {page.path for page in PAGES} == set(ADDRESSES)
    assert set(POSTS) == set(FORMS)


async def test_what_is_hidden_is_there_for_those_inside(running: Running, hidden: Insider):
    """Otherwise the rest of this would prove nothing."""
    async with being(running, IN_EVERY) as insider:
        found = [
            (address, (await insider.send("GET", hidden.fill(address, there=there)))[0])
            for there in (True, False)
            for addresses in ADDRESSES.values()
            for address in addresses
        ]
    unlike = {
        address for address, _ in found if len({status for one, status in found if one == address}) == 2
    }
    assert unlike >= {
        "/groups/{group}",
        f"/meetings/{MEETING}",
        f"/planning/why/{MEETING}",
        "/planning/what-if/{trial}",
    }


@pytest.mark.parametrize("person", OUTSIDERS)
async def test_a_page_of_what_is_hidden_is_that_of_what_is_not_there(
    running: Running, hidden: Insider, person: str
):
    unlike = []
    async with being(running, person) as outsider:
        for address in (one for addresses in ADDRESSES.values() for one in addresses):
            there, nowhere = [await look(outsider, hidden, address, there=there) for there in (True, False)]
            unlike += [address] if there != nowhere or there[0] != 404 else []
    assert unlike == []


@pytest.mark.parametrize("person", OUTSIDERS)
async def test_a_filter_by_what_is_hidden_is_one_by_what_is_not_there(
    running: Running, hidden: Insider, person: str
):
    unlike = []
    async with being(running, person) as outsider:
        for path in ADDRESSES:
            for name in sorted(await find_filters(running, path)):
                for value in ("{group}", MEETING, "chair4" if name != "person" else "{group}"):
                    address = f"{FIRST[path]}{'&' if '?' in FIRST[path] else '?'}{name}={value}"
                    there, nowhere = [
                        await look(outsider, hidden, address, there=there) for there in (True, False)
                    ]
                    unlike += [address] if there != nowhere else []
    assert unlike == []


async def look(client: Client, hidden: Insider, address: str, *, there: bool) -> tuple[int, str]:
    status, _, text = await client.send("GET", hidden.fill(address, there=there))
    assert status in (200, 404)
    return status, hidden.blind(text)


@pytest.mark.parametrize("person", OUTSIDERS)
@pytest.mark.parametrize("path", POSTS)
async def test_a_form_about_what_is_hidden_is_answered_as_one_about_what_is_not_there(
    running: Running, hidden: Insider, path: str, person: str
):
    unlike = []
    before = await read_all(running)
    async with being(running, person) as outsider:
        for form in FORMS[path]:
            answers = []
            for there in (True, False):
                filled = {name: hidden.fill(value, there=there) for name, value in form.items()}
                status, headers, text = await outsider.post(path, **filled, back="/groups")
                answers.append((status, headers.get("Location"), hidden.blind(text)))
            unlike += [(form, answers)] if answers[0] != answers[1] else []
    assert unlike == []
    assert await read_all(running) == before


async def read_all(running: Running) -> tuple[object, ...]:
    """Read whatever a form could change of what belongs to others."""
    store = running.store
    year = await store.fetch_year()
    return (
        year.meetings, year.agendas, year.minutes, year.actions, year.replies, year.requests,
        await store.feeds.fetch_of(IN_EVERY), await store.scenarios.fetch("a" * 32), await store.sync.fetch_decisions(),
    )  # fmt: skip


@pytest.mark.parametrize("path", LEADS_ALONE)
async def test_the_leads_pages_are_theirs(running: Running, path: str):
    found = {}
    for person in (*OUTSIDERS, IN_EVERY):
        async with being(running, person) as somebody:
            address = (
                FIRST[path]
                .replace("{group}", "zqxid1")
                .replace("?trial={trial}", "")
                .replace("{trial}", "a" * 32)
            )
            found[person] = (await somebody.send("GET", address))[0]
    theirs = {person for person, status in found.items() if status == 200}
    assert theirs <= set(LEADS)
    assert set(found.values()) <= {200, 404}


@pytest.mark.parametrize("path", [path for path in POSTS if path.startswith("/planning")])
async def test_the_leads_forms_are_theirs(running: Running, path: str):
    for person in OUTSIDERS:
        if person in LEADS:
            continue
        async with being(running, person) as somebody:
            assert (await somebody.post(path))[0] == 404


@pytest.mark.parametrize("person", ["left", "nobody-of-the-files"])
async def test_whoever_is_no_more_of_the_trust_is_turned_away_everywhere(
    running: Running, hidden: Insider, person: str
):
    found = set()
    for path in ADDRESSES:
        async with being(running, person) as somebody:
            found.add((await somebody.send("GET", hidden.fill(FIRST[path], there=True)))[0])
    for path in POSTS:
        async with being(running, person) as somebody:
            found.add((await somebody.post(path))[0])
    assert found == {403}


async def test_whoever_is_not_signed_in_is_told_nothing(running: Running, hidden: Insider):
    async with being(running, "") as nobody:
        for path in ADDRESSES:
            status, headers, text = await nobody.send("GET", hidden.fill(FIRST[path], there=True))
            assert (status, text) == (303, "")
            assert headers["Location"].startswith("/sign-in?to=")
        for path in POSTS:
            assert (await nobody.send("POST", path, data={}))[0] == 401


async def test_whoever_was_taken_off_a_group_sees_it_no_more_in_the_same_session(running: Running):
    async with being(running, IN_EVERY) as insider:
        before = (await insider.send("GET", "/groups/zqxid4"))[0]
        running_moment = running.moment
        trust = (await running.store.fetch_year()).trust
        memberships = tuple(m for m in trust.memberships if m.person != IN_EVERY)
        try:
            await running.store.save_trust(trust.model_copy(update={"memberships": memberships}))
            running.moment += timedelta(minutes=1)
            after = (await insider.send("GET", "/groups/zqxid4"))[0]
        finally:
            await running.store.save_trust(trust)
            running.moment = running_moment
    assert (before, after) == (200, 404)

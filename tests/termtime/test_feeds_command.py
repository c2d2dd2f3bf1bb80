"""`termtime feeds`: addresses listed and revoked, and what is refused in a sentence."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime
from pathlib import Path

import pytest
from command_line import run

from termtime.commands.feeds import ONE_OF_TWO
from termtime.feeds.http import make_address
from termtime.store import open_store
from termtime.store.feeds import Feed
from tests.termtime.feeds.example import PAGES, the_trust, the_year
from trust.values import LONDON

NOW = datetime(2026, 12, 14, 8, 30, tzinfo=LONDON)


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path}/termtime.db"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("TERMTIME_PUBLIC_URL", PAGES)
    monkeypatch.setenv("COLUMNS", "170")

    async def seed() -> None:
        async with await open_store(url) as store:
            await store.save_year(the_year(links=()))

    asyncio.run(seed())
    return url


def find_feed(url: str, address: str) -> Feed | None:
    async def find() -> Feed | None:
        async with await open_store(url) as store:
            return await store.feeds.find(address.removeprefix(f"{PAGES}/feeds/").removesuffix(".ics"))

    return asyncio.run(find())


def make(url: str, person: str, group: str = "") -> dict[str, str]:
    """Make an address, as its owner does on the pages."""

    async def save() -> dict[str, str]:
        async with await open_store(url) as store:
            secret = await store.feeds.make(person, group, NOW)
            feed = await store.feeds.find(secret)
            assert feed is not None
            return {"id": feed.id, "address": make_address(PAGES, secret)}

    return asyncio.run(save())


def test_somebodys_addresses_are_listed(url: str):
    made = [make(url, "mem"), make(url, "mem", "art")]

    _, out, _ = run("feeds", "list", "--person", "mem")
    _, listed, _ = run("feeds", "list", "--person", "mem", "--json")

    assert all(one["id"] in out for one in made)
    secrets = [one["address"].rsplit("/", 1)[1].removesuffix(".ics") for one in made]
    assert not [one for one in secrets if one in out + listed]
    assert "Calendar addresses of Mem" in out
    assert "Mon 14 Dec 2026, 08:30" in out
    assert sorted(one["group"] for one in json.loads(listed)) == ["", "art"]
    assert set(json.loads(listed)[0]) == {"id", "person", "group", "made", "fetched"}


def test_one_or_all_are_revoked(url: str):
    first, second, third = [make(url, "mem") for _ in range(3)]

    assert run("feeds", "revoke", first["id"], "--person", "mem")[1] == "1 calendar address of Mem revoked.\n"
    assert [find_feed(url, one["address"]) is None for one in (first, second)] == [True, False]
    assert json.loads(run("feeds", "revoke", "--all", "--person", "mem", "--json")[1]) == {"revoked": 2}
    assert find_feed(url, third["address"]) is None
    assert run("feeds", "list", "--person", "mem")[1] == "Mem has no calendar address.\n"


def test_addresses_of_somebody_who_is_no_longer_in_the_files_can_be_revoked(url: str):
    make(url, "stu")

    async def forget() -> None:
        trust = the_trust()
        async with await open_store(url) as store:
            people = tuple(person for person in trust.people if person.id != "stu")
            await store.save_trust(trust.model_copy(update={"people": people}))

    asyncio.run(forget())

    assert run("feeds", "revoke", "--all", "--person", "stu")[1] == "1 calendar address of stu revoked.\n"
    code, _, sentence = run("feeds", "revoke", "--all", "--person", "stu")
    assert (code, "Nobody in Fernvale Learning Trust's files goes by stu." in sentence) == (1, True)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("list", "--person", "nobody"), "Nobody in Fernvale Learning Trust's files goes by nobody."),
        (("revoke", "--person", "mem"), ONE_OF_TWO),
        (("revoke", "0123456789ab", "--all", "--person", "mem"), ONE_OF_TWO),
        (("revoke", "0123456789ab", "--person", "mem"), "Mem has no calendar address 0123456789ab"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(url: str, words: tuple[str, ...], sentence: str):
    code, out, said = run("feeds", *words)

    assert (code, out) == (1, "")
    assert sentence in said

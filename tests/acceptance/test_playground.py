"""The bot as its users meet it: in the Microsoft 365 Agents Playground, a real client in a real browser.

What the page shows is compared with what `bot.answer` says to the same person about the same year.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from playground import find_chromium, find_missing, running_playground
from playwright.async_api import Locator, Page, ViewportSize, async_playwright, expect

from bot.answer import answer
from bot.ports import NO_CONTEXT, ConversationReference, Inbound, Kind, Pressed, Scope, Sender
from examples import find_example
from termtime.clock import make_clock
from termtime.directory import read_year
from termtime.planning import plan_year, publish_year
from termtime.playground import make_playground_config
from termtime.settings import Settings
from termtime.store import SqlStore, open_store
from termtime.web import running_service
from trust.year import Year

CLOCK = make_clock("2026-12-14T08:30")
# The first types: Rachel Whitcombe, who chairs geography until Christmas.
PEOPLE = ("rachel-whitcombe", "priya-raman", "daniel-okoro", "helen-marsden", "imran-sheikh", "bronwen-pryce")
# The last two questions and answers fit, and the picture is 1280 by 900.
SIZE, SCALE = ViewportSize(width=1422, height=1000), 0.9
ANSWERS_WITHIN = 20_000  # milliseconds
ONLY_LOOPBACK = "MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1"
NESTED = ("body", "columns", "items", "rows", "cells", "actions")


@pytest.fixture(autouse=True)
def only_where_it_can_run() -> None:
    if missing := find_missing():
        if os.environ.get("CI") == "true" or os.environ.get("TERMTIME_REQUIRE_ALL") == "1":
            pytest.fail(missing)
        pytest.skip(missing)


@pytest.fixture
async def store(sqlite_url: str) -> AsyncIterator[SqlStore]:
    async with await open_store(sqlite_url) as store:
        await store.save_year(read_year(find_example()))
        yield store


@pytest.fixture
def people() -> Sequence[str]:
    return PEOPLE


@pytest.fixture
async def page(store: SqlStore, people: Sequence[str], tmp_path: Path) -> AsyncIterator[Page]:
    """The Playground's page with the bot behind it."""
    trust = (await store.fetch_year()).trust
    config = make_playground_config([trust.person_by_id[person] for person in people])
    settings = Settings(bot_development=True, bot_app_id="", host="127.0.0.1", port=0)
    async with (
        running_service(settings, store, CLOCK) as address,
        running_playground(f"{address}/api/messages", config, tmp_path) as url,
        open_page(url) as page,
    ):
        yield page


async def test_somebody_of_the_trust_asks_in_the_agents_playground_and_is_answered(
    page: Page, store: SqlStore, tmp_path: Path
) -> None:
    await plan_year(store, CLOCK())
    await publish_year(store)
    rachel = Talk(await store.fetch_year(), Scope.PERSONAL, PEOPLE[:1])
    cards = page.locator(".ac-adaptiveCard")
    greeting = rachel.expect_greeting()
    assert await read_card(cards.nth(0), greeting) == greeting

    asked_back = rachel.expect_answer("when does maths meet?")
    assert asked_back[-2:] == ["Secondary Mathematics", "Primary Mathematics"]
    await say(page, "when does maths meet?")
    assert await read_card(cards.nth(1), asked_back) == asked_back

    dates = rachel.expect_answer(
        pressed=Pressed("turn", {"intent": "group_dates", "group": "maths-secondary"})
    )
    await cards.nth(1).get_by_role("button", name="Secondary Mathematics").click()
    assert await read_card(cards.nth(1), dates) == dates, "the answer takes the question's place"

    for number, question in enumerate(
        ("wheres the minutes of geog", "who chairs geography", "when is my next meeting?"), start=2
    ):
        expected = rachel.expect_answer(question)
        await say(page, question)
        assert await read_card(cards.nth(number), expected) == expected

    chairs = await read_card(cards.nth(3), ["Rachel Whitcombe", "Aisha Booth"])
    assert chairs[2:6] == ["Chair", "Rachel Whitcombe", "Co-chair", "Aisha Booth"]
    assert await cards.count() == 5
    await take_picture(page, Path(os.environ.get("TERMTIME_PICTURES") or tmp_path, "playground.png"))


@pytest.mark.parametrize("people", [("adaeze-okafor", *PEOPLE[1:])], ids=["the safeguarding chair asks"])
async def test_in_a_group_chat_nobody_reads_what_only_the_asker_may_know(
    page: Page, store: SqlStore, people: Sequence[str]
) -> None:
    question = "wheres the minutes of safeguarding"
    year = await store.fetch_year()
    everyone, alone = Talk(year, Scope.GROUP, people), Talk(year, Scope.PERSONAL, people[:1])
    cards = page.locator(".ac-adaptiveCard")
    await page.get_by_role("treeitem", name="Group chat", exact=True).click()
    greeting = everyone.expect_greeting()
    assert await read_card(cards.nth(0), greeting) == greeting

    await page.get_by_role("textbox").press_sequentially("@")
    await page.get_by_role("menuitem", name="Termtime").click()
    await say(page, question)
    expected = everyone.expect_answer(question)
    assert await read_card(cards.nth(1), expected) == expected
    assert expected[0] == "For members"
    assert alone.expect_answer(question)[0] == "Minutes"


class Talk:
    """What the bot should say in one conversation, one thing after another; the first of its people asks."""

    def __init__(self, year: Year, scope: Scope, people: Sequence[str]) -> None:
        self._year, self._scope, self._context = year, scope, NO_CONTEXT
        self._audience = tuple(year.trust.person_by_id[person] for person in people)

    def expect_greeting(self) -> list[str]:
        inbound = _an_inbound(Kind.INSTALL, self._scope)
        answered = answer(inbound, self._year, (None,), NO_CONTEXT, CLOCK())
        return list(find_texts(answered.card.body)) if answered.card else [answered.text]

    def expect_answer(self, text: str = "", pressed: Pressed | None = None) -> list[str]:
        inbound = _an_inbound(Kind.BUTTON if pressed else Kind.MESSAGE, self._scope, text, pressed)
        asker = self._audience[0]
        answered = answer(inbound, self._year, self._audience, self._context, CLOCK(), asker=asker)
        self._context = answered.context
        return list(find_texts(answered.card.body)) if answered.card else [answered.text]


def find_texts(part: Any) -> Iterator[str]:
    """The texts of a card in the order they are read, its buttons' included."""
    if isinstance(part, list):
        for inner in part:
            yield from find_texts(inner)
        return
    if part.get("isVisible") is False:
        return
    if part["type"] == "TextBlock":
        yield part["text"]
    elif part["type"] == "FactSet":
        for fact in part["facts"]:
            yield from (fact["title"], fact["value"])
    elif part["type"].startswith("Action."):
        yield part["title"]
    for key in NESTED:
        yield from find_texts(part.get(key, []))


async def read_card(card: Locator, expected: list[str]) -> list[str]:
    """The lines of a card on the page, once it has come to say what is expected; a failure names what is missing."""
    for text in expected:
        await expect(card).to_contain_text(text, timeout=ANSWERS_WITHIN)
    return [line.strip() for line in (await card.inner_text()).splitlines() if line.strip()]


async def say(page: Page, text: str) -> None:
    await page.get_by_role("textbox").press_sequentially(text)
    await page.keyboard.press("Enter")


async def take_picture(page: Page, path: Path) -> None:
    """Take a picture of the last two questions and their answers."""
    await page.mouse.move(0, 0)
    await page.evaluate("document.activeElement.blur()")
    await page.screenshot(path=path)


@asynccontextmanager
async def open_page(url: str) -> AsyncIterator[Page]:
    """Open the Playground in a browser that knows no other machine, its log panel put away."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find_chromium(), args=["--no-sandbox", f"--host-resolver-rules={ONLY_LOOPBACK}"]
        )
        try:
            page = await browser.new_page(
                viewport=SIZE, device_scale_factor=SCALE, locale="en-GB", timezone_id="Europe/London"
            )
            await page.goto(url)
            await page.get_by_title("Toggle Log Panel").click()
            yield page
        finally:
            await browser.close()


def _an_inbound(kind: Kind, scope: Scope, text: str = "", pressed: Pressed | None = None) -> Inbound:
    here = ConversationReference("http://127.0.0.1", "here", "", "bot")
    return Inbound("1", kind, scope, Sender(PEOPLE[0]), here, text, pressed)

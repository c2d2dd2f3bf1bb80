"""The bot as its users meet it: in the Microsoft 365 Agents Playground, a real client in a real browser.

What the page shows is compared with what `bot.answer` says to the same person about the same year.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playground import find_chromium, find_missing, running_playground
from playwright.async_api import Locator, Page, ViewportSize, async_playwright, expect

from bot.answer import answer
from bot.asked import Answer
from bot.personal import NOTHING_KEPT, Personal
from bot.ports import (
    EMPTY_DESK,
    NO_CONTEXT,
    ConversationReference,
    Desk,
    Done,
    Inbound,
    Kind,
    Prefer,
    Pressed,
    Recall,
    Scope,
    Sender,
)
from examples import find_example
from termtime.answering import KEPT, YearPlanning
from termtime.clock import make_clock
from termtime.directory import read_year
from termtime.planning import plan_year, publish_year
from termtime.playground import make_playground_config
from termtime.settings import Settings
from termtime.store import SqlStore, open_store
from termtime.web import running_service
from tests.bot.question_set import load_year
from trust.people import Person
from trust.year import Year

CLOCK = make_clock("2026-12-14T08:30")
# The first types: Rachel Whitcombe, who chairs geography until Christmas.
PEOPLE = ("rachel-whitcombe", "priya-raman", "daniel-okoro", "helen-marsden", "imran-sheikh", "bronwen-pryce")
# The last two questions and answers fit, and the picture is 1280 by 900.
SIZE, SCALE = ViewportSize(width=1422, height=1000), 0.9
TALL = ViewportSize(width=1422, height=1560)
ANSWERS_WITHIN = 20_000  # milliseconds
ONLY_LOOPBACK = "MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1"
PRESS = "press: "
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


# What the chair of a hidden group asks where others listen, what is said there, and what she would be told alone.
IN_COMPANY = (
    ("wheres the minutes of safeguarding", "For members", "Minutes"),
    ("when does case review meet", "I don't know a group called “case review”", "27 Jan 2027"),
    ("what meetings have i got in january", "Only what everyone here may know of.", "27 Jan 2027"),
    ("which groups am i in", "Safeguarding Leads", "Safeguarding Case Review"),
)
# What a chair asks in a chat of her own, one thing after another: typed, or the name of a button of the last answer; and
# something the answer says, which the bot's own words alone would not prove.
DIALOGUE = (
    ("when does geography meet?", "Secondary Geography"),
    ("and after that one?", "Summer conference"),
    ("who chairs it?", "Aisha Booth"),
    ("when does maths meet?", "Whose dates?"),
    ("secondary", "Secondary Mathematics"),
    ("who is rachel?", "Who do you mean?"),
    (PRESS + "Rachel Whitcombe, Fernvale Academy", "Rachel Whitcombe, Fernvale Academy: Geography lead."),
    ("what are my actions?", "Tell colleagues who were away"),
    ("which minutes mention fieldwork?", "We talked about fieldwork on the river Fern."),
    ("why is geography on that date?", "What other times would have meant"),
    ("who is coming to geography?", "No reply yet"),
    ("does anything clash with geography?", "Secondary Geography and Music"),
    ("when else could geography meet?", "Free slots, 1–5 of 33"),
    (PRESS + "More", "Free slots, 6–10 of 33"),
    ("when is half term?", "February half-term: Sat 13 Feb 2027 – Sun 21 Feb 2027."),
    ("when are our inset days?", "The next is Mon 4 Jan 2027 (in 3 weeks)."),
    ("a pupil told me she is being hit at home", "01632 960101"),
    ("pause messages until monday", "Done: paused until Mon 21 Dec 2026."),
    ("what are my settings?", "Paused until Mon 21 Dec 2026."),
    ("when does case review meet?", "I don't know a group called “case review”."),
)  # fmt: skip


# After this, actions, search and the reasons for a date are all in sight.
PICTURED = "why is geography on that date?"


async def test_a_chair_talks_with_the_bot_about_everything_it_knows(
    page: Page, store: SqlStore, tmp_path: Path
) -> None:
    await store.save_year(load_year())
    rachel = Talk(await store.fetch_year(), Scope.PERSONAL, PEOPLE[:1], Desk(planning=YearPlanning()))
    cards = page.locator(".ac-adaptiveCard")
    greeting = rachel.expect_greeting()
    assert await read_card(cards.nth(0), greeting) == greeting

    at = 0
    for said, told in DIALOGUE:
        expected = await rachel.take_turn(page, cards.nth(at), said)
        at += not said.startswith(PRESS)
        assert await read_card(cards.nth(at), expected) == expected
        assert any(told in line for line in expected), (said, expected)
        if said == PICTURED:
            await page.set_viewport_size(TALL)
            await take_picture(page, Path(os.environ.get("TERMTIME_PICTURES") or tmp_path, "dialogue.png"))
            await page.set_viewport_size(SIZE)
    assert await cards.count() == at + 1


@pytest.mark.parametrize("people", [("adaeze-okafor", *PEOPLE[1:])], ids=["the safeguarding chair asks"])
async def test_in_a_group_chat_nobody_reads_what_only_the_asker_may_know(
    page: Page, store: SqlStore, people: Sequence[str]
) -> None:
    await store.save_year(load_year())
    year = await store.fetch_year()
    everyone, alone = Talk(year, Scope.GROUP, people), Talk(year, Scope.PERSONAL, people[:1])
    cards = page.locator(".ac-adaptiveCard")
    await page.get_by_role("treeitem", name="Group chat", exact=True).click()
    greeting = everyone.expect_greeting()
    assert await read_card(cards.nth(0), greeting) == greeting

    for at, (question, told, told_alone) in enumerate(IN_COMPANY, start=1):
        await page.get_by_role("textbox").press_sequentially("@")
        await page.get_by_role("menuitem", name="Termtime").click()
        await say(page, question)
        expected = everyone.expect_answer(question)
        assert await read_card(cards.nth(at), expected) == expected
        assert told in " ".join(expected)
        assert told_alone in " ".join(alone.expect_answer(question))
    shown = await page.locator("body").inner_text()
    assert [part for part in ("27 Jan", "Safeguarding Case Review") if part in shown] == []


class Talk:
    """What the bot should say in one conversation, one thing after another; the first of its people asks."""

    def __init__(self, year: Year, scope: Scope, people: Sequence[str], desk: Desk = EMPTY_DESK) -> None:
        self._year, self._scope, self._context, self._desk = year, scope, NO_CONTEXT, desk
        self._audience = tuple(year.trust.person_by_id[person] for person in people)
        self._buttons: list[dict[str, Any]] = []

    def expect_greeting(self) -> list[str]:
        inbound = _an_inbound(Kind.INSTALL, self._scope)
        answered = answer(inbound, self._year, (None,), NO_CONTEXT, CLOCK())
        return list(find_texts(answered.card.body)) if answered.card else [answered.text]

    def expect_answer(self, text: str = "", pressed: Pressed | None = None) -> list[str]:
        inbound = _an_inbound(Kind.BUTTON if pressed else Kind.MESSAGE, self._scope, text, pressed)
        asker = self._audience[0]
        answered = self._answer(inbound, asker)
        if answered.context.intent:
            self._context = answered.context
        self._buttons = answered.card.body.get("actions", [])
        return list(find_texts(answered.card.body)) if answered.card else [answered.text]

    async def take_turn(self, page: Page, last: Locator, said: str) -> list[str]:
        """Say something on the page, or press a button of its last card; gives what should be answered."""
        name = said.removeprefix(PRESS)
        if name == said:
            await say(page, said)
            return self.expect_answer(said)
        button = next(one for one in self._buttons if one["title"] == name)
        await last.get_by_role("button", name=name, exact=True).click()
        return self.expect_answer(pressed=Pressed(button["verb"], button["data"]))

    def _answer(self, inbound: Inbound, asker: Person) -> Answer:
        """Answer as the service does: what is to be kept about the asker is kept, and the question answered again."""
        context, year, audience = self._context, self._year, self._audience
        answered = answer(inbound, year, audience, context, CLOCK(), asker=asker, desk=self._desk)
        if isinstance(answered.effect, Recall):
            self._desk = replace(self._desk, personal=self._desk.personal or NOTHING_KEPT)
            answered = answer(inbound, year, audience, context, CLOCK(), asker=asker, desk=self._desk)
        if isinstance(effect := answered.effect, Prefer):
            self._desk = replace(self._desk, personal=Personal(preferences=effect.preferences))
            done = replace(self._desk, done=Done(effect, KEPT))
            answered = answer(inbound, year, audience, context, CLOCK(), asker=asker, desk=done)
        return answered


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
    elif part["type"] == "RichTextBlock":
        yield "".join(run["text"] for run in part["inlines"])
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
    """Take a picture of the last questions and answers, as many as there is room for."""
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

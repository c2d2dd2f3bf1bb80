"""A question is answered by somebody, and by one only, whoever dies on the way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from builders import NOW

from bot.ports import ConnectorError, Outbound, Sender
from bot.service import FAILED, Bot, Told
from termtime.answering import StoreClerk
from termtime.store import open_store
from tests.bot.example import a_year, an_inbound
from trust.values import RefusedError

QUESTION = "who chairs english"
ADA = Sender("29:1", "aad-ada")


@dataclass
class Clock:
    """A clock that moves when somebody waits."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        await asyncio.sleep(0)


@dataclass
class Chat:
    """What was said, and what happens the next time something is to be."""

    said: list[str] = field(default_factory=list)
    trouble: list[BaseException] = field(default_factory=list)

    async def deliver(self, outbound: Outbound) -> None:
        if self.trouble:
            raise self.trouble.pop()
        self.said.append(outbound.text)


@asynccontextmanager
async def two_replicas(url: str, clock: Clock) -> AsyncIterator[tuple[Bot, Bot]]:
    async with await open_store(url, clock=clock) as one, await open_store(url, clock=clock) as other:
        await one.save_year(a_year())
        await one.conversations.save_upn("aad-ada", "ada@fernvale.example")
        nobody: Any = None
        yield tuple(
            Bot(store, store.conversations, StoreClerk(store, clock), nobody, nobody, clock, clock.sleep)
            for store in (one, other)
        )  # type: ignore[misc]


async def test_of_two_replicas_asked_at_once_one_answers(database_url):
    clock, chat = Clock(), Chat()
    async with two_replicas(database_url, clock) as (one, other):
        inbound = an_inbound(QUESTION, sender=ADA)
        # The first answer of a process takes long, and here whoever waits makes the clock run: a claim would lapse.
        for bot in (one, other):
            await bot.respond(an_inbound(QUESTION, sender=ADA, activity_id="earlier"), Chat().deliver)
        await asyncio.gather(*(bot.respond(inbound, chat.deliver) for bot in (one, other) * 5))

    assert len(chat.said) == 1


async def test_a_question_whose_taker_died_is_answered_when_teams_sends_it_again(database_url):
    clock, chat = Clock(), Chat()
    async with two_replicas(database_url, clock) as (one, other):
        inbound = an_inbound(QUESTION, sender=ADA)
        assert await one.store.open_turn("activity/a:1/1", inbound), "and then it dies"
        clock.now += timedelta(seconds=15)

        again = await other.respond(inbound, chat.deliver)
        once_more = await one.respond(inbound, chat.deliver)

    assert again is not None
    assert (chat.said, once_more) == ([again.text], None)
    assert NOW + timedelta(seconds=30) < clock.now <= NOW + timedelta(seconds=36)


async def test_whoever_took_so_long_that_another_answered_stays_silent(database_url, monkeypatch):
    clock, chat, slow = Clock(), Chat(), Chat()
    async with two_replicas(database_url, clock) as (one, other):
        inbound = an_inbound(QUESTION, sender=ADA)
        fetch_year = one.source.fetch_year

        async def fetch_slowly() -> Any:
            clock.now += timedelta(seconds=31)
            await other.respond(inbound, chat.deliver)
            return await fetch_year()

        monkeypatch.setattr(one.source, "fetch_year", fetch_slowly)
        assert await one.respond(inbound, slow.deliver) is None

    assert (len(chat.said), slow.said) == (1, [])


async def test_an_answer_teams_did_not_take_is_given_when_it_asks_again(database_url):
    chat = Chat(trouble=[ConnectorError(503)])
    async with two_replicas(database_url, Clock()) as (one, other):
        inbound = an_inbound(QUESTION, sender=ADA)
        with pytest.raises(ConnectorError):
            await one.respond(inbound, chat.deliver)
        await other.respond(inbound, chat.deliver)

    assert len(chat.said) == 1


@pytest.mark.parametrize("status", [0, 403])
async def test_an_answer_that_may_have_arrived_or_never_will_is_not_given_again(database_url, status):
    chat = Chat(trouble=[ConnectorError(status)])
    async with two_replicas(database_url, Clock()) as (one, other):
        inbound = an_inbound(QUESTION, sender=ADA)
        with pytest.raises(ConnectorError):
            await one.respond(inbound, chat.deliver)

        assert (await other.respond(inbound, chat.deliver), chat.said) == (None, [])


async def test_a_failure_is_told_and_logged_without_what_anybody_wrote(sqlite_url, caplog, monkeypatch):
    chat = Chat()
    async with two_replicas(sqlite_url, Clock()) as (one, _):

        async def fail() -> Any:
            raise KeyError(QUESTION)

        monkeypatch.setattr(one.source, "fetch_year", fail)
        await one.respond(an_inbound(QUESTION, sender=ADA), chat.deliver)

    assert chat.said == [FAILED]
    assert ("KeyError" in caplog.text, "fetch_year" in caplog.text, QUESTION in caplog.text) == (
        True,
        True,
        False,
    )


@dataclass
class Follower:
    """What was told of each turn."""

    told: list[Told] = field(default_factory=list)

    @contextmanager
    def follow(self, _inbound: object) -> Iterator[Told]:
        told = Told()
        yield told
        self.told.append(told)


@dataclass
class Trouble:
    """A source of the year that only fails."""

    error: Exception

    async def fetch_year(self) -> Any:
        raise self.error


async def test_whoever_follows_turns_is_told_how_each_ended_and_nothing_that_was_said(database_url):
    follower, clock, chat = Follower(), Clock(), Chat()
    async with two_replicas(database_url, clock) as (one, _):
        bot = replace(one, follow=follower.follow)
        refusing = replace(bot, source=Trouble(RefusedError("Not now.")))
        failing = replace(bot, source=Trouble(ValueError("somebody's words")))
        for asked, activity_id in ((bot, "1"), (bot, "1"), (refusing, "2"), (failing, "3")):
            await asked.respond(an_inbound(QUESTION, sender=ADA, activity_id=activity_id), chat.deliver)

    assert [(told.intent, told.outcome) for told in follower.told] == [
        ("group_chair", "answered"), ("", "repeated"), ("", "refused"), ("", "failed"),
    ]  # fmt: skip

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from builders import NOW

from bot.ports import Claim, Context, ConversationReference, ConversationStore
from termtime.store import SqlStore, open_store
from termtime.store.conversations import LAPSES, REMEMBERED

CHAT = ConversationReference("https://smba.example/uk/", "a:1", "tenant", "28:bot", "aad-ada")


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


async def test_activity_is_claimed_once_among_twenty_that_try_at_once(store: SqlStore, database_url: str):
    async with await open_store(database_url) as other:
        ports: list[ConversationStore] = [store.conversations, other.conversations] * 10

        won = await asyncio.gather(*(port.claim("activity-1") for port in ports))

    assert sorted(won) == [False] * 19 + [True]


async def test_claim_that_is_given_back_can_be_taken_again(store: SqlStore):
    assert await store.conversations.claim("activity-1")
    assert await store.conversations.claim("activity-2")

    await store.conversations.release("activity-1")

    assert await store.conversations.claim("activity-1")
    assert not await store.conversations.claim("activity-2")


async def test_person_is_reached_where_they_last_were_and_nobody_by_an_empty_id(database_url: str):
    clock = Clock()
    newer = ConversationReference("https://smba.example/emea/", "a:2", "tenant", "28:bot", "aad-ada")
    channel = ConversationReference("https://smba.example/uk/", "19:channel", "tenant", "28:bot")
    async with await open_store(database_url, clock=clock) as store:
        memory = store.conversations
        for reference in (CHAT, channel, newer):
            await memory.save_reference(reference)
            clock.now += timedelta(minutes=1)

        assert await memory.fetch_reference("aad-ada") == newer
        assert await memory.fetch_reference("aad-ben") is None
        assert await memory.fetch_reference("") is None
        await memory.delete_reference("a:2")
        assert await memory.fetch_reference("aad-ada") == CHAT


async def test_user_principal_name_is_remembered_and_replaced(store: SqlStore):
    assert await store.conversations.fetch_upn("aad-ada") is None
    await store.conversations.save_upn("aad-ada", "ada@fernvale.example")
    await store.conversations.save_upn("aad-ada", "ada.smith@fernvale.example")

    assert await store.conversations.fetch_upn("aad-ada") == "ada.smith@fernvale.example"


async def test_what_a_conversation_was_about_is_forgotten_after_a_while(database_url: str):
    clock = Clock()
    async with await open_store(database_url, clock=clock) as store:
        memory = store.conversations
        assert await memory.fetch_context("a:1") == Context()

        await memory.save_context("a:1", Context(group="maths"))
        clock.now += REMEMBERED - timedelta(seconds=1)
        assert await memory.fetch_context("a:1") == Context(group="maths")
        assert await memory.fetch_context("a:2") == Context()

        clock.now += timedelta(seconds=1)
        assert await memory.fetch_context("a:1") == Context()


async def test_conversation_without_the_bot_is_forgotten_with_its_thread(store: SqlStore):
    await store.conversations.save_reference(CHAT)
    await store.conversations.save_context("a:1", Context(group="maths"))

    await store.conversations.delete_reference("a:1")

    assert await store.conversations.fetch_reference("aad-ada") is None
    assert await store.conversations.fetch_context("a:1") == Context()


async def test_question_is_taken_on_once_among_twenty_that_try_at_once(store: SqlStore, database_url: str):
    async with await open_store(database_url) as other:
        ports: list[ConversationStore] = [store.conversations, other.conversations] * 10

        taken = await asyncio.gather(*(port.take("activity-1") for port in ports))

    assert [claim is None for claim in taken].count(False) == 1


async def test_question_that_was_answered_is_never_taken_on_again(database_url: str):
    clock = Clock()
    async with await open_store(database_url, clock=clock) as store:
        claim = await store.conversations.take("activity-1")
        assert claim == Claim("activity-1", NOW)
        assert not await store.conversations.is_answered("activity-1")
        await store.conversations.finish(claim)

        clock.now += timedelta(days=1)

        assert await store.conversations.take("activity-1") is None
        assert await store.conversations.is_answered("activity-1")


async def test_question_whose_taker_died_is_taken_on_by_one_of_twenty_once_it_lapses(database_url: str):
    clock = Clock()
    async with (
        await open_store(database_url, clock=clock) as store,
        await open_store(database_url, clock=clock) as other,
    ):
        dead = await store.conversations.take("activity-1")
        assert dead is not None
        clock.now += LAPSES
        assert await other.conversations.take("activity-1") is None

        clock.now += timedelta(seconds=1)
        ports: list[ConversationStore] = [store.conversations, other.conversations] * 10
        taken = await asyncio.gather(*(port.take("activity-1") for port in ports))

        assert [claim for claim in taken if claim] == [Claim("activity-1", clock.now)]
        assert await store.conversations.keep(dead) is None, "it is no longer the dead one's to answer"


async def test_question_that_is_held_on_to_does_not_lapse(database_url: str):
    clock = Clock()
    async with await open_store(database_url, clock=clock) as store:
        claim = await store.conversations.take("activity-1")
        assert claim is not None
        clock.now += LAPSES
        kept = await store.conversations.keep(claim)
        clock.now += LAPSES

        assert (kept, await store.conversations.take("activity-1")) == (
            Claim("activity-1", NOW + LAPSES),
            None,
        )


async def test_what_is_claimed_for_good_does_not_lapse(database_url: str):
    clock = Clock()
    async with await open_store(database_url, clock=clock) as store:
        assert await store.conversations.claim("told/ada")
        clock.now += timedelta(days=1)

        assert (await store.conversations.take("told/ada"), await store.conversations.claim("told/ada")) == (
            None,
            False,
        )

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from builders import NOW
from sqlalchemy import select, text

from bot.ports import (
    Claim,
    Context,
    ConversationReference,
    ConversationStore,
    Inbound,
    Kind,
    Scope,
    Sender,
    Turn,
)
from termtime.store import SqlStore, open_store
from termtime.store.conversations import LAPSES, REMEMBERED
from termtime.store.tables import conversations
from trust.values import RefusedError

CHAT = ConversationReference("https://smba.example/uk/", "a:1", "tenant", "28:bot", "aad-ada")


def an_inbound(reference: ConversationReference = CHAT) -> Inbound:
    """Make something said by Ada."""
    return Inbound("1", Kind.MESSAGE, Scope.PERSONAL, Sender("29:1", "aad-ada"), reference)


async def say(memory: ConversationStore, reference: ConversationReference = CHAT) -> Turn:
    """Take on something new, said where the reference says."""
    turn = await memory.open_turn(f"activity/{uuid4()}", an_inbound(reference))
    assert turn is not None
    return turn


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
            await say(memory, reference)
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


async def test_person_who_goes_back_to_an_older_chat_is_reached_there(database_url: str):
    clock = Clock()
    newer = replace(CHAT, conversation_id="a:2")
    async with await open_store(database_url, clock=clock) as store:
        for reference in (CHAT, newer, newer, CHAT):
            await say(store.conversations, reference)
            clock.now += timedelta(minutes=1)

        assert await store.conversations.fetch_reference("aad-ada") == CHAT


async def test_how_to_reach_a_person_is_written_only_when_it_is_new(database_url: str):
    clock = Clock()
    moved = replace(CHAT, service_url="https://smba.example/emea/")
    written = []
    async with await open_store(database_url, clock=clock) as store:
        for reference in (CHAT, CHAT, moved, moved):
            await say(store.conversations, reference)
            async with store._database.reading() as connection:
                written.append(await connection.scalar(select(conversations.c.updated)))
            clock.now += timedelta(minutes=1)

    assert written == [NOW, NOW, NOW + timedelta(minutes=2), NOW + timedelta(minutes=2)]


async def test_what_a_conversation_was_about_is_forgotten_after_a_while(database_url: str):
    clock = Clock()
    elsewhere = replace(CHAT, conversation_id="a:2")
    async with await open_store(database_url, clock=clock) as store:
        memory = store.conversations
        turn = await say(memory)
        assert turn.context == Context()

        await memory.close_turn(turn, Context(group="maths"))
        clock.now += REMEMBERED - timedelta(seconds=1)
        assert (await say(memory)).context == Context(group="maths")
        assert (await say(memory, elsewhere)).context == Context()

        clock.now += timedelta(seconds=1)
        assert (await say(memory)).context == Context()


async def test_an_answer_about_nothing_new_leaves_what_the_conversation_was_about(store: SqlStore):
    await store.conversations.close_turn(await say(store.conversations), Context(group="maths"))
    await store.conversations.close_turn(await say(store.conversations))

    assert (await say(store.conversations)).context == Context(group="maths")


async def test_who_asks_comes_with_the_question_once_their_account_is_known(store: SqlStore):
    assert (await say(store.conversations)).upn is None

    await store.conversations.save_upn("aad-ada", "ada@fernvale.example")

    assert (await say(store.conversations)).upn == "ada@fernvale.example"


async def test_conversation_without_the_bot_is_forgotten_with_its_thread(store: SqlStore):
    await store.conversations.close_turn(await say(store.conversations), Context(group="maths"))

    await store.conversations.delete_reference("a:1")

    assert await store.conversations.fetch_reference("aad-ada") is None
    assert (await say(store.conversations)).context == Context()


async def test_question_is_taken_on_once_among_twenty_that_try_at_once(store: SqlStore, database_url: str):
    async with await open_store(database_url) as other:
        ports: list[ConversationStore] = [store.conversations, other.conversations] * 10

        taken = await asyncio.gather(*(port.open_turn("activity-1", an_inbound()) for port in ports))

    assert [turn is None for turn in taken].count(False) == 1


async def test_question_that_was_answered_is_never_taken_on_again(database_url: str):
    clock = Clock()
    async with await open_store(database_url, clock=clock) as store:
        turn = await store.conversations.open_turn("activity-1", an_inbound())
        assert turn == Turn(Claim("activity-1", NOW), "a:1")
        assert not await store.conversations.is_answered("activity-1")
        await store.conversations.close_turn(turn)

        clock.now += timedelta(days=1)

        assert await store.conversations.open_turn("activity-1", an_inbound()) is None
        assert await store.conversations.is_answered("activity-1")


async def test_question_whose_taker_died_is_taken_on_by_one_of_twenty_once_it_lapses(database_url: str):
    clock = Clock()
    async with (
        await open_store(database_url, clock=clock) as store,
        await open_store(database_url, clock=clock) as other,
    ):
        dead = await store.conversations.open_turn("activity-1", an_inbound())
        assert dead is not None
        clock.now += LAPSES
        assert await other.conversations.open_turn("activity-1", an_inbound()) is None

        clock.now += timedelta(seconds=1)
        ports: list[ConversationStore] = [store.conversations, other.conversations] * 10
        taken = await asyncio.gather(*(port.open_turn("activity-1", an_inbound()) for port in ports))

        assert [turn.claim for turn in taken if turn] == [Claim("activity-1", clock.now)]
        assert await store.conversations.keep(dead.claim) is None, "it is no longer the dead one's to answer"


async def test_question_that_is_held_on_to_does_not_lapse(database_url: str):
    clock = Clock()
    async with await open_store(database_url, clock=clock) as store:
        turn = await store.conversations.open_turn("activity-1", an_inbound())
        assert turn is not None
        clock.now += LAPSES
        kept = await store.conversations.keep(turn.claim)
        clock.now += LAPSES

        again = await store.conversations.open_turn("activity-1", an_inbound())
        assert (kept, again) == (Claim("activity-1", NOW + LAPSES), None)


async def test_what_is_claimed_for_good_does_not_lapse(database_url: str):
    clock = Clock()
    async with await open_store(database_url, clock=clock) as store:
        assert await store.conversations.claim("told/ada")
        clock.now += timedelta(days=1)

        taken = await store.conversations.open_turn("told/ada", an_inbound())
        assert (taken, await store.conversations.claim("told/ada")) == (None, False)


async def test_a_turn_that_cannot_be_opened_whole_is_not_taken_on(store: SqlStore):
    async with store._database.writing() as connection:
        await connection.execute(text("DROP TABLE threads"))

    with pytest.raises(RefusedError, match="could not be used"):
        await store.conversations.open_turn("activity-1", an_inbound())

    assert await store.conversations.claim("activity-1"), "nobody holds it"

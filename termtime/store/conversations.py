"""What the bot remembers between messages (bot.ports.ConversationStore), shared by every replica.

Every message opens a turn and closes it, each in one transaction with statements made beforehand: making them anew
costs more than carrying them out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, update

from bot.ports import Claim, Context, ConversationReference, Inbound, Turn
from termtime.clock import Clock
from termtime.store.database import Database
from termtime.store.tables import accounts, claims, conversations, threads

# After this a follow-up such as "and who chairs it?" is asked back instead of guessed at.
REMEMBERED = timedelta(minutes=30)
# Whoever took a question on and neither answered it nor held on to it for so long is taken to have died.
LAPSES = timedelta(seconds=30)

_LAPSED = claims.c.answered.is_(None) & (claims.c.at < bindparam("lapsed"))
_ANSWERED = update(claims).where(claims.c.key == bindparam("taken")).values(answered=bindparam("now"))
_CONTEXT = select(threads.c.context).where(
    threads.c.conversation_id == bindparam("here"), threads.c.expires > bindparam("now")
)
_UPN = select(accounts.c.upn).where(accounts.c.aad_id == bindparam("account"))
_REFERENCE = (
    select(*(conversations.c[field.name] for field in fields(ConversationReference)))
    .where(conversations.c.user_aad_id == bindparam("account"))
    .order_by(conversations.c.updated.desc(), conversations.c.conversation_id)
    .limit(1)
)


class SqlConversations:
    """Remembers conversations, accounts, and what was taken on."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        taken = database.insert(claims)
        # One statement, so that of several replicas one wins, the first time and after a lapse alike.
        self._take = taken.on_conflict_do_update(
            index_elements=[claims.c.key], set_={"at": taken.excluded.at}, where=_LAPSED
        )
        self._save_reference = database.make_upsert(conversations)
        self._save_context = database.make_upsert(threads)

    async def claim(self, key: str) -> bool:
        """Take something on for good; False when it has been taken before, here or in another replica."""
        now = self._clock()
        async with self._database.writing() as connection:
            return await self._database.claim(connection, claims, {"key": key, "at": now, "answered": now})

    async def release(self, key: str) -> None:
        """Give a claim back."""
        async with self._database.writing() as connection:
            await connection.execute(delete(claims).where(claims.c.key == key))

    async def open_turn(self, key: str, inbound: Inbound) -> Turn | None:
        """Take a question on until it is answered; None when it was, or another holds it and may be at it still.

        How to reach a person is written only if it is not what would be read for them.
        """
        now, here = self._clock(), inbound.reference

        def take_on(connection: Connection) -> Turn | None:
            claim = {"key": key, "at": now, "lapsed": now - LAPSES}
            if connection.execute(self._take, claim).rowcount != 1:
                return None
            if here.user_aad_id and _find_reference(connection, here.user_aad_id) != here:
                connection.execute(self._save_reference, asdict(here) | {"updated": now})
            context = connection.scalar(_CONTEXT, {"here": here.conversation_id, "now": now})
            upn = connection.scalar(_UPN, {"account": inbound.sender.aad_id})
            return Turn(Claim(key, now), here.conversation_id, _read_context(context or {}), upn)

        # A claim that goes with the power is one of somebody who died; closing the turn makes all of it last.
        return await self._database.run(take_on, writes=True, lasting=False)

    async def keep(self, claim: Claim) -> Claim | None:
        """Hold on to a question for longer; None when it has been taken from us."""
        now = self._clock()
        ours = (claims.c.key == claim.key) & (claims.c.at == claim.at) & claims.c.answered.is_(None)
        async with self._database.writing() as connection:
            kept = (await connection.execute(update(claims).where(ours).values(at=now))).rowcount == 1
        return Claim(claim.key, now) if kept else None

    async def close_turn(self, turn: Turn, context: Context | None = None) -> None:
        """Note that a question has been answered: nobody takes it on again. A context replaces the one before."""
        now = self._clock()

        def note(connection: Connection) -> None:
            connection.execute(_ANSWERED, {"taken": turn.claim.key, "now": now})
            if context is not None:
                thread = {"conversation_id": turn.conversation_id, "context": asdict(context)}
                connection.execute(self._save_context, thread | {"expires": now + REMEMBERED})

        await self._database.run(note, writes=True)

    async def is_answered(self, key: str) -> bool:
        """Say whether a question has been answered."""
        async with self._database.reading() as connection:
            found = await connection.scalar(select(claims.c.answered).where(claims.c.key == key))
        return found is not None

    async def fetch_reference(self, user_aad_id: str) -> ConversationReference | None:
        """Read how to reach a person in their own chat; the latest, where there were several."""
        if not user_aad_id:
            return None
        return await self._database.run(lambda connection: _find_reference(connection, user_aad_id))

    async def delete_reference(self, conversation_id: str) -> None:
        """Forget a conversation that no longer has the bot."""
        async with self._database.writing() as connection:
            for table in (conversations, threads):
                await connection.execute(delete(table).where(table.c.conversation_id == conversation_id))

    async def save_upn(self, aad_id: str, upn: str) -> None:
        """Remember a person's user principal name."""
        async with self._database.writing() as connection:
            await self._database.upsert(connection, accounts, [{"aad_id": aad_id, "upn": upn}])

    async def fetch_upn(self, aad_id: str) -> str | None:
        """Read a person's user principal name, if it is remembered."""
        upn: str | None = await self._database.run(lambda c: c.scalar(_UPN, {"account": aad_id}))
        return upn


def _find_reference(connection: Connection, user_aad_id: str) -> ConversationReference | None:
    row = connection.execute(_REFERENCE, {"account": user_aad_id}).mappings().one_or_none()
    return ConversationReference(**row) if row else None


def _read_context(stored: Mapping[str, Any]) -> Context:
    # Another version's context may hold more: what this one does not know it does not need.
    known = {field.name for field in fields(Context)}
    return Context(**{name: value for name, value in stored.items() if name in known})

"""What the bot remembers between messages (bot.ports.ConversationStore), shared by every replica."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import timedelta

from sqlalchemy import delete, select, update

from bot.ports import Claim, Context, ConversationReference
from termtime.clock import Clock
from termtime.store.database import Database
from termtime.store.tables import accounts, claims, conversations, threads

# After this a follow-up such as "and who chairs it?" is asked back instead of guessed at.
REMEMBERED = timedelta(minutes=30)
# Whoever took a question on and neither answered it nor held on to it for so long is taken to have died.
LAPSES = timedelta(seconds=30)


class SqlConversations:
    """Remembers conversations, accounts, and what was taken on."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def claim(self, key: str) -> bool:
        """Take something on for good; False when it has been taken before, here or in another replica."""
        now = self._clock()
        async with self._database.writing() as connection:
            return await self._database.claim(connection, claims, {"key": key, "at": now, "answered": now})

    async def release(self, key: str) -> None:
        """Give a claim back."""
        async with self._database.writing() as connection:
            await connection.execute(delete(claims).where(claims.c.key == key))

    async def take(self, key: str) -> Claim | None:
        """Take a question on until it is answered; None when it was, or another holds it and may be at it still."""
        now = self._clock()
        statement = self._database.insert(claims).values(key=key, at=now)
        lapsed = claims.c.answered.is_(None) & (claims.c.at < now - LAPSES)
        # One statement, so that of several replicas one wins, the first time and after a lapse alike.
        statement = statement.on_conflict_do_update(
            index_elements=[claims.c.key], set_={"at": now}, where=lapsed
        )
        async with self._database.writing() as connection:
            taken = (await connection.execute(statement)).rowcount == 1
        return Claim(key, now) if taken else None

    async def keep(self, claim: Claim) -> Claim | None:
        """Hold on to a question for longer; None when it has been taken from us."""
        now = self._clock()
        ours = (claims.c.key == claim.key) & (claims.c.at == claim.at) & claims.c.answered.is_(None)
        async with self._database.writing() as connection:
            kept = (await connection.execute(update(claims).where(ours).values(at=now))).rowcount == 1
        return Claim(claim.key, now) if kept else None

    async def finish(self, claim: Claim) -> None:
        """Note that a question has been answered: nobody takes it on again."""
        answered = update(claims).where(claims.c.key == claim.key).values(answered=self._clock())
        async with self._database.writing() as connection:
            await connection.execute(answered)

    async def is_answered(self, key: str) -> bool:
        """Say whether a question has been answered."""
        async with self._database.reading() as connection:
            found = await connection.scalar(select(claims.c.answered).where(claims.c.key == key))
        return found is not None

    async def save_reference(self, reference: ConversationReference) -> None:
        """Add or replace how to reach a conversation."""
        row = asdict(reference) | {"updated": self._clock()}
        async with self._database.writing() as connection:
            await self._database.upsert(connection, conversations, [row])

    async def fetch_reference(self, user_aad_id: str) -> ConversationReference | None:
        """Read how to reach a person in their own chat; the latest, where there were several."""
        if not user_aad_id:
            return None
        columns = [conversations.c[field.name] for field in fields(ConversationReference)]
        query = (
            select(*columns)
            .where(conversations.c.user_aad_id == user_aad_id)
            .order_by(conversations.c.updated.desc(), conversations.c.conversation_id)
            .limit(1)
        )
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).mappings().one_or_none()
        return ConversationReference(**row) if row else None

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
        async with self._database.reading() as connection:
            upn: str | None = await connection.scalar(
                select(accounts.c.upn).where(accounts.c.aad_id == aad_id)
            )
        return upn

    async def save_context(self, conversation_id: str, context: Context) -> None:
        """Remember what a conversation was about."""
        row = {
            "conversation_id": conversation_id,
            "context": asdict(context),
            "expires": self._clock() + REMEMBERED,
        }
        async with self._database.writing() as connection:
            await self._database.upsert(connection, threads, [row])

    async def fetch_context(self, conversation_id: str) -> Context:
        """Read what a conversation was about; an empty context once it has gone cold."""
        query = select(threads.c.context).where(
            threads.c.conversation_id == conversation_id, threads.c.expires > self._clock()
        )
        async with self._database.reading() as connection:
            stored = await connection.scalar(query)
        # Another version's context may hold more: what this one does not know it does not need.
        known = {field.name for field in fields(Context)}
        return Context(**{name: value for name, value in (stored or {}).items() if name in known})

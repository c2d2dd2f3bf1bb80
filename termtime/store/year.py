"""The trust's year in the database: read whole, kept while unchanged, written whole or not at all.

A question must not wait for the year to be read and checked, so the last one read is kept with the revision of each
of its parts. What another process has written shows in the revisions: only the parts that changed are read again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Self

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from termtime.clock import Clock
from termtime.store.audit import Note, SqlAudit, add_note
from termtime.store.backup import SqlBackups
from termtime.store.conversations import SqlConversations
from termtime.store.database import Database, Part, fetch_revisions, read_revisions
from termtime.store.deliveries import SqlDeliveries
from termtime.store.disposing import SqlRetention
from termtime.store.feeds import SqlFeeds
from termtime.store.holdings import SqlHoldings
from termtime.store.jobs import SqlJobClaims
from termtime.store.journal import SqlJournal, add_entry, fetch_entry
from termtime.store.links import fetch_links
from termtime.store.locks import ReconcileLock, make_reconcile_lock
from termtime.store.papers import SqlPapers, fetch_texts
from termtime.store.preferences import SqlPersonal
from termtime.store.pulse import SqlPulse
from termtime.store.rows import (
    fetch_papers,
    fetch_templates,
    fetch_trust,
    save_meeting_rows,
    save_papers,
    save_result,
    save_template_rows,
    save_trust_rows,
)
from termtime.store.scenarios import SqlScenarios
from termtime.store.sessions import SqlSessions
from termtime.store.subscriptions import SqlSubscriptions
from termtime.store.sweeping import delete_old_rows
from termtime.store.sync import SqlSyncStore
from termtime.store.tables import meetings as meeting_rows
from trust.deeds.doing import do
from trust.deeds.locking import find_to_lock
from trust.deeds.result import Papers, Result
from trust.deeds.values import Deed, Undo
from trust.meetings import Meeting, MeetingStatus
from trust.people import Person
from trust.year import Trust, Year


class SqlStore:
    """Keeps the year (trust.ports.Store); open one with open_store, and close it.

    Attributes:
        sync: What was last written to Microsoft 365 and seen there (graph_sync.ports.SyncStore), what is proposed,
            and the account of every run.
        papers: What Word agendas and minutes say, to search in.
        subscriptions: How we are told of changes there (graph_sync.subscriptions.SubscriptionStore).
        conversations: What the bot remembers (bot.ports.ConversationStore).
        personal: What is kept about each person who talks to the bot.
        jobs: Which due jobs are taken (scheduler.ports.JobClaims).
        journal: Who did what to the year.
        audit: Who saw, took out or changed what is not for everybody.
        retention: What is kept of each kind, and what of it is due for disposal.
        holdings: Everything held about one person.
        deliveries: What people were sent unasked, and what became of it.
        sessions: Who is signed in to the pages.
        pulse: How the database fares.
        feeds: Private calendar addresses.
        scenarios: What leads try out.
        backups: The whole database as a file, and back.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self.sync = SqlSyncStore(database)
        self.papers = SqlPapers(database)
        self.subscriptions = SqlSubscriptions(database)
        self.conversations = SqlConversations(database, clock)
        self.personal = SqlPersonal(database)
        self.jobs = SqlJobClaims(database)
        self.journal = SqlJournal(database)
        self.audit = SqlAudit(database)
        self.retention = SqlRetention(database)
        self.holdings = SqlHoldings(database)
        self.deliveries = SqlDeliveries(database)
        self.sessions = SqlSessions(database)
        self.pulse = SqlPulse(database)
        self.feeds = SqlFeeds(database)
        self.scenarios = SqlScenarios(database)
        self.backups = SqlBackups(database)
        self._database = database
        self._reading = asyncio.Lock()
        self._seen: dict[Part, int] = {}
        self._year: Year | None = None

    async def fetch_year(self) -> Year:
        """Read everything known about the current year. Raises RefusedError before the first import."""
        revisions = await self._database.run(read_revisions)
        if self._year is not None and revisions == self._seen:
            return self._year
        # One reader at a time: after a write the others wait for the first, instead of all reading the same.
        async with self._reading:
            if self._year is not None and await self._database.run(read_revisions) == self._seen:
                return self._year
            async with self._database.reading() as connection:
                return await self._bring_up_to_date(connection, await fetch_revisions(connection))

    async def do(self, deed: Deed, by: Person, now: datetime) -> Result:
        """Do what somebody asks to the year as it stands at this moment, and note it in the journal.

        Nobody else writes the year meanwhile, in any replica, so what two people do at once is done one after the other.

        Raises:
            RefusedError: They may not, or it cannot be done; nothing was.
        """
        async with self._database.writing(Part.MEETINGS) as connection:
            year = await self._fetch_before(connection)
            before = self._seen[Part.MEETINGS]
            entry = await fetch_entry(connection, deed.entry) if isinstance(deed, Undo) else None
            result = do(year, deed, by, now, entry)
            await save_result(self._database, connection, result)
            number = await add_entry(connection, year, deed, by, now, result)
        await self._take_in(result, before)
        return result.model_copy(update={"entry": number})

    async def lock_minutes(self, now: datetime) -> int:
        """Write down as locked whatever minutes may not be reopened any more; say how many."""
        if not find_to_lock(await self.fetch_year(), now):
            return 0
        async with self._database.writing(Part.MEETINGS) as connection:
            locked = find_to_lock(await self._fetch_before(connection), now)
            result = Result(sentence="", saved=Papers(minutes=locked))
            await save_result(self._database, connection, result)
        return len(locked)

    async def _take_in(self, result: Result, before: int) -> None:
        """Take what we have just written into the year we keep: reading all of it again takes far longer.

        Args:
            result: What was written.
            before: The revision it was written upon. A year that is past it by now has it already.
        """
        async with self._reading:
            if self._year is not None and self._seen.get(Part.MEETINGS) == before:
                self._year = result.make_after(self._year)
                self._seen = self._seen | {Part.MEETINGS: before + 1}

    async def _fetch_before(self, connection: AsyncConnection) -> Year:
        """Read the year as it stood before the write that is under way."""
        revisions = await fetch_revisions(connection)
        # Ours was raised already and may yet be undone: what is read here belongs to the one before.
        revisions[Part.MEETINGS] -= 1
        async with self._reading:
            return await self._bring_up_to_date(connection, revisions)

    async def _bring_up_to_date(self, connection: AsyncConnection, revisions: dict[Part, int]) -> Year:
        """Read again those parts of the year that were written since; one caller at a time."""
        stale = {part for part in Part if revisions[part] != self._seen.get(part)}
        if self._year is None or stale:
            fields: dict[str, Any] = (
                {name: getattr(self._year, name) for name in Year.model_fields} if self._year else {}
            )
            if Part.TRUST in stale:
                fields["trust"] = await fetch_trust(connection)
                fields["templates"] = await fetch_templates(connection)
            if Part.MEETINGS in stale:
                fields |= await fetch_papers(connection)
            if Part.APPLIED in stale:
                fields["links"] = await fetch_links(connection)
            if Part.PAPERS in stale:
                fields["texts"] = await fetch_texts(connection)
            self._year, self._seen = Year(**fields), revisions
        return self._year

    async def save_year(self, year: Year) -> None:
        """Replace the trust; add or replace its meetings and papers by their keys (an import)."""
        async with self._database.writing(Part.TRUST, Part.MEETINGS) as connection:
            await save_trust_rows(connection, year.trust)
            await save_template_rows(connection, year.templates)
            await save_papers(self._database, connection, year)

    async def save_trust(self, trust: Trust) -> None:
        """Replace the trust, leaving its meetings and papers."""
        async with self._database.writing(Part.TRUST) as connection:
            await save_trust_rows(connection, trust)

    async def save_meetings(self, meetings: Iterable[Meeting], *, replacing_proposed: bool = False) -> None:
        """Add or replace meetings by key; with replacing_proposed, drop every other proposed one first."""
        saved = tuple(meetings)
        async with self._database.writing(Part.MEETINGS) as connection:
            if replacing_proposed:
                proposed = select(meeting_rows.c.key).where(meeting_rows.c.status == MeetingStatus.PROPOSED)
                kept = {meeting.key for meeting in saved}
                gone = [key for key in (await connection.execute(proposed)).scalars() if key not in kept]
                await self._database.delete(connection, meeting_rows.c.key, gone)
            await save_meeting_rows(self._database, connection, saved)

    async def change_meetings(
        self, make: Callable[[Year], Iterable[Meeting]], note: Callable[[Year, int], Note]
    ) -> tuple[Meeting, ...]:
        """Add or replace what is made of the year as it stands, and note it; nobody else writes the year meanwhile.

        Args:
            make: Makes the meetings to save.
            note: Says what the audit log is to have of it, told the year and how many they are.

        Returns:
            What was saved.
        """
        async with self._database.writing(Part.MEETINGS) as connection:
            year = await self._fetch_before(connection)
            saved = tuple(make(year))
            await save_meeting_rows(self._database, connection, saved)
            await connection.run_sync(add_note, note(year, len(saved)))
        return saved

    def reconcile_lock(self) -> ReconcileLock:
        """Hold the right to reconcile; RefusedError on entering while another process holds it."""
        return make_reconcile_lock(self._database)

    async def delete_old(self, before: datetime) -> None:
        """Delete from before a moment what only guards against doing something twice, and accounts of long ago."""
        async with self._database.writing() as connection:
            await delete_old_rows(connection, before)

    async def close(self) -> None:
        """Close every connection to the database."""
        await self._database.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

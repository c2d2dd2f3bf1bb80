"""What every step of a run holds: the tenant, the store, and what is known to stand where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from graph_sync.changes import Change
from graph_sync.errors import ChangeFailed, tell
from graph_sync.kinds import Id
from graph_sync.ports import Applied, Part, Place, Reply, Sending, SyncStore, Tenant
from graph_sync.press import Press


@dataclass(slots=True)
class Run:
    """One application of a plan.

    Attributes:
        tenant: Where.
        store: Takes note.
        place: The library and the mailbox.
        accounts: Ids of the tenant's people by address.
        now: The moment of the run.
        records: What was last applied, kept up as changes are confirmed.
        failed: What could not be done in this run.
        press: Makes the documents of new files.
        empty: Ids of folders this run made itself, in which nothing can be overwritten.
    """

    tenant: Tenant
    store: SyncStore
    place: Place
    accounts: Mapping[str, str]
    now: datetime
    records: dict[Id, Applied]
    failed: set[Id] = field(default_factory=set)
    empty: set[str] = field(default_factory=set)
    press: Press = field(default_factory=Press)

    async def ask(self, part: Part) -> Reply:
        """Send a part that has to succeed. Raises ChangeFailed."""
        reply = await self.tenant.request(part)
        if not reply.ok:
            raise ChangeFailed(tell(part, reply))
        return reply

    async def send_mails(self, part: Part, change: Change, mailbox: str) -> Reply:
        """Send a part that makes Exchange write to people; the debit to the mailbox comes first."""
        if not change.mails:
            return await self.tenant.request(part)
        sending = Sending(mailbox=mailbox, key=change.key, at=self.now, recipients=change.mails)
        await self.store.save_sending(sending)
        reply = await self.tenant.request(part)
        if not reply.ok and not reply.unsure:
            await self.store.save_sending(sending.model_copy(update={"recipients": 0}))
        return reply

    async def save(self, applied: Applied) -> None:
        """Note what was confirmed, before anything else is done."""
        await self.store.save_applied(applied)
        self.records[applied.id] = applied

    def find_graph_id(self, thing: Id) -> str:
        """Look up where something stands that others are made in or for. Raises ChangeFailed when it is not there."""
        record = self.records.get(thing)
        if record is None or not record.stands or thing in self.failed:
            msg = f"Its {thing[0]} is not there yet."
            raise ChangeFailed(msg)
        return record.graph_id

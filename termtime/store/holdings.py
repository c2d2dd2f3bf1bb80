"""Everything held about one person, found in every table at one moment; and the register of where people stand at all.

`EXPORTED` names each column that holds somebody's id, or that says something of the person a row is about, and the part of
a subject access it goes into; `LEFT_OUT` those that do not, and why; `NOBODYS` the rest. A test holds the three together
with the tables there are: who adds a column says which it is. What is told of what was found is decided in
`termtime.governance.assembling`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Text, cast, false, func, or_, select

from termtime.store.access_tables import audit, feeds, scenarios, sessions
from termtime.store.database import Database
from termtime.store.tables import (
    accounts,
    applied,
    broadcasts,
    conversations,
    decisions,
    deliveries,
    journal,
    ledger,
    looks,
    papers,
    preferences,
    proposals,
    requests,
    stream_rows,
    threads,
)

Row = Mapping[str, Any]
# Told how many tables are done, of how many, and which is next.
Watch = Callable[[int, int, str], object]

EXPORTED: dict[str, tuple[str, str]] = {
    "trust_rows": ("you", "body"),
    "agendas": ("agendas", "items proposed"),
    "minutes": ("attendance", "present apologies approved_by summary decisions"),
    "actions": ("actions", "id meeting text owner due status closed"),
    "replies": ("replies", "meeting person answer reason share_with_chair delegate at"),
    "attendance": ("attendance", "meeting person minutes"),
    "journal": ("journal", "at by kind about deed before after"),
    "requests": ("requests", "deed by at needs"),
    "deliveries": ("messages", "key person kind about due outcome why until at"),
    "broadcasts": ("messages", "by audience text at"),
    "applied": ("mentions", "key fields"),
    "stream_rows": ("mentions", "stream body"),
    "proposals": ("mentions", "body"),
    "decisions": ("requests", "by verdict at body"),
    "ledger": ("mentions", "key title reason"),
    "papers": ("mentions", "meeting paper lines found"),
    "conversations": ("chats", "conversation_id service_url tenant_id user_aad_id updated"),
    "accounts": ("chats", "aad_id upn"),
    "threads": ("chats", "conversation_id context expires"),
    "preferences": ("settings", "person paused_until quiet_starts quiet_ends"),
    "looks": ("settings", "person last before"),
    "sessions": ("access", "person how began expires"),
    "feeds": ("access", "person group made fetched revoked"),
    "audit": ("audit", "at by kind about detail"),
    "scenarios": ("trials", "by at wishes state note"),
}
LEFT_OUT: dict[str, tuple[str, str]] = {
    "sessions": (
        "digest",
        "It stands for the secret in a browser, and opens something to whoever could use it.",
    ),
    "feeds": (
        "digest marks",
        "The address of a calendar is a secret; what it says is the meetings told of here.",
    ),
    "deliveries": ("message", "Teams' own number of a message."),
    "broadcasts": ("id", "Our own number of a message."),
    "claims": ("key", "The number of a chat, kept for days so that no question is answered twice."),
    "scenarios": ("result", "A year that was worked out: it is about everybody, and nobody in particular."),
    "paper_templates": ("content", "A Word file of the trust's own that papers are made with."),
}
NOBODYS: dict[str, str] = {
    "revisions": "part number",
    "trust_rows": "part position",
    "meetings": "key group title format starts ends status place room",
    "agendas": "meeting status published",
    "minutes": "meeting status saved url approved",
    "journal": "number salt digest seal",
    "requests": "id",
    "applied": "kind graph_id mailbox web_url join_url generation",
    "sendings": "mailbox key at recipients",
    "streams": "name token since",
    "stream_rows": "id",
    "proposals": "id found",
    "decisions": "proposal",
    "sync_runs": "id started finished",
    "ledger": "run position verb kind mails outcome why until",
    "papers": "item state found_on",
    "paper_templates": "paper",
    "subscriptions": "id resource expires secret",
    "wakes": "name at",
    "conversations": "bot_id",
    "claims": "at answered",
    "job_runs": "job_id due_at claimed_at alive ended",
    "audit": "number salt digest seal",
    "scenarios": "id touched",
}


@dataclass(frozen=True, slots=True)
class Holdings:
    """The rows of each table that are about a person, as they stood at one moment."""

    rows: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)

    def find(self, table: str) -> tuple[Row, ...]:
        """Give the rows of a table."""
        return self.rows.get(table, ())


class SqlHoldings:
    """Finds everything about one person."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def fetch(
        self, person: str, upn: str, name: str, watch: Watch = lambda _done, _total, _table: None
    ) -> Holdings:
        """Read what every table holds of a person, at one moment.

        Args:
            person: Their id.
            upn: Their user principal name; empty where it is not known.
            name: Their name, to look for in texts; empty where it is not known.
            watch: Told how far it is.
        """
        queries = _make_queries(person, upn, name)

        def read(connection: Connection) -> dict[str, tuple[Row, ...]]:
            found: dict[str, tuple[Row, ...]] = {}
            for number, (table, query) in enumerate(queries.items()):
                watch(number, len(queries), table)
                found[table] = tuple(dict(row) for row in connection.execute(query).mappings())
            watch(len(queries), len(queries), "")
            return found

        return Holdings(await self._database.run(read))


def _make_queries(person: str, upn: str, name: str) -> dict[str, Any]:
    theirs = select(accounts.c.aad_id).where(accounts.c.upn == upn)
    here = select(conversations.c.conversation_id).where(conversations.c.user_aad_id.in_(theirs))
    id_, address = f'"{person}"', f'"{upn}"' if upn else ""
    found: dict[str, ColumnElement[bool]] = {
        "journal": (journal.c.by == person) | _says(id_, journal.c.deed, journal.c.before, journal.c.after),
        "requests": (requests.c.by == person) | _says(id_, requests.c.deed),
        "deliveries": deliveries.c.person == person,
        "broadcasts": broadcasts.c.by == person,
        "applied": _says(upn, applied.c.fields),
        "stream_rows": _says(upn, stream_rows.c.body),
        "proposals": _says(address, proposals.c.body) | _says(name, proposals.c.body),
        "decisions": (decisions.c.by == person) | _says(address, decisions.c.body),
        "ledger": _says(name, ledger.c.title, ledger.c.reason),
        "papers": _says(name, papers.c.lines, papers.c.found) | _says(id_, papers.c.found),
        "accounts": accounts.c.upn == upn,
        "conversations": conversations.c.user_aad_id.in_(theirs),
        "threads": threads.c.conversation_id.in_(here),
        "preferences": preferences.c.person == person,
        "looks": looks.c.person == person,
        "sessions": sessions.c.person == person,
        "feeds": feeds.c.person == person,
        "audit": (audit.c.by == person) | (audit.c.about == person) | _says(id_, audit.c.detail),
        "scenarios": scenarios.c.by == person,
    }
    tables = {table.name: table for table in journal.metadata.sorted_tables}
    return {
        table: select(*(tables[table].c[name] for name in EXPORTED[table][1].split())).where(condition)
        for table, condition in found.items()
    }


def _says(said: str, *texts: Column[Any]) -> ColumnElement[bool]:
    """Match columns that say something somewhere, in whatever letters; nothing is said nowhere."""
    if not said.strip('"'):
        return _any(())
    # As JSON writes it: a letter with an accent stands there as a number.
    quoted = json.dumps(said.strip('"'))[1:-1].lower()
    wanted = f'"{quoted}"' if said.startswith('"') else quoted
    return _any(
        func.lower(cast(text, Text)).contains(form, autoescape=True)
        for text in texts
        for form in dict.fromkeys((wanted, said.lower()))
    )


def _any(conditions: Iterable[ColumnElement[bool]]) -> ColumnElement[bool]:
    return or_(false(), *conditions)

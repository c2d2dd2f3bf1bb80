"""The audit log: who saw, took out or changed what is not for everybody, in order and sealed as the journal is.

Whoever notes something waits for whoever notes at the same moment, in any replica, for a chain has one end. What is
noted is decided in `trust.auditing`; that somebody saw a thing again within the hour is not written down again, and to
find that out nobody waits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, or_, select, text

from termtime.store.access_tables import audit as rows
from termtime.store.database import Database
from termtime.store.seals import Chain, Disposal, Head, add_sealed, find_broken, find_head, holds
from trust.auditing import SAME_LOOK, AuditEntry, AuditKind, Detail, check_detail
from trust.retention import Kept

AUDIT = Chain(rows, ("detail",))
# Any number will do so long as nobody else on the database takes it.
LOCK = int.from_bytes(b"tt-audit")
MOST = 500


class SqlAudit:
    """Keeps the audit log."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def note(
        self, kind: AuditKind, by: str, about: str, now: datetime, detail: Detail | None = None
    ) -> None:
        """Note what somebody did.

        Args:
            kind: What.
            by: Who, by id; `program:NAME` at the command line; empty for someone unknown.
            about: A meeting's key, a group's or a person's id, `page/NAME`, or a part of the service.
            now: When.
            detail: What else there is to say, in the few words trust.auditing.DETAILS allows.
        """
        await self.note_all(kind, by, ((about, detail),), now)

    async def note_all(
        self, kind: AuditKind, by: str, abouts: Sequence[tuple[str, Detail | None]], now: datetime
    ) -> None:
        """Note several things somebody did in one go, as `note` does."""
        entries = [_make_row(kind, by, about, now, detail) for about, detail in abouts]
        if kind is AuditKind.SAW:
            entries = await self._database.run(lambda connection: _leave_out_seen(connection, entries))
        if not entries:
            return

        def write(connection: Connection) -> None:
            wait_for_turn(connection)
            # Asked again, now that nobody else is noting the same.
            new = _leave_out_seen(connection, entries) if kind is AuditKind.SAW else entries
            for entry in new:
                add_sealed(connection, AUDIT, entry)

        await self._database.run(write, writes=True)

    async def fetch(
        self,
        *,
        about: str = "",
        by: str = "",
        kind: AuditKind | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        most: int = MOST,
    ) -> tuple[AuditEntry, ...]:
        """Read entries in order, the latest of them if there are too many.

        Args:
            about: A meeting, a group and all its meetings, or a person.
            by: Who did it.
            kind: What was done.
            since: From this moment on.
            until: Before this moment.
            most: How many at the most.
        """
        wanted = [
            *([is_about(about)] if about else []),
            *([rows.c.by == by] if by else []),
            *([rows.c.kind == kind.value] if kind else []),
            *([rows.c.at >= since] if since else []),
            *([rows.c.at < until] if until else []),
        ]
        query = select(rows).where(*wanted).order_by(rows.c.number.desc()).limit(most)
        found = await self._database.run(lambda connection: connection.execute(query).mappings().all())
        return tuple(read_entry(row) for row in reversed(found))

    async def find_broken(self) -> int | None:
        """Find the first entry that is not as it was sealed, or missing; None while nobody tampered."""
        return await self._database.run(
            lambda connection: find_broken(connection, AUDIT, fetch_disposals(connection, Kept.AUDIT))
        )

    async def find_head(self) -> Head | None:
        """Find the last entry's number and seal, to remember."""
        return await self._database.run(lambda connection: find_head(connection, AUDIT))

    async def holds(self, head: Head) -> bool:
        """Say whether an entry that was remembered still stands."""
        return await self._database.run(lambda connection: holds(connection, AUDIT, head))


class Note(NamedTuple):
    """Something to be noted; what each part is, `SqlAudit.note` says."""

    kind: AuditKind
    by: str
    about: str
    now: datetime
    detail: Detail


def add_note(connection: Connection, note: Note) -> None:
    """Note something together with what it is about, in one transaction."""
    wait_for_turn(connection)
    add_sealed(connection, AUDIT, _make_row(note.kind, note.by, note.about, note.now, note.detail))


def fetch_disposals(connection: Connection, kind: Kept) -> tuple[Disposal, ...]:
    """Read what disposals of the journal, or of the log itself, account for."""
    disposed = (rows.c.kind == AuditKind.DISPOSED.value) & (rows.c.about == kind.value)
    details = connection.scalars(select(rows.c.detail).where(disposed)).all()
    return tuple(_read_disposal(detail) for detail in details if detail and "until" in detail)


def is_about(about: str) -> ColumnElement[bool]:
    """Match what is about a meeting, a group and its meetings, or a person."""
    return or_(rows.c.about == about, rows.c.about.contains(f"/{about}/", autoescape=True))


def wait_for_turn(connection: Connection) -> None:
    """Wait until nobody else adds to the log, and keep others waiting; SQLite's writers wait for each other anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})


def read_entry(row: Mapping[Any, Any]) -> AuditEntry:
    """Read an entry."""
    known = {name: row[name] for name in AuditEntry.model_fields if row[name] is not None}
    return AuditEntry.model_validate(known)


def _make_row(kind: AuditKind, by: str, about: str, now: datetime, detail: Detail | None) -> dict[str, Any]:
    said = check_detail(detail) if detail else None
    return {"at": now, "by": by, "kind": kind.value, "about": about, "detail": said}


def _leave_out_seen(connection: Connection, entries: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave out what the same person was noted to have seen of the same thing less than an hour ago."""
    return [entry for entry in entries if entry["detail"] not in _find_seen(connection, entry)]


def _find_seen(connection: Connection, entry: Mapping[str, Any]) -> Sequence[Any]:
    same = and_(*(rows.c[name] == entry[name] for name in ("by", "kind", "about")))
    # Another replica's clock may be a little ahead.
    lately = rows.c.at.between(entry["at"] - SAME_LOOK, entry["at"] + SAME_LOOK)
    return connection.scalars(select(rows.c.detail).where(same, lately)).all()


def _read_disposal(detail: Mapping[str, Any]) -> Disposal:
    anchor = detail.get("anchor")
    return Disposal(datetime.fromisoformat(str(detail["until"])), Head.read(str(anchor)) if anchor else None)

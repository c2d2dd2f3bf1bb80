"""The audit log, for the auditors a trust names: who saw, took out or changed what is not for everybody.

That it was read, and with what filters, is itself an entry. What names a group the auditor may not know of says so little
that it does not tell which (`trust.auditing`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from cards.words import format_moment
from termtime.pages.page import Ask
from termtime.pages.tables import Cell, Table, make_table
from termtime.pages.viewer import Viewer
from termtime.store import SqlStore
from trust.auditing import AuditEntry, AuditKind, find_asked, say_detail, say_who, show_entries
from trust.values import LONDON

DAYS = 30
MOST = 500


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked for; what cannot be read is as if it had not been said."""

    kind: AuditKind | None
    person: str
    about: str
    since: date

    @property
    def words(self) -> str:
        """What is asked for, for the entry that says so."""
        said = {
            "kind": self.kind or "",
            "by": self.person,
            "about": self.about,
            "since": self.since.isoformat(),
        }
        return " ".join(f"{name}={text}" for name, text in said.items() if text)[:120]


@dataclass(frozen=True, slots=True)
class AuditPage:
    """What the page says."""

    title: str
    filters: Filters
    kinds: tuple[AuditKind, ...]
    whole: bool
    tables: tuple[Table, ...]
    # That it was read is noted with its filters, by whoever reads it from the store.
    saw: tuple[str, ...] = ()


async def fetch_audit(store: SqlStore, viewer: Viewer, ask: Ask) -> tuple[AuditEntry, ...]:
    """Read what an auditor asks for, and note that they did; nothing for anybody else."""
    if not viewer.is_auditor:
        return ()
    filters = read_filters(viewer, ask)
    found: tuple[AuditEntry, ...] = ()
    if find_asked(viewer.trust, viewer.person, filters.about, viewer.today):
        found = await store.audit.fetch(
            about=filters.about,
            by=_find_person(viewer, filters.person),
            kind=filters.kind,
            since=datetime.combine(filters.since, time(), LONDON),
            most=MOST,
        )
    await store.audit.note(
        AuditKind.AUDIT_READ, viewer.person.id, "audit", viewer.now, {"how": "page", "filters": filters.words}
    )
    return found


def make_audit_page(viewer: Viewer, ask: Ask, entries: tuple[AuditEntry, ...]) -> AuditPage | None:
    """Make the page; None for whoever is no auditor."""
    if not viewer.is_auditor:
        return None
    shown = show_entries(viewer.trust, viewer.person, entries, viewer.today)
    table = make_table(
        "audit", "What was noted, the latest first", "#No.", "When", "Who", "Did", "About", "More",
        rows=[
            (
                entry.number,
                Cell(entry.at, format_moment(entry.at)),
                say_who(viewer.trust, entry.by),
                entry.kind.replace("_", " "),
                entry.about,
                say_detail(entry),
            )
            for entry in reversed(shown)
        ],
        empty="Nothing of that kind was noted.",
    )  # fmt: skip
    return AuditPage("Audit log", read_filters(viewer, ask), tuple(AuditKind), len(entries) < MOST, (table,))


def read_filters(viewer: Viewer, ask: Ask) -> Filters:
    """Read what is asked for."""
    kind = ask.get("kind")
    try:
        since = date.fromisoformat(ask.get("since"))
    except ValueError:
        since = viewer.today - timedelta(days=DAYS)
    return Filters(
        AuditKind(kind) if kind in [*AuditKind] else None, ask.get("person"), ask.get("about"), since
    )


def _find_person(viewer: Viewer, typed: str) -> str:
    """Find whom a name or a user principal name means; what is no person's is looked for as it is."""
    known = viewer.trust.find_by_upn(typed)
    named = [person for person in viewer.trust.people if person.name.casefold() == typed.casefold()]
    return known.id if known else named[0].id if len(named) == 1 else typed

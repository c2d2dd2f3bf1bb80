"""The audit log as values: what is noted of who saw, took out or changed what, and who may read that.

Auditors, whom a trust names in its settings (its data protection officer, say), read it; nobody else does, and running
the service gives no right to. An entry about a group that an auditor may not know of is shown without its name, as "a
restricted group", and without anything else that would tell which: left out, access to the most sensitive groups would be
the one access nobody looks after; named, the log would be the one place that tells of a group that does not exist for
outsiders. Whoever has to look closer is made a member, or the trust names a contact for the group.

What is noted is who, when, what kind of thing and which; never what it said. `DETAILS` lists all that may be added.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum

from pydantic import Field

from trust.meetings import find_group_of
from trust.people import Person
from trust.permissions import Aspect, find_ruling
from trust.values import LocalDatetime, Value
from trust.year import Trust

# The same person seeing the same thing again within this time is not noted again.
SAME_LOOK = timedelta(hours=1)
# Whoever works at the command line is known by their account on that machine.
PROGRAM = "program:"
HIDDEN = "a restricted group"
# What a page of the service is called that is of no one group.
PAGE = "page/"
# How much a detail may say: a word or two, a count, a seal.
LONGEST = 120
DETAILS = frozenset({
    "what", "as", "through", "how", "where", "verdict", "count", "rule", "until", "anchor", "format", "filters",
    "changes", "erased",
})  # fmt: skip

Detail = Mapping[str, str | int]


class AuditKind(StrEnum):
    """What was done."""

    SIGNED_IN = "signed_in"
    REFUSED_SIGN_IN = "refused_sign_in"
    SAW = "saw"
    EXPORTED = "exported"
    IMPORTED = "imported"
    PLANNED = "planned"
    PUBLISHED = "published"
    SYNCED = "synced"
    SETTLED = "settled"
    DISPOSED = "disposed"
    FEED_MADE = "feed_made"
    FEED_REVOKED = "feed_revoked"
    AUDIT_READ = "audit_read"


OF_GROUPS = frozenset({AuditKind.SAW})


class AuditEntry(Value):
    """A line of the audit log.

    Attributes:
        by: Who, by id; `program:NAME` at the command line; empty for someone unknown.
        about: A meeting's key, a group's or a person's id, `page/NAME`, or a part of the service.
        detail: What else there is to say, in the few words DETAILS allows; empty once it was disposed of.
    """

    number: int
    at: LocalDatetime
    by: str
    kind: AuditKind
    about: str
    detail: dict[str, str | int] = Field(default_factory=dict)


class Seen(Value):
    """Something not for everybody that somebody was shown: of which group or meeting, and what of it."""

    about: str
    what: str


def check_detail(detail: Detail) -> dict[str, str | int]:
    """Check that a detail says no more than it may. Raises ValueError, for it is a mistake in the program."""
    for name, said in detail.items():
        if name not in DETAILS or len(str(said)) > LONGEST:
            raise ValueError(f"{name} is no detail for the audit log, or too long for one")
    return dict(detail)


def may_read(trust: Trust, person: Person | None, day: date) -> bool:
    """Say whether somebody may read the audit log on a day."""
    return person is not None and person.holds(day) and person.id in trust.settings.auditors


def show_entries(
    trust: Trust, reader: Person, entries: Iterable[AuditEntry], day: date
) -> tuple[AuditEntry, ...]:
    """Make what an auditor is shown of entries: what is about a group they may not know of does not say which."""
    hidden = find_hidden(trust, reader, day)
    return tuple(_show(trust, entry, hidden) for entry in entries)


def say_who(trust: Trust, by: str) -> str:
    """Say who did something, by name where they are known."""
    if by.startswith(PROGRAM):
        return f"{by.removeprefix(PROGRAM)} (program)"
    known = trust.person_by_id.get(by)
    return known.name if known else by or "unknown"


def say_detail(entry: AuditEntry) -> str:
    """Say what else an entry tells, a seal by its beginning."""
    said = {name: str(text) for name, text in entry.detail.items()}
    if seal := said.get("anchor"):
        said["anchor"] = seal[:16] + "…"
    what = said.pop("what", "")
    return ", ".join(filter(None, (what, *(f"{name} {text}" for name, text in said.items()))))


def find_asked(trust: Trust, reader: Person, about: str, day: date) -> bool:
    """Say whether a reader may look for something by name: not for a group they may not know of, nor its meetings."""
    return not (find_hidden(trust, reader, day) & {about, find_group_of(about)})


def find_hidden(trust: Trust, reader: Person, day: date) -> frozenset[str]:
    """Find the ids of the groups a reader may not know of."""
    allowed = (find_ruling(trust, (reader,), Aspect.EXISTENCE, group, day).allowed for group in trust.groups)
    return frozenset(group.id for group, may in zip(trust.groups, allowed, strict=True) if not may)


def _show(trust: Trust, entry: AuditEntry, hidden: frozenset[str]) -> AuditEntry:
    detail = {name: said for name, said in entry.detail.items() if name in DETAILS}
    if not _is_hidden(trust, entry, hidden):
        return entry.model_copy(update={"detail": detail})
    kept = {name: detail[name] for name in ("what", "as", "through") if name in detail}
    return entry.model_copy(update={"about": HIDDEN, "detail": kept})


def _is_hidden(trust: Trust, entry: AuditEntry, hidden: frozenset[str]) -> bool:
    about = entry.about
    if about in trust.group_by_id:
        return about in hidden
    if "/" in about and not about.startswith(PAGE):
        group = find_group_of(about)
        return group in hidden or group not in trust.group_by_id
    # What was a group and is no longer in the trust's files may have been a restricted one.
    return entry.kind in OF_GROUPS and not about.startswith(PAGE) and about not in trust.person_by_id

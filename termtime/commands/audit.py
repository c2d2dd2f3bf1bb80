"""`termtime audit`: who saw, took out and changed what, for a trust's auditors; and whether that account still holds."""

from __future__ import annotations

import asyncio
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from termtime.commands.options import At, Json

if TYPE_CHECKING:
    from rich.table import Table

    from termtime.store import SqlStore
    from termtime.store.audit import SqlAudit
    from termtime.store.journal import SqlJournal
    from termtime.store.seals import Head
    from trust.auditing import AuditEntry
    from trust.year import Trust

NONE = "Nothing of that kind was noted."
NOT_YOURS = (
    "The audit log is read by the trust's auditors, whom trust.yaml names; running the service gives no right to. "
    "Say with --as who reads it."
)
SHOWN = 200

As = Annotated[str, typer.Option("--as", metavar="UPN", help="Who reads it: one of the trust's auditors.")]
PersonId = Annotated[str, typer.Option("--person", metavar="PERSON", help="Only what this person did.")]
About = Annotated[str, typer.Option("--about", help="Only about this group, meeting or person.")]
OfKind = Annotated[str, typer.Option("--kind", help="Only saw, exported, imported, published, …")]
Since = Annotated[str, typer.Option("--since", metavar="DAY", help="From this day on: 2026-12-01.")]
Until = Annotated[str, typer.Option("--until", metavar="DAY", help="Up to and with this day.")]
Verify = Annotated[
    bool, typer.Option("--verify", help="Instead, examine the seals of the journal and of the audit log.")
]
Heads = Annotated[
    list[str] | None,
    typer.Option("--head", metavar="NUMBER:SEAL", help="With --verify: a head the nightly job has logged."),
]


def audit(  # noqa: PLR0913, PLR0917  (each is an option)
    as_: As = "",
    person: PersonId = "",
    about: About = "",
    kind: OfKind = "",
    since: Since = "",
    until: Until = "",
    verify: Verify = False,
    head: Heads = None,
    json: Json = False,
    at: At = None,
) -> None:
    """Who saw, took out and changed what is not for everybody; --verify says whether anybody tampered with it."""
    from termtime.terminal import console, print_json

    if verify:
        _verify(tuple(head or ()), json=json)
        return
    wanted = {"by": person, "about": about, "kind": kind, "since": since, "until": until}
    trust, entries = asyncio.run(_read(as_, wanted, at))
    if json:
        print_json([entry.model_dump(mode="json") for entry in entries])
    elif entries:
        console.print(make_audit_table(trust, entries))
    else:
        console.print(NONE)


async def _read(upn: str, wanted: dict[str, str], at: str | None) -> tuple[Trust, tuple[AuditEntry, ...]]:
    from termtime.app import open_configured_store
    from termtime.clock import make_clock, read_clock
    from termtime.noting import note_command
    from trust.auditing import AuditKind, find_asked, may_read, show_entries
    from trust.values import RefusedError

    filters = _read_filters(wanted)
    today = make_clock(at)().date()
    async with open_configured_store() as store:
        trust = (await store.fetch_year()).trust
        reader = trust.find_by_upn(upn)
        if reader is None or not may_read(trust, reader, today):
            raise RefusedError(NOT_YOURS)
        said = " ".join(f"{name}={text}" for name, text in wanted.items() if text)
        found: tuple[AuditEntry, ...] = ()
        # A group that the reader may not know of is looked for as one that is not there.
        if find_asked(trust, reader, wanted["about"], today):
            found = await store.audit.fetch(**filters, most=SHOWN)
        detail = {"as": reader.id} | ({"filters": said[:120]} if said else {})
        await note_command(store, AuditKind.AUDIT_READ, "audit", read_clock, **detail)
        return trust, show_entries(trust, reader, found, today)


def _read_filters(wanted: dict[str, str]) -> dict[str, Any]:
    from datetime import timedelta

    from trust.auditing import AuditKind
    from trust.values import RefusedError

    kind = wanted["kind"]
    if kind and kind not in [*AuditKind]:
        raise RefusedError(f"--kind {kind!r} is none of {', '.join(AuditKind)}.")
    since, until = (_read_day(name, wanted[name]) for name in ("since", "until"))
    return {
        "about": wanted["about"],
        "by": wanted["by"],
        "kind": AuditKind(kind) if kind else None,
        "since": since,
        "until": until + timedelta(days=1) if until else None,
    }


def _read_day(name: str, said: str) -> datetime | None:
    from trust.values import LONDON, RefusedError

    if not said:
        return None
    try:
        day = date.fromisoformat(said)
    except ValueError:
        raise RefusedError(f"--{name} {said!r} is not a day; write it like 2026-12-01.") from None
    return datetime(day.year, day.month, day.day, tzinfo=LONDON)


def make_audit_table(trust: Trust, entries: tuple[AuditEntry, ...]) -> Table:
    """Lay out entries in order."""
    from termtime.terminal import make_table
    from trust.auditing import say_detail, say_who

    rows = (
        (entry.number, f"{entry.at:%a} {entry.at.day} {entry.at:%b %Y %H:%M}", say_who(trust, entry.by),
         entry.kind.replace("_", " "), entry.about, say_detail(entry))
        for entry in entries
    )  # fmt: skip
    more = f", the latest {SHOWN}" if len(entries) == SHOWN else ""
    return make_table(f"Audit log{more}", "#No.", "When", "Who", "Did", "About", "More", rows=rows)


def _verify(heads: tuple[str, ...], *, json: bool) -> None:
    """Examine both chains, and look for heads that somebody remembered; the exit code says whether all is well."""
    from termtime.store.seals import Head
    from termtime.terminal import console, make_table, print_json

    remembered = tuple(Head.read(said) for said in heads)
    chains, missing = asyncio.run(_examine(remembered))
    if json:
        found = [{"chain": name, "head": str(last or ""), "broken": broken} for name, last, broken in chains]
        print_json({"chains": found, "missing": [str(one) for one in missing]})
    else:
        rows = [
            (name, last.number if last else 0, f"breaks at entry {broken}" if broken else "every seal follows",
             str(last or ""))
            for name, last, broken in chains
        ]  # fmt: skip
        console.print(
            make_table("Seals", "Chain", "#Last entry", "Verdict", "Head", rows=rows), soft_wrap=True
        )
        for one in missing:
            console.print(
                f"Entry {one.number} with the seal {one.seal[:12]}… stands in neither: it was cut off, made anew, "
                "or disposed of since.",
                style="red",
                soft_wrap=True,
            )
    if missing or any(broken for _, _, broken in chains):
        raise typer.Exit(1)


async def _examine(
    remembered: tuple[Head, ...],
) -> tuple[list[tuple[str, Head | None, int | None]], list[Head]]:
    from termtime.app import open_configured_store

    async with open_configured_store() as store:
        kept: dict[str, SqlJournal | SqlAudit] = {"journal": store.journal, "audit": store.audit}
        chains = [(name, await chain.find_head(), await chain.find_broken()) for name, chain in kept.items()]
        return chains, [one for one in remembered if not await _stands(store, one)]


async def _stands(store: SqlStore, head: Head) -> bool:
    return await store.journal.holds(head) or await store.audit.holds(head)

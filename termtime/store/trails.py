"""What happened, row by row, as far as retention cares: when, whose it is, what it is about, and what a legal hold keeps.

Of a sealed chain the front is dropped, up to the first entry that stays, and behind that contents are erased.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Column, ColumnElement, Connection, Table, Text, cast, delete, false, func, or_, select

from termtime.store.access_tables import audit, scenarios
from termtime.store.audit import AUDIT
from termtime.store.journal import JOURNAL
from termtime.store.seals import Chain, count_thinnable, drop_leading, erase
from termtime.store.tables import broadcasts, claims, deliveries, journal, requests, threads
from trust.auditing import AuditKind
from trust.retaining import Held, Stock, find_held
from trust.retention import Kept, find_cutoff, find_due_day
from trust.settings import TrustSettings
from trust.values import place_in_london


class Trail(NamedTuple):
    """A table of things that happened: when, whose they are, what they are about, and where else ids stand in it."""

    rows: Table
    at: Column[datetime]
    people: tuple[Column[str], ...] = ()
    about: Column[str] | None = None
    texts: tuple[Column[object], ...] = ()

    @property
    def chain(self) -> Chain | None:
        """The chain it is, where it is one."""
        return next((chain for chain in (JOURNAL, AUDIT) if chain.rows is self.rows), None)


OF_JOURNAL = Trail(
    journal,
    journal.c.at,
    (journal.c.by,),
    journal.c.about,
    (journal.c.deed, journal.c.before, journal.c.after),
)
TRAILS: dict[Kept, tuple[Trail, ...]] = {
    Kept.DELIVERIES: (
        Trail(deliveries, deliveries.c.at, (deliveries.c.person,), deliveries.c.about),
        Trail(broadcasts, broadcasts.c.at, (broadcasts.c.by,), texts=(broadcasts.c.audience,)),
    ),
    Kept.TRIALS: (Trail(scenarios, scenarios.c.at, (scenarios.c.by,)),),
    Kept.JOURNAL: (OF_JOURNAL, Trail(requests, requests.c.at, (requests.c.by,), texts=(requests.c.deed,))),
    Kept.AUDIT: (Trail(audit, audit.c.at, (audit.c.by, audit.c.about), audit.c.about, (audit.c.detail,)),),
    Kept.THREADS: (Trail(threads, threads.c.expires),),
    Kept.TRACES: (Trail(claims, claims.c.at),),
}
# An account of a disposal keeps its content while it stands: the seals are followed from the anchor in it.
ACCOUNTS = AuditKind.DISPOSED.value


def count_trails(
    connection: Connection, kind: Kept, rule: str, settings: TrustSettings, now: datetime
) -> Stock:
    """Count what there is of a kind, and what of it is due."""
    stocks = [_count(connection, kind, trail, settings, now) for trail in TRAILS[kind]]
    return Stock(
        kind=kind,
        rule=rule,
        count=sum(stock.count for stock in stocks),
        oldest=min((stock.oldest for stock in stocks if stock.oldest), default=None),
        due=sum(stock.due for stock in stocks),
        held=sum(stock.held for stock in stocks),
        next=min((stock.next for stock in stocks if stock.next), default=None),
    )


def dispose_of_trails(
    connection: Connection, kind: Kept, settings: TrustSettings, now: datetime
) -> dict[str, str | int]:
    """Remove what is due of a kind; give what its account has to say of a chain."""
    cutoff, held = (
        find_cutoff(settings.retention, kind, settings.year, place_in_london(now)),
        find_held(settings),
    )
    told: dict[str, str | int] = {}
    for trail in TRAILS[kind]:
        goes = (trail.at < cutoff) & ~find_kept(trail, held)
        if (chain := trail.chain) is None:
            connection.execute(delete(trail.rows).where(goes))
            continue
        dropped, anchor = drop_leading(connection, chain, goes)
        erased = erase(connection, chain, goes, chain.rows.c.kind != ACCOUNTS)
        told = {"erased": dropped + erased, "until": cutoff.isoformat()}
        told |= {"anchor": str(anchor)} if anchor else {}
    return told


def find_reasons(settings: TrustSettings, now: datetime) -> ColumnElement[bool]:
    """Match the journal's entries that hold a reason for an apology that is due."""
    cutoff = find_cutoff(settings.retention, Kept.REASONS, settings.year, place_in_london(now))
    # Only a reason that was given is written there.
    given = or_(*(cast(text, Text).contains('"reason": "') for text in (journal.c.before, journal.c.after)))
    return (journal.c.at < cutoff) & given & ~find_kept(OF_JOURNAL, find_held(settings))


def find_kept(trail: Trail, held: Held) -> ColumnElement[bool]:
    """Match what legal holds keep: of a person or about them, and of a group."""
    return func.coalesce(or_(false(), *_match_people(trail, held), *_match_groups(trail, held)), false())


def _match_people(trail: Trail, held: Held) -> Iterator[ColumnElement[bool]]:
    for person in sorted(held.people):
        yield from (column == person for column in trail.people)
        yield from (_says(text, f'"{person}"') for text in trail.texts)


def _match_groups(trail: Trail, held: Held) -> Iterator[ColumnElement[bool]]:
    for group in sorted(held.groups):
        if trail.about is not None:
            yield trail.about == group
            yield trail.about.contains(f"/{group}/", autoescape=True)
        for said in (f'"{group}"', f"/{group}/"):
            yield from (_says(text, said) for text in trail.texts)


def _says(text: Column[object], said: str) -> ColumnElement[bool]:
    return func.coalesce(cast(text, Text).contains(said, autoescape=True), false())


def _count(connection: Connection, kind: Kept, trail: Trail, settings: TrustSettings, now: datetime) -> Stock:
    cutoff = find_cutoff(settings.retention, kind, settings.year, place_in_london(now))
    old, kept, rows = trail.at < cutoff, find_kept(trail, find_held(settings)), trail.rows

    def count(*where: ColumnElement[bool]) -> int:
        return connection.scalar(select(func.count()).select_from(rows).where(*where)) or 0

    chain = trail.chain
    coming = connection.scalar(select(func.min(trail.at)).where(~old))
    return Stock(
        kind=kind,
        rule="",
        count=count(),
        oldest=_day(connection.scalar(select(func.min(trail.at)))),
        due=count_thinnable(connection, chain, old & ~kept, rows.c.kind != ACCOUNTS)
        if chain
        else count(old, ~kept),
        held=count(old, kept),
        next=find_due_day(settings.retention, kind, coming.date()) if coming and not kind.by_age else None,
    )


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None

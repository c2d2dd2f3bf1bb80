"""Deliveries: what people were sent unasked and what became of it, to the last message; and how the last sync ended."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from cards.words import format_day, format_moment
from termtime.pages.charts import Bars, make_bars
from termtime.pages.page import Ask, Choice
from termtime.pages.tables import Cell, Table, Tone, Value, make_table
from termtime.pages.viewer import Viewer
from termtime.pages.views.deliveries_seen import Seen, find_seen, sees_broadcast
from termtime.pages.views.deliveries_sync import SyncShown, show_sync
from termtime.pages.views.lead import TABS, Sight, Tab, find_sight
from termtime.store import SqlStore
from termtime.store.runs import LoggedRun
from trust.audiences import Broadcast, name_audience
from trust.nudges import NudgeKind, Row, State, Tally, count_rows
from trust.settling import find_name
from trust.values import LONDON

DAYS = 30
MOST_SHOWN = 50
WITHHELD = "a member"
TONES: dict[State, Tone] = {
    State.SENT: "good", State.FAILED: "bad", State.NOT_KNOWN: "bad", State.DEFERRED: "warn", State.NOT_NEEDED: "soft",
}  # fmt: skip
COUNTED = ("Sent", "Failed or not known", "Deferred", "Not needed", "Under way")


@dataclass(frozen=True, slots=True)
class Ledger:
    """What was read: rows due since a day, the messages people sent, the last sync."""

    rows: tuple[Row, ...] = ()
    broadcasts: tuple[Broadcast, ...] = ()
    run: LoggedRun | None = None


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked for: a kind, an outcome, part of a name, the first day."""

    kind: NudgeKind | None
    outcome: State | None
    person: str
    since: date

    def keeps(self, sight: Sight, seen: Seen) -> bool:
        """Say whether a row is asked for. One that may not be said to whom it went is found by nobody's name."""
        named = not self.person or (
            seen.named and self.person.casefold() in find_name(sight.trust, seen.row.person).casefold()
        )
        return named and self.kind in (None, seen.row.kind) and self.outcome in (None, seen.row.outcome)


@dataclass(frozen=True, slots=True)
class DeliveriesPage:
    """What the page says."""

    title: str
    tabs: tuple[Tab, ...]
    here: str
    scope: str
    tally: Tally
    kinds: tuple[Choice, ...]
    outcomes: tuple[Choice, ...]
    person: str
    since: str
    by_kind: Table
    chart: Bars | None
    shown: Table
    more: int
    broadcasts: Table
    sync: SyncShown | None
    tables: tuple[Table, ...]
    saw: tuple[str, ...]


async def fetch_deliveries(store: SqlStore, viewer: Viewer, ask: Ask) -> DeliveriesPage | None:
    """Read the ledger since the day asked for, the messages people sent, and the account of the last sync.

    A ledger may be long, so its page is made beside the loop that others wait for.
    """
    if not viewer.is_lead:
        return None
    since = datetime.combine(read_filters(viewer, ask).since, time(), LONDON)
    rows = await store.deliveries.fetch(since=since)
    sent = [b for b in await store.deliveries.fetch_broadcasts() if b.at >= since]
    ledger = Ledger(rows, tuple(sent), await store.sync.fetch_last_run())
    return await asyncio.to_thread(make_deliveries_page, viewer, ask, ledger)


def show_deliveries(_viewer: Viewer, _ask: Ask, page: DeliveriesPage | None) -> DeliveriesPage | None:
    """Show the page that was made."""
    return page


def read_filters(viewer: Viewer, ask: Ask) -> Filters:
    """Read what is asked for; what cannot be read is as if it had not been said."""
    kind, outcome = ask.get("kind"), ask.get("outcome")
    try:
        since = date.fromisoformat(ask.get("since"))
    except ValueError:
        since = viewer.today - timedelta(days=DAYS)
    return Filters(
        NudgeKind(kind) if kind in [*NudgeKind] else None,
        State(outcome) if outcome in [*State] else None,
        ask.get("person"),
        since,
    )


def make_deliveries_page(viewer: Viewer, ask: Ask, ledger: Ledger | None) -> DeliveriesPage | None:
    """Make the page; None for whoever is no trust lead."""
    sight = find_sight(viewer)
    if sight is None or ledger is None:
        return None
    filters = read_filters(viewer, ask)
    every = find_seen(sight, ledger.rows, ledger.broadcasts)
    wanted = [seen for seen in every if filters.keeps(sight, seen)]
    by_kind, rows = _tabulate_kinds(wanted), _tabulate_rows(sight, wanted)
    broadcasts = _tabulate_broadcasts(sight, ledger.broadcasts, every, filters.since)
    sync = show_sync(sight, ledger.run)
    return DeliveriesPage(
        title="Deliveries",
        tabs=TABS,
        here="/lead/deliveries",
        scope=f"{sight.say_full_scope()} Digests and messages to everyone are counted too.",
        tally=count_rows(seen.row for seen in wanted),
        kinds=_make_options(NudgeKind, {seen.row.kind for seen in every}, filters.kind),
        outcomes=_make_options(State, {seen.row.outcome for seen in every}, filters.outcome),
        person=filters.person,
        since=filters.since.isoformat(),
        by_kind=by_kind,
        chart=_chart(wanted),
        shown=replace(rows, rows=rows.rows[:MOST_SHOWN]),
        more=max(len(rows.rows) - MOST_SHOWN, 0),
        broadcasts=broadcasts,
        sync=sync,
        tables=(by_kind, rows, broadcasts, *((sync.outcomes, sync.troubles) if sync else ())),
        saw=tuple(name for name in sight.saw if name in sight.full_ids),
    )


def name_kind(kind: NudgeKind) -> str:
    """Name a kind of message, "Minutes late"."""
    return kind.value.replace("_", " ").capitalize()


def _make_options(
    every: Iterable[NudgeKind | State], there: set[NudgeKind] | set[State], chosen: NudgeKind | State | None
) -> tuple[Choice, ...]:
    return tuple(
        Choice(one.value, one.value.replace("_", " ").capitalize(), one is chosen)
        for one in every
        if one in there or one is chosen
    )


def _group(seen: Iterable[Seen]) -> dict[NudgeKind, list[Row]]:
    found: dict[NudgeKind, list[Row]] = {}
    for one in seen:
        found.setdefault(one.row.kind, []).append(one.row)
    return {kind: found[kind] for kind in NudgeKind if kind in found}


def _tabulate_kinds(seen: Sequence[Seen]) -> Table:
    rows: list[tuple[Cell | Value, ...]] = []
    for kind, of_kind in _group(seen).items():
        rows.append((name_kind(kind), *_spread(count_rows(of_kind)), _say_why(of_kind)))
    return make_table(
        "kinds", "By what they were about", "About", "#For", "#Sent", "#Failed", "#Deferred", "#Not known",
        "#Not needed", "#Under way", "Why not sent",
        rows=rows, empty="Nobody was written to about any of this.",
    )  # fmt: skip


def _spread(tally: Tally) -> tuple[int, ...]:
    return (
        tally.audience, tally.sent, tally.failed, tally.deferred, tally.not_known, tally.not_needed, tally.under_way,
    )  # fmt: skip


def _say_why(rows: Iterable[Row]) -> str:
    whys = Counter(row.why for row in rows if row.outcome is not State.SENT and row.why)
    return ", ".join(f"{why} ({count})" for why, count in sorted(whys.items()))


def _chart(seen: Sequence[Seen]) -> Bars | None:
    rows = []
    for kind, of_kind in _group(seen).items():
        tally = count_rows(of_kind)
        counted = (
            tally.sent, tally.failed + tally.not_known, tally.deferred, tally.not_needed, tally.under_way,
        )  # fmt: skip
        rows.append((name_kind(kind).replace("published", "out"), counted))
    return make_bars("kinds-chart", "Messages by what they were about", COUNTED, rows) if rows else None


def _tabulate_rows(sight: Sight, seen: Sequence[Seen]) -> Table:
    """Lay messages out, the latest first."""
    ordered = sorted(seen, key=lambda one: (one.row.due, one.row.key, one.row.person), reverse=True)
    return make_table(
        "messages", "Every message and what became of it, the latest first", "Due", "To", "About what", "Of",
        "Outcome", "Why", "Until",
        rows=[
            (
                Cell(one.row.due, format_moment(one.row.due)),
                find_name(sight.trust, one.row.person) if one.named else WITHHELD,
                name_kind(one.row.kind),
                Cell(one.about, href=one.href),
                Cell(one.row.outcome.value, tone=TONES.get(one.row.outcome, "")),
                one.row.why,
                Cell(one.row.until, format_moment(one.row.until)) if one.row.until else "",
            )
            for one in ordered
        ],
        empty="No message matches.",
    )  # fmt: skip


def _tabulate_broadcasts(
    sight: Sight, broadcasts: Iterable[Broadcast], seen: Iterable[Seen], since: date
) -> Table:
    by_message: dict[str, list[Row]] = {}
    for one in seen:
        if one.row.kind is NudgeKind.BROADCAST:
            by_message.setdefault(one.row.about, []).append(one.row)
    rows: list[tuple[Cell | Value, ...]] = []
    for sent in broadcasts:
        if sees_broadcast(sight, sent):
            of_message = by_message.get(sent.id, [])
            rows.append((
                Cell(sent.at, format_moment(sent.at)), find_name(sight.trust, sent.by),
                name_audience(sight.year, sent.audience), *_spread(count_rows(of_message)), _say_why(of_message),
            ))  # fmt: skip
    return make_table(
        "broadcasts", "Messages people sent to many", "Sent", "By", "To", "#For", "#Sent", "#Failed", "#Deferred",
        "#Not known", "#Not needed", "#Under way", "Why not sent",
        rows=rows, empty=f"Nobody sent a message to many since {format_day(since)}.",
    )  # fmt: skip

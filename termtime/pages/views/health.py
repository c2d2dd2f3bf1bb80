"""Health: how the trust's year goes, in the groups a lead may count, and what they can do about it next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.ports import Desk
from cards.words import format_day
from termtime.pages.charts import Bars, Lines, make_bars, make_lines
from termtime.pages.page import Ask
from termtime.pages.tables import Cell, Table, make_table
from termtime.pages.viewer import Viewer
from termtime.pages.views.deliveries_seen import find_seen
from termtime.pages.views.health_figures import (
    Figures,
    Half,
    count_figures,
    count_replies,
    find_actions,
    find_half,
    find_halves,
)
from termtime.pages.views.health_groups import GroupHealth, judge_groups, tabulate_groups
from termtime.pages.views.health_next import Step, find_steps
from termtime.pages.views.lead import TABS, Sight, Tab, find_sight, say_share
from termtime.settling import fetch_matters
from termtime.store import SqlStore
from trust.audiences import Broadcast
from trust.calendar import find_academic_year
from trust.deeds.result import Entry
from trust.nudges import Row, State
from trust.proposals import Decision, Verdict, find_settled
from trust.settling import read_span

# The deeds by which a meeting comes to stand at another time.
MOVES = ("move_meeting", "agree", "undo")
LATELY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Kept:
    """What the page needs beside the year.

    Attributes:
        moved_from: When meetings that were moved were to be held at first, by key.
        desk: What waits to be decided.
        rows: What became of the messages of the last days.
        broadcasts: The messages people sent in these days.
    """

    moved_from: Mapping[str, datetime]
    desk: Desk
    rows: tuple[Row, ...] = ()
    broadcasts: tuple[Broadcast, ...] = ()


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure: what it counts, what else there is to it, and what it was a year ago where that is known."""

    figure: str
    name: str
    note: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class HealthPage:
    """What the page says."""

    title: str
    tabs: tuple[Tab, ...]
    here: str
    scope: str
    tiles: tuple[Tile, ...]
    compared: str
    steps: tuple[Step, ...]
    groups: Table
    halves: Table
    met: Bars
    on_time: Lines
    tables: tuple[Table, ...]
    saw: tuple[str, ...]


async def fetch_health(store: SqlStore, viewer: Viewer, _ask: Ask) -> Kept | None:
    """Read which meetings were moved, what waits to be decided, and what became of the latest messages."""
    if not viewer.is_lead:
        return None
    entries = await store.journal.fetch(kinds=MOVES)
    rows = await store.deliveries.fetch(since=viewer.now - LATELY)
    return Kept(
        find_moved_from(entries, await store.sync.fetch_decisions()),
        Desk(await fetch_matters(store)),
        rows,
        await store.deliveries.fetch_broadcasts(),
    )


def find_moved_from(entries: Sequence[Entry], decisions: Sequence[Decision]) -> dict[str, datetime]:
    """Find when meetings that were moved, by a deed or in Outlook, were to be held at first."""
    first: list[tuple[datetime, str, datetime]] = []
    for entry in entries:
        before = {meeting.key: meeting.starts for meeting in entry.before.meetings}
        first += [(entry.at, key, before[key]) for key in entry.moved]
    for decision in find_settled(decisions).values():
        proposal = decision.proposal
        wanted = proposal.wanted if isinstance(proposal.wanted, str) else ""
        taken = decision.verdict is Verdict.ADOPT and (proposal.kind, proposal.field) == ("event", "when")
        if taken and (span := read_span(wanted)):
            first.append((decision.at, proposal.key, span[0]))
    found: dict[str, datetime] = {}
    for _, key, starts in sorted(first, key=lambda one: one[0]):
        found.setdefault(key, starts)
    return found


def make_health_page(viewer: Viewer, _ask: Ask, kept: Kept | None) -> HealthPage | None:
    """Make the page; None for whoever is no trust lead."""
    sight = find_sight(viewer)
    if sight is None or kept is None:
        return None
    year = viewer.trust.settings.year
    now = count_figures(
        sight, sight.meetings, find_actions(sight, year, viewer.today), viewer.now, kept.moved_from
    )
    before = _count_a_year_ago(sight, kept)
    halves = find_halves(viewer.trust)
    parts = [_count_half(sight, halves, half, kept) for half in halves]
    groups = judge_groups(sight)
    group_table, half_table = tabulate_groups(viewer.trust, groups), _tabulate_halves(halves, parts)
    return HealthPage(
        title="Health of the year",
        tabs=TABS,
        here="/lead",
        scope=sight.say_scope(),
        tiles=_make_tiles(sight, now, before),
        compared=_say_compared(viewer, before),
        steps=_find_steps(sight, kept, groups),
        groups=group_table,
        halves=half_table,
        met=_chart_meetings(halves, parts),
        on_time=_chart_on_time(halves, parts),
        tables=(group_table, half_table),
        saw=sight.saw,
    )


def _count_a_year_ago(sight: Sight, kept: Kept) -> Figures | None:
    """Count the year before as it stood on this day of it, if anything of it is known."""
    then = _a_year_before(sight.viewer.now)
    year = find_academic_year(then.date())
    meetings = [meeting for meeting in sight.viewer.meetings if meeting.year == year]
    if not meetings:
        return None
    return count_figures(sight, meetings, find_actions(sight, year, then.date()), then, kept.moved_from)


def _a_year_before(now: datetime) -> datetime:
    leap_day = (now.month, now.day) == (2, 29)
    return now.replace(year=now.year - 1, day=28 if leap_day else now.day)


def _count_half(sight: Sight, halves: Sequence[Half], half: Half, kept: Kept) -> Figures:
    meetings = [m for m in sight.meetings if find_half(halves, m.starts.date()) is half]
    keys = {meeting.key for meeting in meetings}
    actions = [
        action for action in sight.year.actions if action.meeting in keys and sight.is_full(action.meeting)
    ]
    return count_figures(sight, meetings, actions, sight.viewer.now, kept.moved_from)


def _find_steps(sight: Sight, kept: Kept, groups: Sequence[GroupHealth]) -> tuple[Step, ...]:
    seen = find_seen(sight, kept.rows, kept.broadcasts)
    failed = sum(one.row.outcome in (State.FAILED, State.NOT_KNOWN) for one in seen)
    return find_steps(sight, groups, kept.desk.matters, failed)


def _make_tiles(sight: Sight, now: Figures, before: Figures | None) -> tuple[Tile, ...]:
    replied, asked = count_replies(sight, sight.viewer.now)

    def tile(figure: str, name: str, note: str = "", was: str = "") -> Tile:
        return Tile(figure, name, note, f"{was} a year ago" if was else "")

    then = before
    return (
        tile(f"{now.held}", "meetings held", f"{now.coming} to come", f"{then.held}" if then else ""),
        tile(f"{now.moved}", "moved", "of those held or to come"),
        tile(f"{now.off}", "called off", was=f"{then.off}" if then else ""),
        tile(
            say_share(now.agendas.on_time, now.agendas.judged),
            "agendas on time",
            _say_papers(now.agendas.due, now.agendas.late, now.agendas.missing, now.agendas.undated),
            say_share(then.agendas.on_time, then.agendas.judged) if then else "",
        ),
        tile(
            say_share(now.minutes.on_time, now.minutes.judged),
            "minutes on time",
            _say_papers(now.minutes.due, now.minutes.late, now.minutes.missing, now.minutes.undated),
            say_share(then.minutes.on_time, then.minutes.judged) if then else "",
        ),
        tile(
            f"{now.approved}",
            "minutes approved",
            f"of {now.minutes.there} there",
            f"{then.approved}" if then else "",
        ),
        tile(
            f"{now.late}",
            "actions late",
            f"{now.open} open, {now.done} done",
            f"{then.late}" if then else "",
        ),
        tile(say_share(replied, asked), "replied", f"{replied} of {asked} asked, for the next four weeks"),
    )


def _say_papers(due: int, late: int, missing: int, undated: int) -> str:
    said = [f"{late} late", f"{missing} missing", *([f"{undated} of unknown day"] if undated else [])]
    return f"of {due}: {', '.join(said)}"


def _say_compared(viewer: Viewer, before: Figures | None) -> str:
    then = _a_year_before(viewer.now).date()
    if before is None:
        return f"How the year stood on {format_day(then)} is not known here, so nothing is compared with it."
    return f"“A year ago” is how that year stood on {format_day(then)}, in the groups you may see now."


def _tabulate_halves(halves: Sequence[Half], parts: Sequence[Figures]) -> Table:
    return make_table(
        "half-terms", "Half-term by half-term", "Half-term", "#Held", "#To come", "#Called off", "#Moved",
        "#Agendas on time", "#Minutes on time", "#Actions done", "#Late",
        rows=[
            (
                half.name, part.held, part.coming, part.off, part.moved,
                _share_cell(part.agendas.on_time, part.agendas.judged),
                _share_cell(part.minutes.on_time, part.minutes.judged),
                part.done, part.late,
            )
            for half, part in zip(halves, parts, strict=True)
        ],
    )  # fmt: skip


def _share_cell(part: int, of: int) -> Cell:
    said = say_share(part, of)
    return Cell(said, f"{said} ({part} of {of})" if of else said)


def _chart_meetings(halves: Sequence[Half], parts: Sequence[Figures]) -> Bars:
    rows = [(half.name, (part.held, part.coming, part.off)) for half, part in zip(halves, parts, strict=True)]
    return make_bars("met", "Meetings by half-term", ("Held", "To come", "Called off"), rows)


def _chart_on_time(halves: Sequence[Half], parts: Sequence[Figures]) -> Lines:
    labels = [
        half.name.replace("Autumn", "Aut").replace("Spring", "Spr").replace("Summer", "Sum")
        for half in halves
    ]
    return make_lines(
        "on-time",
        "Papers on time, of a hundred",
        labels,
        {
            "Agendas": [part.agendas.share for part in parts],
            "Minutes": [part.minutes.share for part in parts],
        },
    )

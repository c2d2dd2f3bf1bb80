"""How the last sync with Microsoft 365 ended: every change of groups in full sight, and those that did not get there.

What is for a group's officers alone, the folder with the draft of its minutes, is left out.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from graph_sync.papers import DRAFTS
from termtime.pages.tables import Cell, Table, make_table
from termtime.pages.views.deliveries_seen import find_group_about, is_of_nobody
from termtime.pages.views.lead import Sight
from termtime.store.runs import LoggedChange, LoggedRun

ENDS = ("sent", "failed", "deferred", "not needed")
TROUBLES = ("failed", "deferred")


@dataclass(frozen=True, slots=True)
class SyncShown:
    """When it ran, how its changes ended by kind, and those that failed or wait."""

    started: datetime
    finished: datetime
    outcomes: Table
    troubles: Table


def show_sync(sight: Sight, run: LoggedRun | None) -> SyncShown | None:
    """Show the last sync; None where there was none yet."""
    if run is None:
        return None
    seen = [change for change in run.changes if _may_see(sight, change)]
    return SyncShown(run.started, run.finished, _tabulate_outcomes(seen), _tabulate_troubles(seen))


def _may_see(sight: Sight, change: LoggedChange) -> bool:
    if DRAFTS in change.key.split("/"):
        return False
    return is_of_nobody(sight, change.key) or find_group_about(sight, change.key) is not None


def _tabulate_outcomes(seen: list[LoggedChange]) -> Table:
    counted: dict[tuple[str, str], Counter[str]] = {}
    for change in seen:
        counted.setdefault((change.kind.value, change.verb), Counter())[change.outcome] += 1
    return make_table(
        "sync", "What the last sync changed", "Kind", "Change", "#Changes", "#Sent", "#Failed", "#Deferred", "#Not needed",
        rows=[
            (kind.capitalize(), verb, ends.total(), *(ends[end] for end in ENDS))
            for (kind, verb), ends in counted.items()
        ],
        empty="It found nothing to change in the groups you may see.",
    )  # fmt: skip


def _tabulate_troubles(seen: list[LoggedChange]) -> Table:
    return make_table(
        "sync-troubles", "What did not get there", "What", "Kind", "Change", "Outcome", "Why", "Until",
        rows=[
            (
                change.title, change.kind.value, change.verb,
                Cell(change.outcome, tone="bad" if change.outcome == "failed" else "warn"), change.why, change.until,
            )
            for change in seen
            if change.outcome in TROUBLES
        ],
        empty="Everything got there.",
    )  # fmt: skip

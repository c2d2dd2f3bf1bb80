"""Planning, publish: a preview of exactly what would happen, and the button that does just that."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from cards.words import format_moment
from termtime.pages.page import Ask
from termtime.pages.tables import Cell, Table, make_table
from termtime.pages.viewer import Viewer
from termtime.pages.views.planning import find_viewer_scope
from termtime.pages.views.planning_trials import fetch_trial, name_trial
from termtime.pages.views.shown import find_not_open
from termtime.publishing import Becoming, Preview, preview_publication
from termtime.store import SqlStore
from termtime.store.scenarios import Scenario
from trust.values import RefusedError
from trust.year import Trust

MOST_TOLD = 15


@dataclass(frozen=True, slots=True)
class Previewed:
    """What was worked out: a preview, or why there is none; and the trial it is of."""

    preview: Preview | None
    why: str = ""
    trial: Scenario | None = None


@dataclass(frozen=True, slots=True)
class PublishPage:
    """What the page says."""

    title: str
    trial_id: str
    of: str
    why: str
    mark: str
    published: int
    moved: int
    soon: tuple[str, ...]
    held_back: tuple[str, ...]
    mails: int
    told: int
    uncounted: int
    later: int
    notice: int
    changes: Table
    people: Table
    tables: tuple[Table, ...]
    saw: tuple[str, ...]


async def fetch_preview(store: SqlStore, viewer: Viewer, ask: Ask) -> Previewed | None:
    """Work out what publishing would do; None where there is no such trial, or none the viewer may see."""
    if not viewer.is_lead:
        return None
    trial = None
    if wanted := ask.get("trial"):
        trial = await fetch_trial(store, viewer, Ask({"id": wanted}))
        if trial is None or trial.result is None:
            return None
    try:
        made = await asyncio.to_thread(preview_publication, viewer.year, viewer.person, viewer.now, trial)
    except RefusedError as refused:
        return Previewed(None, str(refused), trial)
    return Previewed(made, "", trial)


def make_publish_page(viewer: Viewer, _ask: Ask, previewed: Previewed | None) -> PublishPage | None:
    """Make the preview; for leads alone."""
    if previewed is None or not viewer.is_lead:
        return None
    trust, preview, trial = viewer.trust, previewed.preview, previewed.trial
    becoming = preview.becoming if preview else ()
    scope = find_viewer_scope(viewer)
    changes, people = _tabulate(trust, scope.seen, becoming), _tabulate_mails(trust, preview)
    return PublishPage(
        title="Publish",
        trial_id=trial.id if trial else "",
        of=name_trial(trial) if trial else "",
        why=previewed.why,
        mark=preview.mark if preview else "",
        published=sum(not one.moves for one in becoming),
        moved=sum(one.moves for one in becoming),
        soon=tuple(_name(trust, one) for one in preview.soon) if preview else (),
        held_back=tuple(
            f"{trust.group_by_id[m.group].name}, {format_moment(m.starts)}" for m in preview.held_back
        ) if preview else (),
        mails=preview.mails.total() if preview else 0,
        told=len(preview.mails) if preview else 0,
        uncounted=preview.uncounted if preview else 0,
        later=preview.later if preview else 0,
        notice=trust.settings.rules.notice_working_days,
        changes=changes,
        people=people,
        tables=(changes, people),
        saw=tuple(
            dict.fromkeys(
                name for one in becoming for name in find_not_open(trust.group_by_id[one.after.group])
            )
        ),
    )  # fmt: skip


def _tabulate(trust: Trust, seen: frozenset[str], becoming: tuple[Becoming, ...]) -> Table:
    rows = []
    for one in becoming:
        was = one.before.starts if one.before and one.before.starts != one.after.starts else None
        done = "Moves" if one.moves else "Is published"
        rows.append((
            trust.group_by_id[one.after.group].name,
            one.after.title if one.after.group in seen else "",
            Cell(one.after.starts, format_moment(one.after.starts)),
            Cell(was, format_moment(was) if was else "–"),
            Cell(done, tone="warn" if one.moves else "good"),
            Cell("yes" if one.soon else "", "Sooner than the notice period" if one.soon else "", tone="bad" if one.soon else ""),
        ))  # fmt: skip
    return make_table(
        "publication", "What would happen", "Group", "Meeting", "When", "Planned or published before", "What", "Notice",
        rows=rows, empty="Nothing: no meeting is proposed, and none would move.",
    )  # fmt: skip


def _tabulate_mails(trust: Trust, preview: Preview | None) -> Table:
    mails = preview.mails if preview else {}
    ordered = sorted(mails.items(), key=lambda item: (-item[1], item[0]))
    rows = [(person.name if (person := trust.find_by_upn(upn)) else upn, count) for upn, count in ordered]
    return make_table(
        "mails", "Who is written to, and how often", "Who", "#Mails", rows=rows, empty="Nobody is written to."
    )


def _name(trust: Trust, one: Becoming) -> str:
    group = trust.group_by_id[one.after.group].name
    was = f", from {format_moment(one.before.starts)}" if one.moves and one.before else ""
    return f"{group}, {format_moment(one.after.starts)}{was}"

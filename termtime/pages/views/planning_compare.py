"""Planning, what-ifs side by side: what each would cost, whom, and what it would move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cards.words import format_moment
from scheduler.scenario import sum_by_rule
from termtime.pages.page import Ask
from termtime.pages.tables import Table, make_table
from termtime.pages.viewer import Viewer
from termtime.pages.views.planning_trials import is_stale, name_key, name_trial, tally
from termtime.planning_scope import see_meetings
from termtime.store.scenarios import Scenario, State
from termtime.whatif import find_changes
from trust.meetings import Meeting

MOST_COMPARED = 4
# How the list of trials names those that are chosen.
CHOSEN = "c-"


@dataclass(frozen=True, slots=True)
class ComparePage:
    """Several trials side by side."""

    title: str
    figures: Table
    moves: Table
    tables: tuple[Table, ...]
    saw: tuple[str, ...] = ()


def make_compare_page(viewer: Viewer, ask: Ask, scenarios: Sequence[Scenario]) -> ComparePage | None:
    """Make the page that puts trials side by side; for leads alone."""
    chosen = [
        one
        for one in scenarios
        if ask.query.get(f"{CHOSEN}{one.id}") and one.state is State.DONE and one.result
    ][:MOST_COMPARED]
    if not viewer.is_lead or not chosen:
        return None
    figures, moves = _compare_figures(viewer, chosen), _compare_moves(viewer, chosen)
    return ComparePage("What-ifs side by side", figures, moves, (figures, moves))


def _compare_figures(viewer: Viewer, chosen: Sequence[Scenario]) -> Table:
    seen = [see_meetings(viewer.year, frozenset(one.question.seen)) for one in chosen]
    results = [one.result for one in chosen if one.result]
    tallies = [tally(before, result) for before, result in zip(seen, results, strict=True)]
    now = tallies[0].before
    figures: list[tuple[str, int | str, list[int]]] = [
        ("Cost", now, [one.cost for one in tallies]),
        ("No such year costs less than", "–", [one.bound for one in tallies]),
        ("Published meetings that move", "–", [one.moved for one in tallies]),
        ("Proposals that are elsewhere", "–", [one.replanned for one in tallies]),
        ("New meetings", "–", [one.new for one in tallies]),
        ("Meetings without a date", "–", [one.missing for one in tallies]),
        ("Wishes not kept", "–", [one.unkept for one in tallies]),
        ("People better off", "–", [one.better for one in tallies]),
        ("People worse off", "–", [one.worse for one in tallies]),
    ]
    before = sum_by_rule(results[0].before)
    sums = [sum_by_rule(result.compromises) for result in results]
    rules = sorted({*before, *(rule for one in sums for rule in one)}, key=lambda rule: (-before[rule], rule))
    figures += [(f"Cost: {rule}", before[rule], [one[rule] for one in sums]) for rule in rules]
    names = [
        f"#{name_trial(one)}{' (of an earlier year)' if is_stale(viewer, one) else ''}" for one in chosen
    ]
    return make_table(
        "compared", "Figures side by side", "Figure", "#As it stands", *names,
        rows=[(name, now, *those) for name, now, those in figures],
    )  # fmt: skip


def _compare_moves(viewer: Viewer, chosen: Sequence[Scenario]) -> Table:
    standing: dict[str, Meeting] = {}
    moved: dict[str, dict[int, Meeting]] = {}
    for number, one in enumerate(chosen):
        before = see_meetings(viewer.year, frozenset(one.question.seen))
        standing |= {meeting.key: meeting for meeting in before}
        for _, new in find_changes(before, one.result.meetings if one.result else ()):
            moved.setdefault(new.key, {})[number] = new
    trust = viewer.trust
    rows = [
        (
            name_key(trust, standing | dict.fromkeys(moved, next(iter(where.values()))), key),
            format_moment(standing[key].starts) if key in standing else "–",
            *(format_moment(where[n].starts) if n in where else "as it stands" for n in range(len(chosen))),
        )
        for key, where in sorted(moved.items())
    ]
    return make_table(
        "compared-moves", "Which meetings move", "Meeting", "As it stands", *(name_trial(one) for one in chosen),
        rows=rows, empty="None of them moves a meeting.",
    )  # fmt: skip

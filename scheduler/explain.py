"""Says in words what a proposed year could not do, meeting by meeting, and what had to be given up for others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from scheduler.impossible.explanation import explain_impossible
from scheduler.occurrences import Occurrence, Span
from scheduler.places import HOSTED
from scheduler.proposal import Unmet
from scheduler.slots import Choice
from trust.meetings import Meeting

if TYPE_CHECKING:
    from scheduler.planner import Desk


def explain_unmet(desk: Desk, missing: Sequence[str], placed: Mapping[str, Span]) -> tuple[Unmet, ...]:
    """Say why these meetings (keys) have no date in a year in which the others have theirs."""
    causes = {
        key: explanation
        for explanation in explain_impossible(desk, missing, placed)
        for key in explanation.unmet
    }
    occurrences = {occurrence.key: occurrence for occurrence in desk.occurrences}
    return tuple(
        Unmet(
            key=key,
            group=occurrences[key].group.id,
            rule=occurrences[key].rule.key,
            why=causes[key].words,
            facts=tuple(fact.words for fact in causes[key].facts),
            repairs=tuple(repair.words for repair in causes[key].repairs),
        )
        for key in missing
    )


def find_warnings(
    occurrences: Iterable[Occurrence], choices: Mapping[str, Choice], planned: Iterable[Meeting]
) -> tuple[Unmet, ...]:
    """List what had to be given up for occurrences that do have a date."""
    meetings = {meeting.key: meeting for meeting in planned}
    warnings: list[Unmet] = []
    for occurrence in occurrences:
        meeting, choice = meetings.get(occurrence.key), choices[occurrence.key]
        if meeting and choice.warning:
            warnings.append(_make_warning(occurrence, choice.warning))
        if meeting and meeting.format in HOSTED and not meeting.place:
            why = f"No school of {occurrence.group.name} has a free room that fits its members; it has no place yet."
            warnings.append(_make_warning(occurrence, why))
    return tuple(warnings)


def _make_warning(occurrence: Occurrence, why: str) -> Unmet:
    return Unmet(key=occurrence.key, group=occurrence.group.id, rule=occurrence.rule.key, why=why)

"""Says in words what a proposed year could not do, meeting by meeting.

An occurrence without slots brings its reason with it. One that had slots lost them to other meetings of the same
proposal, so the reason is read off the finished year: who was needed elsewhere, or that the rooms were full.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from scheduler.model import overlap
from scheduler.occurrences import Occurrence, describe_window
from scheduler.places import HOSTED, Dated
from scheduler.proposal import Unmet
from scheduler.rosters import Rosters
from scheduler.slots import Choice, Slot
from trust.meetings import Meeting


def explain_unplaced(
    occurrence: Occurrence, choice: Choice, dated: Sequence[Dated], rosters: Rosters
) -> Unmet:
    """Say why an occurrence has no date in a year in which `dated` have theirs."""
    why = choice.why or _describe_taken(occurrence, choice.slots, dated, rosters)
    return _make_unmet(occurrence, why)


def find_warnings(
    occurrences: Iterable[Occurrence], choices: Mapping[str, Choice], planned: Iterable[Meeting]
) -> tuple[Unmet, ...]:
    """List what had to be given up for occurrences that do have a date."""
    meetings = {meeting.key: meeting for meeting in planned}
    warnings: list[Unmet] = []
    for occurrence in occurrences:
        meeting, choice = meetings.get(occurrence.key), choices[occurrence.key]
        if meeting and choice.warning:
            warnings.append(_make_unmet(occurrence, choice.warning))
        if meeting and meeting.format in HOSTED and not meeting.place:
            why = f"No school of {occurrence.group.name} has a free room that fits its members; it has no place yet."
            warnings.append(_make_unmet(occurrence, why))
    return tuple(warnings)


def _make_unmet(occurrence: Occurrence, why: str) -> Unmet:
    return Unmet(key=occurrence.key, group=occurrence.group.id, rule=occurrence.rule.key, why=why)


def _describe_taken(
    occurrence: Occurrence, slots: Sequence[Slot], dated: Sequence[Dated], rosters: Rosters
) -> str:
    blockers = Counter(
        blocker for slot in slots for blocker in set(_find_blockers(occurrence, slot, dated, rosters))
    )
    when = describe_window(occurrence.rule)
    if not blockers:
        return f"No date was found for it in {when} with the work allowed; more may find one."
    days = "the one day" if len(slots) == 1 else f"each of the {len(slots)} days"
    # Ties go by name, so that the same year is explained the same way.
    told = sorted(blockers.items(), key=lambda item: (-item[1], item[0]))[:3]
    reasons = "; ".join(f"{blocker} ({count} {'day' if count == 1 else 'days'})" for blocker, count in told)
    return f"On {days} that would do in {when} something else stands there: {reasons}."


def _find_blockers(occurrence: Occurrence, slot: Slot, dated: Sequence[Dated], rosters: Rosters) -> list[str]:
    at_once = [d.occurrence for d in dated if d.day == slot.day and overlap(d.occurrence, occurrence)]
    found = [
        f"{officer.name} is needed by {other.group.name}"
        for other in at_once
        for officer in rosters.shared(occurrence.group, other.group, slot.day).officers
    ]
    venue = occurrence.rule.venue
    if not found and slot.rooms and sum(other.rule.venue == venue for other in at_once) >= len(slot.rooms):
        found.append("every room that would do is in use")
    return found

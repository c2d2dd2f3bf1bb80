"""Says in a sentence or two why meetings cannot be held, from the facts that forbid it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from scheduler.impossible.facts import Fact, FactKind, join_words, name_meeting
from scheduler.occurrences import Occurrence

if TYPE_CHECKING:
    from scheduler.planner import Desk

MOST_NAMED = 8
SHARED = (FactKind.PERSON, FactKind.ROOMS, FactKind.COVER)


def describe_cause(desk: Desk, facts: Sequence[Fact], meetings: Sequence[Occurrence], most: int) -> str:
    """Say what forbids meetings of which only so many can be held."""
    when, reasons = _split_window(facts, meetings)
    if most == 0:
        said = f"No time in {when} will do" if reasons else f"There is no school day for it in {when}"
        others = f" They are {_name(meetings)}." if len(meetings) > 1 else ""
        return f"{said}{_list(reasons)}.{others}"
    shared = [fact for fact in reasons if fact.kind in SHARED]
    why = _list([fact for fact in reasons if fact not in shared])
    if len(shared) == 1 and shared[0].kind is FactKind.PERSON:
        name = desk.trust.person_by_id[shared[0].about].name
        left = "only 1 is" if most == 1 else f"only {most} are"
        said = f"{len(meetings)} meetings need {name}, so each needs a time of its own, but {left} left in {when}{why}."
    elif len(shared) == 1 and shared[0].about in desk.trust.place_by_id and shared[0].kind is FactKind.ROOMS:
        venue = desk.trust.place_by_id[shared[0].about].name
        counted = _count_rooms(desk, shared[0].about, meetings, most)
        said = f"{len(meetings)} meetings need a room at {venue} in {when} but {counted}{why}."
    elif len(shared) == 1 and shared[0].kind is FactKind.COVER:
        said = f"Of {len(meetings)} meetings in {when} only {most} can be held, as {shared[0].words}{why}."
    else:
        said = f"Of {len(meetings)} meetings in {when} only {most} can be held{_list(reasons)}."
    return f"{said} They are {_name(meetings)}."


def _split_window(facts: Sequence[Fact], meetings: Sequence[Occurrence]) -> tuple[str, list[Fact]]:
    """Give the time of the year the facts are about, and the facts it does not say already."""
    reasons = [fact for fact in facts if fact.kind is not FactKind.HELD]
    windows = {occurrence.rule.window for occurrence in meetings}
    rules = [fact for fact in reasons if fact.kind is FactKind.WINDOW]
    if rules and len(windows) == 1:
        return windows.pop(), [fact for fact in reasons if fact not in rules]
    terms = list(dict.fromkeys(occurrence.rule.term.value for occurrence in meetings))
    return f"the {join_words(terms)} term{'s' * (len(terms) > 1)}", reasons


def describe_found(occurrence: Occurrence, day: str) -> str:
    """Say that nothing forbids a meeting: it has a day, if one was found in a second look."""
    if day:
        return f"Nothing forbids it: on {day} it could be held, with others moved. More work may find such a year."
    when = occurrence.rule.window
    return f"No date was found for it in {when} beside the meetings that have one; what forbids others may forbid it too."


def _list(facts: Sequence[Fact]) -> str:
    return ": " * bool(facts) + "; ".join(fact.words for fact in facts)


def _name(meetings: Sequence[Occurrence]) -> str:
    named = [name_meeting(occurrence) for occurrence in meetings[:MOST_NAMED]]
    if len(meetings) > MOST_NAMED:
        named.append(f"{len(meetings) - MOST_NAMED} more")
    return join_words(named)


def _count_rooms(desk: Desk, venue: str, meetings: Sequence[Occurrence], most: int) -> str:
    rooms = sum(room.place == venue for room in desk.trust.rooms)
    days = len({slot.day for occurrence in meetings for slot in desk.choices[occurrence.key].slots})
    if rooms * days != most:
        return f"only {most} can have one (it has {rooms})"
    return f"{days} {'day' if days == 1 else 'days'} x {rooms} {'room' if rooms == 1 else 'rooms'} = {most}"

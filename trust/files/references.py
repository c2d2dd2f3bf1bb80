"""Whether everything a row points at exists, and whether what names a row names only that one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from trust.files.faults import Fault, Severity, make_suggestion
from trust.files.sheets import Entry, Sheet, Sheets
from trust.files.tables import SETTINGS


class Reference(NamedTuple):
    """A field that holds the key of a row elsewhere, or a list of such keys; a star stands for every item."""

    table: str
    field: str
    to: str


REFERENCES = (
    Reference("schools", "council", "council"),
    Reference("term_dates", "council", "council"),
    Reference("inset_days", "school", "school"),
    Reference("blackouts", "schools", "school"),
    Reference("blackouts", "groups", "group"),
    Reference("people", "school", "school"),
    Reference("people", "roles", "role"),
    Reference("groups", "cadence", "cadence"),
    Reference("groups", "schools", "school"),
    Reference("groups", "roles", "role"),
    Reference("officers", "group", "group"),
    Reference("officers", "person", "person"),
    Reference("members", "group", "group"),
    Reference("members", "person", "person"),
    Reference("rooms", "place", "place"),
    Reference("deadlines", "audience", "role"),
    Reference("external_support", "schools", "school"),
    Reference("external_support", "groups", "group"),
    Reference("consultations", "after", "consultation step"),
    Reference("consultations", "audience", "role"),
    Reference("year/meetings", "group", "group"),
    Reference("year/meetings", "place", "place"),
    Reference("year/agendas", "meeting", "meeting"),
    Reference("year/agendas", "items.*.lead", "person"),
    Reference("year/minutes", "meeting", "meeting"),
    Reference("year/minutes", "present", "person"),
    Reference("year/actions", "meeting", "meeting"),
    Reference("year/actions", "owner", "person"),
    Reference("year/replies", "meeting", "meeting"),
    Reference("year/replies", "person", "person"),
    Reference("trust", "leads", "person"),
    Reference("trust", "it_administrators", "person"),
    Reference("trust", "auditors", "person"),
    Reference("trust", "holds.*.group", "group"),
    Reference("trust", "holds.*.person", "person"),
    Reference("trust", "cadences.*.meetings.*.venue", "venue"),
)

Known = Mapping[str, frozenset[str]]
"""Every key there is, by what it names; a kind is absent when its file could not be read."""


def find_reference_faults(sheets: Sheets) -> Iterator[Fault]:
    """Find every key that nothing answers to, with the closest one that exists."""
    known = _find_known(sheets)
    for reference in REFERENCES:
        if sheet := sheets.get(reference.table):
            for entry in sheet.entries:
                for path, met in _find_texts(entry.cells, tuple(reference.field.split("."))):
                    yield from _check(known, sheet, entry, path, met, reference.to)
    yield from _find_room_faults(sheets)


def _find_texts(cell: Any, steps: tuple[str, ...], path: str = "") -> Iterator[tuple[str, str]]:
    """Find the texts at a path with stars, each with the path that names it; what has another shape has none."""
    if not steps:
        yield from ((path, str(part)) for part in (cell if isinstance(cell, list | tuple) else (cell,)))
        return
    inner: Iterable[tuple[Any, Any]]
    if isinstance(cell, dict):
        inner = cell.items() if steps[0] == "*" else [(steps[0], cell[steps[0]])] if steps[0] in cell else ()
    else:
        inner = enumerate(cell, start=1) if isinstance(cell, list | tuple) and steps[0] == "*" else ()
    for step, part in inner:
        yield from _find_texts(part, steps[1:], f"{path}.{step}" if path else str(step))


def _check(known: Known, sheet: Sheet, entry: Entry, field: str, met: str, to: str) -> Iterator[Fault]:
    if to in known and met not in known[to]:
        article = "an" if to[0] in "aeiou" else "a"
        yield sheet.fault(
            entry, field, f"{met!r} is not {article} {to}{make_suggestion(met, sorted(known[to]))}"
        )


def _find_known(sheets: Sheets) -> Known:
    named = {
        "school": "schools", "role": "roles", "person": "people", "group": "groups", "venue": "venues",
        "consultation step": "consultations", "meeting": "year/meetings",
    }  # fmt: skip
    keys = {
        kind: frozenset(
            key for entry in sheets[name].entries for key in entry.texts("key" if kind == "meeting" else "id")
        )
        if name in sheets
        else frozenset[str]()
        for kind, name in named.items()
        if name not in sheets or sheets[name].readable
    }
    if "school" in keys and "venue" in keys:
        keys["place"] = keys["school"] | keys["venue"]
    for entry in sheets[SETTINGS.name].entries:
        for kind, name in (("council", "councils"), ("cadence", "cadences")):
            if isinstance(named_here := entry.cells.get(name), dict):
                keys[kind] = frozenset(named_here)
    return keys


def _find_room_faults(sheets: Sheets) -> Iterator[Fault]:
    meetings, rooms = sheets.get("year/meetings"), sheets.get("rooms")
    if not meetings or (rooms and not rooms.readable):
        return
    at: dict[str, set[str]] = {}
    for entry in rooms.entries if rooms else ():
        at.setdefault(str(entry.cells.get("place")), set()).add(str(entry.cells.get("name")))
    for entry in meetings.entries:
        for met in entry.texts("room"):
            place = str(entry.cells.get("place", ""))
            if met not in at.get(place, ()):
                there = f" at {place!r}" if place else " when the meeting has no place"
                yield meetings.fault(entry, "room", f"there is no room {met!r}{there}.")


def find_repeat_faults(sheets: Sheets) -> Iterator[Fault]:
    """Find keys given twice, naming the row of the first; groups that share a name get a warning."""
    for sheet in sheets.values():
        for fields in sheet.table.keys:
            yield from _find_repeats(sheet, fields)
    yield from _find_repeats(sheets["groups"], ("name",), Severity.WARNING)
    if venues := sheets.get("venues"):
        schools = {met: entry.row.line for entry in sheets["schools"].entries for met in entry.texts("id")}
        for entry in venues.entries:
            for met in entry.texts("id"):
                if met in schools:
                    where = f"line {schools[met]} of {sheets['schools'].file}"
                    yield venues.fault(entry, "id", f"{met!r} is already the id of a school, on {where}.")


def _find_repeats(
    sheet: Sheet, fields: tuple[str, ...], severity: Severity = Severity.ERROR
) -> Iterator[Fault]:
    first: dict[tuple[str, ...], int] = {}
    for entry in sheet.entries:
        key = tuple("; ".join(entry.texts(field)).strip().lower() for field in fields)
        if not any(key):
            continue
        if key in first:
            met = " ".join(part for part in key if part) if len(fields) > 1 else entry.cells[fields[0]]
            field = next(field for field, part in zip(fields, key, strict=True) if part)
            yield sheet.fault(entry, field, f"{met!r} is already on line {first[key]}.", severity)
        first.setdefault(key, entry.row.line)

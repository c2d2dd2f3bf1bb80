"""The three-way comparison of one thing's fields: what we want, what is there, what we last wrote.

A single value:

| wanted = there | last written       | then                                                    |
|----------------|--------------------|---------------------------------------------------------|
| yes            | anything           | nothing to do; note it as written                       |
| no             | is there still     | write what is wanted: only the year has moved on        |
| no             | is what is wanted  | drift: a person changed it                              |
| no             | is something else  | conflict: a person changed it, and so did the year      |

Each member of a set (attendees, members, owners) on its own:

| wanted | there | last written | then                                  |
|--------|-------|--------------|---------------------------------------|
| yes    | yes   | either       | nothing to do; note it as written     |
| yes    | no    | no           | add                                   |
| yes    | no    | yes          | drift: a person took it out           |
| no     | yes   | yes          | take out                              |
| no     | yes   | no           | drift: a person put it in             |
| no     | no    | either       | nothing to do; forget it              |

What a person changed is never overwritten. A set is written whole, so it keeps what a person put in.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from graph_sync.kinds import Field, Fields, make_set, read_set
from trust.settling import read_span

WORDS = {"when": "the time", "place": "the place", "name": "the name", "subject": "the subject", "inside": "the folder it is in",
         "private": "the privacy", "online": "the Teams link", "description": "the description",
         "alone": "that nobody else may open it", "content": "what it says",
         "agenda": "the agenda in its text"}  # fmt: skip
SETS = {"attendees": ("invited", "taken off the invitation"), "members": ("put on the list", "taken off the list"),
        "owners": ("made an owner of the list", "removed as an owner of the list"),
        "grants": ("let in", "shut out")}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Drift:
    """Something a person changed: a field, or of a set the member `item` that came or went. `both`: the year did too."""

    field: str
    seen: Field
    wanted: Field
    what: str
    item: str = ""
    both: bool = False


@dataclass(frozen=True)
class Difference:
    """What follows from comparing.

    Attributes:
        writes: The fields to write, with the whole new value.
        drift: Everything a person changed.
        base: What we have written, as far as it can be seen now.
        after: The same once `writes` are done.
        added: Texts that come into sets, by field.
        removed: Texts that go from sets, by field.
    """

    writes: dict[str, Field] = field(default_factory=dict)
    drift: list[Drift] = field(default_factory=list)
    base: dict[str, Field] = field(default_factory=dict)
    after: dict[str, Field] = field(default_factory=dict)
    added: dict[str, tuple[str, ...]] = field(default_factory=dict)
    removed: dict[str, tuple[str, ...]] = field(default_factory=dict)


def compare(wanted: Fields, there: Fields, last: Fields) -> Difference:
    """Compare one thing's fields three ways, by the tables above."""
    found = Difference()
    for name, want in wanted.items():
        if isinstance(want, tuple):
            _compare_set(found, name, set(want), set(read_set(there, name)), set(read_set(last, name)))
        else:
            nothing = type(want)()
            _compare_value(found, name, want, there.get(name, nothing), last.get(name, nothing))
    return found


def _compare_value(found: Difference, name: str, want: Field, seen: Field, was: Field) -> None:
    found.base[name] = found.after[name] = want if want == seen else was
    if want == seen:
        return
    if was == seen:
        found.writes[name] = found.after[name] = want
    else:
        both = was != want
        found.drift.append(Drift(name, seen, want, _tell(name, want, seen, both=both), both=both))


def _compare_set(found: Difference, name: str, want: set[str], seen: set[str], was: set[str]) -> None:
    join, leave = want - seen - was, (seen - want) & was
    base = (was & (seen | want)) | (want & seen)
    found.base[name], found.after[name] = make_set(base), make_set((base | join) - leave)
    if join or leave:
        found.writes[name] = make_set((seen | join) - leave)
        found.added[name], found.removed[name] = make_set(join), make_set(leave)
    came, went = SETS.get(name, ("put in", "taken out"))
    for item in sorted((want & was) - seen):
        found.drift.append(Drift(name, False, True, f"{item} was {went} by hand", item))
    for item in sorted(seen - want - was):
        found.drift.append(Drift(name, True, False, f"{item} was {came} by hand", item))


def find_known(wanted: Fields, there: Fields) -> Fields:
    """Suppose what we last wrote of a thing that carries our marker but that we have no record of.

    Single values are taken to be as wanted, so that a difference is reported and not overwritten; of sets, only who
    is both wanted and there, so that whoever is missing is added.
    """
    return {
        name: make_set(set(want) & set(read_set(there, name))) if isinstance(want, tuple) else want
        for name, want in wanted.items()
    }


def say(value: Field) -> str:
    """Say a field's value.

    >>> say("2027-01-19T15:45/2027-01-19T17:00"), say(True), say(("a", "b"))
    ('Tue 19 Jan 2027, 15:45 to 17:00', 'yes', 'a, b')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(value)
    span = read_span(value)
    if span is None:
        return value
    starts, ends = span
    until = f"{ends:%H:%M}" if starts.date() == ends.date() else f"{ends:%a} {ends.day} {ends:%b %H:%M}"
    return f"{starts:%a} {starts.day} {starts:%b %Y, %H:%M} to {until}"


def _tell(name: str, want: Field, seen: Field, *, both: bool) -> str:
    if name == "content":
        return (
            "somebody has written in it, and the year now says something else, which was not put in its place"
        )
    also = ", and the year has changed too" if both else ""
    return f"{WORDS.get(name, name)} was changed to {say(seen) or 'nothing'}; the year says {say(want) or 'nothing'}{also}"

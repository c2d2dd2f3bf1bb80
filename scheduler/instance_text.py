"""Reads instances from text: a plain form of our own, and the pair of files by which public ones are handed round.

Nothing is guessed: what a line does not say clearly is refused, with its file, its line and what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple, NoReturn

from scheduler.instance import PROXIMITY, Instance
from trust.values import RefusedError

# More than any instance in use; beyond it memory runs out before patience.
MOST_EVENTS, MOST_SLOTS, MOST_ATTENDEES, MOST_PRICE = 5_000, 500, 200_000, 10_000


class Line(NamedTuple):
    """A line that says something: the file's name, its number, its words."""

    file: str
    number: int
    words: tuple[str, ...]

    def refuse(self, fault: str) -> NoReturn:
        """Refuse it."""
        msg = f"{self.file}:{self.number}: {fault}"
        raise RefusedError(msg)

    def read_number(self, word: str, what: str, least: int, most: int) -> int:
        """Read a whole number within limits."""
        number = int(word) if word.isascii() and word.isdigit() and len(word) < 10 else -1
        if not least <= number <= most:
            self.refuse(f"{what} is a whole number from {least} to {most}, not {word!r}.")
        return number


def parse_instance(text: str, file: str, *, slots: int | None = None) -> Instance:
    """Read the plain form; `slots` goes before the number the file gives."""
    reading = _Reading()
    for line in _split(text, file):
        reading.take(line)
    return reading.finish(file, slots)


def parse_public_pair(courses: str, students: str, files: tuple[str, str], *, slots: int | None) -> Instance:
    """Read a list of events with their enrolments, and one line for each student with the events taken.

    Enrolments are not compared: in some of the public files they do not tally, and only the students count.
    """
    if slots is None:
        msg = f"{files[1]}: the number of slots is not in files of this form; give it with --slots."
        raise RefusedError(msg)
    events: dict[str, int] = {}
    for line in _split(courses, files[0], comments=False):
        if len(line.words) > 2:
            line.refuse("a line has an event and its enrolment, nothing else.")
        if line.words[0] in events:
            line.refuse(f"event {line.words[0]!r} is listed twice.")
        if len(line.words) == 2:
            line.read_number(line.words[1], "an enrolment", 0, MOST_ATTENDEES)
        events[line.words[0]] = len(events)
    # A student listed twice for one event attends it once.
    attendees = [
        tuple(sorted({_find_event(line, word, events) for word in line.words}))
        for line in _split(students, files[1], comments=False)
    ]
    return _check(Instance(files[1], tuple(events), tuple(attendees), _check_slots(slots)))


class _Reading:
    """What the lines of the plain form have said so far."""

    def __init__(self) -> None:
        self._events: dict[str, int] = {}
        self._attendees: list[tuple[int, ...]] = []
        self._settings: dict[str, tuple[int, ...]] = {}
        self._open: dict[int, list[tuple[bool, Line]]] = {}

    def take(self, line: Line) -> None:
        keyword, *rest = line.words
        if keyword in {"slots", "day", "seats", "proximity"}:
            self._set(line, keyword, rest)
        elif keyword == "events":
            for name in rest:
                if name in self._events:
                    line.refuse(f"event {name!r} is listed twice.")
                self._events[name] = len(self._events)
        elif keyword == "attends":
            events = [_find_event(line, name, self._events) for name in rest]
            if len(set(events)) < len(events) or not events:
                line.refuse("an attendee has events, each named once.")
            self._attendees.append(tuple(sorted(events)))
        elif keyword in {"only", "never"}:
            if len(rest) < 2:
                line.refuse(f"`{keyword}` has an event and at least one slot.")
            self._open.setdefault(_find_event(line, rest[0], self._events), []).append(
                (keyword == "only", line)
            )
        else:
            line.refuse(
                f"a line begins with slots, day, seats, proximity, events, attends, only or never, not {keyword!r}."
            )

    def _set(self, line: Line, keyword: str, words: list[str]) -> None:
        if keyword in self._settings:
            line.refuse(f"`{keyword}` is given twice.")
        if not words or (len(words) > 1 and keyword != "proximity"):
            line.refuse(
                f"`{keyword}` has {'its prices' if keyword == 'proximity' else 'one number'} after it."
            )
        least, most = {"proximity": (0, MOST_PRICE), "seats": (1, MOST_ATTENDEES)}.get(
            keyword, (1, MOST_SLOTS)
        )
        self._settings[keyword] = tuple(line.read_number(word, f"`{keyword}`", least, most) for word in words)
        if len(words) > MOST_SLOTS:
            line.refuse(f"at most {MOST_SLOTS} prices can be given.")

    def finish(self, file: str, slots: int | None) -> Instance:
        count = slots or next(iter(self._settings.get("slots", ())), None)
        if count is None:
            msg = f"{file}: the number of slots is missing: a line such as `slots 18`, or --slots."
            raise RefusedError(msg)
        one = {
            keyword: self._settings[keyword][0] for keyword in ("day", "seats") if keyword in self._settings
        }
        return _check(
            Instance(
                name=file,
                events=tuple(self._events),
                attendees=tuple(self._attendees),
                slots=_check_slots(count),
                proximity=self._settings.get("proximity", PROXIMITY),
                seats=one.get("seats"),
                day=one.get("day"),
                open_to={event: _find_open(said, count) for event, said in self._open.items()} or None,
            )
        )


def _find_open(said: list[tuple[bool, Line]], slots: int) -> frozenset[int]:
    allowed = set(range(slots))
    for only, line in said:
        named = {line.read_number(word, "a slot", 1, slots) - 1 for word in line.words[2:]}
        allowed = allowed & named if only else allowed - named
        if not allowed:
            line.refuse(f"no slot is left for {line.words[1]!r}.")
    return frozenset(allowed)


def _split(text: str, file: str, *, comments: bool = True) -> Iterator[Line]:
    # Some of the public files end with the mark by which an old system ended its files.
    for number, written in enumerate(text.replace("\x1a", "").removeprefix("\ufeff").splitlines(), 1):
        words = (written.split("#")[0] if comments else written).split()
        if words:
            yield Line(file, number, tuple(words))


def _find_event(line: Line, name: str, events: Mapping[str, int]) -> int:
    if name not in events:
        line.refuse(f"there is no event {name!r}; events are listed before they are used.")
    return events[name]


def _check_slots(slots: int) -> int:
    if not 1 <= slots <= MOST_SLOTS:
        msg = f"The number of slots is from 1 to {MOST_SLOTS}, not {slots}."
        raise RefusedError(msg)
    return slots


def _check(instance: Instance) -> Instance:
    for count, most, what in (
        (len(instance.events), MOST_EVENTS, "events"),
        (len(instance.attendees), MOST_ATTENDEES, "attendees"),
    ):
        if not 1 <= count <= most:
            msg = f"{instance.name}: an instance has from 1 to {most:,} {what}; this has {count:,}."
            raise RefusedError(msg)
    if instance.seats is not None:
        for event, size in instance.sizes.items():
            if size > instance.seats:
                msg = f"{instance.name}: {size} attend {instance.events[event]!r}, more than the {instance.seats} seats."
                raise RefusedError(msg)
    return instance

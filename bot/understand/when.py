"""Which days a message means, in the language of schools, by the asker's own council and school.

"The week after we're back", "2nd half of spring", "a week Thursday": settled by rules (`when_days`, `when_terms`,
`when_joins`) over the council's published halves of terms, INSET days and England's bank holidays. A number alone is
never a day. General date parsers were tried and are left out: they read "year 6" as the 6th of the month, and give one
day where a week, a month or a half term is meant.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

from bot.understand import when_days, when_joins, when_terms  # noqa: F401  (their rules register themselves)
from bot.understand.school_calendar import Days, find_year_number, make_calendar
from bot.understand.when_reader import Reader
from bot.understand.when_words import Line, read_line
from trust.people import Person
from trust.places import School
from trust.values import LONDON
from trust.year import Trust

BETWEEN_PHRASES = frozenset({"in", "of", "on", "the", "and", "at", "during"})


@dataclass(frozen=True, slots=True)
class When:
    """The days somebody means, first and last, and their own words for them."""

    first: date
    last: date
    words: str

    def as_dict(self) -> dict[str, str]:
        """Give it for a program to read."""
        return {"first": self.first.isoformat(), "last": self.last.isoformat(), "words": self.words}


class Spoken(NamedTuple):
    """Days found in a message, and where the words for them begin and end in it, in characters."""

    when: When
    start: int
    end: int

    def take_out(self, text: str, mark: str = "") -> str:
        """Give the message without the words for the days, or with a mark in their place."""
        return f"{text[: self.start]} {mark} {text[self.end :]}"


def find_when(
    text: str,
    trust: Trust,
    asker: Person | None,
    now: datetime,
    *,
    school: School | None = None,
    council: str = "",
    past: bool = False,
) -> Spoken | None:
    """Find the days a message means, or nothing.

    Of several phrases the longest counts; phrases side by side ("in March after Easter") narrow each other. Positions are
    in the text as typed, because `split_words` drops what dates are written with (21/1, w/b, 3.45pm): take the words out
    with `Spoken.take_out` and split what is left.

    Args:
        text: What was typed.
        trust: Its term dates, INSET days and blackouts are used.
        asker: Whose school's days count; for somebody of no school those of the trust's first council.
        now: The moment it was asked.
        school: The school that is asked about, when it is not the asker's.
        council: The council whose term dates count, when it is not that school's.
        past: The question is about what was: a bare day is the latest, not the next.
    """
    line = read_line(text)
    reader = _make_reader(line, trust, school or _find_school(trust, asker), council, now, past=past)
    found = _find_phrases(line, reader)
    if not found:
        return None
    days, start, end = max(found, key=lambda phrase: phrase[2] - phrase[1])
    first, last = line.begins[start], line.ends[end]
    return Spoken(When(days.first, days.last, " ".join(text[first:last].split())), first, last)


def _find_school(trust: Trust, asker: Person | None) -> School | None:
    return trust.school_by_id.get(asker.school) if asker and asker.school else None


def _make_reader(
    line: Line, trust: Trust, school: School | None, council: str, now: datetime, *, past: bool
) -> Reader:
    today = now.astimezone(LONDON).date()
    council = council or (school.council if school else next(iter(trust.settings.councils)))
    blackouts = trust.blackouts_by_owner
    return Reader(
        line.text,
        today,
        past,
        make_calendar(trust.half_terms_by_council.get(council, ()), find_year_number(today)),
        tuple(sorted(trust.inset_by_school.get(school.id, ()))) if school else (),
        (*(blackouts.get(f"school/{school.id}", ()) if school else ()), *blackouts.get(None, ())),
    )


def _find_phrases(line: Line, reader: Reader) -> list[tuple[Days, int, int]]:
    """Find every phrase, left to right, with where in the line it begins and ends; neighbours are made one."""
    phrases: list[tuple[Days, int, int]] = []
    after = 0
    for at in line.begins:
        if at < after or (found := reader.read(at)) is None:
            continue
        days, after = found
        if phrases:
            before, start, end = phrases[-1]
            beside = BETWEEN_PHRASES.issuperset(line.text[end:at].split())
            if beside and (both := before.meet(days) or _read_then(reader, start, days)):
                phrases[-1] = (both, start, after)
                continue
        phrases.append((days, at, after))
    return phrases


def _read_then(reader: Reader, start: int, days: Days) -> Days | None:
    """Read a phrase as if asked in the days after it: "last day of term in July" is not this term's."""
    found = replace(reader, today=days.first).read(start)
    return found[0].meet(days) if found else None

"""How phrases for days are read: rules that register themselves, and a reader that takes the longest at a place.

A bare day or month is the next to come, or the latest that was when the question looks back; one that has gone by this
academic year is still meant when its next time is further off.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

from bot.understand.school_calendar import Days, SchoolCalendar, find_begun, find_coming, find_year_number
from bot.understand.when_words import load_vocabulary
from trust.calendar import Blackout, find_year_bounds

Match = re.Match[str]
Read = tuple[Days, int]
Rule = Callable[["Reader", Match], "Days | Read | None"]
RULES: list[tuple[str, bool, Rule]] = []


def says(pattern: str, *, part: bool = False) -> Callable[[Rule], Rule]:
    """Register a rule; capitals in its pattern stand for kinds of words. A `part` is read only in a larger phrase."""

    def register(rule: Rule) -> Rule:
        # A part comes first: "the end of half term" is the end of the teaching, not of the holiday.
        RULES.insert(0 if part else len(RULES), (pattern, part, rule))
        return rule

    return register


@cache
def _compile_rules() -> tuple[tuple[re.Pattern[str], bool, Rule], ...]:
    """Compile the patterns when the first question comes, not when the program starts."""
    known = load_vocabulary()
    kinds = {
        "DAY": "|".join(known.days),
        "MONTH": "|".join(known.months),
        "FEAST": "|".join(known.feasts),
        "NUMBER": r"[#@]\d\d?",
        "YEAR": r"#20\d\d",
        "SEASON": "autumn|spring|summer",
        "HALF_TERM_OF": "autumn|spring|summer|october|february|may",
        "NEAR": "this|next|last|coming",
    }

    def compile_rule(pattern: str) -> re.Pattern[str]:
        spelt = re.sub(r"\b[A-Z_]{3,}\b", lambda kind: f"(?:{kinds[kind.group()]})", pattern)
        return re.compile(rf"(?:{spelt})(?= |$)")

    return tuple((compile_rule(pattern), part, rule) for pattern, part, rule in RULES)


@dataclass(frozen=True, slots=True)
class Reader:
    """A line to read, the calendar and day to read it by, and whether the question looks back."""

    line: str
    today: date
    past: bool
    calendar: SchoolCalendar
    insets: tuple[date, ...] = ()
    blackouts: tuple[Blackout, ...] = ()
    depth: int = 0
    # Days that end what has begun are never those gone by.
    onward: bool = False
    # What was read at each place, so that a message of nothing but prepositions costs no more than another.
    known: dict[tuple[int, bool, int, bool, bool, date], Read | None] = field(default_factory=dict)

    @property
    def year(self) -> int:
        """The academic year today is in, by its September."""
        return find_year_number(self.today)

    def find_year_said(self, words: str) -> int:
        """Name the academic year that "last year" or "this year" is, by its September."""
        return self.year + {"next": 1, "last": -1}.get(words.split(maxsplit=1)[0], 0)

    def read(self, at: int, *, part: bool = False) -> Read | None:
        """Read the longest phrase that begins at a place: its days and where it ends."""
        key = (at, part, self.depth, self.past, self.onward, self.today)
        if key not in self.known:
            self.known[key] = self._read_longest(at, part=part)
        return self.known[key]

    def _read_longest(self, at: int, *, part: bool) -> Read | None:
        best: Read | None = None
        for pattern, only_part, rule in _compile_rules():
            if (only_part and not part) or not (match := pattern.match(self.line, at)):
                continue
            found = rule(self, match)
            if isinstance(found, Days):
                found = (found, match.end())
            if found and (best is None or found[1] > best[1]):
                best = found
        return best

    def deeper(self) -> Reader:
        """Give the same line to be read inside a phrase."""
        return replace(self, depth=self.depth + 1)

    def looking_back(self) -> Reader:
        """Give the same line to be read as a question about the past."""
        return replace(self, past=True)

    def looking_on(self, day: date) -> Reader:
        """Give the same line to be read for what comes after another day."""
        return replace(self, past=False, onward=True, today=day)

    def pick(self, spans: Iterable[Days]) -> Days | None:
        """Pick the next of some days that come every so often, or the latest when looking back."""
        spans = sorted(spans, key=lambda span: span.first)
        begun = find_begun(spans, self.today)
        if self.past:
            return begun
        ahead = find_coming(spans, self.today)
        if self.onward or ahead is None or begun is None or ahead.first <= find_academic(self.year).last:
            return ahead or begun
        # Gone by this year already: "21 November" said in December is last month's, said in June it is the next.
        gone = (self.today - begun.last).days
        return begun if gone < (ahead.first - self.today).days else ahead

    def near(self, spans: Iterable[Days], which: str) -> Days | None:
        """Pick by this, next, last or coming; by nothing, as `pick` does."""
        spans = sorted(spans, key=lambda span: span.first)
        if which == "next":
            return next((span for span in spans if span.first > self.today), None)
        if which == "last":
            return next((span for span in reversed(spans) if span.last < self.today), None)
        if which:
            return find_coming(spans, self.today)
        return self.pick(spans)

    def stands_alone(self, match: Match, word: str) -> bool:
        """Say whether a word that may be a name or a verb stands where a day would."""
        known = load_vocabulary()
        before = self.line[: match.start()].split()[-1:]
        return (
            word not in known.careful
            or self.line == match.group()
            or bool(before and before[0] in known.marks)
        )


def a_day(day: date) -> Days:
    """Give one day as days."""
    return Days(day, day)


def find_academic(first: int) -> Days:
    """Give the academic year that begins in a September."""
    return Days(*find_year_bounds(str(first)))


def read_number(token: str) -> int:
    """Read a settled number, #21 or @21."""
    return int(token.lstrip("#@"))

"""The days between half-terms as schools speak of them: October half-term, Christmas, February half-term, Easter, May.

Also when pupils are in on either side: a first or last day that is INSET or a bank holiday is not theirs.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from bot.handlers.likeness import find_alike
from trust.calendar import HalfTerm, TermName, each_day, is_working_day

ORDER = tuple(TermName)
NAMES = {
    (TermName.AUTUMN, 1): ("October half-term", "half-term", "autumn half-term"),
    (TermName.AUTUMN, 2): ("Christmas holiday", "Christmas", "Xmas", "winter holiday"),
    (TermName.SPRING, 1): ("February half-term", "half-term", "spring half-term"),
    (TermName.SPRING, 2): ("Easter holiday", "Easter", "spring holiday"),
    (TermName.SUMMER, 1): ("May half-term", "half-term", "summer half-term", "Whitsun"),
    (TermName.SUMMER, 2): ("Summer holiday", "summer", "six weeks"),
}


@dataclass(frozen=True, slots=True)
class Break:
    """The holiday after a half-term; nothing follows the last the trust's files know."""

    before: HalfTerm
    after: HalfTerm | None

    @property
    def names(self) -> tuple[str, ...]:
        """What it is called, its usual name first."""
        return NAMES[self.before.term, self.before.half]

    @property
    def first(self) -> date:
        """The first day off, a Saturday as a rule."""
        return self.before.ends + timedelta(days=1)

    @property
    def last(self) -> date | None:
        """The last day off, where it is known when school begins again."""
        return self.after.starts - timedelta(days=1) if self.after else None


def find_breaks(halves: Sequence[HalfTerm]) -> list[Break]:
    """Find the holidays between one council's half-terms, and the one after the last."""
    ordered = sorted(halves, key=lambda half: half.starts)
    between = [Break(one, other) for one, other in pairwise(ordered)]
    return [*between, *(Break(half, None) for half in ordered[-1:])]


def find_named_break(breaks: Sequence[Break], topic: str, today: date) -> Break | None:
    """Find the holiday somebody names, "half term" being the next such to come or running."""
    named = find_alike(topic, breaks, lambda one: one.names) if topic else []
    coming = [one for one in named if one.last is None or one.last >= today]
    return next(iter(coming or named[-1:]), None)


def name_half(half: HalfTerm) -> str:
    """Name a half-term in full, beginning with the council's own name where it has one.

    >>> name_half(HalfTerm(council="a", term="spring", half=1, name="Term 3", starts="2027-01-05", ends="2027-02-05"))
    'Term 3 (spring, first half)'
    """
    half_words = "first half" if half.half == 1 else "second half"
    usual = f"{half.term.value} term"
    if not half.name or half.name.casefold() == usual:
        return f"{usual.capitalize()}, {half_words}"
    return f"{half.name} ({half.term.value}, {half_words})"


def find_pupils_days(half: HalfTerm, inset: Collection[date]) -> tuple[date, date] | None:
    """Find the first and last day of a half-term on which a school's pupils are in."""
    days = [day for day in each_day(half.starts, half.ends) if is_working_day(day) and day not in inset]
    return (days[0], days[-1]) if days else None

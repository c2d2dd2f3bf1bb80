"""Days that are not for meetings, and why: holidays between half-terms, bank holidays, INSET, what nothing is planned on.

They are those of the school the year is kept to, or else of the viewer's own; somebody at no school sees every council's
holidays, told once where councils agree, and no school's own days. They are for staff of the trust alone, as the bot has
it: a guest sees what their groups see and this is none of it, and whoever runs the service reads none of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, NamedTuple

from bot.handlers.breaks import NAMES, find_breaks
from bot.handlers.staff_only import are_staff
from cards.words import join_words
from termtime.pages.viewer import Viewer
from trust.calendar import TermName, each_day, find_bank_holidays, find_year_bounds
from trust.groups import Group
from trust.horizon import find_terms
from trust.permissions import Aspect
from trust.places import School

NoteKind = Literal["holiday", "some", "bank", "inset", "closed", "avoid"]
WHOLE_YEAR = "year"
DAY = timedelta(days=1)
SUMMER = NAMES[TermName.SUMMER, 2][0]
# The months of a term for whoever is not told when terms begin.
MONTHS = {TermName.AUTUMN: (9, 12), TermName.SPRING: (1, 3), TermName.SUMMER: (4, 8)}


@dataclass(frozen=True, slots=True)
class DayNote:
    """Why a day is not for meetings, or not for those of some schools."""

    kind: NoteKind
    name: str


class TermShown(NamedTuple):
    """A term, or the whole year: its first and last day, and from when until when a meeting counts as one of it."""

    first: date
    last: date
    since: date
    until: date


Notes = Mapping[date, tuple[DayNote, ...]]


def find_school_meant(viewer: Viewer, chosen: School | None) -> School | None:
    """Find whose days are told: the school the year is kept to, or else the viewer's own."""
    return chosen or viewer.trust.school_by_id.get(viewer.person.school or "")


def find_day_notes(
    viewer: Viewer, school: School | None, group: Group | None, first: date, last: date
) -> Notes:
    """Find why days of a stretch are not for meetings.

    Args:
        viewer: Who looks.
        school: Whose days are told; None for what all schools have in common.
        group: The group the year is kept to, whose own days are told as well.
        first: The first day.
        last: The last day, included.
    """
    if not are_staff(viewer.asked):
        return {}
    found: dict[date, list[DayNote]] = {}
    for note, starts, ends in _find_stretches(viewer, school, group, first, last):
        for day in each_day(max(first, starts), min(last, ends)):
            found.setdefault(day, []).append(note)
    return {day: tuple(dict.fromkeys(notes)) for day, notes in found.items()}


def find_terms_shown(viewer: Viewer) -> Mapping[str, TermShown]:
    """Give the terms and the whole year, by the name each has in an address; a holiday's meetings are the term's before."""
    first, last = find_year_bounds(viewer.trust.settings.year)
    terms = find_terms(viewer.trust) if are_staff(viewer.asked) else {}
    if set(terms) != set(TermName):
        terms = {term: _find_months(first.year, *months) for term, months in MONTHS.items()}
    ordered = [terms[term] for term in TermName]
    since = [min(first, ordered[0][0]), *(begins for begins, _ in ordered[1:])]
    until = [*(begins - DAY for begins in since[1:]), max(last, ordered[-1][1])]
    shown = {
        term.value: TermShown(*stretch, begins, ends)
        for term, stretch, begins, ends in zip(TermName, ordered, since, until, strict=True)
    }
    return shown | {WHOLE_YEAR: TermShown(ordered[0][0], ordered[-1][1], since[0], until[-1])}


def find_term_of(viewer: Viewer, day: date) -> str:
    """Find the term a day counts as one of; the nearest for a day of another year."""
    terms = find_terms_shown(viewer)
    begun = [term for term in TermName if terms[term].since <= day]
    return (begun or list(TermName))[-1 if begun else 0].value


def _find_months(year: int, first: int, last: int) -> tuple[date, date]:
    begins = date(year + (first < 9), first, 1)
    month_after = date(begins.year + last // 12, last % 12 + 1, 1)
    return begins, month_after - DAY


def _find_stretches(
    viewer: Viewer, school: School | None, group: Group | None, first: date, last: date
) -> Iterator[tuple[DayNote, date, date]]:
    yield from _find_holidays(viewer, school)
    for year in range(first.year, last.year + 1):
        for day, name in find_bank_holidays(year).items():
            yield DayNote("bank", name), day, day
    if school:
        for inset in viewer.trust.inset_days:
            if inset.school == school.id:
                usual = inset.reason.casefold() == "inset"
                yield DayNote("inset", "INSET" if usual else f"INSET: {inset.reason}"), inset.day, inset.day
    owners = [None, f"school/{school.id}" if school else None]
    owners += [f"group/{group.id}"] if group and viewer.may(Aspect.TITLE, group) else []
    for owner in dict.fromkeys(owners):
        for one in viewer.trust.blackouts_by_owner.get(owner, ()):
            yield DayNote("avoid" if one.avoid_only else "closed", one.reason), one.starts, one.ends


def _find_holidays(viewer: Viewer, school: School | None) -> Iterator[tuple[DayNote, date, date]]:
    """Find the holidays of a school's council; or of all councils, with those whose they are where they differ."""
    by_council = viewer.trust.half_terms_by_council
    councils = [school.council] if school else list(by_council)
    whose: dict[tuple[str, date], list[str]] = {}
    for council in councils:
        for name, day in _find_days_off(viewer, council):
            whose.setdefault((name, day), []).append(council)
    for (name, day), those in whose.items():
        if len(those) == len(councils):
            yield DayNote("holiday", name), day, day
        else:
            said = join_words([viewer.trust.settings.councils[council] for council in those])
            yield DayNote("some", f"{name} ({said})"), day, day


def _find_days_off(viewer: Viewer, council: str) -> Iterable[tuple[str, date]]:
    halves = viewer.trust.half_terms_by_council.get(council, ())
    if not halves:
        return
    first, last = find_year_bounds(viewer.trust.settings.year)
    begins = min(half.starts for half in halves)
    for day in each_day(first, begins)[:-1]:
        yield SUMMER, day
    for one in find_breaks(halves):
        for day in each_day(one.first, one.last or last) if one.first <= (one.last or last) else ():
            yield one.names[0], day

"""The dates a member of staff lives by, as whole days: terms and holidays, their school's INSET, what they owe.

They are those of the council of the school somebody is at; somebody at no school gets every council's, told once where
councils agree. Staff alone get them: a guest sees what their groups see, and whoever runs the service reads none of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from bot.handlers.breaks import find_breaks
from bot.handlers.staff_only import are_staff
from cards.words import join_words
from termtime.feeds.entries import Entry, make_uid
from termtime.pages.viewer import Viewer
from trust.calendar import HalfTerm, find_academic_year
from trust.year import Trust

DAY = timedelta(days=1)


class _Stretch(NamedTuple):
    """Days with a name, both included; and what they are in the year, for good."""

    name: str
    what: str
    first: date
    last: date


def find_key_dates(viewer: Viewer) -> tuple[Entry, ...]:
    """Find the key dates of whoever's feed it is, in order of time."""
    if not are_staff(viewer.asked):
        return ()
    found = (*_find_term_dates(viewer), *_find_inset_days(viewer), *_find_deadlines(viewer))
    return tuple(sorted(found, key=lambda entry: (entry.starts, entry.uid)))


def _find_term_dates(viewer: Viewer) -> Iterator[Entry]:
    trust = viewer.trust
    by_council = trust.half_terms_by_council
    school = trust.school_by_id.get(viewer.person.school or "")
    councils = [school.council] if school else list(by_council)
    shared: dict[_Stretch, list[str]] = {}
    for council in councils:
        for stretch in _find_stretches(by_council.get(council, ())):
            shared.setdefault(stretch, []).append(council)
    for stretch, those in shared.items():
        whose = join_words([trust.settings.councils[council] for council in those])
        name = stretch.name if len(those) == len(councils) else f"{stretch.name} ({whose})"
        year = find_academic_year(stretch.first)
        yield _make_entry(
            trust, f"{year}/{'+'.join(those)}/{stretch.what}", name, stretch.first, stretch.last
        )


def _find_stretches(halves: Iterable[HalfTerm]) -> Iterator[_Stretch]:
    ordered = sorted(halves, key=lambda half: half.starts)
    for half in ordered:
        edge, word = (half.starts, "begins") if half.half == 1 else (half.ends, "ends")
        yield _Stretch(f"{half.term.value.capitalize()} term {word}", f"{half.term.value}-{word}", edge, edge)
    for one in find_breaks(ordered):
        if one.last is not None and one.last >= one.first:
            what = f"after-{one.before.term.value}-{one.before.half}"
            yield _Stretch(one.names[0], what, one.first, one.last)


def _find_inset_days(viewer: Viewer) -> Iterator[Entry]:
    for inset in viewer.trust.inset_days:
        if inset.school == viewer.person.school:
            reason = "" if inset.reason.casefold() == "inset" else f": {inset.reason}"
            uid = f"inset/{inset.school}/{inset.day.isoformat()}"
            yield _make_entry(viewer.trust, uid, f"INSET day{reason}", inset.day, inset.day)


def _find_deadlines(viewer: Viewer) -> Iterator[Entry]:
    for one in viewer.trust.deadlines:
        if not one.audience or not set(one.audience).isdisjoint(viewer.person.roles):
            yield _make_entry(
                viewer.trust, f"deadline/{one.id}", f"Due: {one.title}", one.due, one.due, one.detail
            )


def _make_entry(trust: Trust, name: str, summary: str, first: date, last: date, detail: str = "") -> Entry:
    return Entry(
        uid=make_uid(trust, name), starts=first, ends=last + DAY, summary=summary, description=detail,
        categories=("Key dates",),
    )  # fmt: skip

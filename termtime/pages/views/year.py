"""The trust's year: a month day by day, or a term with a row for each group; either kept to what the viewer asks for.

Whatever it shows stands in a table too, which is read where a grid is not and taken away as a file.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from bot.handlers.staff_only import are_staff
from bot.showing import FORMATS
from cards.words import format_moment
from termtime.pages.page import Ask
from termtime.pages.tables import Cell, Table, make_table
from termtime.pages.viewer import Viewer
from termtime.pages.views.year_days import (
    WHOLE_YEAR,
    find_day_notes,
    find_school_meant,
    find_term_of,
    find_terms_shown,
)
from termtime.pages.views.year_filters import (
    PERSON,
    Filters,
    find_kept,
    find_kept_groups,
    make_year_href,
    read_filters,
)
from termtime.pages.views.year_marks import UNTOLD, UNTOLD_SIGN, Mark, make_mark
from termtime.pages.views.year_month import Month, make_month
from termtime.pages.views.year_planner import Planner, make_planner
from termtime.year_weeks import SIGNS
from trust.calendar import TermName, find_year_bounds

MONTH, TERMS = "month", "terms"
TERM_NAMES = {term.value: f"{term.value.capitalize()} term" for term in TermName} | {WHOLE_YEAR: "Whole year"}


class Way(NamedTuple):
    """Another way to look at the year: its words, its address, and whether it is the one being looked at."""

    name: str
    href: str
    here: bool = False


class Where(NamedTuple):
    """Where in the year one is.

    Attributes:
        heading: The month or the term.
        place: The view and what of the year it shows, as the address has it.
        tabs: The views.
        ways: The months beside this one, or the terms.
    """

    heading: str
    place: Mapping[str, str]
    tabs: tuple[Way, ...]
    ways: tuple[Way, ...]


class Sign(NamedTuple):
    """A line of the legend: what a style sheet calls it, its sign, and what it means."""

    look: str
    sign: str
    meaning: str


@dataclass(frozen=True, slots=True)
class YearPage:
    """What the page says.

    Attributes:
        title: What it is called.
        where: Where in the year one is.
        count: How many meetings it shows.
        filters: What it is kept to, and might be.
        like: Who else may be meant by a name.
        clear: Where it is kept to nothing; empty where it is.
        own: Where it is kept to the viewer's own meetings; empty where it is.
        days_of: Whose holidays and closed days it tells; empty where it tells of none.
        legend: What the signs of a term mean; a month says it in words.
        month: The month.
        planner: The term.
        tables: The same as a table.
        saw: Nothing: of a group that is not open it says when it meets, which all staff may know, or what is one's own.
    """

    title: str
    where: Where
    count: str
    filters: Filters
    like: tuple[Way, ...]
    clear: str
    own: str
    days_of: str
    legend: tuple[Sign, ...]
    month: Month | None
    planner: Planner | None
    tables: tuple[Table, ...]
    saw: tuple[str, ...] = ()


def make_year_page(viewer: Viewer, ask: Ask) -> YearPage | None:
    """Make the page of the trust's year; None for a view, a month or a term there is not."""
    view = ask.get("view") or MONTH
    if view == MONTH:
        return _make_month_page(viewer, ask)
    return _make_terms_page(viewer, ask) if view == TERMS else None


def _make_month_page(viewer: Viewer, ask: Ask) -> YearPage | None:
    filters, months = read_filters(viewer, ask), find_months(viewer)
    current = min(max(viewer.today.replace(day=1), months[0]), months[-1])
    first = _read_month(ask.get("month")) if ask.get("month") else current
    if first not in months:
        return None
    last = first.replace(day=monthrange(first.year, first.month)[1])
    marks = _find_marks(viewer, filters, first, last)
    notes = find_day_notes(viewer, find_school_meant(viewer, filters.school), filters.group, first, last)
    at = months.index(first)
    beside = {f"{one:%B %Y}": one for one in (*months[max(at - 1, 0) : at], *months[at + 1 : at + 2])}
    beside |= {"This month": current} if current not in (first, *beside.values()) else {}
    ways = tuple(Way(name, _make_month_href(filters, one)) for name, one in beside.items())
    place = {"view": MONTH, "month": f"{first:%Y-%m}"}
    tabs = (
        Way("Month", filters.make_href(**place), here=True),
        Way("Terms", filters.make_href(view=TERMS, term=find_term_of(viewer, first.replace(day=15)))),
    )
    month = make_month(first, viewer.today, marks, notes)
    return _make_page(viewer, filters, Where(f"{first:%B %Y}", place, tabs, ways), marks, month)


def _make_terms_page(viewer: Viewer, ask: Ask) -> YearPage | None:
    filters, terms = read_filters(viewer, ask), find_terms_shown(viewer)
    term = ask.get("term") or find_term_of(viewer, viewer.today)
    if term not in terms:
        return None
    first, last, since, until = terms[term]
    marks = _find_marks(viewer, filters, since, until)
    notes = find_day_notes(viewer, find_school_meant(viewer, filters.school), filters.group, since, until)
    near = viewer.today if since <= viewer.today <= until else first
    ways = tuple(
        Way(TERM_NAMES[one], filters.make_href(view=TERMS, term=one), here=one == term) for one in terms
    )
    place = {"view": TERMS, "term": term}
    tabs = (
        Way("Month", _make_month_href(filters, near)),
        Way("Terms", filters.make_href(**place), here=True),
    )
    planner = make_planner(viewer, find_kept_groups(viewer, filters), marks, (first, last), notes)
    where = Where(f"{TERM_NAMES[term]}, {viewer.trust.settings.year}", place, tabs, ways)
    return _make_page(viewer, filters, where, marks, planner)


def _make_page(
    viewer: Viewer, filters: Filters, where: Where, marks: Sequence[Mark], grid: Month | Planner
) -> YearPage:
    own = filters.named.person == viewer.person
    keep_to = {name: value for name, value in filters.query.items() if name != PERSON}
    return YearPage(
        title="The trust’s year",
        where=where,
        count=_count(marks),
        filters=filters,
        like=tuple(
            Way(said, make_year_href({**where.place, **keep_to, PERSON: person}))
            for person, said in filters.named.like
        ),
        clear=make_year_href(where.place) if filters.query else "",
        own="" if own else make_year_href({**where.place, **keep_to, PERSON: viewer.person.id}),
        days_of=_say_days_of(viewer, filters),
        legend=_make_legend(marks) if isinstance(grid, Planner) else (),
        month=grid if isinstance(grid, Month) else None,
        planner=grid if isinstance(grid, Planner) else None,
        tables=(_tabulate(where.heading, marks),),
    )


def find_months(viewer: Viewer) -> tuple[date, ...]:
    """List the months there are to look at: the academic year's, and any before or after in which somebody meets."""
    days = [*find_year_bounds(viewer.trust.settings.year), *(m.starts.date() for m in viewer.meetings)]
    first, last = (day.year * 12 + day.month - 1 for day in (min(days), max(days)))
    return tuple(date(month // 12, month % 12 + 1, 1) for month in range(first, last + 1))


def _read_month(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007  (a month has no clock)
    except ValueError:
        return None


def _make_month_href(filters: Filters, day: date) -> str:
    return filters.make_href(view=MONTH, month=f"{day:%Y-%m}")


def _find_marks(viewer: Viewer, filters: Filters, first: date, last: date) -> tuple[Mark, ...]:
    return tuple(make_mark(viewer, meeting) for meeting in find_kept(viewer, filters, first, last))


def _count(marks: Sequence[Mark]) -> str:
    """Count meetings and groups.

    >>> _count(())
    'No meetings'
    """
    groups, off = len({mark.group for mark in marks}), sum(mark.cancelled for mark in marks)
    if not marks:
        return "No meetings"
    said = f"{_say_number(len(marks), 'meeting')} of {_say_number(groups, 'group')}"
    return f"{said}, {off} of them cancelled" if off else said


def _say_number(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _say_days_of(viewer: Viewer, filters: Filters) -> str:
    if not are_staff(viewer.asked):
        return ""
    school = find_school_meant(viewer, filters.school)
    return school.name if school else "all schools"


def _make_legend(marks: Sequence[Mark]) -> tuple[Sign, ...]:
    formats = {mark.format for mark in marks}
    told = tuple(Sign(one.value, SIGNS[one].strip(), FORMATS[one]) for one in SIGNS if one in formats)
    return (*told, *((Sign("untold", UNTOLD_SIGN, UNTOLD),) if None in formats else ()))


def _tabulate(heading: str, marks: Sequence[Mark]) -> Table:
    return make_table(
        "year", f"Meetings, {heading}", "Group", "Meeting", "Starts", "Ends", "Format", "Place", "Status",
        rows=[
            (Cell(mark.name, href=mark.href), mark.title, Cell(mark.starts, format_moment(mark.starts)),
             Cell(mark.ends, _say_end(mark)), mark.form, mark.place, "cancelled" if mark.cancelled else "")
            for mark in marks
        ],
        empty="No meetings.",
    )  # fmt: skip


def _say_end(mark: Mark) -> str:
    one_day = mark.starts.date() == mark.ends.date()
    return f"{mark.ends:%H:%M}" if one_day else format_moment(mark.ends)

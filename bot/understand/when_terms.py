"""Phrases for a school's own days: terms, halves, holidays and INSET days, by the asker's council and school.

"Half term" alone is the holiday; this, next and last half term are the weeks taught. "Term 3" is the third half where a
council names its halves so, else the third term.
"""

from __future__ import annotations

from bot.understand.school_calendar import (
    HALF_TERM_HOLIDAYS,
    Days,
    Named,
    find_month,
    find_week,
    find_year_number,
)
from bot.understand.when_reader import Match, Reader, a_day, find_academic, read_number, says


def _find_in_year(named: list[Named], said: str, reader: Reader) -> Days | None:
    """Find what lies in a year said as last year, as #2027 or as the academic year %2026."""
    if said[0] == "#":
        return next((n.days for n in named if n.days.first.year == read_number(said)), None)
    year = int(said[1:]) if said[0] == "%" else reader.find_year_said(said)
    return next((n.days for n in named if n.year == year), None)


@says(r"(?P<which>this|next|last|coming) (?P<unit>term|half-term)")
def _read_near_term(reader: Reader, match: Match) -> Days | None:
    spans = reader.calendar.list_spans(match["unit"])
    if match["which"] == "this" and reader.past:
        return reader.pick(spans)
    return reader.near(spans, match["which"])


@says(r"(?P<unit>term|half-term|ht) [#@](?P<count>\d)")
@says(r"(?:the )?@(?P<count>\d) (?P<unit>half-term)(?: of (?:the )?year)?")
def _read_counted_term(reader: Reader, match: Match) -> Days | None:
    count, halves = int(match["count"]), reader.calendar.halves
    if count <= 2 and match.group().endswith("half-term"):
        return reader.pick(half.days for _, which, half in halves if which == count)  # of any term
    if match["unit"] == "term":
        terms = [term.days for term in reader.calendar.terms if term.year == reader.year]
        named_so = any(half.name == f"term {count}" for _, _, half in halves)
        if not named_so and 0 < count <= len(terms):
            return terms[count - 1]
    return reader.calendar.find_half(count, reader.year)


@says(
    r"(?:the )?(?:(?P<which>NEAR) )?(?P<season>SEASON)(?: term)? [#@](?P<half>[12])(?: half(?:-term)?)?(?: (?P<year>YEAR|(?:last|this|next) year))?"
)
@says(
    r"(?:the )?@(?P<half>[12]) half (?:of )?(?:the )?(?:(?P<which>NEAR) )?(?P<season>SEASON)(?: term)?(?: (?P<year>YEAR|(?:last|this|next) year))?"
)
@says(
    r"(?:the )?(?:(?P<which>NEAR) )?(?P<season>SEASON)(?: term| half-term(?= #))?(?: (?P<year>YEAR|%\d{4}|(?:last|this|next) year))?"
)
def _read_season(reader: Reader, match: Match) -> Days | None:
    half = match.groupdict().get("half")
    if half:
        named = [
            n for term, which, n in reader.calendar.halves if term == match["season"] and which == int(half)
        ]
    else:
        named = [term for term in reader.calendar.terms if term.name == match["season"]]
    which, year = match["which"], match["year"] or ""
    if year:
        return _find_in_year(named, year, reader)
    if which in {"next", "last"}:
        return reader.near((n.days for n in named), which)
    school_year = reader.calendar.find_year(reader.year)
    if not reader.past and school_year and reader.today > school_year.last:
        return next((n.days for n in named if n.year == reader.year + 1), None)
    return reader.pick(n.days for n in named)


@says(r"(?:the )?@(?P<half>[12]) half (?:of )?(?:the )?(?:(?P<which>this|next|last) )?term")
@says(r"(?:the )?(?P<which>this|next|last) term @(?P<half>[12]) half")
def _read_half(reader: Reader, match: Match) -> Days | None:
    halves = [half.days for _, which, half in reader.calendar.halves if which == int(match["half"])]
    if match["which"]:
        term = reader.near((t.days for t in reader.calendar.terms), match["which"])
        return next((half for half in halves if term and term.first <= half.first <= term.last), None)
    return reader.pick(halves)


@says(
    r"(?:the )?(?:(?P<which>NEAR) )?(?P<name>christmas|easter|whitsun|summer-holiday)(?: half-term)?(?: holiday| break)?(?: (?P<year>YEAR|(?:last|this|next) year))?"
)
@says(
    r"(?:the )?(?:(?P<which>NEAR) )?(?P<name>HALF_TERM_OF) half-term(?: holiday| break| week)?(?: (?P<year>YEAR|(?:last|this|next) year))?"
)
@says(r"(?:the )?(?P<name>half-term)(?: holiday| break| week)?(?: in (?P<month>february|october|may))?")
@says(r"(?:the )?(?P<which>NEAR) (?P<name>half-term) (?:holiday|break)")
@says(r"(?:the )?(?:(?P<which>NEAR) )?(?P<name>SEASON|october|february|may) (?:holiday|break)")
@says(r"(?:the|NEAR|over) (?P<name>holiday)")
def _read_holiday(reader: Reader, match: Match) -> Days | None:
    held = match.groupdict()
    name = held.get("month") or held["name"]
    half_term = "half-term" in match.group()
    meant = {
        "half-term": HALF_TERM_HOLIDAYS, "holiday": None, "whitsun": ("may",), "summer-holiday": ("summer",),
        "autumn": ("october",), "spring": ("february",) if half_term else ("easter",),
        "summer": ("may",) if half_term else ("summer",),
    }.get(name, (name,))  # fmt: skip
    if name == "holiday" and match.group().startswith(("next", "last", "this")):
        held["which"] = match.group().split()[0]
    named = [n for n in reader.calendar.holidays if meant is None or n.name in meant]
    year = held.get("year") or ""
    if year.startswith("#") or year.endswith("year"):
        return _find_in_year(named, year, reader)
    return reader.near((n.days for n in named), held.get("which") or "")


@says(r"(?:the )?(?:(?P<near>next|last|coming|on) )(?:the |an |a )?(?:next )?inset")
@says(r"(?P<near>@1|next|last) inset(?: of)?(?: the)?(?: year)?")
def _read_inset(reader: Reader, match: Match) -> Days | None:
    days = [a_day(day) for day in reader.insets]
    if match["near"] == "@1":
        return next((d for d in days if find_year_number(d.first) == reader.year), None)
    return reader.near(
        days, "last" if match["near"] == "last" else "" if "next" not in match.group() else "next"
    )


@says(r"(?:the |this |our )?(?P<unit>week|month|term|half-term|year|holiday)(?! ·)", part=True)
def _read_unit(reader: Reader, match: Match) -> Days | None:
    """Read "term" in "the end of term"; alone it says nothing of when."""
    unit = match["unit"]
    if unit == "week":
        return find_week(reader.today)
    if unit == "month":
        return find_month(reader.today.year, reader.today.month)
    if unit == "year":
        return find_academic(reader.year)
    if unit == "term":
        return reader.pick(term.days for term in reader.calendar.terms)
    if unit == "half-term":
        return reader.pick(half.days for _, _, half in reader.calendar.halves)
    return reader.pick(holiday.days for holiday in reader.calendar.holidays)

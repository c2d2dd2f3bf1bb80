"""Phrases for days that anybody says: dates, weekdays, weeks, months, years, bank holidays, so many weeks from now.

"Next Thursday" is next week's and "this Thursday" the coming one. "The next month" is counted from today, "next month"
is the calendar's. School terms are in `when_terms`, phrases that lean on others in `when_joins`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, timedelta

from bot.understand.school_calendar import (
    A_DAY,
    A_WEEK,
    Days,
    find_coming,
    find_monday,
    find_month,
    find_week,
)
from bot.understand.when_reader import Match, Reader, a_day, find_academic, read_number, says
from bot.understand.when_words import load_vocabulary
from trust.calendar import find_bank_holidays

# The least ordinal that is a day with nothing before it to say so; lower ones pick from a list.
LEAST_PLAIN_DAY = 13
# After these an ordinal is a day only with "the": the week of the 11th.
VAGUE_BEFORE_A_DAY = frozenset({"of", "for", "from", "to", "and"})
MOST_COUNTED = 60
A_NAMED_UNIT = {"day": A_DAY, "week": A_WEEK, "fortnight": 2 * A_WEEK}
AROUND_A_YEAR_AGO = timedelta(days=14)


def _dates(day: str, month: int, years: Iterable[int]) -> Iterator[Days]:
    for year in years:
        with suppress(ValueError):
            yield a_day(date(year, month, int(day)))


def _around(reader: Reader) -> range:
    return range(reader.today.year - 1, reader.today.year + 2)


@says(r"(?P<which>today|tomorrow|yesterday)(?: morning| afternoon| evening| night)?")
@says(r"(?P<which>now)", part=True)
@says(r"(?:the )?day (?P<which>after tomorrow|before yesterday)")
def _read_near_day(reader: Reader, match: Match) -> Days:
    away = {"today": 0, "now": 0, "tomorrow": 1, "yesterday": -1, "after tomorrow": 2, "before yesterday": -2}
    return a_day(reader.today + away[match["which"]] * A_DAY)


@says(
    r"(?:DAY )?(?:the )?(?P<day>NUMBER)(?: of)?(?: the)? (?P<month>MONTH)(?: of)?(?: (?P<year>YEAR|#[23]\d|NEAR year))?"
)
@says(r"(?:DAY )?(?P<month>MONTH) (?:the )?(?P<day>NUMBER)(?: (?P<year>YEAR|NEAR year))?")
def _read_date(reader: Reader, match: Match) -> Days | None:
    month = load_vocabulary().months.index(match["month"]) + 1
    year = match["year"] or ""
    if year.endswith("year"):
        first = reader.find_year_said(year)
        return next(_dates(match["day"][1:], month, [first if month >= 9 else first + 1]), None)
    if year:
        return next(_dates(match["day"][1:], month, [2000 + read_number(year) % 100]), None)
    return reader.pick(_dates(match["day"][1:], month, _around(reader)))


@says(r"(?:DAY )?=(?P<year>\d{4})-(?P<month>\d+)-(?P<day>\d+)")
def _read_whole_date(_: Reader, match: Match) -> Days | None:
    month = int(match["month"])
    return next(_dates(match["day"], month, [int(match["year"])]), None) if 1 <= month <= 12 else None


@says(r"(?:DAY )?=(?P<month>\d+)/(?P<day>\d+)")
def _read_short_date(reader: Reader, match: Match) -> Days | None:
    month = int(match["month"])
    return reader.pick(_dates(match["day"], month, _around(reader))) if 1 <= month <= 12 else None


@says(
    r"(?:from )?(?:the )?(?P<first>NUMBER) (?:to|and|until) (?:the )?(?P<last>NUMBER)(?: of)? (?P<month>MONTH)(?: (?P<year>YEAR))?"
)
def _read_dates(reader: Reader, match: Match) -> Days | None:
    month = load_vocabulary().months.index(match["month"]) + 1
    years = [read_number(match["year"])] if match["year"] else _around(reader)
    spans = [[*_dates(match["first"][1:], month, [y]), *_dates(match["last"][1:], month, [y])] for y in years]
    return reader.pick(Days(s[0].first, s[1].last) for s in spans if len(s) == 2 and s[0].first <= s[1].first)


@says(r"(?:(?P<weekday>DAY) )?(?:the )?@(?P<day>\d+)(?: of (?P<month>this|next|the) month)?")
def _read_day_of_month(reader: Reader, match: Match) -> Days | None:
    if not (match["weekday"] or match["month"] or _means_a_day(reader, match)):
        return None
    day = int(match["day"])
    months = (find_month(reader.today.year, reader.today.month + n) for n in range(-12, 13))
    days = [a_day(month.first + (day - 1) * A_DAY) for month in months if 0 < day <= month.length]
    if match["month"]:
        month = find_month(reader.today.year, reader.today.month + (match["month"] == "next"))
        return next((found for found in days if month.meet(found)), None)
    if match["weekday"]:
        on_it = [d for d in days if d.first.weekday() == load_vocabulary().days.index(match["weekday"])]
        return reader.pick(on_it or days)
    return reader.pick(days) if reader.past else find_coming(days, reader.today)


def _means_a_day(reader: Reader, match: Match) -> bool:
    """Tell "on the 3rd" and "the 21st" from the second of a list, the 6th form and the 1st half."""
    known = load_vocabulary()
    before = reader.line[: match.start()].split()[-1:]
    after = [word for word in reader.line[match.end() :].split()[:2] if word != "of"][:1]
    if before and before[0] in VAGUE_BEFORE_A_DAY and not match.group().startswith("the "):
        return False  # the heads of sixth
    counts = bool(after) and after[0] in {*known.things, *known.units, *known.months}
    return not counts and (
        int(match["day"]) >= LEAST_PLAIN_DAY or known.before_a_day.issuperset(before or ["-"])
    )


@says(r"(?:(?P<which>NEAR) )?(?P<month>MONTH)(?: of)?(?: (?P<year>YEAR|(?:this|next|last) year))?")
def _read_month(reader: Reader, match: Match) -> Days | None:
    month, year = load_vocabulary().months.index(match["month"]) + 1, match["year"] or ""
    if re.search(r"[#@]\d+ (?:of )?$", reader.line[: match.start()]):
        return None  # the 31st of February is no day, and not all of the month either
    if not (year or match["which"] or reader.stands_alone(match, match["month"])):
        return None
    if year.endswith("year"):
        first = reader.find_year_said(year)
        return find_month(first if month >= 9 else first + 1, month)
    if year:
        return find_month(read_number(year), month)
    return reader.near((find_month(y, month) for y in _around(reader)), match["which"] or "")


@says(r"(?:(?P<which>NEAR) )?(?P<day>DAY)(?: morning| afternoon| evening| night)?")
def _read_weekday(reader: Reader, match: Match) -> Days | None:
    which, weekday = match["which"], load_vocabulary().days.index(match["day"])
    if not (which or reader.stands_alone(match, match["day"])):
        return None
    monday = find_monday(reader.today)
    if which == "next":
        return a_day(monday + A_WEEK + weekday * A_DAY)
    ahead = (weekday - reader.today.weekday()) % 7
    behind = (reader.today.weekday() - weekday) % 7
    if which == "last" or (reader.past and which is None):
        return a_day(reader.today - (behind or 7) * A_DAY)
    if reader.past:
        return a_day(reader.today - behind * A_DAY)
    return a_day(reader.today + (ahead if which else ahead or 7) * A_DAY)


@says(
    r"(?:(?P<count>a|#\d+) )?(?P<unit>week|fortnight) (?:on |from |come |this )?(?P<day>DAY|today|tomorrow)"
)
@says(r"(?:on )?(?P<day>DAY|today|tomorrow) (?:in )?(?:(?P<count>a|#\d+) )?(?P<unit>week|fortnight)")
def _read_week_on(reader: Reader, match: Match) -> Days | None:
    away = {"today": 0, "tomorrow": 1}.get(match["day"])
    if away is None:
        away = (load_vocabulary().days.index(match["day"]) - reader.today.weekday()) % 7 or 7
    count = 1 if match["count"] in (None, "a") else read_number(match["count"])
    return a_day(reader.today + away * A_DAY + count * A_NAMED_UNIT[match["unit"]])


@says(r"(?P<which>this|next|last|coming) (?P<unit>week|fortnight|weekend|month)")
@says(r"(?:the )?(?P<unit>week|month) (?P<which>after) next")
@says(r"(?:the )?(?P<unit>weekend)")
def _read_calendar_unit(reader: Reader, match: Match) -> Days | None:
    which = match.groupdict().get("which") or ("last" if reader.past else "this")
    step = {"next": 1, "after": 2, "last": -1}.get(which, 0)
    if match["unit"] == "month":
        return find_month(reader.today.year, reader.today.month + step)
    if match["unit"] == "fortnight":
        return _roll(reader, 1, "fortnight", back=which == "last")
    week = find_week(reader.today + step * A_WEEK)
    if match["unit"] == "weekend":
        return Days(week.first + 5 * A_DAY, week.last)
    return week


@says(
    r"the (?P<which>next|last|coming) (?:(?P<count>#\d+|#\d+ or #\d+) )?(?P<unit>day|week|fortnight|month|half-term|term|year)(?! ·)"
)
@says(
    r"(?P<which>next|last|coming) (?P<count>#\d+) (?P<unit>day|week|fortnight|month|half-term|term|year)(?! ·)"
)
@says(r"within (?:the )?(?:next )?(?P<count>a|#\d+) (?P<unit>day|week|fortnight|month)")
def _read_window(reader: Reader, match: Match) -> Days | None:
    back = match.groupdict().get("which") == "last"
    said = match["count"]
    if match["unit"] in {"half-term", "term", "year"}:
        return _read_window_of_terms(reader, match["unit"], read_number(said) if said else 1, back=back)
    if match["unit"] == "day" and not said:
        return None
    count = 1 if said in (None, "a") else read_number(said.split()[-1])
    return _roll(reader, count, match["unit"], back=back)


def _read_window_of_terms(reader: Reader, unit: str, count: int, *, back: bool) -> Days | None:
    if count > MOST_COUNTED:
        return None
    if unit == "year":
        first = reader.year + (-count if back else 1)
        return Days(find_academic(first).first, find_academic(first + count - 1).last)
    spans = reader.calendar.list_spans(unit)
    if back:
        spans = [span for span in spans if span.last < reader.today][-count:]
    else:
        spans = [span for span in spans if span.first > reader.today][:count]
    return Days(spans[0].first, spans[-1].last) if spans else None


def _roll(reader: Reader, count: int, unit: str, *, back: bool) -> Days | None:
    if count > MOST_COUNTED:
        return None
    other = _step(reader.today, -count if back else count, unit)
    return Days(min(other, reader.today), max(other, reader.today))


def _step(day: date, count: int, unit: str) -> date:
    if unit != "month":
        return day + count * A_NAMED_UNIT[unit]
    month = find_month(day.year, day.month + count)
    return min(month.first + (day.day - 1) * A_DAY, month.last)


@says(
    r"(?P<in>in |about )?(?P<count>a|#\d+) (?P<unit>day|week|fortnight|month)(?P<how> ago| time| from today| from now)?"
)
def _read_away(reader: Reader, match: Match) -> Days | None:
    back = match["how"] == " ago"
    if not (match["in"] or match["how"]):
        return None
    if match["in"] and not match["how"] and match["count"] == "a" and match["unit"] == "day":
        return None  # "how many in a day"
    count = 1 if match["count"] == "a" else read_number(match["count"])
    if count > MOST_COUNTED:
        return None
    day = _step(reader.today, -count if back else count, match["unit"])
    if match["unit"] == "day" or match["count"] == "a":
        return a_day(day)
    return find_month(day.year, day.month) if match["unit"] == "month" else find_week(day)


@says(r"(?P<which>this|next|last) year(?! ·)")
@says(r"(?P<which>%)(?P<first>\d{4})")
@says(r"(?:the )?(?P<which>year) (?P<first>20\d\d)")
def _read_year(reader: Reader, match: Match) -> Days:
    if match["which"] == "%":
        return find_academic(int(match["first"]))
    return find_academic(reader.year + {"next": 1, "last": -1}.get(match["which"], 0))


@says(r"(?:in|of|since|until|during) #(?P<year>20\d\d)")
def _read_calendar_year(_: Reader, match: Match) -> Days:
    year = int(match["year"])
    return Days(date(year, 1, 1), date(year, 12, 31))


@says(r"(?:in |over )?new-year(?! ·)")
def _read_new_year(reader: Reader, _: Match) -> Days | None:
    return reader.pick(find_month(year, 1) for year in _around(reader))


@says(r"(?:the )?(?:(?P<which>NEAR) )?(?P<feast>FEAST)(?: (?P<year>YEAR))?")
@says(r"(?:the )?(?P<which>NEAR) (?P<feast>bank-holiday)")
@says(r"(?:the |on (?:the |a )?)(?P<feast>bank-holiday)(?: (?P<day>DAY))?")
@says(r"(?:the )?(?P<month>MONTH) (?P<feast>bank-holiday)")
def _read_bank_holiday(reader: Reader, match: Match) -> Days | None:
    held = match.groupdict()
    official = load_vocabulary().feasts.get(match["feast"], "")
    month = load_vocabulary().months.index(held["month"]) + 1 if held.get("month") else 0
    years = [read_number(held["year"])] if held.get("year") else _around(reader)
    weekday, weekdays = held.get("day"), load_vocabulary().days
    days = sorted(
        day
        for year in years
        for day, name in find_bank_holidays(year).items()
        if official in name
        and month in (0, day.month)
        and (not weekday or day.weekday() == weekdays.index(weekday))
    )
    return reader.near((a_day(day) for day in days), held.get("which") or "")


@says(r"(?:the )?(?:this|same) (?P<like>week) (?P<which>last|next) (?P<unit>year)(?! ·)")
@says(
    r"(?:at )?(?:the )?(?:this|same) (?P<like>time) (?P<which>last|next) (?P<unit>year|term|month|week)(?! ·)"
)
def _read_same_time(reader: Reader, match: Match) -> Days | None:
    sign = -1 if match["which"] == "last" else 1
    if match["unit"] == "year":
        day = reader.today + sign * 52 * A_WEEK
        if match["like"] == "week":
            return find_week(day)
        return Days(day - AROUND_A_YEAR_AGO, day + AROUND_A_YEAR_AGO)
    if match["unit"] == "week":
        return a_day(reader.today + sign * A_WEEK)
    if match["unit"] == "month":
        return find_week(_step(reader.today, sign, "month"))
    now = reader.calendar.find_term(reader.today)
    then = reader.near((term.days for term in reader.calendar.terms), match["which"])
    if not (now and then):
        return None
    return then.meet(find_week(then.first + (reader.today - now.first)))

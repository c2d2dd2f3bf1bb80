"""What phrases mean that lean on other days: before, after, between, the first Monday of, the week we are back.

A holiday is a bound that is left out ("until Easter" ends on the last school day), anything else is kept ("until
Friday" has Friday in it). What is open at one end runs from today, or to the end of the term or the academic year.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

from bot.understand.school_calendar import (
    A_DAY,
    A_WEEK,
    HALF_TERM_HOLIDAYS,
    Days,
    find_begun,
    find_coming,
    find_monday,
    find_week,
    find_year_number,
)
from bot.understand.when_reader import Match, Read, Reader, a_day, find_academic, says
from bot.understand.when_words import load_vocabulary, read_line

ORDINAL = r"@\d\d?|last"
# "Until the end of the first week of term" leans on others four times over; nobody means anything by more.
DEEPEST = 6
LONGEST_TERM = 300
BARE_HALF_TERM = re.compile(r" (?:the )?half-term\b")
A_UNIT = re.compile(r" (?:the|this|our|now)\b")
THE_SUMMER = re.compile(r" (?:the )?summer(?= |$)(?! term| half| [#@%]| (?:this|next|last) year)")
BARE_UNIT = re.compile(r"(?:the |our )?(?:week|month|term|half-term|holiday)$")


def _read_next(reader: Reader, at: int, *, part: bool = False) -> Read | None:
    """Read the days that follow the space at a place, a bare article passed over."""
    start, reader = at + 1, reader.deeper()
    if reader.depth > DEEPEST:
        return None
    for article in ("", "the ", "our ", "a "):
        if reader.line.startswith(article, start):
            found = reader.read(start + len(article), part=part) or _read_blackout(
                reader, start + len(article)
            )
            if found:
                return found
    return None


def _read_bound(reader: Reader, at: int) -> Read | None:
    """Read what something lasts until or begins from: "half term" and "the summer" are holidays here."""
    if summer := THE_SUMMER.match(reader.line, at):
        holiday = reader.pick(h.days for h in reader.calendar.holidays if h.name == "summer")
        return (holiday, summer.end()) if holiday else None
    # "By the year" is a time, "by year leaders" is not.
    return _read_next(reader, at) or (
        _read_next(reader, at, part=True) if A_UNIT.match(reader.line, at) else None
    )


def _read_blackout(reader: Reader, at: int) -> Read | None:
    """Read the name of something nothing is planned on, as a blackout that this school or the whole trust keeps."""
    said = reader.line[at:]
    for word, entry in load_vocabulary().blackouts.items():
        if said.startswith(word) and said[len(word) : len(word) + 1] in {"", " "}:
            told = [
                Days(b.starts, b.ends)
                for b in reader.blackouts
                if _tells(b.reason, entry["told_by"]) and not _tells(b.reason, entry["not"])
            ]
            return (days, at + len(word)) if (days := reader.pick(told)) else None
    for blackout in reader.blackouts:
        reason = _settle_reason(blackout.reason)
        if reason and said.startswith(reason) and said[len(reason) : len(reason) + 1] in {"", " "}:
            return Days(blackout.starts, blackout.ends), at + len(reason)
    return None


@lru_cache(maxsize=512)
def _settle_reason(reason: str) -> str:
    return read_line(reason).text


def _tells(reason: str, words: list[str]) -> bool:
    plain = f" {reason.casefold()} ".replace("-", " ")
    return any(f" {word} " in plain for word in words)


def _until(days: Days) -> date:
    return days.first - A_DAY if days.away else days.last


def _onwards(reader: Reader, days: Days) -> date:
    """Say where what begins after some days ends: with the term after a holiday, else with the academic year."""
    term = reader.calendar.find_term(days.last + A_DAY) if days.away else None
    return term.last if term else find_academic(find_year_number(days.last + A_DAY)).last


@says(r"(?P<how>in|on|at|over|during|for|of|around|throughout|all)")
def _read_in(reader: Reader, match: Match) -> Read | None:
    return _read_next(reader, match.end())


@says(r"(?P<how>before|by|until)")
def _read_before(reader: Reader, match: Match) -> Read | None:
    found = _read_bound(reader, match.end())
    if not found:
        return None
    days, end = found
    last = days.first - A_DAY if match["how"] == "before" else _until(days)
    if last < reader.today or reader.past:
        first = find_academic(find_year_number(last)).first
        return Days(first, last), end
    return Days(reader.today, last), end


@says(r"(?:any time )?after")
def _read_after(reader: Reader, match: Match) -> Read | None:
    found = _read_bound(reader, match.end())
    if not found:
        return None
    days, end = found
    first = days.last + A_DAY
    if reader.past and first <= reader.today:
        return Days(first, reader.today), end
    return Days(first, _onwards(reader, days)), end


@says(r"since")
def _read_since(reader: Reader, match: Match) -> Read | None:
    found = _read_bound(reader.looking_back(), match.end())
    if not found:
        return None
    days, end = found
    first = days.last + A_DAY if days.away else days.first
    return (Days(first, reader.today), end) if first <= reader.today else None


@says(r"(?:from )?(?P<first>DAY) (?:to|until) (?P<last>DAY)")
def _read_through(reader: Reader, match: Match) -> Days | None:
    first, last = (load_vocabulary().days.index(match[name]) for name in ("first", "last"))
    monday = find_monday(reader.today)
    weeks = [
        Days(monday + first * A_DAY, monday + last * A_DAY)
        for monday in (monday - A_WEEK, monday, monday + A_WEEK)
    ]
    return reader.pick(weeks) if first < last else None


@says(r"(?:starting )?from")
def _read_from(reader: Reader, match: Match) -> Read | None:
    found = _read_bound(reader, match.end())
    if not found:
        return None
    days, end = found
    onwards = reader.line.startswith(" onwards", end)
    told_of = reader.line[end:].startswith(" meeting")
    if (days.first < reader.today or reader.past or told_of) and not onwards:
        return found  # "the minutes from last week" are last week's
    first = days.last + A_DAY if days.away else days.first
    return Days(first, _onwards(reader, days)), end + len(" onwards") * onwards


@says(r"(?P<how>between|from)")
def _read_between(reader: Reader, match: Match) -> Read | None:
    found = _read_bound(reader, match.end())
    if not found:
        return None
    starts, end = found
    joins = (" and", " to", " until") if match["how"] == "between" else (" to", " until")
    join = next((join for join in joins if reader.line.startswith(f"{join} ", end)), None)
    after = _read_bound(reader.looking_on(starts.last), end + len(join)) if join else None
    if not after:
        return None
    ends, end = after
    if ends.first <= starts.last:
        return Days(starts.first, max(starts.first, ends.first)), end  # between Christmas and New Year
    if BARE_HALF_TERM.match(reader.line, match.end()):
        starts = _find_half_term_before(reader, ends) or starts
    first, last = starts.last + A_DAY if starts.away else starts.first, _until(ends)
    return (Days(first, last), end) if first <= last else None


def _find_half_term_before(reader: Reader, ends: Days) -> Days | None:
    """Find the half-term holiday nearest before some days: between half term and Easter."""
    half_terms = (h.days for h in reader.calendar.holidays if h.name in HALF_TERM_HOLIDAYS)
    return find_begun((days for days in half_terms if days.last < ends.first), ends.first)


def _read_whole(reader: Reader, at: int) -> Read | None:
    """Read what is to be divided; a whole year is its school days."""
    found = _read_next(reader, at, part=True)
    if found and found[0].length > LONGEST_TERM:
        return reader.calendar.find_year(find_year_number(found[0].first)) or found[0], found[1]
    return found


@says(r"(?:the )?(?P<portion>start|end|early|earlier|mid|late|later|rest)(?: of)?(?: in)?")
def _read_portion(reader: Reader, match: Match) -> Read | None:
    found = _read_whole(reader, match.end())
    if not found:
        return None
    days, end = found
    if match["portion"] in {"rest", "later"}:
        return days.meet(Days(reader.today, days.last)) or days, end
    if match["portion"] == "earlier":
        return days.meet(Days(days.first, reader.today)) or days, end
    portion = _divide(days, match["portion"])
    if _has_gone(reader, portion, match.end(), end):
        later = _read_whole(reader.looking_on(days.last + A_DAY), match.end())
        portion = _divide(later[0], match["portion"]) if later else portion
    return portion, end


def _has_gone(reader: Reader, days: Days, at: int, end: int) -> bool:
    """Say whether days counted in a bare "term" are over, so that the next term's must be meant."""
    return not reader.past and days.last < reader.today and bool(BARE_UNIT.match(reader.line[at + 1 : end]))


def _divide(days: Days, portion: str) -> Days:
    """Give the start, middle or end: two days of a week, a third of a month, two weeks of a term, one of a half."""
    if days.length <= 7:
        days = Days(days.first, min(days.last, days.first + 4 * A_DAY))
    length = 2 if days.length <= 7 else 10 if 28 <= days.length <= 31 else 14 if days.length > 60 else 7
    span = timedelta(days=min(length, days.length) - 1)
    if portion in {"start", "early"}:
        return Days(days.first, days.first + span)
    if portion in {"end", "late"}:
        return Days(days.last - span, days.last)
    middle = days.first + (days.length - length) // 2 * A_DAY
    return Days(middle, middle + span)


@says(
    rf"(?:the )?(?P<which>{ORDINAL})(?: (?P<count>#\d+))? (?P<unit>week|day|fortnight|half|DAY) (?:of|in|after|before)"
)
@says(r"(?P<unit>week) (?P<which>#\d+) of")
def _read_counted(reader: Reader, match: Match) -> Read | None:
    how = match.group().split()[-1]
    found = (_read_whole if how in {"of", "in"} else _read_next)(reader, match.end())
    if not found:
        return None
    days, end = found
    if how == "before":
        days = Days(days.first - 10 * A_WEEK, days.first - A_DAY)
    elif how == "after":
        days = Days(days.last + A_DAY, days.last + 20 * A_WEEK)
    which = -1 if match["which"] == "last" else int(match["which"][1:])
    several = int((match.groupdict().get("count") or "#1")[1:])
    if match["unit"] == "half" and 31 < days.length <= LONGEST_TERM:
        return None  # a term's halves are those of `when_terms`
    counted = _count(days, match["unit"], which, several)
    if counted and _has_gone(reader, counted, match.end(), end):
        later = _read_whole(reader.looking_on(days.last + A_DAY), match.end())
        counted = _count(later[0], match["unit"], which, several) if later else counted
    return (counted, end) if counted else None


def _count(days: Days, unit: str, which: int, several: int) -> Days | None:
    """Count weeks, days or weekdays within some days, from the front, or from the back when `which` is -1."""
    if unit == "half":
        middle = days.first + days.length // 2 * A_DAY
        return Days(days.first, middle - A_DAY) if which == 1 else Days(middle, days.last)
    if unit in load_vocabulary().days:
        weekday = load_vocabulary().days.index(unit)
        if which == -1:
            day = days.last - ((days.last.weekday() - weekday) % 7) * A_DAY
        else:
            day = days.first + ((weekday - days.first.weekday()) % 7) * A_DAY + (which - 1) * A_WEEK
        return Days(day, day).meet(days)
    if unit == "day":
        day = days.last if which == -1 else days.first + (which - 1) * A_DAY
        several_days = (
            Days(day - (several - 1) * A_DAY, day) if which == -1 else Days(day, day + (several - 1) * A_DAY)
        )
        return several_days.meet(days)
    weeks = several * (2 if unit == "fortnight" else 1)
    if which == -1:
        monday = find_monday(days.last) - (weeks - 1) * A_WEEK
    else:
        # Days that begin at a weekend begin, for a school, on the Monday.
        monday = find_monday(days.first + 2 * A_DAY if days.first.weekday() > 4 else days.first)
        monday += (which - 1) * weeks * A_WEEK
    return Days(monday, monday + weeks * A_WEEK - A_DAY).meet(days)


@says(
    r"(?:the )?(?:(?P<count>#\d+|a) )?(?P<unit>week|day|fortnight|month|DAY)(?: immediately| straight| right)? (?P<how>before|after)"
)
def _read_beside(reader: Reader, match: Match) -> Read | None:
    found = _read_next(reader, match.end())
    if not found:
        return None
    days, end = found
    after, unit = match["how"] == "after", match["unit"]
    edge = days.last + A_DAY if after else days.first - A_DAY
    several = int(match["count"][1:]) if (match["count"] or "")[:1] == "#" else 1
    if unit in load_vocabulary().days:
        weekday = load_vocabulary().days.index(unit)
        off = (weekday - edge.weekday()) % 7 if after else -((edge.weekday() - weekday) % 7)
        return a_day(edge + off * A_DAY), end
    if unit == "week" and several == 1:
        if days.length <= 7:
            return find_week(days.first + (A_WEEK if after else -A_WEEK)), end
        outside = Days(edge, edge + A_WEEK) if after else Days(edge - A_WEEK, edge)
        return find_week(edge).meet(outside) or outside, end
    length = several * {"day": 1, "week": 7, "fortnight": 14, "month": 30}[unit]
    far = edge + (length - 1) * A_DAY if after else edge - (length - 1) * A_DAY
    return Days(min(edge, far), max(edge, far)), end


@says(r"(?:the )?(?P<which>wb|ending|week of|week (?:that )?(?:begins|starts)(?: on)?)")
def _read_week_of(reader: Reader, match: Match) -> Read | None:
    found = _read_next(reader, match.end())
    if not found or found[0].length > 7:
        return None
    return find_week(found[0].first), found[1]


@says(r"(?:the )?(?P<day>DAY)(?: of| in| on| at)?")
def _read_weekday_in(reader: Reader, match: Match) -> Read | None:
    found = _read_next(reader, match.end(), part=False)
    if not found or not 2 <= found[0].length <= 7:
        return None
    counted = _count(found[0], match["day"], 1, 1)
    return (counted, found[1]) if counted else None


@says(r"(?P<which>this|next|last) week(?: on)? (?P<day>DAY)")
def _read_weekday_of_week(reader: Reader, match: Match) -> Days | None:
    step = {"next": 1, "last": -1}.get(match["which"], 0)
    return _count(find_week(reader.today + step * A_WEEK), match["day"], 1, 1)


def _find_return(reader: Reader, at: int) -> tuple[Days, int] | None:
    """Find the half that begins when school is back, after the holiday named at a place or the next one."""
    halves = [half.days for _, _, half in reader.calendar.halves]
    for word in (" after", " from"):
        if (
            reader.line.startswith(word, at)
            and (found := _read_next(reader, at + len(word)))
            and found[0].away
        ):
            half = find_coming(halves, found[0].last + A_DAY)
            return (half, found[1]) if half else None
    if reader.past:
        half = find_begun(halves, reader.today)
    else:
        half = next((h for h in halves if find_week(h.first).last >= reader.today), None)
    return (half, at) if half else None


@says(
    rf"(?:the )?(?:(?P<which>{ORDINAL}) )?(?:(?P<count>#\d+) )?(?P<unit>week|day|fortnight|DAY) (?:when |that |of )?(?:back|were-back)"
)
@says(r"(?:the )?(?P<unit>DAY) (?P<which>back)")
@says(r"(?P<unit>when|once) were-back")
def _read_back(reader: Reader, match: Match) -> Read | None:
    found = _find_return(reader, match.end())
    held = match.groupdict()
    if not found or (match["unit"] == "day" and not held.get("which") and "were-back" not in match.group()):
        return None
    which = (held.get("which") or "@1").replace("back", "@1")
    if which == "last":
        return None
    unit = "week" if match["unit"] in {"when", "once"} else match["unit"]
    several = int(held["count"][1:]) if held.get("count") else 1
    counted = _count(found[0], unit, int(which[1:]), several)
    return (counted, found[1]) if counted else None


@says(r"(?:were-back|back(?= after))")
def _read_day_back(reader: Reader, match: Match) -> Read | None:
    found = _find_return(reader, match.end())
    return (Days(found[0].first, found[0].first), found[1]) if found else None


@says(r"(?:the )?(?:(?P<which>@\d|last) )?(?P<unit>week|day|DAY)(?: when| that| of| before)? break-up")
@says(r"(?:when )?(?P<unit>break-up)")
def _read_break_up(reader: Reader, match: Match) -> Read | None:
    named, end = None, match.end()
    if reader.line.startswith(" for", end) and (found := _read_next(reader, end + 4)) and found[0].away:
        named, end = found
    halves = [half.days for _, _, half in reader.calendar.halves]
    if named:
        half = find_begun(halves, named.first)
    elif reader.past:
        half = find_begun((h for h in halves if h.last < reader.today), reader.today)
    else:
        half = find_coming(halves, reader.today)
    if not half:
        return None
    unit = match["unit"]
    days = Days(half.last, half.last) if unit in {"break-up", "day"} else _count(half, unit, -1, 1)
    return (days, end) if days else None

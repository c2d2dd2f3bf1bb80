"""Answers about term dates: those to come or of a stretch, when schools break up, when they go back, when half-term is.

They are those of the asker's school's council, or of the school named. Somebody at no school is told every council's,
and where councils agree they are told once. Where one school is meant, its INSET days say when its pupils are in.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.asked import Answer, Asked
from bot.handlers.breaks import (
    Break,
    find_breaks,
    find_named_break,
    find_pupils_days,
    name_half,
)
from bot.handlers.buttons import ASK
from bot.handlers.likeness import find_alike
from bot.handlers.paging import ask_again, find_page
from bot.handlers.staff_only import STAFF_RULE, for_staff
from bot.handlers.stretch import overlaps, say_days, say_heading, say_none_then
from bot.routing import on
from cards.card import Button
from cards.rows import Row, make_rows_card
from cards.words import format_day, format_distance, join_words
from trust.cadence import describe_term
from trust.calendar import HalfTerm, find_bank_holidays
from trust.places import School

ROWS_A_PAGE = 12
BREAK_UP, GO_BACK = "ends", "starts"


@on("term_dates")
@for_staff("Term dates")
def tell_term_dates(asked: Asked) -> Answer:
    """Show term dates; the day asked for in a sentence first."""
    school = find_school_meant(asked)
    calendars = _find_calendars(asked, school)
    said = [(name, _say(asked, school, halves)) for name, halves in calendars]
    rows = [row for name, halves in calendars for row in _make_rows(asked, name, halves)]
    lead = " ".join(f"{name}: {text}" if len(said) > 1 else text for name, text in said if text)
    page = find_page(asked, len(rows), ROWS_A_PAGE)
    card = make_rows_card(
        school.name if school else asked.trust.settings.name,
        rows[page.first : page.last],
        asked.footing,
        kicker=f"Term dates{page.words}",
        lead=lead,
        actions=(*page.buttons, *_find_further(asked)),
    )
    councils = dict.fromkeys(half.council for _, halves in calendars for half in halves)
    return Answer(card, sources=tuple(f"term dates of {council}" for council in councils), rule=STAFF_RULE)


def find_school_meant(asked: Asked) -> School | None:
    """Find the school named, or the asker's own."""
    if asked.question.entities.school is not None:
        return asked.question.entities.school
    own = asked.asker.school if asked.asker else None
    return asked.trust.school_by_id.get(own) if own else None


def _find_calendars(asked: Asked, school: School | None) -> list[tuple[str, tuple[HalfTerm, ...]]]:
    """Find the calendars to show, by council; councils whose days are the same share one."""
    by_council = asked.trust.half_terms_by_council
    names = asked.trust.settings.councils
    topic = "" if asked.question.entities.school else asked.question.entities.topic
    if topic and (named := find_alike(topic, names, lambda council: (council, names[council]))):
        return [(names[council], by_council.get(council, ())) for council in named]
    if school is not None:
        return [(names[school.council], by_council.get(school.council, ()))]
    shared: dict[tuple[tuple[date, date], ...], list[str]] = {}
    for council, halves in by_council.items():
        shared.setdefault(tuple(sorted((h.starts, h.ends) for h in halves)), []).append(council)
    return [(join_words([names[c] for c in alike]), by_council[alike[0]]) for alike in shared.values()]


def _make_rows(asked: Asked, council: str, halves: Sequence[HalfTerm]) -> list[Row]:
    when, past = asked.question.entities.when, asked.question.entities.past
    ordered = sorted(halves, key=lambda half: half.starts)
    shown = [h for h in ordered if overlaps(when, h.starts, h.ends)] if when else []
    if not shown:
        shown = ordered if past else [h for h in ordered if h.ends >= asked.today] or ordered
    return [Row(name_half(h), (say_days(h.starts, h.ends),), heading=council) for h in shown]


def _say(asked: Asked, school: School | None, halves: Sequence[HalfTerm]) -> str:
    """Say the day or the holiday that is asked for; nothing where the rows are the answer."""
    entities = asked.question.entities
    breaks = find_breaks(halves)
    if not breaks:
        return "No term dates are held."
    named = find_named_break(breaks, entities.topic, asked.today)
    if entities.detail == BREAK_UP:
        half = named.before if named else _find_break_up(asked, breaks)
        return _say_break_up(asked, school, half) if half else _say_outside(asked)
    if entities.detail == GO_BACK:
        back = named.after if named else _find_back(asked, breaks)
        return _say_back(asked, school, back) if back else _say_outside(asked)
    if named is None and entities.when is not None and entities.when.first == entities.when.last:
        return _say_one_day(asked, school, halves, entities.when.first)
    if named is None and entities.when is not None:
        if any(overlaps(entities.when, half.starts, half.ends) for half in halves):
            return say_heading(asked, entities.when)
        named = next(
            (one for one in breaks if overlaps(entities.when, one.first, one.last or one.first)), None
        )
        if named is None:
            return _say_outside(asked)
    named = named or next((one for one in breaks if one.last is None or one.last >= asked.today), None)
    return _say_break(asked, named) if named else ""


def _say_one_day(asked: Asked, school: School | None, halves: Sequence[HalfTerm], day: date) -> str:
    """Say what a single day is: a day schools break up or go back, a holiday, closed to pupils, or a school day."""
    half = next((one for one in halves if one.holds(day)), None)
    holiday = find_bank_holidays(day.year).get(day)
    if half is None:
        found = next(
            (b for b in find_breaks(halves) if b.first <= day and (b.last is None or day <= b.last)), None
        )
        said = _say_break(asked, found) if found else _say_outside(asked)
        return f"{format_day(day)} is a bank holiday: {holiday}. {said}" if holiday else said
    if day == half.ends:
        return _say_break_up(asked, school, half)
    if day == half.starts:
        return _say_back(asked, school, half)
    if holiday or day.weekday() >= 5:
        return f"Schools are closed on {format_day(day)}: {holiday or 'it is a weekend'}."
    if school and day in asked.trust.inset_by_school.get(school.id, ()):
        return f"{format_day(day)} is an INSET day at {school.name}: no pupils are in."
    return (
        f"{format_day(day)} is in {_say_half(half)}{f' and no INSET day at {school.name}' if school else ''}."
    )


def _find_break_up(asked: Asked, breaks: Sequence[Break]) -> HalfTerm | None:
    """Find the half-term whose end is asked for: the last to end in the stretch, else the one before it."""
    halves, when = [one.before for one in breaks], asked.question.entities.when
    if when is None:
        return next((half for half in halves if half.ends >= asked.today), None)
    within = [half for half in halves if when.first <= half.ends <= when.last]
    before = [half for half in halves if half.ends < when.first]
    return next(reversed(within or before), None)


def _find_back(asked: Asked, breaks: Sequence[Break]) -> HalfTerm | None:
    """Find the half-term whose start is asked for: the first to start in the stretch, else the one after it."""
    halves, when = [one.before for one in breaks], asked.question.entities.when
    if when is None:
        return next((half for half in halves if half.starts > asked.today), None)
    within = [half for half in halves if when.first <= half.starts <= when.last]
    after = [half for half in halves if half.starts > when.last]
    return next(iter(within or after), None)


def _say_break_up(asked: Asked, school: School | None, half: HalfTerm) -> str:
    verb = "broke up" if half.ends < asked.today else "break up"
    said = f"Schools {verb} on {_say_day(asked, half.ends)}: the last day of {_say_half(half)}."
    days = find_pupils_days(half, asked.trust.inset_by_school.get(school.id, ())) if school else None
    if school and days and days[1] != half.ends:
        said += f" {format_day(half.ends)} is not a day for pupils at {school.name}: their last is {format_day(days[1])}."
    return said


def _say_back(asked: Asked, school: School | None, half: HalfTerm) -> str:
    verb = "went back" if half.starts < asked.today else "go back"
    said = f"Schools {verb} on {_say_day(asked, half.starts)}: the first day of {_say_half(half)}."
    days = find_pupils_days(half, asked.trust.inset_by_school.get(school.id, ())) if school else None
    if school and days and days[0] != half.starts:
        said += f" {format_day(half.starts)} is not a day for pupils at {school.name}: their first is {format_day(days[0])}."
    return said


def _say_break(asked: Asked, found: Break) -> str:
    if found.after is None or found.last is None:
        return f"{found.names[0]}: from {format_day(found.first)}; when schools go back is not held here yet."
    return (
        f"{found.names[0]}: {say_days(found.first, found.last)}. The last day before it is "
        f"{format_day(found.before.ends)}; schools go back on {_say_day(asked, found.after.starts)}."
    )


def _say_outside(asked: Asked) -> str:
    when = asked.question.entities.when
    if when is None:
        return f"I hold the term dates of {asked.trust.settings.year} alone."
    return say_none_then(asked, "I hold no term dates", when, ())


def _say_day(asked: Asked, day: date) -> str:
    return f"{format_day(day)} ({format_distance(day, asked.today)})"


def _say_half(half: HalfTerm) -> str:
    """Say a half-term within a sentence: the first half of the spring term, with the council's name for it."""
    name = name_half(half).partition(" (")[0]
    usual = describe_term(half.term, half.half)
    return usual if "," in name else f"{usual}, {name}"


def _find_further(asked: Asked) -> tuple[Button, ...]:
    data: dict[str, str | int] = {"topic": "", "detail": "", "first": "", "last": "", "words": ""}
    buttons = (
        ("When do we break up?", data | {"detail": BREAK_UP}),
        ("When do we go back?", data | {"detail": GO_BACK}),
        ("INSET days", data | {"intent": "inset_days"}),
        ("Bank holidays", data | {"intent": "bank_holidays"}),
    )
    now = asked.question.entities.detail
    return tuple(
        ask_again(asked, title, ASK, **changed)
        for title, changed in buttons
        if not (now and changed["detail"] == now)
    )

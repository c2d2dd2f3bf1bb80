"""Answers "when are our INSET days?": of the school named or the asker's own; of every school where neither is.

Days to come unless a stretch or those that were are asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from bot.asked import Answer, Asked
from bot.handlers.buttons import ASK
from bot.handlers.paging import ask_again, find_page, pick_nth
from bot.handlers.staff_only import STAFF_RULE, for_staff
from bot.handlers.stretch import say_heading, say_none_then
from bot.handlers.term_dates import find_school_meant
from bot.routing import on
from cards.rows import Row, make_rows_card
from cards.words import format_day, format_distance, join_words
from trust.calendar import InsetDay
from trust.places import School

ROWS_A_PAGE = 8
Days = Mapping[date, Sequence[InsetDay]]


@on("inset_days")
@for_staff("INSET days")
def tell_inset_days(asked: Asked) -> Answer:
    """Show INSET days, the next or the one asked for in a sentence first."""
    school = find_school_meant(asked)
    known = _find_days(asked, school)
    if (on_that_day := _find_one_day(asked, school)) is not None:
        return on_that_day
    listed = _find_listed(asked, list(known))
    lead = _say(asked, school, known, listed)
    entities = asked.question.entities
    if not listed and entities.when:
        before = [day for day in known if day < entities.when.first]
        after = [day for day in known if day > entities.when.last]
        listed = [*before[-1:], *after[:1]]
    page = find_page(asked, len(listed), ROWS_A_PAGE)
    other = ask_again(asked, "Past ones", ASK, past=1, first="", last="", words="")
    card = make_rows_card(
        school.name if school else asked.trust.settings.name,
        [_make_row(asked, known[day], day, named=school is None) for day in listed[page.first : page.last]],
        asked.footing,
        kicker=f"INSET days{page.words}",
        lead=lead,
        actions=(
            *page.buttons,
            *(() if entities.past or min(known, default=asked.today) >= asked.today else (other,)),
            ask_again(asked, "Term dates", ASK, intent="term_dates", past=""),
        ),
    )
    source = f"INSET days of {school.id}" if school else "INSET days"
    return Answer(card, sources=(source,), rule=STAFF_RULE)


def _find_one_day(asked: Asked, school: School | None) -> Answer | None:
    """Answer about a single day: whether it is an INSET day of the school meant, and who else keeps it."""
    when = asked.question.entities.when
    everyone = _find_days(asked, None)
    if when is None or when.first != when.last or when.first not in everyone:
        return None
    day = when.first
    lead = ""
    if school:
        its = day in asked.trust.inset_by_school.get(school.id, ())
        lead = f"{'Yes' if its else 'No'}, {format_day(day)} is {'an' if its else 'not an'} INSET day of {school.name}."
    card = make_rows_card(
        school.name if school else asked.trust.settings.name,
        [_make_row(asked, everyone[day], day, named=True)],
        asked.footing,
        kicker="INSET days",
        lead=lead,
        actions=(ask_again(asked, "All INSET days", ASK, first="", last="", words=""),),
    )
    return Answer(card, sources=(f"INSET days on {day.isoformat()}",), rule=STAFF_RULE)


def _find_days(asked: Asked, school: School | None) -> dict[date, list[InsetDay]]:
    """Find the INSET days of a school, or of all, by day in order."""
    found: dict[date, list[InsetDay]] = {}
    for inset in sorted(asked.trust.inset_days, key=lambda one: one.day):
        if school is None or inset.school == school.id:
            found.setdefault(inset.day, []).append(inset)
    return found


def _find_listed(asked: Asked, days: list[date]) -> list[date]:
    entities = asked.question.entities
    if entities.when:
        listed = [day for day in days if entities.when.first <= day <= entities.when.last]
    elif entities.past:
        listed = [day for day in reversed(days) if day < asked.today]
    else:
        listed = [day for day in days if day >= asked.today]
    if entities.nth or entities.soonest:
        one = pick_nth(listed, entities.nth or 1)
        listed = [one] if one else listed
    return listed


def _say(asked: Asked, school: School | None, known: Days, listed: Sequence[date]) -> str:
    entities = asked.question.entities
    whose = school.name if school else "No school"
    has_no = "has no INSET day" if school else "has an INSET day"
    if not known:
        return f"No INSET days{f' of {school.name}' if school else ''} are held here."
    if not listed:
        if entities.when:
            return say_none_then(asked, f"{whose} {has_no}", entities.when, list(known))
        which = "that is over yet" if entities.past else f"to come in {asked.trust.settings.year}"
        return f"{whose} {has_no} {which}."
    if entities.when:
        return say_heading(asked, entities.when)
    if entities.past:
        return ""
    return f"The next is {format_day(listed[0])} ({format_distance(listed[0], asked.today)})."


def _make_row(asked: Asked, insets: Sequence[InsetDay], day: date, *, named: bool) -> Row:
    """Make a row of a day: its reason, and where every school is shown, which schools keep it for which."""
    reasons: dict[str, list[str]] = {}
    for inset in insets:
        reasons.setdefault(inset.reason, []).append(inset.school)
    lines = [
        f"{reason}: {_name_schools(asked, schools)}" if named else reason
        for reason, schools in reasons.items()
    ]
    return Row(format_day(day), tuple(lines))


def _name_schools(asked: Asked, schools: Sequence[str]) -> str:
    """Name some schools; all of a council's are named by it."""
    names, left = [], list(schools)
    for council, name in asked.trust.settings.councils.items():
        its = [school.id for school in asked.trust.schools if school.council == council]
        if len(its) > 1 and set(its) <= set(left):
            names.append(f"all schools of {name}")
            left = [school for school in left if school not in its]
    return join_words([*names, *(asked.trust.school_by_id[school].name for school in left)])

"""Answers "when is the next bank holiday?": those of England and Wales to come, of a stretch, or the one named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from bot.asked import Answer, Asked
from bot.handlers.buttons import ASK
from bot.handlers.likeness import find_alike
from bot.handlers.paging import ask_again, pick_nth
from bot.handlers.staff_only import STAFF_RULE, for_staff
from bot.handlers.stretch import say_heading, say_in
from bot.routing import on
from cards.card import Footing
from cards.rows import Row, make_rows_card
from cards.words import format_day, format_distance
from trust.calendar import find_bank_holidays, find_year_bounds

SOURCE = "Bank holidays of England and Wales"
FEWEST_AHEAD = 3


@on("bank_holidays")
@for_staff("Bank holidays")
def tell_bank_holidays(asked: Asked) -> Answer:
    """Show bank holidays, the one asked for in a sentence first."""
    entities = asked.question.entities
    known = _find_known(asked)
    coming = [day for day in known if day >= asked.today]
    listed = _find_listed(asked, known, coming)
    lead = _say(asked, known, listed)
    if not listed:
        after = [day for day in known if entities.when is None or day > entities.when.last]
        listed = after[:1]
    card = make_rows_card(
        "England and Wales",
        [Row(known[day], (format_day(day),)) for day in listed],
        Footing(SOURCE, asked.now),
        kicker="Bank holidays",
        lead=lead,
        actions=(ask_again(asked, "Term dates", ASK, intent="term_dates", topic=""),),
    )
    return Answer(card, sources=("bank holidays of England and Wales",), rule=STAFF_RULE)


def _find_known(asked: Asked) -> dict[date, str]:
    """Find bank holidays by day: of the years the stretch touches and the next, or of this academic year on."""
    first, last = find_year_bounds(asked.trust.settings.year)
    years = {first.year, last.year, asked.today.year, asked.today.year + 1}
    if when := asked.question.entities.when:
        years |= {when.first.year, when.last.year, when.last.year + 1}
    return dict(sorted(holiday for year in years for holiday in find_bank_holidays(year).items()))


def _find_listed(asked: Asked, known: Mapping[date, str], coming: Sequence[date]) -> list[date]:
    entities = asked.question.entities
    if (
        entities.when
        and entities.when.first == entities.when.last
        and (name := known.get(entities.when.first))
    ):
        # One that falls on a weekend is kept on a working day too.
        return [
            day for day in known if known[day].startswith(name) and abs((day - entities.when.first).days) < 7
        ]
    if entities.when:
        listed = [day for day in known if entities.when.first <= day <= entities.when.last]
    elif entities.past:
        listed = [day for day in reversed(list(known)) if day < asked.today][:FEWEST_AHEAD]
    else:
        _, last = find_year_bounds(asked.trust.settings.year)
        listed = [day for day in coming if day <= last] or list(coming[:FEWEST_AHEAD])
    if entities.topic and (named := find_alike(entities.topic, listed, lambda day: [known[day]])):
        listed = named
    if entities.nth or entities.soonest:
        one = pick_nth(listed, entities.nth or 1)
        listed = [one] if one else listed
    return listed


def _say(asked: Asked, known: Mapping[date, str], listed: Sequence[date]) -> str:
    entities = asked.question.entities
    if entities.when and entities.when.first == entities.when.last:
        day = entities.when.first
        named = known.get(day)
        return (
            f"Yes, {format_day(day)} is a bank holiday: {named}."
            if named
            else f"No, {format_day(day)} is not a bank holiday. The next:"
        )
    if entities.when:
        return (
            say_heading(asked, entities.when) if listed else f"None {say_in(asked, entities.when)}. The next:"
        )
    if entities.past or not listed:
        return ""
    first = listed[0]
    which = "" if entities.topic or entities.nth else "The next is "
    return f"{which}{known[first]}, {format_day(first)} ({format_distance(first, asked.today)})."

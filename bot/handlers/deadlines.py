"""Answers "what is due?": the improvement cycle's deadlines, the asker's own first; and the steps of consultations.

All staff may see what is due, when and for whom; what exactly is to be done is for those who owe it and for leads.
Whether something was handed in is not held here, and the answer says so where that is asked.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.asked import Answer, Asked
from bot.handlers.buttons import ASK
from bot.handlers.consultations import (
    CONSULTATION,
    find_steps,
    make_step_row,
    names_a_consultation,
    tell_consultation,
)
from bot.handlers.likeness import ALIKE, PARTLY, find_alike, find_wordings, leave_out
from bot.handlers.orientation import say_contact
from bot.handlers.paging import ask_again, find_page, pick_nth
from bot.handlers.roles import name_roles, say_roles
from bot.handlers.staff_only import STAFF_RULE, for_staff, owes
from bot.handlers.stretch import overlaps, say_heading, say_none_then
from bot.ports import Scope
from bot.routing import on
from cards.card import Button
from cards.notice import make_notice_card
from cards.rows import Row, make_rows_card
from cards.words import format_day, format_distance
from trust.register import ConsultationStep, Deadline

ROWS_A_PAGE = 6
ASKING = frozenset({
    "back", "by", "close", "closes", "closing", "collected", "cycle", "date", "dates", "deadline",
    "deadlines", "do", "done", "drop", "due", "end", "ends", "expected", "finish", "going", "hand", "handed",
    "have", "improvement", "in", "left", "missed", "must", "needed", "off", "open", "out", "published", "qa",
    "quality", "quality-assurance", "return", "returned", "sent", "send", "shut", "shuts", "submit", "submitted",
    "upcoming", "uploaded", "wanted", "week", "when", "whens",
})  # fmt: skip
NOT_TRACKED = "Whether something was handed in is not held here."


@on("deadlines")
@for_staff("Deadlines")
def tell_deadlines(asked: Asked) -> Answer:
    """Show what is due, or answer about the one deadline or consultation named."""
    entities = asked.question.entities
    topic = find_topic(asked)
    if topic and names_a_consultation(topic) and (steps := find_steps(asked, topic)):
        return tell_consultation(asked, steps)
    found = _find_named(asked, topic, ALIKE) if topic else list(asked.trust.deadlines)
    if topic and not found:
        if steps := find_steps(asked, topic):
            return tell_consultation(asked, steps)
        found = _find_named(asked, topic, PARTLY)
    if not found:
        return _say_unknown(asked, topic) if topic else _say_none(asked, mine=entities.mine)
    # "Have we missed the data collection" asks after that one, whosever it is.
    mine = (entities.mine and not topic) or entities.overdue
    listed = [
        one for one in _find_timely(asked, found, named=bool(topic)) if not mine or _is_mine(asked, one)
    ]
    listed.sort(key=lambda one: not _is_mine(asked, one))
    if entities.nth or entities.soonest:
        nth = pick_nth(listed, entities.nth or 1)
        listed = [nth] if nth else listed
    steps = _find_steps_then(asked) if not topic else []
    if not listed and not steps:
        return _say_none(asked, mine=mine)
    return _show(asked, listed, steps)


def _show(asked: Asked, listed: Sequence[Deadline], steps: Sequence[ConsultationStep]) -> Answer:
    entities = asked.question.entities
    rows = [_make_row(asked, one, alone=len(listed) == 1) for one in listed]
    rows += [make_step_row(asked, step, heading=f"Consultation: {step.consultation}") for step in steps]
    page = find_page(asked, len(rows), ROWS_A_PAGE)
    alone = listed[0] if len(rows) == 1 and listed else None
    card = make_rows_card(
        alone.title if alone else "Deadlines",
        rows[page.first : page.last],
        asked.footing,
        kicker=f"Deadlines{page.words}",
        lead=_say_lead(asked, listed, alone),
        note=NOT_TRACKED if entities.overdue else "",
        actions=(*page.buttons, *_find_further(asked)),
    )
    sources = [f"deadline {one.id}" for one in listed] + [f"consultation {step.id}" for step in steps]
    return Answer(card, sources=tuple(sources[page.first : page.last]), rule=STAFF_RULE)


def find_topic(asked: Asked) -> str:
    """Find what is named beside the ways to ask; a school counts where a deadline is about it."""
    entities = asked.question.entities
    said = (entities.topic or entities.unknown).casefold().replace("quality assurance", "")
    school = entities.school
    names = sorted((*school.aliases, school.name), key=len)[:1] if school else []
    about = [name for name in names if any(name in one.title for one in asked.trust.deadlines)]
    return " ".join((*about, leave_out(said, ASKING))).strip()


def _find_named(asked: Asked, topic: str, least: float) -> list[Deadline]:
    """Find the deadlines a topic names, by title or by whom they are for.

    Those of the stretch come first; but the days may be part of the name ("the December data"), so where none of the
    stretch is named, they are taken for words.
    """
    when, every = asked.question.entities.when, asked.trust.deadlines
    wordings = find_wordings(asked.trust, topic)

    def find(said: str, deadlines: Sequence[Deadline]) -> list[Deadline]:
        return find_alike(said, deadlines, lambda one: (one.title, *name_roles(asked.trust, one.audience)),
                          least, others=wordings)  # fmt: skip

    then = [one for one in every if when and overlaps(when, one.due, one.due)]
    return find(topic, then) or (find(f"{when.words} {topic}", every) if when else []) or find(topic, every)


def _find_timely(asked: Asked, found: Sequence[Deadline], *, named: bool) -> list[Deadline]:
    """Find those of the stretch, those over, or those to come, by day; what is named is told whenever it is due."""
    entities = asked.question.entities
    ordered = sorted(found, key=lambda one: one.due)
    if named:
        coming = [one for one in ordered if one.due >= asked.today]
        return coming if entities.soonest or entities.nth else ordered
    if entities.group:
        ordered = [one for one in ordered if not set(one.audience).isdisjoint(entities.group.roles)]
    if entities.when:
        return [one for one in ordered if overlaps(entities.when, one.due, one.due)]
    if entities.past or entities.overdue:
        return [one for one in reversed(ordered) if one.due < asked.today]
    return [one for one in ordered if one.due >= asked.today]


def _find_steps_then(asked: Asked) -> list[ConsultationStep]:
    """Find the steps of consultations that fall in the stretch asked for."""
    entities = asked.question.entities
    if entities.when is None or entities.mine or entities.nth or entities.soonest or entities.group:
        return []
    return [s for s in asked.trust.consultations if overlaps(entities.when, s.earliest, s.latest)]


def _is_mine(asked: Asked, one: Deadline) -> bool:
    return asked.asker is not None and not set(one.audience).isdisjoint(asked.asker.roles)


def _make_row(asked: Asked, one: Deadline, *, alone: bool) -> Row:
    when = f"{format_day(one.due)} ({format_distance(one.due, asked.today)})"
    detail = one.detail if owes(asked, one.audience) else ""
    mine = asked.scope is Scope.PERSONAL and asked.asker is not None and bool(asked.asker.roles)
    heading = "" if alone or not mine else "Yours" if _is_mine(asked, one) else "For others"
    return Row(one.title, (f"{when} · {say_roles(asked.trust, one.audience)}", detail), heading=heading)


def _say_lead(asked: Asked, listed: Sequence[Deadline], alone: Deadline | None) -> str:
    """Say the one that is asked for; of several that are named, the next."""
    entities = asked.question.entities
    if alone:
        return _say_due(asked, alone)
    if entities.when:
        return say_heading(asked, entities.when)
    coming = [one for one in listed if one.due >= asked.today]
    if find_topic(asked) and coming:
        return f"The next of these: {_say_due(asked, min(coming, key=lambda one: one.due))}"
    return ""


def _say_due(asked: Asked, one: Deadline) -> str:
    was = "was" if one.due < asked.today else "is"
    return f"{one.title} {was} due on {format_day(one.due)} ({format_distance(one.due, asked.today)})."


def _find_further(asked: Asked) -> tuple[Button, ...]:
    clear: dict[str, str | int] = {
        "topic": "",
        "past": "",
        "overdue": "",
        "mine": "",
        "detail": "",
        "group": "",
    }
    clear |= {"first": "", "last": "", "words": ""}
    entities = asked.question.entities
    plain = not (find_topic(asked) or entities.past or entities.when or entities.mine or entities.overdue)
    everything = () if plain else (ask_again(asked, "All deadlines", ASK, **clear),)
    mine = () if entities.mine else (ask_again(asked, "Mine", ASK, **clear | {"mine": 1}),)
    steps = (ask_again(asked, "Consultations", ASK, **clear | {"topic": CONSULTATION}),) * bool(
        asked.trust.consultations
    )
    return (*everything, *mine, *steps)


def _say_none(asked: Asked, *, mine: bool) -> Answer:
    entities = asked.question.entities
    of_whom = "yours" if mine else f"{entities.group.name}'s members" if entities.group else ""
    what = f"No deadline{f' of {of_whom}' if of_whom else ''}"
    if entities.when:
        nearest = [one.due for one in asked.trust.deadlines if one.due > entities.when.last]
        text = say_none_then(asked, f"{what} is held", entities.when, ())
        text += f" The next of all is on {format_day(min(nearest))}." if nearest else ""
    else:
        text = f"{what} is {'over' if entities.past or entities.overdue else 'to come'} in {asked.trust.settings.year}."
    if entities.overdue:
        text += f" {NOT_TRACKED}"
    card = make_notice_card(
        "No deadline", text, asked.footing, kicker="Deadlines", actions=_find_further(asked)
    )
    return Answer(card, rule=STAFF_RULE)


def _say_unknown(asked: Asked, topic: str) -> Answer:
    coming = sorted((one for one in asked.trust.deadlines if one.due >= asked.today), key=lambda one: one.due)
    card = make_rows_card(
        "Deadlines",
        [_make_row(asked, one, alone=True) for one in coming[:ROWS_A_PAGE]],
        asked.footing,
        kicker="Not held here",
        lead=f"No deadline called “{topic}” is held here.{' The next that are:' if coming else ''}",
        note=f"You may ask {say_contact(asked)}.",
        actions=_find_further(asked),
    )
    return Answer(card, sources=tuple(f"deadline {one.id}" for one in coming[:ROWS_A_PAGE]), rule=STAFF_RULE)

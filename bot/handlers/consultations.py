"""Answers about a consultation: the step asked about or under way in a sentence, then every step in order.

A step whose day depends on something is told with what it depends on: without it the dates would mislead.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.asked import Answer, Asked
from bot.handlers.buttons import ASK
from bot.handlers.likeness import find_alike
from bot.handlers.paging import ask_again, find_page
from bot.handlers.roles import say_roles
from bot.handlers.staff_only import STAFF_RULE
from bot.handlers.stretch import say_days
from cards.rows import Row, make_rows_card
from cards.words import format_day, format_distance
from trust.register import ConsultationStep

ROWS_A_PAGE = 6
CONSULTATION = "consultation"
# What people say of a consultation beside its name.
BESIDE = frozenset({"consultation", "consultations", "the", "on", "about", "of", "close", "closes", "end", "ends", "open",
                    "opens", "start", "starts", "finish", "step", "steps"})  # fmt: skip


def find_steps(asked: Asked, topic: str) -> list[ConsultationStep]:
    """Find the steps of the consultations a topic names, or that have a step it names; all of them for no name."""
    steps = asked.trust.consultations
    named = _find_name(topic)
    if not named:
        return list(steps)
    alike = find_alike(named, steps, lambda step: (step.consultation, step.title))
    wanted = {step.consultation for step in alike}
    return [step for step in steps if step.consultation in wanted]


def names_a_consultation(topic: str) -> bool:
    """Say whether a topic says that a consultation is meant."""
    return CONSULTATION in topic.casefold()


def tell_consultation(asked: Asked, steps: Sequence[ConsultationStep]) -> Answer:
    """Show the steps of a consultation, or of several."""
    ordered = sorted(steps, key=lambda step: (step.consultation, step.earliest, step.latest))
    names = list(dict.fromkeys(step.consultation for step in ordered))
    leads = [
        _say_step(asked, step, named=len(names) > 1)
        for name in names
        if (step := _find_step_meant(asked, [s for s in ordered if s.consultation == name]))
    ]
    page = find_page(asked, len(ordered), ROWS_A_PAGE)
    shown = ordered[page.first : page.last]
    card = make_rows_card(
        names[0] if len(names) == 1 else "Consultations",
        [make_step_row(asked, step, heading=step.consultation if len(names) > 1 else "") for step in shown],
        asked.footing,
        kicker=f"Consultation{page.words}",
        lead=" ".join(leads),
        actions=(*page.buttons, ask_again(asked, "Deadlines", ASK, topic="", detail="")),
    )
    return Answer(card, sources=tuple(f"consultation {step.id}" for step in shown), rule=STAFF_RULE)


def make_step_row(asked: Asked, step: ConsultationStep, heading: str = "") -> Row:
    """Make a row of a step: when, whom it is for, what it waits for and what decides its day."""
    before = next((one.title for one in asked.trust.consultations if one.id == step.after), "")
    after = f"After: {before}" if before else ""
    said = " · ".join(filter(None, (_say_when(step), after, say_roles(asked.trust, step.audience))))
    return Row(step.title, (said, step.condition), heading=heading)


def _find_name(topic: str) -> str:
    return " ".join(word for word in topic.split() if word.casefold().strip("?.,") not in BESIDE)


def _find_step_meant(asked: Asked, steps: Sequence[ConsultationStep]) -> ConsultationStep | None:
    """Find the step named; else the public consultation where one is asked for, what is under way, or what is next."""
    topic = asked.question.entities.topic
    named = find_alike(_find_name(topic), steps, lambda step: [step.title]) if _find_name(topic) else []
    public = [s for s in steps if names_a_consultation(topic) and names_a_consultation(s.title)]
    under_way = [s for s in steps if s.earliest <= asked.today <= s.latest]
    coming = [s for s in steps if s.earliest > asked.today]
    return next(iter((*named, *public, *under_way, *coming)), None)


def _say_step(asked: Asked, step: ConsultationStep, *, named: bool) -> str:
    title = f"{step.consultation}, {step.title}" if named else step.title
    if step.earliest == step.latest or step.condition:
        far = f" ({format_distance(step.earliest, asked.today)})" if step.earliest == step.latest else ""
        return f"{title}: {_say_when(step)}{far}. {step.condition}".rstrip()
    opened = _choose(step.earliest, asked.today, "opens", "opened")
    closes = _choose(step.latest, asked.today, "closes", "closed")
    distance = format_distance(step.latest, asked.today)
    return f"{title}: {closes} on {format_day(step.latest)} ({distance}); {opened} on {format_day(step.earliest)}."


def _say_when(step: ConsultationStep) -> str:
    if step.condition and step.earliest != step.latest:
        return f"between {format_day(step.earliest)} and {format_day(step.latest)}"
    return say_days(step.earliest, step.latest)


def _choose(day: date, today: date, coming: str, gone: str) -> str:
    return gone if day < today else coming

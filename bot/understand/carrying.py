"""A question as plain data and back: what a button carries, and what a conversation remembers.

Nothing in a button is trusted: whoever presses one may have made it up. What does not name something this audience may
know of is as if it had never been said, except a name, which is then unknown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot.understand.question import Entities, Question
from bot.understand.when import When
from bot.understand.words import LONGEST_TEXT
from trust.groups import Group
from trust.year import Trust

MOST_WORDS, MOST_PEOPLE, MOST_CANDIDATES, HIGHEST_PAGE = 60, 8, 6, 200
FLAGS = ("past", "mine", "overdue", "soonest")


def write_question(question: Question) -> dict[str, str | int]:
    """Write what a question asks and what about; what is empty is left out."""
    about, when = question.entities, question.entities.when
    data: dict[str, str | int] = {
        "intent": question.intent,
        "group": about.group.id if about.group else "",
        "person": about.person.id if about.person else "",
        "candidates": ";".join(group.id for group in about.candidates[:MOST_CANDIDATES]),
        "people": ";".join(person.id for person in about.people[:MOST_PEOPLE]),
        "school": about.school.id if about.school else "",
        "topic": _keep_whole(about.topic or about.unknown),
        # The words of a message are kept whole or not at all; other details are names.
        "detail": _keep_whole(about.detail) if question.intent == "broadcast" else about.detail[:MOST_WORDS],
        "first": when.first.isoformat() if when else "",
        "last": when.last.isoformat() if when else "",
        "words": when.words[:MOST_WORDS] if when else "",
        **{flag: int(getattr(about, flag)) for flag in FLAGS},
    }
    return {name: value for name, value in data.items() if value}


def read_entities(said: Mapping[str, Any], visible: Sequence[Group], trust: Trust) -> Entities | None:
    """Read what a question is about; None where the data is of no kind we ever wrote."""
    texts = {
        name: said.get(name, "")
        for name in ("group", "candidates", "person", "people", "school", "topic", "detail", "words")
    }
    page = said.get("page", 0)
    if not all(isinstance(text, str) for text in texts.values()) or not isinstance(page, int):
        return None
    if not 0 <= page <= HIGHEST_PAGE:
        return None
    group = next((group for group in visible if group.id == texts["group"]), None)
    ids = texts["candidates"].split(";")[:MOST_CANDIDATES]
    people = tuple(
        trust.person_by_id[one]
        for one in texts["people"].split(";")[:MOST_PEOPLE]
        if one in trust.person_by_id
    )
    return Entities(
        group=group,
        candidates=() if group else tuple(one for one in visible if one.id in ids),
        unknown=texts["group"].replace("-", " ")[:MOST_WORDS] if texts["group"] and group is None else "",
        person=trust.person_by_id.get(texts["person"]),
        people=people,
        school=trust.school_by_id.get(texts["school"]),
        topic=_keep_whole(texts["topic"]),
        detail=_keep_whole(texts["detail"])
        if said.get("intent") == "broadcast"
        else texts["detail"][:MOST_WORDS],
        when=_read_when(said, texts["words"]),
        page=page,
        past=said.get("past") == 1,
        mine=said.get("mine") == 1,
        overdue=said.get("overdue") == 1,
        soonest=said.get("soonest") == 1,
    )


def _keep_whole(text: str) -> str:
    """Keep a text, or nothing of it where it is long: what is written down later must not be half of what was typed."""
    return text if len(text) <= LONGEST_TEXT else ""


def _read_when(said: Mapping[str, Any], words: str) -> When | None:
    first, last = said.get("first", ""), said.get("last", "")
    if not (isinstance(first, str) and isinstance(last, str) and first and last):
        return None
    try:
        days = When(date.fromisoformat(first), date.fromisoformat(last), words[:MOST_WORDS])
    except ValueError:
        return None
    return days if days.first <= days.last else None

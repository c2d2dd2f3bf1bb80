"""Which people of a few somebody names, several in one sentence: by full name, or by a part that is one person's alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from bot.asked import Asked
from trust.people import Person

_WORD = re.compile(r"[\w'’-]+")


def find_people_named(asked: Asked, possible: Sequence[Person]) -> tuple[Person, ...]:
    """Find the people a question names, among those it can mean, in the order given."""
    entities = asked.question.entities
    known = {person.id for person in (entities.person, *entities.people) if person}
    words = set(_split(entities.topic))
    said = f" {' '.join(_split(entities.topic))} "
    shared = Counter(part for person in possible for part in set(_split(person.name)))
    return tuple(
        person
        for person in possible
        if person.id in known
        or f" {' '.join(_split(person.name))} " in said
        or any(shared[part] == 1 and part in words for part in _split(person.name))
    )


def _split(text: str) -> list[str]:
    return [word.removesuffix("'s").removesuffix("’s") for word in _WORD.findall(text.casefold())]

"""A question in its setting: who asks, who listens, when, of what year; and the rulings an answer rests on.

Handlers get one of these and make an `Answer`. Everything about permission is asked of `trust.permissions` here, once a
group; handlers only look at the rulings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from bot.known import Known
from bot.ports import EMPTY_DESK, NO_CONTEXT, Context, Desk, Effect, Scope
from bot.understand.question import Question
from cards.card import Card, Footing
from trust.groups import Group
from trust.membership import find_groups_of, find_officers
from trust.people import Person
from trust.permissions import Aspect, Ruling, find_ruling, find_rulings
from trust.values import place_in_london
from trust.year import Trust, Year

_VISIBLE: Known[tuple[Group, ...]] = Known()
_OWN: Known[tuple[Group, ...]] = Known()
Audience = tuple[Person | None, ...]
Rulings = Mapping[Aspect, Ruling]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and everything an answer may depend on.

    Attributes:
        question: What is asked.
        year: The year.
        audience: Everyone who will read the answer.
        asker: Who asks.
        scope: Where.
        now: When.
        visible: The groups all listeners may know of.
        desk: What waits to be decided, whoever may decide it; and what the question has had done.
    """

    question: Question
    year: Year
    audience: Audience
    asker: Person | None
    scope: Scope
    now: datetime
    visible: tuple[Group, ...]
    desk: Desk = EMPTY_DESK

    @property
    def trust(self) -> Trust:
        """The trust."""
        return self.year.trust

    @property
    def today(self) -> date:
        """The day of asking, where the schools are."""
        return place_in_london(self.now).date()

    @property
    def footing(self) -> Footing:
        """What an answer about the year rests on."""
        return make_footing(self.trust, self.now)

    def find_rulings(self, group: Group) -> Rulings:
        """Find what this audience may see of a group."""
        return find_rulings(self.trust, self.audience, group, self.today)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said, and on what grounds: the rows it was made from and the permission rule applied.

    With an `effect` it is not said yet: the effect is tried first, and the question answered again with what came of it.
    """

    card: Card
    intent: str = ""
    entities: Mapping[str, Any] = field(default_factory=dict)
    confidence: float = 1.0
    sources: tuple[str, ...] = ()
    rule: str = ""
    context: Context = NO_CONTEXT
    effect: Effect | None = None

    @property
    def text(self) -> str:
        """The answer in plain text."""
        return self.card.text

    def as_dict(self) -> dict[str, Any]:
        """Give the answer for a program to read."""
        return {
            "intent": self.intent,
            "entities": dict(self.entities),
            "confidence": self.confidence,
            "text": self.text,
            "card": self.card.body,
            "sources": list(self.sources),
            "rule": self.rule,
        }


def make_footing(trust: Trust, now: datetime) -> Footing:
    """Say what anything told of the year rests on."""
    return Footing(f"{trust.settings.short_name} co-design year {trust.settings.year}", now)


def find_visible(trust: Trust, audience: Audience, day: date) -> tuple[Group, ...]:
    """Find the groups that everyone listening may know exist, in the order of the trust's files."""

    def find() -> tuple[Group, ...]:
        return tuple(
            group
            for group in trust.groups
            if group.holds(day) and find_ruling(trust, audience, Aspect.EXISTENCE, group, day).allowed
        )

    people = frozenset(person.id if person else "" for person in audience)
    return _VISIBLE.find(trust, (people, day), find)


def find_own_groups(trust: Trust, person: Person | None, day: date) -> tuple[Group, ...]:
    """Find the groups a person belongs to or looks after the papers of."""
    if person is None:
        return ()
    someone = person

    def find() -> tuple[Group, ...]:
        belongs = {group.id for group in find_groups_of(trust, someone, day)}
        return tuple(
            group
            for group in trust.groups
            if group.id in belongs or (group.holds(day) and _is_officer(trust, someone, group, day))
        )

    return _OWN.find(trust, (person.id, day), find)


def _is_officer(trust: Trust, person: Person, group: Group, day: date) -> bool:
    return any(person.id == p.id for people in find_officers(trust, group, day).values() for p in people)

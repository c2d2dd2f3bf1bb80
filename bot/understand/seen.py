"""A message as far as it was read: what it is read against, what was found in it, and what is left over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.ports import Context
from bot.understand.asking import Asks
from bot.understand.groups import Match
from bot.understand.intents import is_asked_with
from bot.understand.needs import OF_PAPERS
from bot.understand.question import Entities
from bot.understand.rules import load_rules
from bot.understand.words import Words, split_words
from trust.groups import Group
from trust.people import Person
from trust.year import Trust

# What stands in a message where days were.
DAYS = "xdaysx"
SURE_ENOUGH = 0.8


@dataclass(frozen=True, slots=True)
class Setting:
    """What a message is read against: what its readers may know of, who asks, when, after what."""

    groups: Sequence[Group]
    own: frozenset[str]
    thread: Context
    trust: Trust | None
    asker: Person | None
    now: datetime | None


@dataclass(frozen=True, slots=True)
class Reading:
    """A message as far as it was read.

    `explained` are the places of what is no group and no question, `things` those of deadlines, partners and rooms.
    """

    text: str
    words: Words
    marked: Sequence[str]
    found: tuple[Match, ...]
    explained: frozenset[int]
    asks: Asks
    bits: Entities
    things: frozenset[int] = frozenset()

    def find_leftover(self, intent: str) -> list[int]:
        """Find where words stand that are no name, no day, and nothing people ask this with."""
        explained = find_used(self.found) | self.explained | self.things | self.asks.positions
        filler = load_rules().filler
        return [
            at
            for at, word in enumerate(self.words)
            if at not in explained
            and word not in filler
            and not is_asked_with(word, intent)
            and (not word.isdigit() or self.words[at - 1 : at] in (("year",), ("stage",)))
        ]

    def find_topic(self, intent: str) -> str:
        """Find what is searched for or asked the meaning of: what is no way of asking."""
        if intent == "glossary":
            # Spelt as it was typed: what is asked for is often an abbreviation.
            return " ".join(word for word in split_words(self.text) if word not in load_rules().asking)
        ours = find_used(self.found) if intent in OF_PAPERS else frozenset()
        topic = [
            word
            for at, word in enumerate(self.words)
            if word not in load_rules().asking and word != DAYS and at not in self.explained | ours
        ]
        if intent == "search" and not topic:
            # "Search agendas for phonics": what else names a group is what is looked for.
            topic = [self.words[at] for at in sorted(ours)]
        return " ".join(topic)

    @property
    def refers_back(self) -> bool:
        """Whether it is about what was spoken of before: "is that online", "and the minutes"."""
        return "ABOUT" in self.asks.concepts or self.words[:1] == ("and",) or bool(self.bits.nth)


def find_used(found: tuple[Match, ...]) -> frozenset[int]:
    """Find where the words stand that name a group."""
    return found[0].used if found else frozenset()


def choose(found: tuple[Match, ...], own: frozenset[str]) -> tuple[Group | None, tuple[Group, ...]]:
    """Choose the group meant: the only one, or the only one of the asker's own; otherwise they are all candidates."""
    mine = [match for match in found if match.group.id in own]
    chosen = mine[0] if len(mine) == 1 else found[0] if len(found) == 1 else None
    return (chosen.group, ()) if chosen else (None, tuple(match.group for match in found))


def say_sure(sure: float) -> float:
    """Say how sure we are where no group was found; not finely, for it would tell which words a name is made of."""
    return 1.0 if sure >= SURE_ENOUGH else 0.5

"""The rules of understanding, read from the files in `data/`: spellings, words, and what they ask for together.

The files are for people to read and add to; a mistake in one is said with its name and the word.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """An intent and the sets of words, all of a set needed, that ask for it. A first rule outranks the others."""

    intent: str
    patterns: tuple[frozenset[str], ...]
    first: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules: words by concept; the lists of `data/intents.yaml`, each described there; every single word that means
    something here, all that is no slip for another; and the intents, in order.
    """

    concepts: dict[str, tuple[Words, ...]]
    filler: frozenset[str]
    asking: frozenset[str]
    topics: frozenset[str]
    common: frozenset[str]
    phases: frozenset[str]
    says_little: frozenset[str]
    asks_after_days: frozenset[str]
    known: frozenset[str]
    settled: frozenset[str]
    intents: tuple[Rule, ...]


@cache
def load_spellings() -> dict[Words, Words]:
    """Load spellings that mean the same, each to the one that stands for all."""
    table = load_table("spellings.yaml")
    return {
        tuple(str(spelling).split()): tuple(stands.split())
        for stands, spellings in table.items()
        for spelling in spellings
    }


@cache
def load_rules() -> Rules:
    """Load the rules; raise ValueError for a pattern with a concept nobody has defined."""
    table = load_table("intents.yaml")
    concepts = {
        name: tuple(tuple(str(spelling).split()) for spelling in spellings)
        for name, spellings in table["words"].items()
    }
    intents = tuple(_make_rule(name, entry, concepts) for name, entry in table["intents"].items())
    names = ("filler", "asking", "topics", "common", "phases", "says_little", "asks_after_days")
    lists = {name: frozenset(table[name]) for name in names}
    known = frozenset(s[0] for spellings in concepts.values() for s in spellings if len(s) == 1)
    settled = known | lists["filler"] | lists["topics"]
    return Rules(concepts, **lists, known=known, settled=settled, intents=intents)


def _make_rule(intent: str, entry: dict[str, Any], concepts: dict[str, tuple[Words, ...]]) -> Rule:
    patterns = tuple(frozenset(pattern.split()) for pattern in entry["asked_by"])
    for missing in sorted(frozenset().union(*patterns) - concepts.keys()):
        raise ValueError(f"intents.yaml: the intent {intent} uses {missing}, which is not among the words.")
    return Rule(intent, patterns, first=bool(entry.get("first")))


def load_table(name: str) -> dict[str, Any]:
    """Load one of the files in `data/`."""
    text = files("bot.understand").joinpath("data", name).read_text(encoding="utf-8")
    # libyaml, where PyYAML was built with it, reads these ten times faster; the data is ours.
    loaded: dict[str, Any] = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    return loaded

"""What words ask for by rule: the concepts of `data/intents.yaml`, spelt well enough, and the intent they make together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.understand.rules import Rule, load_rules
from bot.understand.words import Words, find_likeness

SURE_OF_A_WORD = 0.8
# Shorter words must be right, and no slip adds or drops more letters.
LEAST_LETTERS, MOST_APART = 5, 6


@dataclass(frozen=True, slots=True)
class Asks:
    """An intent found by rule in some words, which concepts are there, and where in the message they stand."""

    rule: Rule | None
    size: int
    concepts: dict[str, frozenset[int]]

    @property
    def positions(self) -> frozenset[int]:
        """Every word that stands for a concept."""
        return frozenset().union(*self.concepts.values())


def find_asks(words: Words, without: frozenset[int]) -> Asks:
    """Find what the words ask for, leaving out those at some positions."""
    rules = load_rules()
    concepts: dict[str, frozenset[int]] = {}
    for name, spellings in rules.concepts.items():
        places: set[int] = set()
        for spelling in spellings:
            places |= _find_places(words, spelling, without)
        if places:
            concepts[name] = frozenset(places)
    best, size = None, 0
    for rule in rules.intents:
        for pattern in rule.patterns:
            larger = len(pattern) > size and not (best and best.first)
            if concepts.keys() >= pattern and (larger or (rule.first and not (best and best.first))):
                best, size = rule, len(pattern)
    return Asks(best, size, concepts)


def _find_places(words: Words, spelling: Words, without: frozenset[int]) -> set[int]:
    places: set[int] = set()
    many, first = len(spelling), spelling[0]
    for at in range(len(words) - many + 1):
        if not is_spelt(words[at], first):
            continue
        span = range(at, at + many)
        if without.isdisjoint(span) and all(
            is_spelt(words[n], known) for n, known in zip(span, spelling, strict=True)
        ):
            places.update(span)
    return places


def is_spelt(typed: str, known: str) -> bool:
    """Say whether a typed word is a known one, but for a slip."""
    if typed == known:
        return True
    if (
        len(known) < LEAST_LETTERS
        or abs(len(typed) - len(known)) > MOST_APART
        or typed in load_rules().settled
    ):
        return False
    # A slip, but no abbreviation: "over" is not half an overdose.
    cut_short = known.startswith(typed) and len(typed) < len(known) - 1
    return not cut_short and find_likeness(typed, known) >= SURE_OF_A_WORD


def is_exact(words: Words, asks: Asks, names: Sequence[str]) -> bool:
    """Say whether concepts were spelled out: a word that is merely like "adopt" shows, but never decides."""
    concepts = load_rules().concepts
    known = {word for name in names for spelling in concepts[name] for word in spelling}
    return all(words[at] in known for name in names for at in asks.concepts.get(name, ()))

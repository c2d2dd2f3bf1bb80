"""The ways of saying what is to be done, read from `data/deeds.yaml`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from bot.understand.asking import is_spelt
from bot.understand.patterns import Choice, Slot, Tree, parse_pattern
from bot.understand.rules import load_table
from bot.understand.typed import MARK, STRICT


@dataclass(frozen=True, slots=True)
class Way:
    """One way of saying that something is to be done.

    Attributes:
        intent: What is to be done.
        tree: How it is said.
        asked: The intent of a question in the same words.
        detail: What it says of how.
        after: The intents after which alone it means this; of none, whenever it is said.
        past: Whether it is about what was.
        needs: Words of which one of each set stands in whatever is said in this way.
    """

    intent: str
    tree: Tree
    asked: str
    detail: str
    after: frozenset[str]
    past: bool
    needs: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class DeedRules:
    """All of `data/deeds.yaml`, where each list is described."""

    polite: tuple[Tree, ...]
    asking: tuple[Tree, ...]
    closing: frozenset[str]
    beside: frozenset[str]
    back: frozenset[str]
    meetings: frozenset[str]
    audience: frozenset[str]
    audiences: frozenset[str]
    again: dict[str, str]
    ways: tuple[Way, ...]


@cache
def load_deeds() -> DeedRules:
    """Load the ways of saying what is to be done."""
    table = load_table("deeds.yaml")
    ways = tuple(
        Way(
            entry["intent"],
            tree,
            entry.get("asked", entry["intent"]),
            entry.get("detail", ""),
            frozenset(entry.get("after", "").split()),
            bool(entry.get("past")),
            tuple(_find_needs(tree)),
        )
        for entry in table["deeds"]
        for tree in _parse(entry["said"].splitlines())
    )
    return DeedRules(
        polite=_parse(table["polite"]),
        asking=_parse(table["asking"]),
        closing=frozenset(table["closing"]),
        beside=frozenset(table["beside"]),
        back=frozenset(table["back"]),
        meetings=frozenset(table["meetings"]),
        audience=frozenset(table["audience"]),
        audiences=frozenset(table["audiences"]),
        again=table["again"],
        ways=ways,
    )


@lru_cache(maxsize=8192)
def find_spelt(token: str) -> frozenset[str]:
    """Find the words of all patterns that a typed word is, or is a slip for."""
    return frozenset(word for word in _load_words() if is_spelt(token, word))


@cache
def _load_words() -> frozenset[str]:
    rules = load_deeds()
    trees = (*rules.polite, *rules.asking, *(way.tree for way in rules.ways))
    return frozenset().union(*map(_find_words, trees))


def _find_words(tree: Tree) -> frozenset[str]:
    words = (
        frozenset().union(*map(_find_words, node.ways)) if isinstance(node, Choice) else frozenset({node})
        for node in tree
        if not isinstance(node, Slot)
    )
    return frozenset().union(*words)


def _find_needs(tree: Tree) -> Iterator[frozenset[str]]:
    """Find sets of words of which a tree needs one each: what a choice needs is said by each of its ways."""
    for node in tree:
        if isinstance(node, str) and node not in (MARK, STRICT):
            yield frozenset({node})
        elif isinstance(node, Choice) and len(node.ways) == 1:
            yield from _find_needs(node.ways[0])
        elif isinstance(node, Choice):
            # Of each way its rarest word is enough; the longest is a good guess.
            firsts = [max(_find_needs(way), key=_count_letters, default=None) for way in node.ways]
            if None not in firsts:
                yield frozenset().union(*(words for words in firsts if words))


def _count_letters(words: frozenset[str]) -> int:
    return min(map(len, words))


def _parse(patterns: list[str]) -> tuple[Tree, ...]:
    return tuple(parse_pattern(pattern) for pattern in patterns)

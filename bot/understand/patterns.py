"""The little language in which ways of saying something are written down, in `data/phrases.yaml` and `data/deeds.yaml`.

`(a|b)` is one of these, `[a|b]` one of these or nothing, `{x}` a slot; everything else is words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

TOKEN = re.compile(r"\{(\w)\}|([()|\[\]])|([^()|\[\]{}\s]+)")

CLOSED_BY = {"(": ")", "[": "]"}


@dataclass(frozen=True, slots=True)
class Slot:
    """Where something that is named stands."""

    kind: str


@dataclass(frozen=True, slots=True)
class Choice:
    """Where one of several ways of going on stands; an empty one is nothing."""

    ways: tuple[Tree, ...]


Tree = tuple[str | Slot | Choice, ...]


def parse_pattern(pattern: str) -> Tree:
    """Read a pattern into a tree: a choice of ways, each of words, slots and further choices.

    >>> parse_pattern("when is {g}")[0].ways
    (('when', 'is', Slot(kind='g')),)
    """
    ways, _ = _parse_ways(TOKEN.findall(pattern), 0, "")
    return (Choice(ways),)


def _parse_ways(tokens: list[tuple[str, str, str]], at: int, closing: str) -> tuple[tuple[Tree, ...], int]:
    ways: list[list[str | Slot | Choice]] = [[]]
    while at < len(tokens):
        slot, mark, word = tokens[at]
        at += 1
        if mark in CLOSED_BY:
            inner, at = _parse_ways(tokens, at, CLOSED_BY[mark])
            ways[-1].append(Choice((*inner, ()) if mark == "[" else inner))
        elif mark == "|":
            ways.append([])
        elif mark:
            if mark != closing:
                raise ValueError(f"A bracket is closed that was not opened, before {tokens[at : at + 3]}.")
            return tuple(map(tuple, ways)), at
        else:
            ways[-1].append(Slot(slot) if slot else word)
    if closing:
        raise ValueError(f"A bracket is not closed, after {tokens[-3:]}.")
    return tuple(map(tuple, ways)), at

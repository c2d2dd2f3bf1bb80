"""Puts right slips of typing in the words people ask with, so that "agneda" is asked with "agenda"."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.understand.features import MARKS, cut_ending, find_stem, load_alike
from bot.understand.intents import find_words
from bot.understand.words import find_likeness

LEAST, SURE = 4, 0.8


def mend_slips(words: Sequence[str]) -> list[str]:
    """Put the word people ask with in the place of a slip for it; marks and all other words stay."""
    return [word if word in MARKS else _mend(word) for word in words]


@lru_cache(maxsize=8192)
def _mend(word: str) -> str:
    stem = cut_ending(word)
    if len(word) < LEAST or find_stem(word) in find_words():
        return word
    near = process.extractOne(stem, _find_known(), scorer=OSA.distance, score_cutoff=2)
    if near is None:
        return word
    return near[0] if find_likeness(stem, near[0]) >= SURE else word


@cache
def _find_known() -> frozenset[str]:
    """Give the words people ask with, and those that ask the same, as stems."""
    return find_words() | load_alike().keys()

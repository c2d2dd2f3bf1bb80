"""Puts right slips of typing in the words people ask with, so that "agneda" is asked with "agenda"."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.understand.features import MARKS, find_stem
from bot.understand.intents import find_words
from bot.understand.words import find_likeness

LEAST, SURE = 4, 0.8


def mend_slips(words: Sequence[str]) -> list[str]:
    """Put the word people ask with in the place of a slip for it; marks and all other words stay."""
    return [word if word in MARKS else _mend(word) for word in words]


@lru_cache(maxsize=8192)
def _mend(word: str) -> str:
    known = find_words()
    if len(word) < LEAST or find_stem(word) in known:
        return word
    near = process.extractOne(find_stem(word), known, scorer=OSA.distance, score_cutoff=2)
    if near is None:
        return word
    return near[0] if find_likeness(find_stem(word), near[0]) >= SURE else word

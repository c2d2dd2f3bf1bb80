"""Text into words, one spelling for what schools spell in many ways, and how alike two words are.

Typing is forgiven by length: one slip from five letters, two from eight, an abbreviation from four. Shorter words and
numbers must be right, or Year 5 would be Year 6.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from rapidfuzz.distance import OSA

from bot.understand.rules import load_spellings

LONGEST_TEXT = 500
_APOSTROPHES = str.maketrans("", "", "'’‘`´")
_NUMBERS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
)  # fmt: skip
_SHORTHAND = (
    (re.compile(r"\b(?:y|yr|yrs|year)[\s.]*(\d{1,2})s?\b"), r"year \1"),
    *((re.compile(rf"\byear {name}s?\b"), f"year {number}") for number, name in enumerate(_NUMBERS, 1)),
    (re.compile(r"\bre:"), "about"),
    (re.compile(r"\bks[\s.]*(\d)\b"), r"key stage \1"),
    (re.compile(r"\b([a-z])\s*[&+]\s*([a-z])\b"), r"\1&\2"),
)
_WORD = re.compile(r"[^\W_]+(?:&[^\W_]+)*")
Words = tuple[str, ...]


def split_words(text: str) -> Words:
    """Split a message into lower-case words in school shorthand's long form.

    >>> split_words("When's Yr6 next? (T & L)")
    ('whens', 'year', '6', 'next', 't&l')
    """
    plain = unicodedata.normalize("NFKC", text[:LONGEST_TEXT]).casefold().translate(_APOSTROPHES)
    for shorthand, spelt in _SHORTHAND:
        plain = shorthand.sub(spelt, plain)
    return tuple(_WORD.findall(plain))


def settle_spelling(words: Words, spellings: Mapping[Words, Words] | None = None) -> Words:
    """Replace every known spelling by the one that stands for it, the longest first.

    >>> settle_spelling(("t&l", "leads"))
    ('teaching', 'and', 'learning', 'leads')
    """
    known = load_spellings() if spellings is None else spellings
    longest = max(map(len, known), default=1)
    settled: list[str] = []
    at = 0
    while at < len(words):
        for length in range(min(longest, len(words) - at), 0, -1):
            if (stands := known.get(words[at : at + length])) is not None:
                settled += stands
                at += length
                break
        else:
            settled.append(words[at])
            at += 1
    return tuple(settled)


@lru_cache(maxsize=4096)
def read_name(name: str) -> Words:
    """Read the name of a group as a message would be read."""
    return settle_spelling(split_words(name))


@lru_cache(maxsize=65536)
def find_likeness(typed: str, known: str) -> float:
    """Say how alike a typed word is to a known one: 1 the same, 0 another word.

    >>> find_likeness("geografy", "geography") > 0.7, find_likeness("5", "6")
    (True, 0.0)
    """
    if typed == known:
        return 1.0
    if len(typed) < 4 or len(known) < 4 or not (typed.isalpha() and known.isalpha()):
        return 0.0
    if known == f"{typed}s" or typed == f"{known}s":
        return 0.97
    allowed = 0 if min(len(typed), len(known)) < 5 else 1 if len(known) < 8 else 2
    slips = OSA.distance(typed, known, score_cutoff=allowed)
    if slips <= allowed:
        return 1 - slips / len(known)
    return 0.8 if known.startswith(typed) and len(typed) * 2 >= len(known) - 2 else 0.0

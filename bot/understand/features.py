"""What of a message the classifier looks at: its words, their neighbours, and where names and days stood.

A name that was found is one mark, whatever it was, so that what is learnt of one trust's groups holds for any other's.
A word nobody has used in a question before is a mark too: it may be a topic, or a name we do not know.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

GROUP, PERSON, SCHOOL, WHEN, OTHER = "<group>", "<person>", "<school>", "<when>", "<other>"
MARKS = frozenset({GROUP, PERSON, SCHOOL, WHEN, OTHER})
ENDINGS = ("ings", "ing", "ies", "ied", "es", "ed", "s")
LEAST_STEM = 3


def find_stem(word: str) -> str:
    """Cut a word's ending, so that one form of it stands for all.

    >>> find_stem("meetings"), find_stem("meets"), find_stem("was")
    ('meet', 'meet', 'was')
    """
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= LEAST_STEM:
            return word[: -len(ending)]
    return word


def mark_words(words: Sequence[str], known: Collection[str]) -> list[str]:
    """Put stems in place of words and one mark in place of words nobody uses; neighbouring like marks are one."""
    marked: list[str] = []
    for word in words:
        stem = word if word in MARKS else find_stem(word)
        if stem not in MARKS and stem not in known:
            stem = OTHER
        if not (stem in MARKS and marked[-1:] == [stem]):
            marked.append(stem)
    return marked


def find_features(marked: Sequence[str]) -> Iterator[str]:
    """Give a message's features: each word, each pair, each pair with one word between."""
    around = ["^", *marked, "$"]
    yield from set(marked)
    yield from {f"{a} {b}" for a, b in pairwise(around)}
    yield from {f"{a} _ {b}" for a, b in zip(around, around[2:], strict=False)}

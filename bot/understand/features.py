"""What of a message the classifier looks at: its words, their neighbours, and where names and days stood.

A name that was found is one mark, whatever it was, so that what is learnt of one trust's groups holds for any other's.
A word nobody has used in a question before is a mark too: it may be a topic, or a name we do not know.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise

from bot.understand.rules import load_table

GROUP, PERSON, SCHOOL, WHEN, OTHER = "<group>", "<person>", "<school>", "<when>", "<other>"
DEADLINE, PARTNER, ROOM = "<deadline>", "<partner>", "<room>"
MARKS = frozenset({GROUP, PERSON, SCHOOL, WHEN, OTHER, DEADLINE, PARTNER, ROOM})
LEAST_STEM = 3
# As stems.
IN_NAMES = frozenset({"review", "group", "network", "panel", "board", "team", "forum"})
# Cut of its last letter it would be another word.
KEEPS_ITS_E = frozenset({"note", "here", "site", "date", "late", "time", "same"})


@lru_cache(maxsize=16384)
def find_stem(word: str) -> str:
    """Cut a word's ending, so that one form of it stands for all, and one word for those that ask the same.

    >>> find_stem("meetings"), find_stem("replied"), find_stem("moving"), find_stem("notes"), find_stem("was")
    ('meet', 'reply', 'mov', 'note', 'was')
    """
    stem = cut_ending(word)
    return load_alike().get(stem, stem)


@cache
def load_alike() -> dict[str, str]:
    """Load the words that ask for the same, as stems, each with the stem that stands for it."""
    return {
        cut_ending(word): cut_ending(stands)
        for stands, words in load_table("alike.yaml").items()
        for word in words
    }


def cut_ending(word: str) -> str:
    """Cut a word's ending."""
    stem = word
    for ending in ("ings", "ing", "ied", "ed"):
        if word.endswith(ending) and len(word) - len(ending) >= LEAST_STEM:
            stem = word[: -len(ending)] + ("y" if ending == "ied" else "")
            doubled = len(stem) > LEAST_STEM and stem[-1] == stem[-2] and stem[-1] not in "lsz"
            return stem[:-1] if doubled else _cut_e(stem)
    if word.endswith("ies") and len(word) > LEAST_STEM + 2:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith("ss") and len(word) > LEAST_STEM:
        stem = word[:-1]
    return _cut_e(stem)


def _cut_e(stem: str) -> str:
    return stem[:-1] if stem.endswith("e") and len(stem) > LEAST_STEM and stem not in KEEPS_ITS_E else stem


def mark_words(words: Sequence[str], known: Collection[str]) -> list[str]:
    """Put stems in place of words and one mark in place of words nobody uses; neighbouring like marks are one."""
    stems = (word if word in MARKS else find_stem(word) for word in words)
    return join_marks(stem if stem in MARKS or stem in known else OTHER for stem in stems)


def join_marks(stems: Iterable[str]) -> list[str]:
    """Make neighbouring like marks one, and a word many names end in a part of the name nobody knows before it.

    >>> join_marks(["<other>", "<other>", "review", "minute"])
    ['<other>', 'minute']
    """
    marked: list[str] = []
    for stem in stems:
        before = marked[-1] if marked else ""
        if not (stem in MARKS and before == stem) and not (stem in IN_NAMES and before == OTHER):
            marked.append(stem)
    return marked


def find_features(marked: Sequence[str]) -> Iterator[str]:
    """Give a message's features: each word, each pair, each pair with one word between."""
    around = ["^", *marked, "$"]
    yield from set(marked)
    yield from {f"{a} {b}" for a, b in pairwise(around)}
    yield from {f"{a} _ {b}" for a, b in zip(around, around[2:], strict=False)}

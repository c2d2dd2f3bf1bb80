"""Which rows of a register somebody means by a few words, spelt as people spell.

A word counts when it is a word of the name, begins one, or is one mistyped. Abbreviations are read by the trust's own
glossary. What beside the name is no more than a way of asking is left out first, for each register its own words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from rapidfuzz import fuzz, utils

from trust.year import Trust

T = TypeVar("T")
EXACTLY, ALL_WORDS = 110.0, 95.0
# All the words must be like the name, or half of them.
ALIKE, PARTLY = 82.0, 47.0
LIKE_A_WORD = 82.0
CHANCE = 60.0  # below it, two names share letters and nothing else
SMALL_WORDS = frozenset({
    "a", "about", "all", "an", "and", "any", "are", "at", "be", "been", "by", "can", "coming", "could",
    "did", "do", "does", "for", "from", "get", "give", "got", "has", "have", "how", "i", "in", "is", "it",
    "know", "list", "me", "my", "need", "next", "of", "on", "or", "our", "please", "pls", "show", "so",
    "tell", "than", "that", "the", "their", "there", "they", "this", "to", "up", "us", "was", "we",
    "what", "whats", "when", "whens", "where", "which", "who", "whos", "with", "you", "your",
})  # fmt: skip


def find_alike(
    topic: str,
    rows: Iterable[T],
    names: Callable[[T], Iterable[str]],
    least: float = ALIKE,
    *,
    others: Sequence[str] = (),
) -> list[T]:
    """Find the rows one of whose names is like a topic; only the likest, in the order given.

    A row named exactly so leaves the others out. `others` are other ways to say the topic.

    >>> find_alike("decembr data", ["December data collection", "Parent survey"], lambda row: [row])
    ['December data collection']
    """
    topics = [_tidy(one) for one in (topic, *others)]
    scored = [
        (max((_compare(one, _tidy(n)) for n in names(row) for one in topics), default=0.0), row)
        for row in rows
    ]
    best = max((score for score, _ in scored), default=0.0)
    return [row for score, row in scored if score >= max(least, best - 5)]


def find_wordings(trust: Trust, topic: str) -> tuple[str, ...]:
    """Find other ways to say a topic, by the trust's glossary: "draft ER" is "draft evaluation report"."""
    said = f" {_tidy(topic)} "
    found = []
    for entry in trust.glossary:
        names = [_tidy(name) for name in (entry.term, *entry.aliases)]
        for name in names:
            if name and f" {name} " in said:
                found += [said.replace(f" {name} ", f" {other} ").strip() for other in names if other != name]
    return tuple(dict.fromkeys(found))


def leave_out(topic: str, asking: Iterable[str]) -> str:
    """Leave out of a topic what is only a way of asking.

    >>> leave_out("when is the loft free", {"free"})
    'loft'
    """
    idle = SMALL_WORDS | set(asking)
    return " ".join(word for word in topic.split() if _tidy(word) not in idle)


def _tidy(text: str) -> str:
    words = utils.default_process(text.replace("'", "").replace("’", "")).split()
    return " ".join(word for word in words if word != "and")


def _compare(typed: str, known: str) -> float:
    """Compare a topic with a name, both tidied: from 0, over the share of its words found, to the same."""
    if not typed or not known:
        return 0.0
    if typed.replace(" ", "") == known.replace(" ", ""):
        return EXACTLY
    words = known.split()
    found = sum(any(_is_like(one, word) for word in words) for one in typed.split())
    whole = fuzz.ratio(typed, known)
    return max(whole if whole >= CHANCE else 0.0, ALL_WORDS * found / len(typed.split()))


def _is_like(typed: str, known: str) -> bool:
    if typed == known:
        return True
    begins = len(typed) > 2 and known.startswith(typed if len(typed) == 3 else typed[:-1])
    return begins or (len(typed) > 3 and fuzz.ratio(typed, known) >= LIKE_A_WORD)

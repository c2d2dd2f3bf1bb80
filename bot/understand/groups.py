"""Which group a message means: its words against the names and aliases of the groups an audience may know of.

A word counts for more the fewer names it stands in. A name matched whole beats one matched in part; of names that
explain the same words equally well none is preferred, and the bot asks back. Only visible groups are ever passed in,
so a hidden group costs and changes nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

from rapidfuzz.fuzz import ratio

from bot.understand.intents import is_asked_with
from bot.understand.rules import load_rules
from bot.understand.words import Words, find_likeness, read_name
from trust.groups import Group

COMMON_WEIGHT = 0.25
MISSING_COSTS = 0.35
LEAST_COVERED = 0.4
SOUNDS_LIKE = 60
ABBREVIATION = re.compile(r"[A-Z]{2,}[oO]?s?")


@dataclass(frozen=True, slots=True)
class Match:
    """A group that a message may mean, which of its words say so, and how well."""

    group: Group
    used: frozenset[int]
    missing: frozenset[str]
    whole: bool
    score: float


def find_groups(words: Words, groups: Sequence[Group], *, cue: frozenset[int]) -> tuple[Match, ...]:
    """Find the groups a message means: none, one, or several that fit equally well.

    Args:
        words: The message, spelling settled.
        groups: The groups this audience may know of.
        cue: Positions of words that (also) ask for something; they alone never make a match.
    """
    weights = _weigh(groups)
    matches = [
        match
        for group in groups
        if (match := _match_group(words, group, weights, cue)) is not None and not match.used <= cue
    ]
    if not matches:
        return ()
    best = max(matches, key=lambda m: (m.score, m.whole))
    equal = [m for m in matches if m.used == best.used and m.whole == best.whole]
    if not best.missing:
        # "EYFS" is the EYFS team and not the EYFS leads' network; "maths" may be primary as well as secondary.
        phases = load_rules().phases
        equal = [m for m in equal if not m.missing or m.missing & phases]
    return tuple(sorted(equal, key=lambda m: -m.score))


def find_near(name: str, groups: Sequence[Group], most: int = 3) -> tuple[Group, ...]:
    """Find groups whose names sound like one nobody goes by, the nearest first."""
    scored = [(max(ratio(name, " ".join(words)) for words in find_names(group)), group) for group in groups]
    near = sorted((pair for pair in scored if pair[0] >= SOUNDS_LIKE), key=lambda pair: -pair[0])
    return tuple(group for _, group in near[:most])


def find_names(group: Group) -> tuple[Words, ...]:
    """List all a group goes by, as words: its name, its aliases and its id."""
    return _read_names((group.name, *group.aliases, group.id.replace("-", " ")))


@lru_cache(maxsize=4096)
def _read_names(names: tuple[str, ...]) -> tuple[Words, ...]:
    # One HT and many HTs, one DSL and many DSLs, whichever the trust has written down.
    one = [name[:-1] for name in names if ABBREVIATION.fullmatch(name) and name.endswith("s")]
    many = [f"{name}s" for name in names if ABBREVIATION.fullmatch(name) and not name.endswith("s")]
    return tuple(dict.fromkeys(words for name in (*names, *one, *many) if (words := read_name(name))))


def _weigh(groups: Iterable[Group]) -> dict[str, float]:
    held = [{word for name in find_names(group) for word in name} for group in groups]
    counts = Counter(word for words in held for word in words)
    common = load_rules().common
    return {
        word: log(1 + len(held) / count) * (COMMON_WEIGHT if word in common else 1)
        for word, count in counts.items()
    }


def _match_group(words: Words, group: Group, weights: dict[str, float], cue: frozenset[int]) -> Match | None:
    matches = [m for name in find_names(group) if (m := _match_name(words, name, group, weights, cue))]
    return max(matches, key=lambda m: (m.score, m.whole), default=None)


def _match_name(
    words: Words, name: Words, group: Group, weights: dict[str, float], cue: frozenset[int]
) -> Match | None:
    used: set[int] = set()
    absent: set[str] = set()
    hit = missing = 0.0
    telling = False
    common = load_rules().common
    for place, known in enumerate(name):
        at, likeness = _find_word(words, known, used, weights)
        if known.isdigit() and place and words[at - 1 : at] != name[place - 1 : place]:
            # "2 meetings" is not Year 2.
            return None
        if likeness:
            used.add(at)
            hit += weights[known] * likeness * (COMMON_WEIGHT if at in cue else 1)
            telling = telling or known not in common
        elif known.isdigit():
            return None
        else:
            absent.add(known)
            missing += weights[known]
    content = [known for known in name if known not in common] or list(name)
    whole = all(any(find_likeness(words[at], known) for at in used) for known in content)
    covered = hit / (hit + missing) if hit else 0.0
    if not (whole or (telling and covered >= LEAST_COVERED)):
        return None
    return Match(group, frozenset(used), frozenset(absent), whole, hit - MISSING_COSTS * missing)


def _find_word(words: Words, known: str, used: set[int], weights: dict[str, float]) -> tuple[int, float]:
    """Find the word most like a known one; a word that is right as it stands is no slip for another."""
    rules = load_rules()
    best, found = 0.0, 0
    for at, word in enumerate(words):
        means_itself = word != known and (
            word in weights or word in rules.known or word in rules.filler or is_asked_with(word)
        )
        likeness = 0.0 if at in used or means_itself else find_likeness(word, known)
        if likeness > best:
            best, found = likeness, at
    return found, best

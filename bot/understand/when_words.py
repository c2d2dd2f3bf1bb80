"""A message as one line of words for days, each spelling settled, and where in the message each stands.

The line is what the rules in `when_days`, `when_terms` and `when_joins` are written against: `thurs` is thursday, `21st` is @21, `two` is #2, `21/1`
is =1/21 and `2027-01-21` is =2027-1-21. Words that cannot be about days stay as they are; numbers that count
something else (year 6, key stage 3, 3.45pm) become a dot.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import yaml
from rapidfuzz.distance import OSA

from bot.understand.words import LONGEST_TEXT

NO_DAY = "·"
_TOKEN = re.compile(
    r"""
    (?P<iso>\b\d{4}-\d{1,2}-\d{1,2}\b)
  | (?P<years>\b20\d\d\s?[/–-]\s?(?:20)?\d\d\b)
  | (?P<dmy>\b\d{1,2}[/.-]\d{1,2}[/.-](?:20)?\d\d\b)
  | (?P<time>\b\d{1,2}[:.]\d\d\s?(?:[ap]m\b)?|\b\d{1,2}\s?[ap]m\b|\b24/7\b)
  | (?P<dm>\b\d{1,2}/\d{1,2}\b)
  | (?P<ordinal>\b\d{1,2}(?:st|nd|rd|th)\b)
  | (?P<wb>\bw\s?/\s?[bc]\b)
  | (?P<we>\bw\s?/\s?e\b)
  | (?P<to>(?<=[0-9dht])\s?[–—-]\s?(?=\d))
  | (?P<number>\d+)
  | (?P<word>[^\W\d_]+(?:['’‘`´][^\W\d_]+)*)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_APOSTROPHES = re.compile("['’‘`´]")
_POSSESSIVE = re.compile("['’‘`´]s$")
LEAST_FORGIVEN = 6


@dataclass(frozen=True, slots=True)
class Line:
    """The settled words with a space between, and for each place one begins or ends the place in the message."""

    text: str
    begins: dict[int, int]
    ends: dict[int, int]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of `data/when.yaml`: each spelling to what stands for it, and the lists that guard against guesses."""

    spellings: dict[tuple[str, ...], str]
    starters: dict[str, int]
    forgiven: tuple[str, ...]
    days: tuple[str, ...]
    months: tuple[str, ...]
    feasts: dict[str, str]
    blackouts: dict[str, dict[str, Any]]
    careful: frozenset[str]
    marks: frozenset[str]
    counted: frozenset[str]
    things: frozenset[str]
    units: frozenset[str]
    before_a_day: frozenset[str]


@cache
def load_vocabulary() -> Vocabulary:
    """Load the words for days."""
    text = files("bot.understand").joinpath("data", "when.yaml").read_text(encoding="utf-8")
    table = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  (the data is ours)
    spellings: dict[tuple[str, ...], str] = {}
    feasts: dict[str, str] = {}
    for kind, sign in (("days", ""), ("months", ""), ("words", ""), ("numbers", "#"), ("ordinals", "@")):
        for stands, said in table[kind].items():
            spellings |= {tuple(str(words).split()): f"{sign}{stands}" for words in (stands, *said)}
    spellings |= {tuple(words.split()): NO_DAY for words in table["no_days"]}
    for official, said in table["feasts"].items():
        sign = said[0].replace(" ", "-")
        feasts[sign] = official
        spellings |= {tuple(words.split()): sign for words in said}
    for stands, entry in table["blackouts"].items():
        spellings |= {tuple(words.split()): stands for words in entry["said"]}
    starters: dict[str, int] = {}
    for words in spellings:
        starters[words[0]] = max(starters.get(words[0], 1), len(words))
    named = (*table["days"], *table["months"], *table["forgiven"])
    return Vocabulary(
        spellings, starters, tuple(word for word in named if len(word) >= LEAST_FORGIVEN),
        tuple(table["days"]), tuple(table["months"]), feasts, table["blackouts"],
        *(frozenset(table[name]) for name in ("careful", "marks", "counted", "things", "units", "before_a_day")),
    )  # fmt: skip


def read_line(text: str) -> Line:
    """Settle a message's words; what stands where is told in characters of the message as it was typed."""
    tokens = [(_settle(match), match.start(), match.end()) for match in _TOKEN.finditer(text[:LONGEST_TEXT])]
    words: list[str] = []
    begins: dict[int, int] = {}
    ends: dict[int, int] = {}
    at = length = 0
    while at < len(tokens):
        stands, count = _find_spelling(tokens, at)
        begins[length], ends[length + len(stands)] = tokens[at][1], tokens[at + count - 1][2]
        words.append(stands)
        length += len(stands) + 1
        at += count
    return Line(" ".join(words), begins, ends)


def _settle(match: re.Match[str]) -> str:
    kind, said = match.lastgroup or "", match.group()
    if kind == "word":
        plain = said.casefold()
        # "Thursday's meeting" is on Thursday; "Thursdays" are many.
        return _APOSTROPHES.sub("", _POSSESSIVE.sub("", plain))
    numbers = [int(number) for number in re.findall(r"\d+", said)]
    if max(numbers, default=0) >= 1000 and not 2000 <= numbers[0] < 2100:
        return NO_DAY
    if kind == "number":
        return f"#{numbers[0]}"
    if kind == "ordinal":
        return f"@{numbers[0]}"
    if kind == "years":
        follows = numbers[0] % 100 + 1 == numbers[1] % 100
        return f"%{numbers[0]}" if follows else NO_DAY
    if kind == "iso":
        return "={}-{}-{}".format(*numbers)
    if kind == "dmy":
        return f"={numbers[2] % 100 + 2000}-{numbers[1]}-{numbers[0]}"
    if kind == "dm":
        return f"={numbers[1]}/{numbers[0]}"
    return {"to": "to", "wb": "wb", "we": "ending"}.get(kind, NO_DAY)


def _find_spelling(tokens: list[tuple[str, int, int]], at: int) -> tuple[str, int]:
    """Find the longest spelling that begins here: what stands for it, and how many words it took."""
    known = load_vocabulary()
    word = tokens[at][0]
    before = tokens[at - 1][0] if at else ""
    counts = before in known.counted
    if counts and re.match(r"[#@]\d\d?$|=\d+/", word):
        return NO_DAY, 1
    for count in range(known.starters.get(word, 0), 0, -1):
        said = tuple(token[0] for token in tokens[at : at + count])
        if len(said) == count and (stands := known.spellings.get(said)) is not None:
            return (NO_DAY if counts and stands[0] in "#@" else stands), count
    return (_forgive(word) if word[0].isalpha() else word), 1


@lru_cache(maxsize=8192)
def _forgive(word: str) -> str:
    """Forgive one slip in a long word."""
    if len(word) < LEAST_FORGIVEN - 1 or word in load_vocabulary().marks:
        return word
    for known in load_vocabulary().forgiven:
        if OSA.distance(word, known, score_cutoff=1) <= 1 and word != f"{known}s":
            return load_vocabulary().spellings.get((known,), known)
    return word

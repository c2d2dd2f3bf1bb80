"""Which of the trust's own things a message names besides groups, people and schools: a deadline, a partner, a room.

Each is known by words of its name that stand together and that no group's name has all of. What is found becomes a mark,
so that what is learnt of one trust's partners holds for any other's; which row is meant is for whoever answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.known import Known
from bot.understand.features import DEADLINE, PARTNER, ROOM, cut_ending
from bot.understand.groups import find_names
from bot.understand.intents import is_asked_with
from bot.understand.needs import KINDS
from bot.understand.rules import load_rules
from bot.understand.words import Words, settle_spelling, split_words
from trust.year import Trust

LEAST_ALONE = 5


@dataclass(frozen=True)
class Index:
    """For each word the names it stands in, as numbers; the mark of each name; and the words that tell enough alone."""

    names: Mapping[str, frozenset[int]]
    marks: tuple[str, ...]
    alone: frozenset[str]
    schools: tuple[frozenset[str], ...]


_INDEXES: Known[Index] = Known()


def find_things(words: Words, trust: Trust, taken: frozenset[int]) -> dict[int, str]:
    """Find where a message names things, with the mark of each.

    Args:
        words: The message, spelling settled.
        trust: Whose things.
        taken: Where the name of a group stands; a thing that goes beyond it counts, and no other.
    """
    index = _INDEXES.find(trust, "", lambda: make_index(trust))
    found: dict[int, str] = {}
    at = 0
    while at < len(words):
        names = index.names.get(cut_ending(words[at]), frozenset())
        end, last = at + 1, names
        while last and end < len(words):
            if both := last & index.names.get(cut_ending(words[end]), frozenset()):
                last = both
            elif words[end] not in ("of", "the", "and", "for"):
                break
            end += 1
        run = [
            n for n in range(at, end) if last and last <= index.names.get(cut_ending(words[n]), frozenset())
        ]
        if last and _is_telling(words, run, index) and not taken >= set(run):
            found |= dict.fromkeys(run, index.marks[min(last)])
            at = end
        else:
            at += 1
    return found


def make_index(trust: Trust) -> Index:
    """Index the words of the names of all things."""
    rows = (
        *((DEADLINE, one.title) for one in trust.deadlines),
        *((DEADLINE, f"{one.consultation} {one.title}") for one in trust.consultations),
        *((PARTNER, one.organisation) for one in trust.external_support),
        *((ROOM, one.name) for one in trust.rooms),
        *((ROOM, one.name) for one in trust.venues),
    )
    rows = (*rows, *_find_abbreviated(trust, rows))
    read = [read_stems(name) for _, name in rows]
    names: dict[str, set[int]] = {}
    for number, words in enumerate(read):
        for word in words:
            names.setdefault(word, set()).add(number)
    others = {cut_ending(word) for group in trust.groups for name in find_names(group) for word in name}
    schools = tuple(read_stems(school.name) for school in trust.schools)
    others = others.union(*schools, *(read_stems(person.name) for person in trust.people))
    alone = frozenset(w for w in names if _is_long(w) and w not in others and not is_asked_with(w))
    marks = tuple(mark for mark, _ in rows)
    return Index({word: frozenset(at) for word, at in names.items()}, marks, alone, schools)


def _find_abbreviated(trust: Trust, rows: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Give what the glossary has for words of a name: "S157" for "Section 157 safeguarding audit"."""
    names = [(mark, read_stems(name)) for mark, name in rows]
    for entry in trust.glossary:
        called = (entry.term, *entry.aliases)
        for mark, words in names:
            if any(read_stems(one) <= words for one in called if " " in one):
                yield from ((mark, one) for one in called if any(letter.isdigit() for letter in one))


def read_stems(name: str) -> frozenset[str]:
    """Read a name as a message would be read, as stems, without words that carry nothing."""
    filler = load_rules().filler
    return frozenset(cut_ending(word) for word in settle_spelling(split_words(name)) if word not in filler)


def _is_long(word: str) -> bool:
    return not word.isdigit() and (len(word) >= LEAST_ALONE or any(letter.isdigit() for letter in word))


def _is_telling(words: Words, run: list[int], index: Index) -> bool:
    """Say whether words that stand together name one thing and are not just words many use."""
    rules = load_rules()
    plain = rules.topics | rules.common | rules.settled | KINDS
    stems = {cut_ending(words[n]) for n in run}
    if any(stems <= school for school in index.schools):
        return False
    if len(run) > 1:
        return any(words[n] not in plain for n in run)
    return bool(run) and cut_ending(words[run[0]]) in index.alone and words[run[0]] not in plain

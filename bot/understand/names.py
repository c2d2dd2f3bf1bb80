"""Which people and schools a message names.

A whole name counts before a surname, and a surname before a first name; several people who are named equally well are
all given, and the bot asks back. A school is known by what tells its name from other schools' names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.known import Known
from bot.understand.words import Words, find_likeness, split_words
from trust.people import Person
from trust.places import School
from trust.year import Trust

SURE = 0.8
TITLES = frozenset({"mr", "mrs", "miss", "ms", "dr", "mx", "sir"})
LEAST_ALONE = 4
COMMON_IN_SCHOOLS = frozenset(
    [
        "school",
        "academy",
        "college",
        "centre",
        "primary",
        "secondary",
        "high",
        "infant",
        "junior",
        "church",
        "of",
        "england",
        "c",
        "e",
        "ce",
        "rc",
        "catholic",
        "the",
        "and",
        "community",
        "special",
        "provision",
        "alternative",
        "sixth",
        "form",
        "st",
        "trust",
        "federation",
        "nursery",
    ]
)


@dataclass(frozen=True, slots=True)
class Named:
    """What was named, and by which words of the message."""

    people: tuple[Person, ...] = ()
    school: School | None = None
    used: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Directory:
    """A trust's people by each word of their names, and the ways each school is named, the longest first."""

    people: Mapping[str, tuple[tuple[Person, Words], ...]]
    schools: tuple[tuple[Words, School], ...]


_DIRECTORIES: Known[Directory] = Known()


def make_directory(people: Sequence[Person], schools: Sequence[School]) -> Directory:
    """Index people and schools by the words they go by."""
    by_word: dict[str, list[tuple[Person, Words]]] = {}
    for person in people:
        name = split_words(person.name)
        for word in dict.fromkeys(name):
            by_word.setdefault(word, []).append((person, name))
    ways: dict[Words, School] = {}
    counts = Counter(word for school in schools for word in set(split_words(school.name)))
    for school in schools:
        for called in (school.name, *school.aliases, school.id.replace("-", " ")):
            words = split_words(called)
            ways.setdefault(words, school)
            telling = tuple(word for word in words if word not in COMMON_IN_SCHOOLS and counts[word] == 1)
            if telling:
                ways.setdefault(telling, school)
    ordered = tuple(sorted(ways.items(), key=lambda pair: (-len(pair[0]), pair[0])))
    return Directory({word: tuple(found) for word, found in by_word.items()}, ordered)


def find_names(
    words: Words, trust: Trust, taken: Iterable[int], ordinary: frozenset[str], least: int = LEAST_ALONE
) -> Named:
    """Find the people and the school a message names.

    Args:
        words: The message.
        trust: Whose people and schools.
        taken: Positions that mean something else already.
        ordinary: Words people ask with: alone, none of them names anybody.
        least: How many letters a part of a name needs to stand for all of it.
    """
    directory = _DIRECTORIES.find(trust, "", lambda: make_directory(trust.people, trust.schools))
    school, at_school = _find_school(words, directory, frozenset(taken))
    people, at_people = _find_people(words, directory, frozenset(taken) | at_school, ordinary, least)
    return Named(people, school, at_school | at_people)


def are_names(words: Sequence[str], trust: Trust) -> bool:
    """Say whether each of some words, and there is one, is part of somebody's name."""
    directory = _DIRECTORIES.find(trust, "", lambda: make_directory(trust.people, trust.schools))
    return bool(words) and all(word in directory.people for word in words)


def _find_school(
    words: Words, directory: Directory, taken: frozenset[int]
) -> tuple[School | None, frozenset[int]]:
    for name, school in directory.schools:
        for at in range(len(words) - len(name) + 1):
            span = range(at, at + len(name))
            if taken.isdisjoint(span) and all(
                _is_like(words[n], known) for n, known in zip(span, name, strict=True)
            ):
                end = at + len(name)
                # "Oakfield Primary School" is one name however short the school is called.
                while (
                    end < len(words)
                    and end not in taken
                    and words[end] in COMMON_IN_SCHOOLS - {"and", "of", "the"}
                ):
                    end += 1
                return school, frozenset(range(at, end))
    return None, frozenset()


def _find_people(
    words: Words, directory: Directory, taken: frozenset[int], ordinary: frozenset[str], least: int
) -> tuple[tuple[Person, ...], frozenset[int]]:
    best: dict[str, Person] = {}
    used: frozenset[int] = frozenset()
    rank = 0
    # Without an apostrophe a name in the genitive ends in s.
    owned = {
        at: word[:-1] for at, word in enumerate(words) if word[-1:] == "s" and word not in directory.people
    }
    words = tuple(
        owned.get(at, word) if owned.get(at) in directory.people else word for at, word in enumerate(words)
    )
    for at, word in enumerate(words):
        if at in taken or word not in directory.people:
            continue
        for person, name in directory.people[word]:
            found, places = _match_person(words, at, name, taken, ordinary, least)
            if found > rank:
                best, used, rank = {person.id: person}, places, found
            elif found == rank and found:
                best[person.id] = person
                used |= places
    return tuple(sorted(best.values(), key=lambda person: (person.name, person.id))), used


def _match_person(
    words: Words, at: int, name: Words, taken: frozenset[int], ordinary: frozenset[str], least: int
) -> tuple[int, frozenset[int]]:
    """Say how well a name is meant by the words around one of them: 3 whole, 2 by surname, 1 by first name, 0 not."""
    start = at - name.index(words[at])
    span = range(start, start + len(name))
    whole = start >= 0 and start + len(name) <= len(words) and taken.isdisjoint(span)
    if (
        len(name) > 1
        and whole
        and all(_is_like(words[n], known) for n, known in zip(span, name, strict=True))
    ):
        return 3, frozenset(span)
    if len(words[at]) < least or words[at] in ordinary:
        return 0, frozenset()
    rank = 2 if words[at] == name[-1] else 1 if words[at] == name[0] else 0
    # Barry White is not Jacob White, nor Rachel Smith any Rachel here.
    beside = at - 1 if rank == 2 else at + 1
    other = 0 <= beside < len(words) and beside not in taken and words[beside] not in ordinary | TITLES
    return (0 if other else rank), frozenset({at})


def _is_like(typed: str, known: str) -> bool:
    return typed == known or (len(known) >= 5 and find_likeness(typed, known) >= SURE)

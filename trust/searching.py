"""Full text over agendas and minutes: which of some documents a few words find, best first, and where in them.

Only the documents given take part. What a word weighs, which words a misspelt one may mean, how many are found: all of
it follows from those alone, so a document that somebody may not read is left out *before*, and changes nothing.

Words are compared by their stem (snowball's for English), ranked by BM25, the more of the words the better. A word that
no document has is taken for the beginning of one, or else for a misspelling of the nearest.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

import snowballstemmer  # type: ignore[import-untyped]
from rapidfuzz import process
from rapidfuzz.distance import OSA

from trust.papers import PaperName

# BM25's usual constants: how soon more of the same word counts no more, and how much a long document is held against it.
SATURATION, LENGTH = 1.2, 0.75
# What scores less than this share of the best has some common word in it and little else.
LEAST_SHARE = 0.2
MOST_WORDS = 12
LONGEST_PASSAGE = 240
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[^\W\d_a-z]|[\d“\"(])")
COMMON = frozenset(
    WORD.findall("""
    a about all an and any anything are as at be been by did do does for from had has have how i if in is it its me my
    of on or our so that the their there they this to us was we were what when where which who will with you
    """)
)

_STEMMER = snowballstemmer.stemmer("english")


@dataclass(frozen=True, slots=True)
class Document:
    """An agenda or minutes of a meeting; `title` (its group and meeting) is searched too, but never shown as a passage."""

    meeting: str
    paper: PaperName
    title: str
    passages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """Why a document was found: some of what it says, and from where to where in that the words stand."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """A word asked for, as any of some stems, and what finding it is worth."""

    stems: frozenset[str]
    weight: float


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, best first, by which terms.

    `read_as` are words that were taken for others, with those; `missing` those that stand nowhere.
    """

    documents: tuple[Document, ...] = ()
    terms: tuple[Term, ...] = ()
    read_as: tuple[tuple[str, str], ...] = ()
    missing: tuple[str, ...] = ()

    def find_passage(self, document: Document) -> Passage:
        """Find the sentence that holds most of what was asked; the first, where only the title does."""
        # The title, which comes last, is not shown: it stands in the heading already.
        worth = [_sum_held(self.terms, sentence) for sentence in _read(document).sentences[:-1]]
        best = document.passages[worth.index(max(worth))] if worth else ""
        stems = frozenset[str]().union(*(term.stems for term in self.terms))
        text = _cut(best, stems)
        return Passage(text, _find_marks(text, stems))


@dataclass(frozen=True, slots=True)
class _Contents:
    stems: Counter[str]
    words: frozenset[str]
    length: int
    sentences: tuple[frozenset[str], ...]


def find(documents: Sequence[Document], query: str) -> Found:
    """Find documents by words.

    Args:
        documents: All that may be read; of two that are equally good, the first given comes first.
        query: The words; those that stand in every sentence count only where there are no others.
    """
    contents = [_read(document) for document in documents]
    words = _find_query_words(query)
    stems, read_as = _settle_stems(words, contents)
    missing = tuple(word for word, alike in zip(words, stems, strict=True) if not alike)
    terms = tuple(_weigh(alike, contents) for alike in stems if alike)
    if not terms:
        return Found(missing=missing)
    mean = sum(one.length for one in contents) / len(contents)
    scored = [
        (score, document)
        for document, one in zip(documents, contents, strict=True)
        if (score := _score(one, terms, mean))
    ]
    # The sort is stable, so equals stay in the order given.
    ranked = sorted(scored, key=lambda pair: -pair[0])
    least = ranked[0][0] * LEAST_SHARE if ranked else 0.0
    return Found(
        tuple(document for score, document in ranked if score >= least), terms, tuple(read_as), missing
    )


def make_document(meeting: str, paper: PaperName, title: str, texts: Iterable[str]) -> Document:
    """Make a document of what it says, sentence by sentence, each but once."""
    return Document(meeting, paper, title, tuple(dict.fromkeys(split_sentences(texts))))


def prepare(documents: Iterable[Document]) -> None:
    """Take documents apart beforehand, which is most of the work of the first search in them."""
    for document in documents:
        _read(document)


def split_sentences(texts: Iterable[str]) -> tuple[str, ...]:
    """Split texts into sentences, one line each, leaving out what is empty.

    >>> split_sentences(["Adopt the plan.  Trial it at Oak!", " ", "Item 1. Fractions"])
    ('Adopt the plan.', 'Trial it at Oak!', 'Item 1.', 'Fractions')
    """
    lines = (" ".join(text.split()) for text in texts)
    return tuple(sentence for line in lines for sentence in SENTENCE.split(line) if sentence)


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Give the stem of an English word.

    >>> stem("Fractions"), stem("decided"), stem("pupils’")
    ('fraction', 'decid', 'pupil')
    """
    return str(_STEMMER.stemWord(word.casefold().replace("’", "'").strip("'").removesuffix("'s")))


# The year is read again at every change to it, but few of its papers have changed.
@lru_cache(maxsize=20_000)
def _read(document: Document) -> _Contents:
    sentences = [
        [word.casefold() for word in WORD.findall(text)] for text in (*document.passages, document.title)
    ]
    stems = [[stem(word) for word in sentence] for sentence in sentences]
    return _Contents(
        Counter(chain.from_iterable(stems)),
        frozenset(chain.from_iterable(sentences)),
        sum(map(len, sentences)),
        tuple(map(frozenset, stems)),
    )


def _find_query_words(query: str) -> list[str]:
    words = list(dict.fromkeys(word.casefold() for word in WORD.findall(query)))
    return ([word for word in words if word not in COMMON] or words)[:MOST_WORDS]


def _settle_stems(
    words: Iterable[str], contents: Sequence[_Contents]
) -> tuple[list[frozenset[str]], list[tuple[str, str]]]:
    """Settle which stems each word stands for, and which words were taken for others."""
    settled, read_as = [], []
    known: set[str] = set()
    for word in words:
        alike = {stem(word)}
        if not any(stem(word) in one.stems for one in contents):
            known = known or {spelt for one in contents for spelt in one.words}
            near = _find_near(word, known)
            alike = {stem(spelt) for spelt in near}
            read_as += [(word, near[0])] if near else []
        settled.append(frozenset(alike))
    return settled, read_as


def _find_near(word: str, known: Collection[str]) -> list[str]:
    """Find the words one begins; else those it most nearly spells: a letter off, two in a long word."""
    begun = sorted((one for one in known if one.startswith(word)), key=lambda one: (len(one), one))
    if begun and len(word) > 2:
        return begun
    most = 0 if len(word) < 4 else 1 if len(word) < 8 else 2
    if not most:
        return []
    near = process.extract(word, sorted(known), scorer=OSA.distance, score_cutoff=most, limit=8)
    return [spelt for spelt, distance, _ in near if distance == near[0][1]]


def _weigh(stems: frozenset[str], contents: Sequence[_Contents]) -> Term:
    held = sum(not stems.isdisjoint(one.stems) for one in contents)
    return Term(stems, math.log(1 + (len(contents) - held + 0.5) / (held + 0.5)))


def _score(contents: _Contents, terms: Sequence[Term], mean: float) -> float:
    """Score by BM25, the more the more of what was asked is there, and the more of it in one sentence."""
    score = 0.0
    for term in terms:
        if count := sum(contents.stems[one] for one in term.stems):
            rest = SATURATION * (1 - LENGTH + LENGTH * contents.length / mean)
            score += term.weight * count * (SATURATION + 1) / (count + rest)
    if not score:
        return 0.0
    whole = sum(term.weight for term in terms)
    there = _sum_held(terms, contents.stems) / whole
    together = max(_sum_held(terms, sentence) for sentence in contents.sentences) / whole
    return score * there * (there + together)


def _sum_held(terms: Iterable[Term], stems: Collection[str]) -> float:
    """Sum what the terms are worth that some stems hold."""
    return sum(term.weight for term in terms if any(one in stems for one in term.stems))


def _find_marks(passage: str, stems: frozenset[str]) -> tuple[tuple[int, int], ...]:
    return tuple(found.span() for found in WORD.finditer(passage) if stem(found[0]) in stems)


def _cut(passage: str, stems: frozenset[str]) -> str:
    """Cut a long passage to what stands around the first word found, at the ends of words."""
    if len(passage) <= LONGEST_PASSAGE:
        return passage
    first = next(iter(_find_marks(passage, stems)), (0, 0))[0]
    begin = max(0, min(first - LONGEST_PASSAGE // 3, len(passage) - LONGEST_PASSAGE))
    cut = passage[begin : begin + LONGEST_PASSAGE - 2]
    if begin:
        cut = "…" + (cut.partition(" ")[2] or cut)
    if begin + LONGEST_PASSAGE - 2 < len(passage):
        cut = (cut.rpartition(" ")[0] or cut) + "…"
    return cut

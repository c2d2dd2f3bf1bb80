"""A message as it was typed: its words to be understood by, and where each stands, so that free text stays what it was."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from bot.understand.rules import load_spellings
from bot.understand.words import Words

# Somebody who types more than this tells us something, and asks us nothing.
LONGEST_TYPED = 8000
MARK, STRICT = ":", "::"
# What may part a deed from the words for it.
_PARTING = frozenset(":;,.(\n–—-")
_TOKEN = re.compile(r"[^\W_]+(?:['’‘`´&][^\W_]+)*|\n+|[^\w\s]")
_APOSTROPHES = str.maketrans("", "", "'’‘`´")
_STRICTLY = frozenset(":\n–—-")
_EDGES = " \t\r\n,:;–—-"


@dataclass(frozen=True)
class Typed:
    """A message in tokens: a word as it is compared, or a mark; and where each begins and ends."""

    text: str
    tokens: Words
    spans: tuple[tuple[int, int], ...]

    @cached_property
    def asks(self) -> bool:
        """Whether it ends as a question does."""
        return self.text.rstrip().endswith("?")

    def is_word(self, at: int) -> bool:
        """Say whether a token is a word, and no mark."""
        return self.tokens[at][0].isalnum()

    def is_mark(self, at: int, mark: str) -> bool:
        """Say whether a token parts a deed from the words for it; strictly, as no comma does."""
        if at >= len(self.tokens) or self.tokens[at] != MARK:
            return False
        return mark == MARK or self.text[self.spans[at][0]] in _STRICTLY

    def cut(self, at: int, end: int) -> str:
        """Give what was typed from one token to before another."""
        return self.text[self.spans[at][0] : self.spans[end - 1][1]] if at < end else ""

    def cut_free(self, at: int, end: int) -> str:
        """Give free text as it was typed, without what parts it from the words around it."""
        last = self.spans[end - 1][1] if end < len(self.tokens) else len(self.text)
        said = self.text[self.spans[at][0] : last] if at < end else ""
        return said.lstrip(_EDGES).rstrip(_EDGES if end < len(self.tokens) else " \t\r\n")


def read_typed(text: str) -> Typed:
    """Read a message into tokens.

    >>> read_typed("Decision: we'll KEEP it").tokens
    ('decision', ':', 'well', 'keep', 'it')
    """
    found = list(_TOKEN.finditer(text))
    return Typed(text, tuple(_settle(match[0]) for match in found), tuple(match.span() for match in found))


def _settle(token: str) -> str:
    if not token[0].isalnum():
        return MARK if token[0] in _PARTING else token
    plain = unicodedata.normalize("NFKC", token).casefold().translate(_APOSTROPHES)
    stands = load_spellings().get((plain,), ())
    return stands[0] if len(stands) == 1 else plain

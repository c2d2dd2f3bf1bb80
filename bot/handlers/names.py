"""People's names under headings, a page at a time; and texts and lists cut to what a card has room for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from bot.asked import Asked
from bot.handlers.paging import find_page
from cards.card import Button
from cards.rows import Row
from cards.words import join_words

NAMES_A_PAGE = 24


class Section(NamedTuple):
    """A heading and the people under it, each in a few words."""

    heading: str
    names: tuple[str, ...]


def show_names(asked: Asked, sections: Sequence[Section]) -> tuple[list[Row], str, tuple[Button, ...]]:
    """Show the page asked for: a row a heading, the words for the page, and the buttons that turn it."""
    listed = [(section.heading, name) for section in sections for name in section.names]
    page = find_page(asked, len(listed), NAMES_A_PAGE)
    shown: dict[str, list[str]] = {}
    for heading, name in listed[page.first : page.last]:
        shown.setdefault(heading, []).append(name)
    return [Row(heading, (", ".join(names),)) for heading, names in shown.items()], page.words, page.buttons


def join_some(names: Sequence[str], most: int = 10) -> str:
    """Join the first of some names, and say how many more there are.

    >>> join_some(["Ada", "Ben", "Cal"], 2)
    'Ada, Ben and 1 more'
    """
    more = len(names) - most
    return join_words([*names[:most], *([f"{more} more"] if more > 0 else [])])

"""A long list a page at a time, and the button that asks the same question again with one thing changed.

The button carries what the question was about, so that no page depends on what was said in between.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

from bot.asked import Asked
from bot.handlers.buttons import TURN
from bot.understand.carrying import write_question
from cards.card import Button

T = TypeVar("T")


class Page(NamedTuple):
    """Where a page begins and ends in a list, the words for it, and the buttons that turn it."""

    first: int
    last: int
    words: str
    buttons: tuple[Button, ...]


def find_page(asked: Asked, length: int, size: int) -> Page:
    """Find the page asked for; one past the end is the last there is."""
    page = min(asked.question.entities.page, max(0, (length - 1) // size))
    first, last = page * size, min(length, (page + 1) * size)
    words = "" if length <= size else f", {first + 1}–{last} of {length}"
    more = (ask_again(asked, "More", page=page + 1),) if last < length else ()
    back = (ask_again(asked, "Back", page=page - 1),) if page else ()
    return Page(first, last, words, (*more, *back))


def pick_nth(listed: Sequence[T], nth: int, first: int = 0) -> T | None:
    """Pick one of a list by its place, 1 the first and -1 the last of all, counted from where its page began.

    >>> pick_nth("abcde", 2), pick_nth("abcde", -1), pick_nth("abcde", 1, first=3), pick_nth("abcde", 9)
    ('b', 'e', 'd', None)
    """
    at = len(listed) + nth if nth < 0 else first + nth - 1
    return listed[at] if 0 <= at < len(listed) else None


def find_nth(asked: Asked) -> int:
    """Find which of a list is meant; of what is over, the last one is the latest, which comes first.

    "And after that?" is the second from the page on which the conversation is; 0 for none in particular.
    """
    entities = asked.question.entities
    if entities.nth:
        return 1 if entities.past and entities.nth == -1 else entities.nth
    return 2 if entities.after else 0


def ask_again(asked: Asked, title: str, verb: str = TURN, **changed: str | int) -> Button:
    """Make a button that asks the same question again, but for what is changed; an empty value leaves it out."""
    data = write_question(asked.question)
    if "person" in changed:
        # One is chosen, so it is no longer a question of several.
        data.pop("people", None)
    if "group" in changed:
        data.pop("candidates", None)
    return Button(title, verb, {name: value for name, value in (data | changed).items() if value})

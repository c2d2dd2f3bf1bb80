"""Every card as it stands: within the limits, the same in words, and not changed by accident."""

from __future__ import annotations

import re
from importlib import import_module
from inspect import isfunction
from pkgutil import iter_modules

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

import cards
import examples.gallery
from cards.card import Card
from cards.limits import check_limits, find_parts
from examples.gallery import GALLERY

# The only words a card shows that are about the card and not about the answer.
HINT = "Press one, or type its name."

every_card = pytest.mark.parametrize("card", GALLERY.values(), ids=GALLERY)


def find_words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.replace("\u200b", "").casefold()))


def test_every_card_that_can_be_made_is_in_the_gallery() -> None:
    rooms = [import_module(f"cards.{room.name}") for room in iter_modules(cards.__path__)]
    made = {
        name
        for room in rooms
        for name, value in vars(room).items()
        if isfunction(value)
        and value.__module__ == room.__name__
        and value.__annotations__["return"] == "Card"
    }
    shown = {
        name
        for room in iter_modules(examples.gallery.__path__)
        for name in vars(import_module(f"examples.gallery.{room.name}"))
    }

    assert made - shown == {"make_card"}  # of which all others are made


@every_card
def test_a_card_is_the_one_we_have_looked_at(card: Card, snapshot: SnapshotAssertion) -> None:
    assert card.body == snapshot.use_extension(JSONSnapshotExtension)


@every_card
def test_a_card_is_within_the_limits(card: Card) -> None:
    assert check_limits(card) == ()


@every_card
def test_a_card_is_of_the_version_teams_takes_everywhere(card: Card) -> None:
    assert (card.body["type"], card.body["version"]) == ("AdaptiveCard", "1.5")


@every_card
def test_the_text_twin_says_every_word_of_the_answer(card: Card) -> None:
    answer = card.body["body"][1:]  # after the header, which names the kind of answer
    sent = [choice for part in find_parts(answer) for choice in part.get("choices", ())]
    shown = [
        part[key]
        for part in find_parts(answer)
        if not str(part.get("type")).startswith("Action.")  # buttons ask; what may be typed instead is said
        for key in ("text", "title", "label", "value")
        # What a field or a choice sends back is not what it shows.
        if key in part and not (key == "value" and (part in sent or "id" in part))
    ]
    words = set().union(*(find_words(text) for text in shown if text != HINT))

    assert words - find_words(card.text) == set()


@every_card
def test_the_text_twin_holds_every_link_and_ends_with_the_source(card: Card) -> None:
    links = [part["url"] for part in find_parts(card.body) if part.get("type") == "Action.OpenUrl"]

    assert [url for url in links if url not in card.text] == []
    assert card.text.splitlines()[-1] == "Fernvale co-design calendar 2026-27 · as of Mon 14 Dec 2026, 08:30"


@every_card
def test_the_text_twin_is_what_old_clients_and_screen_readers_get(card: Card) -> None:
    assert (card.body["fallbackText"], card.body["speak"]) == (card.text, card.text)


@every_card
def test_every_button_brings_the_same_question_back_from_old_clients(card: Card) -> None:
    buttons = [part for part in find_parts(card.body) if part.get("type") == "Action.Execute"]

    for button in buttons:
        fallback = button["fallback"]
        assert (fallback["type"], fallback["title"]) == ("Action.Submit", button["title"])
        assert fallback["data"] == button["data"]
        assert button["data"]["verb"] == button["verb"]


@every_card
def test_links_open_only_https(card: Card) -> None:
    links = [part["url"] for part in find_parts(card.body) if part.get("type") == "Action.OpenUrl"]

    assert [url for url in links if not url.startswith("https://")] == []

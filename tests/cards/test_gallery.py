"""Every card as it stands: within the limits, the same in words, and not changed by accident."""

from __future__ import annotations

import re

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from cards.card import Card
from cards.limits import check_limits
from tests.cards.gallery import GALLERY, find_parts

# The only words a card shows that are about the card and not about the answer.
HINT = "Press one, or type its name."

every_card = pytest.mark.parametrize("card", GALLERY.values(), ids=GALLERY)


def find_words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.replace("\u200b", "").casefold()))


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
    shown = [part[key] for part in find_parts(answer) for key in ("text", "title", "value") if key in part]
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

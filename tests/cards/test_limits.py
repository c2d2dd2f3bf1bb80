"""What a card breaks is told in a sentence each."""

from __future__ import annotations

from typing import Any

import pytest

from cards.card import Button, Card, Footing, Link, is_safe_address, make_card
from cards.limits import MOST_BYTES, check_limits, measure
from cards.notice import make_notice_card
from examples.gallery.parts import FOOTING


def a_card(**fields: Any) -> Card:
    body = make_notice_card("Maths", "It meets on Tuesday.", FOOTING).body
    return Card(body | fields, "It meets on Tuesday.")


def an_action(**fields: Any) -> dict[str, Any]:
    return {"type": "Action.Submit", "title": "Dates"} | fields


def test_a_seventh_action_is_told() -> None:
    assert check_limits(a_card(actions=[an_action()] * 7)) == ("A set has 7 actions; Teams shows 6.",)


def test_a_card_of_forty_one_kilobytes_is_told() -> None:
    empty = measure(a_card(speak="").body)
    card = a_card(speak="x" * ((41 * 1024 - empty) // 2))

    assert check_limits(card) == ("The card is 41984 bytes in UTF-16; at most 40960 are safe.",)


def test_a_card_of_forty_kilobytes_passes() -> None:
    empty = measure(a_card(speak="").body)

    assert check_limits(a_card(speak="x" * ((MOST_BYTES - empty) // 2))) == ()


def test_an_emoji_counts_four_bytes() -> None:
    assert measure("🎉") == measure("") + 4


def test_another_version_is_told() -> None:
    assert check_limits(a_card(version="1.6")) == ("The version is 1.6, not 1.5.",)


def test_a_card_without_words_is_told() -> None:
    assert check_limits(Card(a_card().body, " \n")) == ("The card has no text twin.",)


def test_a_card_without_its_source_is_told() -> None:
    assert check_limits(a_card(body=[])) == ("The card does not end with its source.",)


@pytest.mark.parametrize(
    ("action", "told"),
    [
        (an_action(type="Action.Execute"), "The button 'Dates' has no Action.Submit to fall back on."),
        (
            an_action(type="Action.OpenUrl", url="http://a.example"),
            "The link 'Dates' is not an https address.",
        ),
        (an_action(title=""), "A button has no title."),
        ({"type": "Image", "url": "https://a.example/a.png"}, "An image has no altText."),
    ],
)
def test_an_element_that_breaks_a_rule_is_told(action: dict[str, Any], told: str) -> None:
    assert check_limits(a_card(actions=[action])) == (told,)


def test_all_that_is_wrong_is_told_at_once() -> None:
    assert len(check_limits(Card({"version": "1.6"}, ""))) == 3


def test_what_exceeds_six_actions_is_left_off_from_the_end() -> None:
    buttons = [Button(f"B{n}", "ask") for n in range(9)]
    card = make_card("Dates", "Maths", [], ["Maths"], FOOTING, buttons)

    assert [action["title"] for action in card.body["actions"]] == ["B0", "B1", "B2", "B3", "B4", "B5"]
    assert check_limits(card) == ()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://a.example",
        "javascript:alert(1)",
        "https://",
        "https://bank.example@evil.example/",
        "https://[not-an-address",
        "//a.example",
        "https:a.example",
    ],
)
def test_an_unsafe_address_never_becomes_a_button(url: str) -> None:
    card = make_card("Dates", "Maths", [], ["Maths"], FOOTING, [Link("Open", url)])

    assert not is_safe_address(url)
    assert "actions" not in card.body
    assert card.text == f"Maths\n{FOOTING.line}"


def test_the_source_line_is_in_london_time() -> None:
    summer = Footing("Calendar", FOOTING.as_of.replace(month=7))

    assert summer.line == "Calendar · as of Tue 14 Jul 2026, 08:30"

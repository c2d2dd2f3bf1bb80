from __future__ import annotations

from builders import NOW

from bot.messages import CUT, LONGEST_TEXT, make_message
from bot.ports import Outbound
from cards.card import Card, Footing
from cards.limits import MOST_BYTES, measure
from cards.notice import make_notice_card

CARD = "application/vnd.microsoft.card.adaptive"


def a_card(sentence: str) -> Card:
    return make_notice_card("Maths", sentence, Footing("Fernvale", NOW))


def test_a_card_goes_with_its_text_for_notifications():
    card = a_card("It meets on Tuesday.")

    assert make_message(Outbound(card.text, card)) == {
        "type": "message",
        "summary": card.text,
        "attachments": [{"contentType": CARD, "content": card.body}],
    }


def test_plain_text_is_sent_as_plain_text():
    assert make_message(Outbound("**Not** bold")) == {
        "type": "message",
        "textFormat": "plain",
        "text": "**Not** bold",
    }


def test_a_card_too_large_to_arrive_goes_as_text_that_does():
    card = a_card("é" * 9_000)
    message = make_message(Outbound(card.text, card))

    assert (sorted(message), message["text"].endswith(CUT), len(message["text"])) == (
        ["text", "textFormat", "type"], True, LONGEST_TEXT
    )  # fmt: skip
    assert measure(message) < MOST_BYTES

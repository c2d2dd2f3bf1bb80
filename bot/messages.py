"""What we say, as the message Teams is sent: a card with its text twin for notifications, or plain text alone."""

from __future__ import annotations

from typing import Any

from bot.ports import Outbound
from cards.limits import MOST_BYTES, measure

CARD = "application/vnd.microsoft.card.adaptive"
LONGEST_TEXT = 8000
LONGEST_SUMMARY = 1000
CUT = "… (shortened)"


def make_message(outbound: Outbound) -> dict[str, Any]:
    """Make a message, falling back to text where the card would be too large to arrive."""
    if outbound.card is not None:
        message = {
            "type": "message",
            "summary": _shorten(outbound.text, LONGEST_SUMMARY),
            "attachments": [{"contentType": CARD, "content": outbound.card.body}],
        }
        if measure(message) <= MOST_BYTES:
            return message
    return {"type": "message", "textFormat": "plain", "text": _shorten(outbound.text, LONGEST_TEXT)}


def _shorten(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - len(CUT)] + CUT

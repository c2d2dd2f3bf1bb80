from __future__ import annotations

import pytest

import bot.handlers  # noqa: F401  (registers them)
from bot.routing import ROUTER
from bot.understand.rules import load_rules


def test_every_intent_of_the_rules_is_answered():
    assert [rule.intent for rule in load_rules().intents if not ROUTER.knows(rule.intent)] == []


def test_two_handlers_cannot_answer_one_intent():
    with pytest.raises(ValueError, match=r"^Two handlers answer the intent help\.$"):
        ROUTER.on("help")(ROUTER.handlers["thanks"])

"""What is open to all staff is shown to nobody else, and in a chat only where everyone is staff."""

from __future__ import annotations

import pytest

from tests.bot.example import say
from tests.bot.register_example import put

OPEN_TO_STAFF = {
    "term_dates": "Term dates",
    "inset_days": "INSET days",
    "bank_holidays": "Bank holidays",
    "deadlines": "Deadlines",
    "partners": "External partners",
    "glossary": "The glossary's words",
}
ASK = "You may ask the co-design office (codesign@fernvale.example)."

every_intent = pytest.mark.parametrize(("intent", "what"), OPEN_TO_STAFF.items())


@every_intent
@pytest.mark.parametrize("person", ["gus", "ivy"])
def test_neither_a_guest_nor_an_administrator_is_told(intent, what, person):
    answered = put(person, intent)

    assert say(answered) == f"{what} are for the trust's staff. {ASK}"
    assert (answered.sources, answered.rule) == (
        (),
        "open to all staff: not for a guest or an IT administrator",
    )


@every_intent
def test_a_guest_who_listens_is_enough_to_tell_nothing(intent, what):
    assert say(put("ada gus", intent)) == f"{what} are for the trust's staff, and not everyone here is. {ASK}"


@every_intent
def test_staff_are_told_in_a_group_chat_too(intent, what):
    assert put("ada dee", intent).rule == "open to all staff: everyone listening is staff of the trust"

"""What was written into minutes in Word, offered in the chat."""

from __future__ import annotations

from typing import Any

import pytest

from bot.ports import Do
from tests.bot.papers_example import MATHS, a_busy_year, put
from trust.deeds.values import TakeFromWord
from trust.offered import ATTENDANCE, find_offered
from trust.papers import PaperText
from trust.word_minutes import Found, FoundAction

KEY = f"{MATHS}/moderation"
FOUND = Found(
    present=("Ada", "Ben"),
    decisions=("Use one scale. [Click](https://evil.example) {{ x }}",),
    actions=(
        FoundAction(text="Print the scale", owner="Ben"),
        FoundAction(text="Book the hall", owner="Sam"),
    ),
)


def a_year_found(found: Found = FOUND) -> Any:
    text = PaperText(item="i", meeting=KEY, paper="minutes", lines=("x",), found=found)
    return a_busy_year(texts=(text,))


def fields(answer: Any) -> dict[str, Any]:
    return {one["id"]: one for one in answer.card.body["body"] if "id" in one and one["id"] != "source"}


def test_the_chair_is_offered_each_thing_found_to_be_ticked():
    answer = put("ada", "found_in_word", a_year_found(), group="maths-secondary")

    picked = fields(answer)["picked"]
    offered = find_offered(a_year_found(), KEY)
    assert picked["value"].split(",") == [ATTENDANCE, offered.decisions[0].id, offered.actions[0].id]
    assert "3. Action: Print the scale · Ben" in answer.text
    assert "It is not clear whose this is: Book the hall · “Sam”" in answer.text
    (take, *_rest) = answer.card.body["actions"]
    assert take["data"] == {
        "verb": "do", "kind": "take_from_word", "meeting": KEY, "action": offered.actions[1].id,
    }  # fmt: skip


def test_what_stands_in_a_document_is_shown_plain():
    choices = fields(put("ada", "found_in_word", a_year_found(), group="maths-secondary"))["picked"][
        "choices"
    ]

    assert not any("](https://" in choice["title"] or "{{" in choice["title"] for choice in choices)


@pytest.mark.parametrize(
    ("entities", "count"), [({"detail": "all"}, 3), ({"nth": 2}, 1), ({"nth": -1}, 1)], ids=str
)
def test_typing_takes_all_of_it_or_one_by_its_number(entities, count):
    answer = put("ada", "found_in_word", a_year_found(), group="maths-secondary", **entities)

    assert isinstance(answer.effect, Do)
    assert isinstance(answer.effect.deed, TakeFromWord)
    assert len(answer.effect.deed.picked) == count


def test_a_number_that_is_not_there_is_said():
    answer = put("ada", "found_in_word", a_year_found(), group="maths-secondary", nth=7)

    assert "There are only 3 found in Word." in answer.text


def test_nothing_new_is_said_plainly():
    answer = put("ada", "found_in_word", a_year_found(Found()), group="maths-secondary")

    assert "say nothing that is not noted already" in answer.text


@pytest.mark.parametrize("who", ["eve", "dee", "ada eve"])
def test_nobody_else_learns_what_a_draft_says(who):
    answer = put(who, "found_in_word", a_year_found(), group="maths-secondary")

    assert "scale" not in answer.text

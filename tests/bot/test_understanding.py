from __future__ import annotations

import pytest

from bot.understand.reading import read_question
from bot.understand.rules import load_rules, load_spellings
from bot.understand.words import find_likeness, settle_spelling, split_words
from tests.bot.example import some_groups

GROUPS = some_groups()


def read(text: str) -> tuple[str, str]:
    question = read_question(text, GROUPS)
    return question.intent, question.entities.group.id if question.entities.group else ""


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("when do geog next get together", ("group_dates", "geography")),
        ("geografy dates", ("group_dates", "geography")),
        ("When's the next Yr6 meeting", ("group_dates", "year-6")),
        ("y6 mtg?", ("group_dates", "year-6")),
        ("year 6", ("group_dates", "year-6")),
        ("minutes from the sencos", ("group_minutes", "send")),
        ("SEND notes pls", ("group_minutes", "send")),
        ("T & L dates", ("group_dates", "teaching")),
        ("whos in charge of t&l", ("group_chair", "teaching")),
        ("teaching and lerning minutes", ("group_minutes", "teaching")),
        ("when do the chairs meet", ("group_dates", "chairs")),
        ("who chairs the chairs and co chairs", ("group_chair", "chairs")),
        ("leads meeting when", ("group_dates", "chairs")),
        ("dsl network dates", ("group_dates", "safeguarding")),
        ("is english meeting soon", ("group_dates", "english")),
        ("primary maths leads meeting", ("group_dates", "maths-primary")),
        ("who chairs primary matsh", ("group_chair", "maths-primary")),
        ("what did english decide about phonics", ("decisions", "english")),
    ],
)
def test_schools_way_of_typing_is_understood(text, meant):
    assert read(text) == meant


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("when is my next meeting", "next_meeting"),
        ("what have i got coming up", "next_meeting"),
        ("when do we meet next", "next_meeting"),
        ("my groups", "my_groups"),
        ("what groups am i in", "my_groups"),
        ("what can you do?", "help"),
        ("hello", "hello"),
        ("ta", "thanks"),
        ("order a pizza", "out_of_scope"),
    ],
)
def test_questions_about_no_group_are_understood(text, intent):
    assert read(text) == (intent, "")


def test_year_5_is_not_year_6():
    question = read_question("when does year 5 meet", GROUPS)

    assert (question.intent, question.entities.unknown) == ("group_dates", "year 5")


def test_a_number_that_counts_something_names_no_year():
    assert read("do i have 6 meetings in july") == read("do i have four meetings in july")


def test_to_send_is_no_name_and_to_take_over_no_disclosure():
    assert read("can you send me my dates")[1] == ""
    assert read("who is taking over geography") == ("group_chair", "geography")


def test_a_name_followed_by_words_of_another_is_another_name():
    assert (
        read_question("safeguarding case review minutes", GROUPS[:-1]).entities.unknown
        == "safeguarding case review"
    )


def test_a_very_long_message_is_read_in_part():
    assert len(split_words("maths " * 10_000)) < 100


def test_every_spelling_stands_for_one_name():
    stands = [
        spelling for spelling in load_spellings() if settle_spelling(spelling) != load_spellings()[spelling]
    ]

    assert stands == []


def test_no_rule_is_out_of_reach():
    rules = load_rules()
    shadowed = [
        (later.intent, sorted(pattern))
        for n, later in enumerate(rules.intents)
        for pattern in later.patterns
        if any(pattern in earlier.patterns for earlier in rules.intents[:n])
    ]

    assert shadowed == []


@pytest.mark.parametrize(
    ("typed", "known", "alike"),
    [
        ("maths", "maths", True),
        ("matsh", "maths", True),
        ("sciense", "science", True),
        ("lend", "send", False),
        ("art", "arts", False),
        ("6", "5", False),
        ("histry", "history", True),
    ],
)
def test_words_are_forgiven_by_their_length(typed, known, alike):
    assert (find_likeness(typed, known) >= 0.8) is alike

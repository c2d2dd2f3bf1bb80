"""Finding words in agendas and minutes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from builders import a_group, a_meeting, a_trust
from hypothesis import given
from hypothesis import strategies as st

from trust.papers import Agenda, AgendaItem, Minutes, PaperText
from trust.searching import LONGEST_PASSAGE, Document, Found, Passage, find, make_document
from trust.year import Year


def a_document(name: str, *texts: str, title: str = "Maths: Spring meeting") -> Document:
    return make_document(f"2026-27/{name}/spring-1", "minutes", title, texts)


CALCULATORS = a_document("maths", "Adopt one policy for calculators.", "Fractions were discussed at length.")
READING = a_document("english", "Guided reading moves to the mornings.", title="English: Spring meeting")
MODERATION = a_document("science", "Moderation takes place at Oak.", title="Science: Spring meeting")
PAPERS = (CALCULATORS, READING, MODERATION)


def names(found: Found) -> list[str]:
    return [document.meeting.split("/")[1] for document in found.documents]


def passages(found: Found) -> list[Passage]:
    return [found.find_passage(document) for document in found.documents]


def marked(found: Found) -> list[list[str]]:
    return [[shown.text[begin:end] for begin, end in shown.marks] for shown in passages(found)]


def test_the_passage_is_the_sentence_with_the_words_in_it():
    found = find(PAPERS, "calculator policies")

    assert [shown.text for shown in passages(found)] == ["Adopt one policy for calculators."]
    assert marked(found) == [["policy", "calculators"]]


@pytest.mark.parametrize(
    ("query", "group"),
    [
        ("fraction", "maths"),
        ("moderating", "science"),
        ("READ", "english"),
        ("discussing", "maths"),
        ("guide", "english"),
    ],
)
def test_a_word_is_found_in_its_other_forms(query, group):
    assert names(find(PAPERS, query)) == [group]


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("calcualtors", "calculators"),
        ("moderaton", "moderation"),
        ("fracions", "fractions"),
        ("mornigns", "mornings"),
    ],
)
def test_a_misspelt_word_is_read_as_the_nearest(typed, word):
    assert find(PAPERS, typed).read_as == ((typed, word),)
    assert find(PAPERS, typed).documents == find(PAPERS, word).documents


def test_the_beginning_of_a_word_finds_it():
    assert names(find(PAPERS, "calc")) == ["maths"]


@pytest.mark.parametrize("query", ["", "  ", "?!", "zebra", "xq", "*", "\\", "(", "\0"])
def test_what_is_nowhere_finds_nothing(query):
    assert find(PAPERS, query).documents == ()


def test_nothing_is_found_in_nothing():
    assert find((), "calculators") == Found(missing=("calculators",))


def test_words_that_stand_nowhere_are_named_and_hold_back_nothing():
    found = find(PAPERS, "calculators zebra")

    assert (names(found), found.missing) == (["maths"], ("zebra",))


def test_words_in_one_sentence_count_more_than_words_apart():
    apart = a_document(
        "art", "Adopt it. One for policy. All of them have calculators.", title="Art: Spring meeting"
    )

    assert names(find((apart, CALCULATORS), "calculators policy")) == ["maths", "art"]


def test_two_words_found_count_more_than_one_found_often_which_is_left_out_where_it_is_little():
    often = a_document("art", "Oak. Oak again. Oak once more. Oak!", title="Art: Spring meeting")

    assert names(find((often, MODERATION), "moderation at oak")) == ["science"]
    assert names(find((often, MODERATION), "oak")) == ["art", "science"]


def test_of_equals_the_first_given_comes_first():
    twin = a_document("music", *CALCULATORS.passages)

    assert names(find((twin, CALCULATORS), "calculators")) == ["music", "maths"]
    assert names(find((CALCULATORS, twin), "calculators")) == ["maths", "music"]


def test_the_title_finds_a_document_and_its_first_sentence_is_shown():
    found = find(PAPERS, "english")

    assert passages(found) == [Passage("Guided reading moves to the mornings.")]


def test_common_words_find_nothing_beside_others_but_count_alone():
    assert names(find(PAPERS, "what about the calculators")) == ["maths"]
    assert names(find(PAPERS, "to the")) == ["english"]


def test_a_long_passage_is_cut_around_the_words():
    long = a_document("maths", f"{'Much was said ' * 40}about calculators {'and much besides ' * 40}")
    (shown,) = passages(find((long,), "calculators"))

    assert (shown.text[0], shown.text[-1], len(shown.text) <= LONGEST_PASSAGE) == ("…", "…", True)
    assert marked(find((long,), "calculators")) == [["calculators"]]


@given(st.text(max_size=60), st.lists(st.text(max_size=300), max_size=4))
def test_any_words_in_any_text_are_taken(query, texts):
    found = find((a_document("maths", *texts), CALCULATORS), query)

    for shown in passages(found):
        assert all(0 <= begin < end <= len(shown.text) for begin, end in shown.marks)


def a_year(**fields: Any) -> Year:
    meetings = (
        a_meeting(),
        a_meeting("summer-1", title="Summer conference", starts=a_meeting().starts.replace(month=5)),
    )
    return Year(trust=a_trust(groups=(a_group("maths"),)), meetings=meetings, **fields)


def test_a_meetings_paper_is_one_document_of_what_the_year_and_word_say():
    spring = "2026-27/maths/spring-1"
    year = a_year(
        agendas=(Agenda(meeting=spring, items=(AgendaItem(title="Fractions", outcome="One plan"), AgendaItem(title="Dates"))),),
        minutes=(
            Minutes(meeting=spring, summary="We met. We agreed.", decisions=("Adopt the plan.",), saved=date(2027, 1, 20)),
            Minutes(meeting="2026-27/maths/summer-1", summary="All day."),
        ),
        texts=(PaperText(item="1", meeting=spring, paper="minutes", lines=("Adopt the plan.", "Oak hosts next.")),),
    )  # fmt: skip

    assert year.documents == (
        Document("2026-27/maths/summer-1", "minutes", "Maths: Summer conference", ("All day.",)),
        Document(spring, "agenda", "Maths: Spring meeting", ("Fractions: One plan", "Dates")),
        Document(
            spring,
            "minutes",
            "Maths: Spring meeting",
            ("Adopt the plan.", "We met.", "We agreed.", "Oak hosts next."),
        ),
    )

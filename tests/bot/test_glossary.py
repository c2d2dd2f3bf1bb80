from __future__ import annotations

import pytest

from tests.bot.example import a_year, buttons_of, say
from tests.bot.register_example import a_registered_trust, put
from trust.register import GlossaryEntry

KASE = "KASE: Knowledge, application, skills and evaluation. Also called Learning cycle."


@pytest.mark.parametrize("topic", ["KASE", "kase?", "learning cycle", "lerning cycle"])
def test_a_word_is_found_by_itself_by_another_name_and_mistyped(topic):
    assert say(put("dee", "glossary", topic=topic)) == KASE


@pytest.mark.parametrize("topic", ["D&V", "d and v", "dv"])
def test_an_abbreviation_is_found_however_it_is_joined(topic):
    assert say(put("dee", "glossary", topic=topic)) == "D&V: Disadvantaged and vulnerable pupils."


def test_a_post_that_is_no_word_of_the_glossary_is_told_as_a_post():
    assert say(put("dee", "glossary", topic="numeracy lead")) == (
        "Maths lead is a post people hold, also called Numeracy lead. The glossary says no more of it."
    )


def test_an_unknown_word_is_not_held_here_and_somebody_may_know():
    assert say(put("dee", "glossary", topic="FROG")) == (
        "“FROG” is not held here: the trust's glossary does not have it. "
        "You may ask the co-design office (codesign@fernvale.example)."
    )


def test_a_word_that_is_nearly_one_is_offered():
    assert buttons_of(put("dee", "glossary", topic="kaze")) == ["KASE", "All words"]


def test_without_a_word_all_are_listed():
    assert say(put("dee", "glossary")).splitlines() == [
        "Fernvale's words",
        "- D&V · Disadvantaged and vulnerable pupils.",
        "- KASE · Knowledge, application, skills and evaluation.",
        "- LQC · It receives each school's data.",
    ]


def test_words_that_fit_equally_well_are_all_told():
    trust = a_registered_trust(
        glossary=(
            GlossaryEntry(term="Data drop", meaning="When it is due."),
            GlossaryEntry(term="Data lead", meaning="Who sends it."),
        )
    )

    assert say(put("dee", "glossary", a_year(trust=trust), topic="data")).splitlines() == [
        "Words like that",
        "- Data drop · When it is due.",
        "- Data lead · Who sends it.",
    ]


def test_a_trust_without_a_glossary_names_somebody_to_ask():
    assert say(put("dee", "glossary", a_year(trust=a_registered_trust(glossary=())))) == (
        "No glossary is held here. You may ask the co-design office (codesign@fernvale.example)."
    )

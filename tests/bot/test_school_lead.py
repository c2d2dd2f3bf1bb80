from __future__ import annotations

import pytest

from tests.bot.example import buttons_of, say
from tests.bot.papers_example import a_busy_year, a_trust_with_roles, put

OAK_MATHS = "Oak School\nMathematics lead at Oak School: Ada."


@pytest.mark.parametrize(
    "topic",
    ["maths", "Mathematics", "maths lead", "head of maths", "the numeracy lead", "maths leads", "mathmatics"],
)
def test_the_holder_of_a_post_at_a_school_is_named(topic):
    assert say(put("dee", "school_lead", school="oak", topic=topic)) == OAK_MATHS


def test_several_holders_are_all_named_and_can_be_asked_about():
    answered = put("dee", "school_lead", school="elm", topic="maths")

    assert say(answered) == "Elm School\nMathematics lead at Elm School: Ben and Eve."
    assert buttons_of(answered) == ["Who is Ben?", "Who is Eve?"]


def test_a_group_stands_for_the_posts_it_draws_on():
    assert say(put("dee", "school_lead", school="oak", group="maths-secondary")) == OAK_MATHS


def test_a_topic_that_is_no_post_may_be_what_a_group_goes_by():
    trust = a_trust_with_roles()
    groups = tuple(
        group.model_copy(update={"aliases": ("Times tables",)}) if group.id == "maths-secondary" else group
        for group in trust.groups
    )
    year = a_busy_year(trust=trust.model_copy(update={"groups": groups}))

    assert say(put("dee", "school_lead", year, school="oak", topic="times tables")) == OAK_MATHS


def test_without_a_school_the_askers_own_is_meant_or_asked_for():
    assert say(put("dee", "school_lead", topic="maths")) == OAK_MATHS
    asked_back = put("rae", "school_lead", topic="maths")
    assert say(asked_back) == "At which school? Oak School or Elm School? Type its name."
    assert asked_back.card.body["actions"][1]["data"] == {
        "verb": "turn", "intent": "school_lead", "school": "elm", "topic": "maths"
    }  # fmt: skip


def test_nobody_named_is_not_held_here_with_the_head_to_ask():
    assert say(put("dee", "school_lead", school="oak", topic="crochet")) == (
        "Not held here: I know of no such post at Oak School. Ask Sam Reed, Principal of Oak School."
    )
    assert say(put("dee", "school_lead", school="elm", topic="english")) == (
        "Not held here: the trust's files name nobody as English lead at Elm School. "
        "Ask the co-design office (codesign@fernvale.example)."
    )
    assert say(put("dee", "school_lead", unknown="Hogwarts", topic="maths")) == (
        "Not held here: I know of no school or post called “Hogwarts”. "
        "Ask the co-design office (codesign@fernvale.example)."
    )


def test_a_post_of_a_hidden_group_alone_is_a_post_nobody_has_heard_of():
    hidden = say(put("dee", "school_lead", school="oak", topic="case lead"))

    assert hidden == say(put("dee", "school_lead", school="oak", topic="crochet"))
    assert say(put("rae", "school_lead", school="oak", topic="case lead")) == (
        "Oak School\nCase lead at Oak School: Sam Reed."
    )


def test_a_guest_is_told_only_of_people_they_meet():
    assert say(put("gus", "school_lead", school="oak", topic="maths")) == (
        "Not held here: I know of no such post at Oak School. "
        "Ask the co-design office (codesign@fernvale.example)."
    )
    assert say(put("gus", "school_lead", school="oak", topic="english")) == (
        "Oak School\nEnglish lead at Oak School: Cal."
    )

from __future__ import annotations

import pytest

from tests.bot.example import buttons_of, say
from tests.bot.papers_example import put

NOBODY = "Not held here: I find nobody of that name. Ask the co-design office (codesign@fernvale.example)."


def test_a_person_is_their_school_posts_and_what_they_chair():
    answered = put("dee", "person", person="ada")

    assert say(answered).splitlines() == [
        "Ada",
        "Ada, Oak School: Mathematics lead.",
        "Chairs: Secondary Mathematics",
    ]
    assert (answered.sources, buttons_of(answered)) == (("person ada",), ["Secondary Mathematics"])


def test_what_somebody_belongs_to_is_for_those_who_may_see_the_roster():
    assert (
        say(put("lea", "person", person="eve")).splitlines()[-1]
        == "Member of: Secondary Mathematics and English"
    )
    assert say(put("dee", "person", person="eve")).splitlines()[-1] == "Eve, Elm School: Mathematics lead."
    assert (
        say(put("dee lea", "person", person="eve")).splitlines()[-1] == "Eve, Elm School: Mathematics lead."
    )
    assert say(put("ada", "person", person="cal")).splitlines()[-2:] == [
        "Chairs: English",
        "Coordinates: Secondary Mathematics",
    ]


def test_no_answer_shows_an_address_or_a_need():
    assert "fernvale.example" not in str(put("lea", "person", person="ada").card.body)


def test_a_hidden_group_shows_neither_in_what_somebody_runs_nor_in_their_posts():
    assert say(put("dee", "person", person="rae")) == "Rae\nRae, central staff."
    assert say(put("dee", "person", person="fay")).splitlines()[1] == "Sam Reed, Oak School: Principal."
    assert say(put("rae", "person", person="fay")).splitlines()[1:] == [
        "Sam Reed, Oak School: Principal and Case lead.",
        "Member of: Case Review",
    ]


def test_two_of_one_name_are_asked_back_by_school():
    answered = put("dee", "person", people="fay fox")

    assert say(answered) == "Which Sam Reed? Sam Reed, Oak School or Sam Reed, Elm School? Type its name."
    assert answered.card.body["actions"][1]["data"] == {"verb": "turn", "intent": "person", "person": "fox"}
    assert put("dee", "person", people="fay fox", school="elm").sources == ("person fox",)


@pytest.mark.parametrize("entities", [{}, {"person": "ned"}, {"topic": "ned"}])
def test_nobody_and_somebody_who_has_left_get_the_same_words(entities):
    assert say(put("dee", "person", **entities)) == NOBODY


def test_a_guest_is_told_only_of_people_they_meet_in_a_group():
    assert say(put("gus", "person", person="ada")) == NOBODY
    assert say(put("gus dee", "person", person="ada")) == NOBODY
    assert say(put("gus", "person", person="cal")).splitlines()[-1] == "Chairs: English"
    assert say(put("gus", "person", person="eve")).splitlines()[-1] == "Member of: English"

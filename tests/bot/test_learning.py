"""What was learnt is in step with the phrases it was learnt from, and names are found, carried and mended."""

from __future__ import annotations

import pytest
from builders import NOW, a_group, a_person, a_trust

from bot.ports import NO_CONTEXT, Context
from bot.understand.carrying import read_entities, write_question
from bot.understand.features import DEADLINE, GROUP, OTHER, PARTNER, ROOM, find_stem, mark_words
from bot.understand.intents import find_words, load_model, rank_intents
from bot.understand.learning import MODEL, PHRASES, find_digest
from bot.understand.names import find_names
from bot.understand.question import Entities, Question
from bot.understand.reading import read_question
from bot.understand.slips import mend_slips
from bot.understand.things import find_things
from bot.understand.words import settle_spelling, split_words
from tests.bot.register_example import a_registered_trust

RACHELS = (a_person("rachel-adu", name="Rachel Adu"), a_person("rachel-begum", name="Rachel Begum"))
TRUST = a_trust(people=(*a_trust().people, *RACHELS), groups=(a_group("maths"), a_group("art")))


def test_the_model_was_learnt_from_the_phrases_that_are_there():
    assert load_model().digest == find_digest(PHRASES.read_text("utf-8"))
    assert MODEL.read_text("utf-8").count("\n") == 5


@pytest.mark.parametrize(
    ("words", "intent"),
    [
        (["when", "does", GROUP, "meet"], "group_dates"),
        (["who", "has", "not", "replied", "for", GROUP], "replies"),
        (["what", "does", OTHER, "stand", "for"], "glossary"),
        (["whats", "the", "weather", "like"], "out_of_scope"),
    ],
)
def test_an_intent_is_told_from_what_is_left_when_names_are_marked(words, intent):
    assert rank_intents(mark_words(words, find_words()))[0][0] == intent


def test_a_slip_in_a_word_people_ask_with_is_put_right_and_a_name_is_left():
    assert mend_slips(["agneda", "for", "kestrel", GROUP]) == ["agenda", "for", "kestrel", GROUP]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("who is rachel", ["rachel-adu", "rachel-begum"]),
        ("who is rachel begum", ["rachel-begum"]),
        ("what does begum lead", ["rachel-begum"]),
        ("rachel begums groups", ["rachel-begum"]),
        ("who is barry", []),
        ("who is barry begum", []),
        ("what does miss begum lead", ["rachel-begum"]),
    ],
)
def test_people_are_found_by_whole_name_then_surname_then_first_name(text, people):
    found = find_names(split_words(text), TRUST, (), frozenset({"who", "what", "does", "lead", "groups"}))

    assert [person.id for person in found.people] == people


def test_a_word_that_asks_the_same_and_every_form_of_it_are_one_feature():
    assert len({find_stem(word) for word in ("move", "moved", "moving", "shift", "rescheduled")}) == 1


def test_a_slip_for_a_word_that_asks_the_same_as_another_is_put_right_too():
    assert mark_words(mend_slips(["decison"]), find_words()) == [find_stem("decided")]


def test_an_ordinary_word_after_a_name_nobody_knows_is_part_of_it():
    assert mark_words(["crab", "review", "minutes"], find_words()) == mark_words(
        ["crab", "minutes"], find_words()
    )


def test_a_deadline_a_partner_and_a_room_are_found_by_words_of_their_names():
    trust = a_registered_trust()
    words = settle_spelling(split_words("is the curriculum audit or the maths hub in the wheel hall"))

    assert {words[at]: mark for at, mark in find_things(words, trust, frozenset()).items()} == {
        "curriculum": DEADLINE, "audit": DEADLINE, "maths": PARTNER, "hub": PARTNER, "wheel": ROOM, "hall": ROOM,
    }  # fmt: skip
    assert find_things(("a", "school", "day"), trust, frozenset()) == {}


def test_which_of_several_groups_is_said_in_a_word_or_by_its_place():
    candidates = TRUST.groups
    data = write_question(Question("group_chair", Entities(candidates=candidates)))
    thread = Context(intent="group_chair", said=data)

    assert ask("no, art", thread).entities.group == candidates[1]
    assert ask("the first one", thread).entities.group == candidates[0]


def ask(text, thread=NO_CONTEXT):
    return read_question(text, TRUST.groups, thread=thread, trust=TRUST, asker=TRUST.people[0], now=NOW)


def test_a_name_alone_asks_the_last_question_again():
    question = ask("when does maths meet in march")
    thread = Context(group="maths", intent=question.intent, said=write_question(question))
    again = ask("and art", thread)

    assert (again.intent, again.entities.group, again.entities.when) == (
        "group_dates",
        TRUST.groups[1],
        question.entities.when,
    )


def test_after_that_means_the_days_after_the_meeting_just_shown():
    thread = Context(group="maths", intent="group_dates", meeting="2026-27/maths/spring-1", day="2027-01-19")
    later = ask("and after that one?", thread).entities

    assert (later.group, later.when.first.isoformat(), later.soonest) == (TRUST.groups[0], "2027-01-20", True)


def test_a_question_comes_back_from_its_data_and_a_strangers_data_is_refused():
    question = Question(
        "actions", Entities(group=TRUST.groups[0], person=RACHELS[0], overdue=True, topic="x")
    )
    data = write_question(question)

    assert read_entities(data, TRUST.groups, TRUST) == question.entities
    assert read_entities(data, (), TRUST).unknown == "maths"
    assert read_entities({"group": 7}, TRUST.groups, TRUST) is None
    assert read_entities({"page": -1}, TRUST.groups, TRUST) is None
    assert read_entities({"first": "soon", "last": "later"}, TRUST.groups, TRUST).when is None

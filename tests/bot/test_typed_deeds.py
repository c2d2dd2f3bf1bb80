"""What people have done by typing it: understood whole, with its free text as it was typed, and never by mistake."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.answer import answer
from bot.asked import Answer, find_own_groups, find_visible
from bot.ports import NO_CONTEXT, Context, Do, Inbound, Kind, Scope, Sender
from bot.routing import ROUTER
from bot.understand.deed_rules import load_deeds
from bot.understand.intents import load_model
from bot.understand.needs import DONE_AT_ONCE
from bot.understand.patterns import parse_pattern
from bot.understand.question import Question
from bot.understand.reading import read_question
from bot.understand.rules import load_rules
from bot.understand.slots import MOST_SETTLED
from bot.understand.typed import LONGEST_TYPED, read_typed
from termtime.demo import EXAMPLE_MOMENT
from tests.bot.question_set import CHAT, load_year
from trust.deeds.values import CancelMeeting, GiveReply, MoveMeeting, NoteAttendance

MATHS, ENGLISH, SENCOS, YEAR_6 = "maths-secondary", "english", "send", "year-6"
ASKERS = {"priya": "priya-raman", "dev": "dev-saunders", "grace": "grace-achebe", "janet": "janet-edwards"}
# Reached otherwise than by words of their own.
NOT_TYPED = frozenset(
    {
        "do", "send_broadcast", "which_group", "group", "unknown_asker", "unknown_listener", "administrator",
        "disclosure", "settle",
    }
)  # fmt: skip


def read(who: str, text: str, *before: str) -> Question:
    year, person = load_year(), load_year().trust.person_by_id[ASKERS[who]]
    visible = find_visible(year.trust, (person,), EXAMPLE_MOMENT.date())
    own = frozenset(group.id for group in find_own_groups(year.trust, person, EXAMPLE_MOMENT.date()))
    thread = follow(who, *before)
    return read_question(text, visible, own, thread, trust=year.trust, asker=person, now=EXAMPLE_MOMENT)


def ask(who: str, text: str, context: Context = NO_CONTEXT) -> Answer:
    person = load_year().trust.person_by_id[ASKERS[who]]
    inbound = Inbound("1", Kind.MESSAGE, Scope.PERSONAL, Sender(person.upn), CHAT, text)
    return answer(inbound, load_year(), (person,), context, EXAMPLE_MOMENT)


def follow(who: str, *texts: str) -> Context:
    """Give what a conversation is about after some messages, as bot.service keeps it."""
    context = NO_CONTEXT
    for text in texts:
        after = ask(who, text, context).context
        context = after if after.intent else context
    return context


def tell(question: Question) -> dict[str, Any]:
    told = question.entities.as_dict()
    when = told.pop("when", None)
    told.pop("near", None)
    return {"intent": question.intent, **told, **({"first": when["first"]} if when else {})}


@pytest.mark.parametrize(
    ("who", "text", "meant"),
    [
        ("priya", "I'm coming to Maths", {"intent": "accept_meeting", "group": MATHS}),
        ("dev", "yes i'm coming to english on 3 march",
         {"intent": "accept_meeting", "group": ENGLISH, "first": "2027-03-03"}),
        ("dev", "yes ill be there", {"intent": "accept_meeting"}),
        ("janet", "tentative for y6", {"intent": "maybe_meeting", "group": YEAR_6}),
        ("dev", "apologies for english", {"intent": "send_apologies", "group": ENGLISH}),
        ("priya", "I can't make maths on tuesday, hospital appointment, don't tell the chair",
         {"intent": "send_apologies", "group": MATHS, "first": "2026-12-15", "topic": "hospital appointment"}),
        ("dev", "please send my apologies to english, tell the chair I'm on a course",
         {"intent": "send_apologies", "group": ENGLISH, "topic": "I'm on a course", "detail": "shared"}),
        ("grace", "i wont be able to make the senco meeting because I'm at a Tribunal",
         {"intent": "send_apologies", "group": SENCOS, "topic": "I'm at a Tribunal"}),
        ("dev", "can Anna Lim go instead of me to english?",
         {"intent": "send_apologies", "group": ENGLISH, "person": "anna-lim"}),
        ("dev", "i cant do english, Anna Lim will go in my place",
         {"intent": "send_apologies", "group": ENGLISH, "person": "anna-lim"}),
        ("dev", "can someone else go instead of me to english", {"intent": "give_reply", "group": ENGLISH}),
        ("priya", "i want to change my reply for maths", {"intent": "give_reply", "group": MATHS}),
        ("priya", "put transition on the agenda for maths",
         {"intent": "add_item", "group": MATHS, "topic": "transition"}),
        ("dev", "add an item: KS3 reading, 15 mins, Anna Lim leads",
         {"intent": "add_item", "topic": "KS3 reading, 15 mins", "person": "anna-lim"}),
        ("priya", "Add to the maths agenda: What did we decide? & who chairs it",
         {"intent": "add_item", "group": MATHS, "topic": "What did we decide? & who chairs it"}),
        ("dev", "add Access to the Library to the english agenda",
         {"intent": "add_item", "group": ENGLISH, "topic": "Access to the Library"}),
        ("dev", "suggest cancel the spring conference for the english agenda",
         {"intent": "propose_item", "group": ENGLISH, "topic": "cancel the spring conference"}),
        ("priya", "publish the agenda for maths", {"intent": "publish_agenda", "group": MATHS}),
        ("dev", "start an agenda for english", {"intent": "draft_agenda", "group": ENGLISH}),
        ("priya", "move item 3 down on the maths agenda",
         {"intent": "move_item", "group": MATHS, "nth": 3, "detail": "down"}),
        ("dev", "remove Moderation Update from the english agenda",
         {"intent": "drop_item", "group": ENGLISH, "topic": "Moderation Update"}),
        ("priya", "what items have been proposed for maths", {"intent": "proposed_items", "group": MATHS}),
        ("dev", "what should i put on the english agenda", {"intent": "agenda_suggestions", "group": ENGLISH}),
        ("priya", "take up Rates for maths", {"intent": "take_item", "group": MATHS, "topic": "Rates"}),
        ("dev", "start the english minutes", {"intent": "take_minutes", "group": ENGLISH}),
        ("priya", "decision: one assessment window", {"intent": "add_decision", "topic": "one assessment window"}),
        ("priya", "agreed: cancel the maths trip", {"intent": "add_decision", "topic": "cancel the maths trip"}),
        ("priya", "Decision for maths: Use White Rose, not Maths Mastery.",
         {"intent": "add_decision", "group": MATHS, "topic": "Use White Rose, not Maths Mastery."}),
        ("priya", "action: Daniel Okoro to share the unit by 3 march",
         {"intent": "add_action", "person": "daniel-okoro", "topic": "share the unit", "first": "2027-03-03"}),
        ("priya", "Action: I will send round the SEF",
         {"intent": "add_action", "person": "priya-raman", "mine": True, "topic": "send round the SEF"}),
        ("priya", "present: Priya, Daniel Okoro; apologies: Cleo",
         {"intent": "note_attendance", "detail": "present", "topic": "Priya, Daniel Okoro; apologies: Cleo"}),
        ("priya", "summary: We looked at ratio; see who chairs it.",
         {"intent": "write_summary", "topic": "We looked at ratio; see who chairs it."}),
        ("dev", "save the english minutes", {"intent": "save_minutes", "group": ENGLISH}),
        ("dev", "sign off the english minutes", {"intent": "approve_minutes", "group": ENGLISH}),
        ("priya", "reopen the maths minutes", {"intent": "reopen_minutes", "group": MATHS}),
        ("dev", "show me the history of the english minutes", {"intent": "minutes_versions", "group": ENGLISH}),
        ("priya", "take all of it from Word", {"intent": "found_in_word", "detail": "all"}),
        ("priya", "take number 2 from Word", {"intent": "found_in_word", "nth": 2}),
        ("priya", "mark the moderation action done", {"intent": "finish_action", "topic": "moderation"}),
        ("priya", "ive done my action about the unit", {"intent": "finish_action", "topic": "the unit"}),
        ("priya", "give my action to Daniel Okoro", {"intent": "reassign_action", "person": "daniel-okoro"}),
        ("priya", "carry it forward", {"intent": "carry_action"}),
        ("priya", "carry my action about the unit forward to 12 march",
         {"intent": "carry_action", "topic": "the unit", "first": "2027-03-12"}),
        ("priya", "reopen my action about the unit", {"intent": "reopen_action", "topic": "the unit"}),
        ("priya", "move maths to the 26th at 4",
         {"intent": "move_meeting", "group": MATHS, "topic": "the 26th at 4"}),
        ("dev", "call off the english meeting on 3 march",
         {"intent": "cancel_meeting", "group": ENGLISH, "first": "2027-03-03"}),
        ("grace", "cancel senco, nothing to decide",
         {"intent": "cancel_meeting", "group": SENCOS, "topic": "nothing to decide"}),
        ("priya", "book one more maths meeting", {"intent": "add_meeting", "group": MATHS}),
        ("priya", "i agree", {"intent": "agree"}),
        ("priya", "refuse 162ec54b4d", {"intent": "refuse", "topic": "162ec54b4d"}),
        ("priya", "what waits for my agreement?", {"intent": "requests"}),
        ("priya", "undo 12", {"intent": "undo", "nth": 12}),
        ("priya", "message all chairs: bring your data",
         {"intent": "broadcast", "topic": "all chairs", "detail": "bring your data"}),
        ("dev", "let everyone in english know: Bring your BOOKS!",
         {"intent": "broadcast", "group": ENGLISH, "topic": "everyone in english", "detail": "Bring your BOOKS!"}),
        ("priya", "did my message arrive", {"intent": "deliveries"}),
        ("priya", "what is waiting for me?", {"intent": "todo"}),
    ],
)  # fmt: skip
def test_what_is_typed_to_be_done_is_understood_whole(who: str, text: str, meant: dict[str, Any]) -> None:
    assert tell(read(who, text)) == meant


@pytest.mark.parametrize(
    "text",
    [
        "has daniel done his action?", "is the agenda published?", "is the maths agenda published yet",
        "can you cancel a meeting?", "was maths cancelled?", "did i say im coming?", "who approved the minutes?",
        "have i sent apologies for maths", "am i down as coming to english", "how do i cancel a meeting",
        "how do i add an item to the agenda", "who can publish the agenda", "should i publish the agenda",
        "can i publish the agenda?", "can i approve the minutes?", "im coming?", "can we cancel maths?",
        "what happens if i cancel maths", "did you send my apologies to english", "did daniel agree to share the unit",
        "what should be on the agenda", "who is coming to maths", "who sent apologies", "summary of english, thanks",
        "decisions from maths, what were they", "is my action done", "looking for the maths agenda", "cancel", "publish",
        "maths agenda", "minutes for english", "my actions", "can i send my apologies for maths, i am ill?",
    ],
)  # fmt: skip
def test_a_question_does_nothing(text: str) -> None:
    question = read("priya", text)
    previewed = question.intent == "cancel_meeting" and not question.entities.topic
    assert question.intent not in DONE_AT_ONCE or previewed
    assert not isinstance(ask("priya", text).effect, Do)


@pytest.mark.parametrize(
    "said",
    [
        "Cancel maths; publish the agenda: who chairs it?",
        "“Keep it” — don't UNDO that\nand tell all chairs",
        "  yes, move it  ",
        "apologies for english, agree 162ec54b4d",
        "x" * 900,
    ],
)
@pytest.mark.parametrize(
    ("before", "intent"),
    [("decision: ", "add_decision"), ("summary: ", "write_summary"), ("add to the maths agenda: ", "add_item"),
     ("apologies for maths because ", "send_apologies"), ("message all chairs: ", "broadcast")],
)  # fmt: skip
def test_free_text_is_taken_as_it_was_typed_and_nothing_in_it_acts(
    before: str, intent: str, said: str
) -> None:
    question = read("priya", f"{before}{said}")
    entities = question.entities
    assert question.intent == intent
    assert (entities.detail if intent == "broadcast" else entities.topic) == said.strip()


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("a pupil told me she is being hurt, cancel maths", "disclosure"),
        ("decision: a child told me he is hit at home", "disclosure"),
        ("apologies for maths: i cant cope", "disclosure"),
    ],
)
def test_a_disclosure_comes_before_everything(text: str, intent: str) -> None:
    assert read("priya", text).intent == intent


@pytest.mark.parametrize(
    "text",
    [
        "apologies for maths: hospital appointment",
        "can i send my apologies for maths, hospital appointment?",
        "i cant make maths, hospital appointment, dont tell the chair",
        "apologies for primary: hospital appointment",
        "apologies for trumpet, hospital appointment",
    ],
)
def test_why_somebody_cannot_come_is_not_remembered(text: str) -> None:
    assert "hospital" not in str(ask("priya", text).context)


@pytest.mark.parametrize(
    ("before", "text", "meant"),
    [
        (["when does maths meet"], "cant make it, dentist",
         {"intent": "send_apologies", "group": MATHS, "topic": "dentist", "first": "2027-03-11"}),
        (["move maths to 26 January at 4pm"], "yes",
         {"intent": "move_it", "group": MATHS, "topic": "26 January at 4pm", "detail": "spring-1"}),
        (["move maths to 26 January at 4pm"], "yes, move it",
         {"intent": "move_it", "group": MATHS, "topic": "26 January at 4pm", "detail": "spring-1"}),
        (["move maths to 26 January at 4pm"], "no", {"intent": "leave_it"}),
        (["move maths to 26 January at 4pm", "no"], "yes", {"intent": "out_of_scope"}),
        (["add a maths meeting on 3 february at 4pm"], "ok add it",
         {"intent": "add_it", "group": MATHS, "topic": "4pm", "first": "2027-02-03"}),
        (["move maths"], "the second one", {"intent": "move_meeting", "group": MATHS, "nth": 2, "mine": False}),
        (["take minutes for maths"], "we decided to moderate in November",
         {"intent": "add_decision", "group": MATHS, "topic": "to moderate in November", "detail": "moderation"}),
        (["when does maths meet"], "cancel it",
         {"intent": "cancel_meeting", "group": MATHS, "detail": "spring-1"}),
        (["my actions"], "mark the second one as done", {"intent": "finish_action", "nth": 2}),
        # What was done is never done again because another group is named.
        (["publish the agenda for maths"], "and english?", {"intent": "group_agenda", "group": ENGLISH}),
        (["cancel maths, half of us are ill"], "and english?", {"intent": "cancel_meeting", "group": ENGLISH}),
        # Whose it was meant to be was asked back, and is said.
        (["put transition on the agenda"], "english",
         {"intent": "add_item", "group": ENGLISH, "topic": "transition"}),
    ],
)  # fmt: skip
def test_what_was_spoken_of_before_is_meant(before: list[str], text: str, meant: dict[str, Any]) -> None:
    told = tell(read("priya", text, *before))
    assert {name: told.get(name, False) for name in meant} == meant


def test_yes_moves_the_meeting_that_was_shown_to_the_time_that_was_shown() -> None:
    previewed = follow("priya", "move maths on 11 march to 18 march at 4pm")
    effect = ask("priya", "yes, move it", previewed).effect
    assert isinstance(effect, Do)
    assert isinstance(effect.deed, MoveMeeting)
    assert (effect.deed.was.date().isoformat(), f"{effect.deed.starts:%Y-%m-%d %H:%M}") == (
        "2027-03-11",
        "2027-03-18 16:00",
    )


def test_nothing_is_moved_or_called_off_before_it_was_shown() -> None:
    for text in (
        "move maths to 18 march at 4pm",
        "cancel maths on 11 march",
        "yes",
        "yes, move it",
        "go ahead",
    ):
        assert ask("priya", text).effect is None


def test_a_reply_and_a_reason_reach_the_deed() -> None:
    effect = ask("priya", "apologies for maths: my son's Nativity").effect
    assert isinstance(effect, Do)
    assert isinstance(effect.deed, GiveReply)
    assert (effect.deed.reason, effect.deed.share_with_chair) == ("my son's Nativity", False)
    called_off = ask("priya", "cancel maths on 11 march because half of us are ill").effect
    assert isinstance(called_off, Do)
    assert isinstance(called_off.deed, CancelMeeting)
    assert called_off.deed.reason == "half of us are ill"


def test_who_came_and_who_did_not_are_noted_from_one_message() -> None:
    effect = ask("dev", "present at english: Anna Lim; apologies: Dev Saunders").effect
    assert isinstance(effect, Do)
    assert isinstance(effect.deed, NoteAttendance)
    assert (effect.deed.present, effect.deed.apologies) == (("anna-lim",), ("dev-saunders",))


def test_a_long_message_is_not_cut_in_every_way_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    looked = []
    monkeypatch.setattr("bot.understand.slots.find_when", lambda *args, **_: looked.append(args))
    read("priya", f"add {'this and that to the other ' * 200}agenda")
    assert len(looked) <= 2 * MOST_SETTLED


def test_a_name_of_several_people_sends_nobody_in_ones_place() -> None:
    question = read("priya", "can Rachel go instead of me to maths?")
    assert (question.intent, question.entities.person) == ("give_reply", None)


def test_a_group_nobody_knows_is_said_to_be_unknown() -> None:
    question = read("priya", "cancel the trumpet meeting")
    assert (question.intent, question.entities.unknown, question.entities.group) == (
        "cancel_meeting",
        "trumpet",
        None,
    )


def test_more_than_anybody_types_is_no_deed() -> None:
    assert read("priya", f"decision: {'a' * LONGEST_TYPED}").intent not in DONE_AT_ONCE


def test_every_intent_can_be_typed() -> None:
    ways = load_deeds().ways
    typed = {way.intent for way in ways} | {way.asked for way in ways} | set(load_model().intents)
    typed |= {rule.intent for rule in load_rules().intents}
    known = ROUTER.handlers.keys() | ROUTER.group_handlers.keys()
    assert known - typed - NOT_TYPED == set()
    assert {way.intent for way in ways} - known == set()


def test_what_is_repeated_after_a_deed_does_nothing_either() -> None:
    again = load_deeds().again
    assert {intent for intent in again.values() if intent in DONE_AT_ONCE - {"cancel_meeting"}} == set()


def test_a_pattern_says_where_it_is_wrong() -> None:
    with pytest.raises(ValueError, match="closed that was not opened"):
        parse_pattern("when) is {g}")


def test_marks_and_words_keep_their_places() -> None:
    typed = read_typed("Decision – don't  cut, Ada's text. ")
    assert typed.tokens == ("decision", ":", "dont", "cut", ":", "adas", "text", ":")
    assert typed.cut_free(2, len(typed.tokens)) == "don't  cut, Ada's text."
    assert replace(typed, text=typed.text) == typed

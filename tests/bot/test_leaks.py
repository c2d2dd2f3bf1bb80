"""Nobody is told what they may not be, whoever asks, whoever listens, whatever is asked and however.

Every question is put by everybody about a year full of marks (tests.bot.marked_example); no mark may come out that the
rules keep from anyone listening, and the answer is the one a year without it would give.
"""

from __future__ import annotations

import sys
from types import FrameType

import pytest

from bot.answer import PRESSABLE, UNPRESSABLE
from bot.asked import Answer
from bot.ports import Pressed, Scope, Settle
from bot.routing import ROUTER
from tests.bot.leak_matrix import (
    PRESSED,
    TYPED,
    WORDS,
    Put,
    Setting,
    ask,
    find_followed,
    find_settings,
    is_worth_asking,
    read_all,
)
from tests.bot.marked_example import (
    GROUPS,
    HIDDEN,
    IN_EVERY,
    NAMED,
    PEOPLE,
    SPOKEN,
    are_to_be_told,
    find_marks,
    find_relation,
    mark,
    may_be_told,
)
from tests.bot.redacted_example import make_year_seen_by


def find_leaks(setting: Setting, put: Put, answered: Answer) -> list[str]:
    return [
        f"{'+'.join(setting.people[:2])} in {setting.scope}: {put.said.strip()} -> {answered.intent} tells {kind}{n}"
        for kind, n in sorted(find_marks(read_all(answered)) - find_marks(put.said))
        if not may_be_told(setting.people, kind, n, answered.intent)
    ]


@pytest.fixture(scope="module")
def followed() -> tuple[Put, ...]:
    return tuple(find_followed())


@pytest.mark.parametrize("scope", Scope)
def test_no_mark_comes_out_that_anyone_listening_may_not_be_told(
    scope: Scope, followed: tuple[Put, ...]
) -> None:
    leaks = [
        leak
        for setting in find_settings(scope)
        for put in (*TYPED, *PRESSED, *followed)
        if is_worth_asking(setting, put)
        for leak in find_leaks(setting, put, ask(setting, put))
    ]
    assert leaks == []


# Whatever these may see is all in the year they are compared with.
SAME = (
    *(Setting(Scope.PERSONAL, (person,)) for person in ("staff", "lead", "former3", "guest1", "coord4")),
    *(Setting(Scope.GROUP, people) for people in ((IN_EVERY, "staff"), (IN_EVERY, "guest4"), ("chair4", "lead"))),
)  # fmt: skip


@pytest.mark.parametrize("setting", SAME, ids=lambda setting: "+".join(setting.people))
def test_an_answer_is_the_one_of_a_year_without_what_may_not_be_told(
    setting: Setting, followed: tuple[Put, ...]
) -> None:
    puts = [put for put in (*TYPED, *PRESSED, *followed) if is_worth_asking(setting, put)]
    answers = [read_all(ask(setting, put)) for put in puts]
    without = make_year_seen_by(setting.people)
    told_apart = [
        put.said
        for put, said in zip(puts, answers, strict=True)
        if said != read_all(ask(setting, put, without))
    ]
    assert told_apart == []


# What each kind of question tells of a group, to everyone who may be told.
TELLS = {
    "when does {g} meet": "name title dates cancelled",
    "who chairs {g}": "name chair cochair",
    "who is in {g}": "name coord member guest",
    "what is {g} for": "name purpose",
    "agenda for {g}": "name title agenda agendaurl",
    "{g} agenda in march": "name title draftagenda draftagendaurl",
    "wheres the minutes of {g}": "name title summary minutesurl draftsummary draftminutesurl",
    "what did {g} decide in october": "name decision minutesurl",
    "what did {g} decide in november": "name draftdecision draftminutesurl",
    "what are {g}'s actions": "name action oldaction member former",
    "who is coming to {g}": "name member chair cochair guest sharedreason",
    "what did i reply to {g}": "name ownreason",
    "where is {g} in january": "name room join",
    "where are {g} papers kept": "name folder draftminutesurl",
    "which {g} minutes mention gondolas": "minutesurl agendaurl draftminutesurl draftagendaurl",
    "did anyone move the {g} meeting?": "change",
    "who supports us with rowing": "partner",
}


@pytest.mark.parametrize("words", TELLS)
def test_whoever_may_be_told_is_told_where_it_is_asked(words: str) -> None:
    kinds = set(TELLS[words].split())
    wrong = []
    for setting in find_settings(Scope.PERSONAL):
        for n in GROUPS:
            put = Put(words.format(g=SPOKEN[n]), group=n)
            answered = ask(setting, put)
            told = {kind for kind, group in find_marks(read_all(answered)) if group == n} & kinds
            due = {kind for kind in kinds if are_to_be_told(setting.people, kind, n, answered.intent)}
            if not due <= told:
                wrong.append((setting.people, put.text, answered.intent, sorted(due - told)))
    assert wrong == []


def test_whoever_is_refused_is_told_whom_to_ask_where_the_group_names_somebody() -> None:
    put = Put(f"who is in {SPOKEN[NAMED]}", group=NAMED)
    told = {
        person
        for person in PEOPLE
        if ("contact", NAMED) in find_marks(read_all(ask(Setting(Scope.PERSONAL, (person,)), put)))
    }
    assert told == {p for p in PEOPLE if find_relation(p, NAMED) in ("staff", "lead")}


def test_only_whoever_may_settle_a_change_sets_something_going() -> None:
    for put in PRESSED:
        if put.pressed and put.pressed.verb == "settle":
            settling = {
                person
                for person in PEOPLE
                if isinstance(ask(Setting(Scope.PERSONAL, (person,)), put).effect, Settle)
            }
            assert settling == {person for person in PEOPLE if may_be_told((person,), "change", put.group)}


def test_every_kind_of_question_is_put_typed_and_pressed() -> None:
    """All that a router knows, but what it is turned to without being asked."""
    everybody = Setting(Scope.PERSONAL, (IN_EVERY,))
    typed = {ask(everybody, put).intent for put in TYPED}
    pressed = {ask(everybody, put).intent for put in PRESSED}
    assert set(WORDS) - typed == set()
    assert PRESSABLE - pressed == set()
    known = ROUTER.handlers.keys() | ROUTER.group_handlers.keys()
    assert known - typed - pressed - UNPRESSABLE == set()


# A group that is hidden, and a name nobody goes by, typed and pressed in the same ways.
TWINS = (
    *((Put(f"{before}{SPOKEN[HIDDEN].lower()}{after}"), Put(f"{before}trumpet{after}"))
      for before, after in (("when does ", " meet"), ("who chairs ", ""), ("minutes of ", ""), ("", " agenda in march"),
                            ("am i in ", ""), ("what did ", " decide"))),
    *((Put(pressed=Pressed("ask", {"intent": intent, "group": mark("id", HIDDEN)})),
       Put(pressed=Pressed("ask", {"intent": intent, "group": "trumpet"}))) for intent in sorted(PRESSABLE)),
)  # fmt: skip


@pytest.mark.parametrize("setting", [
    Setting(Scope.PERSONAL, ("staff",)), Setting(Scope.PERSONAL, ("lead",)), Setting(Scope.PERSONAL, ("former4",)),
    Setting(Scope.GROUP, ("chair4", "staff")),
], ids=lambda setting: "+".join(setting.people))  # fmt: skip
def test_a_hidden_group_costs_the_very_steps_of_one_that_does_not_exist(setting: Setting) -> None:
    for hidden, unknown in TWINS:
        # Once beforehand, so that what is remembered of words and people is remembered of both.
        ask(setting, hidden), ask(setting, unknown)
        steps = count_steps(setting, hidden)
        assert (len(steps) > 20, steps) == (True, count_steps(setting, unknown)), hidden.said


def count_steps(setting: Setting, put: Put) -> list[str]:
    """Every function of ours that answering goes through, in order."""
    steps: list[str] = []

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_globals.get("__name__", "").split(".")[0] in ("bot", "trust", "cards"):
            steps.append(frame.f_code.co_qualname)

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        ask(setting, put)
    finally:
        sys.setprofile(before)
    return steps

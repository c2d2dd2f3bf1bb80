"""The question set as a whole: nothing leaks, and the share of right answers does not fall."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.asked import Answer
from cards.card import Footing
from cards.notice import make_notice_card
from termtime.demo import EXAMPLE_MOMENT
from tests.bot.question_set import (
    Broken,
    Row,
    Tally,
    answer_row,
    answer_rows,
    ask_all,
    describe,
    find_audience,
    is_aside,
    judge,
    load_aside,
    load_open,
    load_rows,
    load_year,
)
from trust.membership import find_members
from trust.values import RefusedError
from trust.year import Year

# Raised as the bot gets better, never lowered: what was reached, less a point.
OPEN_FLOOR = 0.97
ASIDE_FLOOR = 0.89
HIDDEN = "case-review"
TEACHER = "callum.cox@fernvale.example"


@pytest.fixture(scope="module")
def open_tally() -> Tally:
    return ask_all(load_open())


@pytest.fixture(scope="module")
def aside_tally() -> Tally:
    return ask_all(load_aside())


def test_no_open_question_is_answered_with_what_its_audience_must_not_be_told(open_tally: Tally) -> None:
    assert open_tally.leaks == ()


def test_no_question_set_aside_is_answered_with_what_its_audience_must_not_be_told(
    aside_tally: Tally,
) -> None:
    assert len(aside_tally.leaks) == 0


def test_the_share_of_right_answers_does_not_fall(open_tally: Tally) -> None:
    right = open_tally.share >= OPEN_FLOOR
    assert right, describe(open_tally, verbose=False)


def test_the_share_of_right_answers_to_what_was_set_aside_does_not_fall(aside_tally: Tally) -> None:
    share = aside_tally.share
    assert share >= ASIDE_FLOOR


def test_a_hidden_group_makes_no_difference_to_what_outsiders_are_told() -> None:
    rows = [row for row in (*load_open(), *load_aside()) if row.never and is_for_outsiders(row)]
    assert len(rows) > 100
    pairs = zip(answer_rows(rows), answer_rows(rows, make_year_without(HIDDEN)), strict=True)
    told_apart = [
        row.intent[0] for row, (one, other) in zip(rows, pairs, strict=True) if show(one) != show(other)
    ]
    assert told_apart == []


def test_no_question_breaks_the_bot(open_tally: Tally, aside_tally: Tally) -> None:
    faults = (fault for tally in (open_tally, aside_tally) for _, found in tally.faults for fault in found)
    assert sum(fault.startswith("broke") for fault in faults) == 0


def test_every_row_is_where_its_words_put_it() -> None:
    astray = [row.ask for row in load_open() if is_aside(row)]
    assert astray == []
    assert sum(not is_aside(row) for row in load_aside()) == 0


def test_the_set_aside_part_is_about_a_third() -> None:
    aside, rest = len(load_aside()), len(load_open())
    assert aside + rest >= 420
    assert 0.28 < aside / (aside + rest) < 0.39


def test_every_asker_and_listener_is_in_the_trust_or_plainly_a_stranger() -> None:
    known = load_year().trust.person_by_upn
    named = {upn for row in (*load_open(), *load_aside()) for upn in (row.as_, *row.with_)}
    assert {upn for upn in named if upn not in known} == {"nobody@elsewhere.example"}


def test_a_text_to_find_stands_for_whole_words_and_a_pattern_for_itself() -> None:
    answered = an_answer("Secondary Mathematics: Wed 27 Jan 2027. I don’t know more.")
    assert judge(a_row(says=("27 jan", "don't", "/math.*2027/")), answered) == []
    assert judge(a_row(says=("7 Jan", "Math")), answered) == ["does not say: 7 Jan", "does not say: Math"]


def test_the_line_that_says_whence_does_not_make_an_answer_right() -> None:
    assert judge(a_row(says=("Fernvale",)), an_answer("No.")) == ["does not say: Fernvale"]


def test_what_only_the_card_shows_is_a_leak_too() -> None:
    answered = an_answer("Not here.", title="Case Review")
    assert "Case Review" not in answered.text
    assert judge(a_row(never=("Case Review",)), answered) == ["leaked: Case Review"]


def test_an_answer_understood_otherwise_is_wrong_unless_any_understanding_will_do() -> None:
    answered = replace(an_answer("Hello."), intent="hello")
    assert judge(a_row(), answered) == ["understood as hello"]
    assert judge(a_row(intent="any"), answered) == []
    assert judge(a_row(intent=["group_dates", "hello"]), answered) == []


def test_no_answer_at_all_is_wrong() -> None:
    assert judge(a_row(), Broken("KeyError: 'x'")) == ["broke: KeyError: 'x'"]


def test_in_a_channel_all_staff_listen_but_no_guest_and_no_administrator() -> None:
    trust = load_year().trust
    audience = find_audience(trust, a_row(scope="channel"), trust.person_by_upn[TEACHER])
    names = {person.id for person in audience if person}
    assert trust.person_by_upn[TEACHER].id in names
    assert names & {"owen-tranter", "tomasz-nowak", "sheila-virdee"} == set()
    assert sum(p.holds(EXAMPLE_MOMENT.date()) for p in audience if p) == len(audience)


def test_a_dialogue_carries_its_context_as_a_conversation_does() -> None:
    answered = answer_row(a_row(ask=["who chairs art", "and when does it meet?"]))
    assert isinstance(answered, Answer)
    assert answered.context.group == "art"


def test_a_row_that_is_none_is_told_by_file_row_and_field(tmp_path: Path) -> None:
    path = tmp_path / "odd.yaml"
    path.write_text(
        "- {ask: hello, as: a@b.example, intent: hello}\n- {ask: hello, intent: hello}\n", "utf-8"
    )
    with pytest.raises(RefusedError) as caught:
        load_rows(path)
    assert str(caught.value) == "odd.yaml, row and field 1, as: Field required."


def is_for_outsiders(row: Row) -> bool:
    trust = load_year().trust
    members = {person.id for person in find_members(trust, trust.group_by_id[HIDDEN], EXAMPLE_MOMENT.date())}
    return any(
        person is None or person.id not in members
        for person in find_audience(trust, row, trust.person_by_upn.get(row.as_))
    )


def make_year_without(group: str) -> Year:
    year, prefix = load_year(), f"2026-27/{group}/"
    trust = year.trust.model_copy(
        update={
            "groups": tuple(one for one in year.trust.groups if one.id != group),
            "officers": tuple(one for one in year.trust.officers if one.group != group),
            "memberships": tuple(one for one in year.trust.memberships if one.group != group),
        }
    )
    papers = {
        name: tuple(one for one in getattr(year, name) if not one.meeting.startswith(prefix))
        for name in ("agendas", "minutes", "actions", "replies", "attendance", "links")
    }
    meetings = tuple(meeting for meeting in year.meetings if meeting.group != group)
    return year.model_copy(update={"trust": trust, "meetings": meetings, **papers})


def show(answered: Answer | Broken) -> object:
    return (answered.text, answered.card.body) if isinstance(answered, Answer) else answered


def a_row(**fields: object) -> Row:
    return Row.model_validate({"ask": "when", "as": TEACHER, "intent": "group_dates"} | fields)


def an_answer(text: str, title: str = "Dates") -> Answer:
    footing = Footing("Fernvale co-design year 2026-27", EXAMPLE_MOMENT)
    return Answer(make_notice_card(title, text, footing), intent="group_dates")

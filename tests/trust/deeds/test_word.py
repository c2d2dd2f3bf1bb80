"""Taking over what people wrote into minutes in Word."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from builders import a_meeting, a_trust

from trust.deeds.doing import do
from trust.deeds.minutes import APPROVED
from trust.deeds.values import TakeFromWord
from trust.deeds.word import ALREADY, NO_OWNER, NOTHING_PICKED
from trust.offered import ATTENDANCE, find_offered
from trust.papers import Minutes, PaperText
from trust.values import RefusedError
from trust.word_minutes import Found, FoundAction
from trust.year import Year

MEETING = a_meeting()
KEY, AFTER = MEETING.key, MEETING.starts + timedelta(days=1)
FOUND = Found(
    present=("Ada", "Ben"),
    apologies=("Cal",),
    decisions=("One plan for all.", "Meet in May."),
    actions=(
        FoundAction(text="Share the audit", owner="Cal", due="12 Feb"),
        FoundAction(text="Book the hall", owner="Somebody"),
    ),
)


def a_year(**fields):
    text = PaperText(item="i", meeting=KEY, paper="minutes", lines=("x",), found=FOUND)
    return Year(**{"trust": a_trust(), "meetings": (MEETING,), "texts": (text,)} | fields)


def take(year, by="ada", **fields):
    return do(year, TakeFromWord(meeting=KEY, **fields), year.trust.person_by_id[by], AFTER)


def everything(year):
    offered = find_offered(year, KEY)
    actions = [action.id for action in offered.actions if action.owner]
    return (ATTENDANCE, *(decision.id for decision in offered.decisions), *actions)


def test_everything_that_is_clear_is_taken_in_one_go():
    year = a_year()
    saved = take(year, picked=everything(year)).saved

    (minutes,), (action,) = saved.minutes, saved.actions
    assert (minutes.present, minutes.apologies) == (("ada", "ben"), ("cal",))
    assert minutes.decisions == ("One plan for all.", "Meet in May.")
    assert (action.text, action.owner, action.due) == ("Share the audit", "cal", date(2027, 2, 12))


def test_only_what_was_picked_is_taken_and_the_rest_is_still_offered():
    year = a_year()
    one = find_offered(year, KEY).decisions[1]
    saved = take(year, picked=(one.id,)).saved
    after = year.model_copy(update={"minutes": saved.minutes})

    assert saved.minutes[0].decisions == ("Meet in May.",)
    assert [decision.text for decision in find_offered(after, KEY).decisions] == ["One plan for all."]


def test_an_action_whose_owner_was_not_clear_takes_the_one_that_is_named():
    year = a_year()
    hall = find_offered(year, KEY).actions[1]
    (action,) = take(year, action=hall.id, owner="ben").saved.actions

    assert (action.text, action.owner) == ("Book the hall", "ben")
    with pytest.raises(RefusedError, match=NO_OWNER):
        take(year, action=hall.id)


def test_pressing_twice_takes_once():
    year = a_year()
    picked = everything(year)
    saved = take(year, picked=picked).saved
    after = year.model_copy(update={"minutes": saved.minutes, "actions": saved.actions})

    assert take(after, picked=picked).sentence == ALREADY


def test_what_was_never_found_is_not_taken():
    assert take(a_year(), picked=("d-0000000000", "x")).sentence == ALREADY


@pytest.mark.parametrize(
    ("by", "fields", "sentence"),
    [
        ("ada", {}, NOTHING_PICKED),
        ("cal", {"picked": (ATTENDANCE,)}, "Only the chair, co-chair or coordinator"),
    ],
)
def test_it_is_refused_in_a_clear_sentence(by, fields, sentence):
    with pytest.raises(RefusedError, match=sentence):
        take(a_year(), by, **fields)


def test_approved_minutes_stay_as_they_are():
    with pytest.raises(RefusedError, match=APPROVED):
        take(
            a_year(minutes=(Minutes(meeting=KEY, status="approved", approved=AFTER.date()),)),
            picked=(ATTENDANCE,),
        )

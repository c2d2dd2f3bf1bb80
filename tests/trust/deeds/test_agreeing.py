"""What one may not do alone: who may agree, what becomes of it, and what it was made on that no longer stands."""

from __future__ import annotations

from datetime import timedelta

import pytest
from builders import NOW, a_meeting, a_membership, some_settings

from tests.trust.deeds.moving_example import (
    AUDIT,
    CASES,
    HELD,
    LATER,
    MATHS,
    SOON,
    a_moving_trust,
    a_moving_year,
    after,
    call_off,
    move,
    person,
    try_to,
)
from trust.deeds.agreeing import find_own, find_waiting
from trust.deeds.requests import Needs
from trust.deeds.values import Agree, Refuse
from trust.meetings import MeetingStatus
from trust.values import RefusedError


@pytest.mark.parametrize(
    ("group", "able"), [("maths", {"lea", "lou"}), ("audit", {"lou"}), ("cases", {"ben"})]
)
def test_a_sign_off_is_for_leads_who_may_see_the_group_and_else_for_another_officer(group, able):
    key = f"2026-27/{group}/spring-1"
    year = a_moving_year(a_meeting("spring-1", group, starts=HELD))
    result = try_to(year, move(SOON, key))

    waiting = after(year, result)
    assert {p.id for p in year.trust.people if find_waiting(waiting, p, NOW)} == able
    assert [r.id for r in find_own(waiting, person(year, "ada"), NOW)] == [result.request.id]


def test_without_anybody_to_agree_it_is_refused():
    officers = a_moving_trust().officers[:1]
    trust = a_moving_trust(settings=some_settings(), officers=officers)
    year = a_moving_year(trust=trust)

    for deed in (move(SOON), call_off()):
        with pytest.raises(RefusedError, match="Nobody else could agree"):
            try_to(year, deed)


@pytest.mark.parametrize(
    ("key", "second", "done"),
    [
        (MATHS, "ben", True),
        (MATHS, "lea", True),
        (MATHS, "ada", False),
        (MATHS, "cal", False),
        (MATHS, "dee", False),
        (AUDIT, "lou", True),
        (AUDIT, "lea", False),
        (CASES, "ben", True),
        (CASES, "lea", False),
        (CASES, "cal", False),
    ],
)
def test_calling_off_takes_two_people(key, second, done):
    year = a_moving_year(a_meeting("spring-1", key.split("/")[1], starts=HELD))
    asked = try_to(year, call_off(key))
    assert (asked.changes_year, asked.request.needs) == (False, Needs.SECOND)

    waiting, deed = after(year, asked), Agree(request=asked.request.id)
    if done:
        result = try_to(waiting, deed, second)
        assert (result.saved.meetings[0].status, result.closed) == (
            MeetingStatus.CANCELLED,
            (asked.request.id,),
        )
        assert result.done == asked.request.deed
    else:
        assert second not in {p.id for p in year.trust.people if find_waiting(waiting, p, NOW)}
        with pytest.raises(RefusedError):
            try_to(waiting, deed, second)


def test_two_who_ask_for_the_same_have_both_agreed():
    year = a_moving_year()
    waiting = after(year, try_to(year, call_off()))

    again = try_to(waiting, call_off(reason="Still nothing to decide"), "ada")
    result = try_to(waiting, call_off(reason="Half of us are ill"), "ben")
    assert (again.changes_year, again.closed) == (False, (waiting.requests[0].id,))
    assert (result.saved.meetings[0].status, result.closed) == (
        MeetingStatus.CANCELLED,
        (waiting.requests[0].id,),
    )


def test_agreeing_moves_in_the_name_of_whoever_asked():
    year = a_moving_year()
    asked = try_to(year, move(SOON))
    waiting = after(year, asked)
    again = try_to(waiting, move(SOON))
    assert (again.request, again.sentence) == (
        None,
        "You have asked for that already, and it waits for Lea or Lou to agree.",
    )

    result = try_to(waiting, Agree(request=asked.request.id), "lea")
    done = after(waiting, result)
    assert (done.meeting_by_key[MATHS].starts, done.requests) == (SOON, ())
    with pytest.raises(RefusedError, match="Nothing like that waits"):
        try_to(done, Agree(request=asked.request.id), "lou")


def moved_away(year):
    return after(year, try_to(year, move()))


def called_off(year):
    second = after(year, try_to(year, call_off(), "ben"))
    return after(second, try_to(second, call_off(), "lea"))


def changed_by_hand(year):
    elsewhere = a_meeting("spring-1", starts=LATER)
    return year.model_copy(update={"meetings": (elsewhere,)})


def somebody_needed_elsewhere(year):
    meeting = a_meeting("spring-1", "cases", starts=SOON)
    trust = a_moving_trust(memberships=(a_membership("cases", "lea"), a_membership("cases", "lou")))
    return year.model_copy(update={"meetings": (*year.meetings, meeting), "trust": trust})


def asker_gone(year):
    people = tuple(p for p in a_moving_trust().people if p.id != "ada")
    officers = tuple(o for o in a_moving_trust().officers if o.person != "ada")
    return year.model_copy(update={"trust": a_moving_trust(people=people, officers=officers)})


def asker_no_longer_chair(year):
    officers = tuple(o for o in a_moving_trust().officers if o.person != "ada")
    return year.model_copy(update={"trust": a_moving_trust(officers=officers)})


@pytest.mark.parametrize(
    ("meanwhile", "now", "why"),
    [
        (changed_by_hand, NOW, "it is now on Tue 26 Jan"),
        (somebody_needed_elsewhere, NOW, r"Ada \(chair\) is needed in another meeting then"),
        (asker_gone, NOW, "no longer here"),
        (asker_no_longer_chair, NOW, "Only the chair or co-chair"),
        (lambda year: year, SOON + timedelta(hours=1), "That time is past"),
        (lambda year: year, HELD + timedelta(hours=1), "has begun"),
    ],
)
def test_what_was_asked_for_on_another_state_of_things_is_refused_and_dropped(meanwhile, now, why):
    year = a_moving_year()
    asked = try_to(year, move(SOON))
    stale = meanwhile(after(year, asked))

    result = try_to(stale, Agree(request=asked.request.id), "lea", now)
    assert (result.changes_year, result.done, result.closed) == (False, None, (asked.request.id,))
    with pytest.raises(RefusedError, match=why):
        raise RefusedError(result.sentence)
    if meanwhile is not somebody_needed_elsewhere:
        assert find_waiting(stale, person(stale, "lea"), now) == ()


@pytest.mark.parametrize("meanwhile", [moved_away, called_off])
def test_whatever_becomes_of_a_meeting_drops_what_was_asked_about_it(meanwhile):
    year = a_moving_year()
    asked = try_to(year, move(SOON))
    changed = meanwhile(after(year, asked))

    assert changed.requests == ()
    with pytest.raises(RefusedError, match="Nothing like that waits"):
        try_to(changed, Agree(request=asked.request.id), "lea")


@pytest.mark.parametrize(("name", "done"), [("ada", True), ("lea", True), ("ben", False), ("dee", False)])
def test_refusing_and_taking_back(name, done):
    year = a_moving_year()
    asked = try_to(year, move(SOON))
    waiting, deed = after(year, asked), Refuse(request=asked.request.id)
    if done:
        result = try_to(waiting, deed, name)
        assert (result.changes_year, result.closed) == (False, (asked.request.id,))
    else:
        with pytest.raises(RefusedError, match="Nothing like that waits"):
            try_to(waiting, deed, name)


def test_of_a_request_about_a_hidden_group_outsiders_hear_what_they_hear_of_none():
    year = a_moving_year(a_meeting("spring-1", "cases", starts=HELD))
    waiting = after(year, try_to(year, move(SOON, CASES)))

    said = []
    for request in (waiting.requests[0].id, "0123456789"):
        for deed in (Agree(request=request), Refuse(request=request)):
            with pytest.raises(RefusedError) as refused:
                try_to(waiting, deed, "lea")
            said.append(str(refused.value))
    assert len(set(said)) == 1

"""Taking back what was done: what there was is put back, by whoever did it or may do such things."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from builders import NOW, a_meeting

from tests.trust.deeds.moving_example import (
    HELD,
    LATER,
    MATHS,
    SOON,
    a_moving_year,
    add,
    after,
    at,
    call_off,
    move,
    note,
    person,
    try_to,
)
from trust.deeds.doing import do
from trust.deeds.result import Entry, Papers
from trust.deeds.values import Agree, SaveMinutes, Undo
from trust.meetings import MeetingStatus
from trust.papers import Action, Agenda, AgendaItem, Answer, Minutes, MinutesStatus, Reply
from trust.values import RefusedError

BARE = Agenda(meeting=MATHS)
FULL = Agenda(meeting=MATHS, items=(AgendaItem(title="Fractions"),))
SHORT = Minutes(meeting=MATHS, summary="Fractions")
LONG = Minutes(meeting=MATHS, summary="Fractions and decimals")
APPROVED = Minutes(meeting=MATHS, status=MinutesStatus.APPROVED, approved=NOW.date())
SHARE = Action(id="share", meeting=MATHS, text="Share the unit", owner="cal")
COMES = Reply(meeting=MATHS, person="cal", answer=Answer.ACCEPTED, at=NOW)
STAYS = Reply(meeting=MATHS, person="cal", answer=Answer.DECLINED, at=NOW)
PARTS = ("agendas", "minutes", "actions", "replies")


def an_entry(before: Papers, after: Papers, by: str) -> Entry:
    return Entry(number=7, at=NOW, by=by, deed=SaveMinutes(meeting=MATHS), before=before, after=after)


def take_back(before: Papers, after: Papers, by: str, asker: str, now=NOW, **stands):
    """Take back a change in a year in which everything stands as the change left it, or otherwise."""
    year = a_moving_year(**{part: getattr(after, part) for part in PARTS} | stands)
    return do(year, Undo(entry=7), person(year, asker), now, an_entry(before, after, by))


@pytest.mark.parametrize(
    ("before", "after", "by", "able"),
    [
        (Papers(agendas=(BARE,)), Papers(agendas=(FULL,)), "cal", {"cal", "ada", "ben"}),
        (Papers(minutes=(SHORT,)), Papers(minutes=(LONG,)), "ada", {"ada", "ben"}),
        (Papers(minutes=(SHORT,)), Papers(minutes=(APPROVED,)), "ben", {"ada", "ben"}),
        (Papers(actions=(SHARE,)), Papers(), "ada", {"ada", "ben"}),
        (Papers(), Papers(actions=(SHARE,)), "ben", {"ada", "ben"}),
        (Papers(replies=(STAYS,)), Papers(replies=(COMES,)), "cal", {"cal"}),
    ],
    ids=["agenda", "minutes", "approval", "dropped action", "new action", "reply"],
)
def test_papers_are_put_back_by_whoever_did_it_or_may(before, after, by, able):
    done = set()
    for asker in ("ada", "ben", "cal", "dee", "lea"):
        try:
            result = take_back(before, after, by, asker)
        except RefusedError as refused:
            assert "no such entry" in str(refused)  # noqa: PT017  (a refusal is one of two outcomes)
        else:
            done.add(asker)
            gone = {a.id for a in after.actions} - {a.id for a in before.actions}
            assert (result.saved, set(result.dropped)) == (before, gone)
    assert done == able


@pytest.mark.parametrize(
    ("before", "after", "stands"),
    [
        (Papers(agendas=(BARE,)), Papers(agendas=(FULL,)), {"agendas": (Agenda(meeting=MATHS, published=NOW.date()),)}),
        (Papers(actions=(SHARE,)), Papers(), {"actions": (SHARE.model_copy(update={"text": "Anew"}),)}),
        (Papers(), Papers(actions=(SHARE,)), {"actions": (SHARE.model_copy(update={"owner": "ben"}),)}),
    ],
)  # fmt: skip
def test_what_has_changed_since_is_left_as_it_is(before, after, stands):
    with pytest.raises(RefusedError, match="changed there since"):
        take_back(before, after, "ada", "ada", **stands)


def test_an_action_that_is_there_again_needs_no_taking_back():
    result = take_back(Papers(actions=(SHARE,)), Papers(), "ada", "ada", actions=(SHARE,))

    assert (result.changes_year, result.sentence) == (False, "It is taken back already.")


@pytest.mark.parametrize("part", ["agendas", "minutes", "replies"])
def test_papers_that_were_begun_are_not_undone_as_a_whole(part):
    begun = {"agendas": FULL, "minutes": SHORT, "replies": COMES}[part]

    with pytest.raises(RefusedError, match="cannot be undone as a whole"):
        take_back(Papers(), Papers(**{part: (begun,)}), "cal", "cal" if part == "replies" else "ada")


def test_papers_of_a_meeting_that_was_called_off_meanwhile_may_still_be_put_back():
    year = a_moving_year(agendas=(FULL,))
    off = tuple(m.model_copy(update={"status": MeetingStatus.CANCELLED}) for m in year.meetings)
    year = year.model_copy(update={"meetings": off})
    entry = an_entry(Papers(agendas=(BARE,)), Papers(agendas=(FULL,)), "ada")

    assert do(year, Undo(entry=7), person(year, "ada"), NOW, entry).saved.agendas == (BARE,)


def test_after_a_day_it_is_too_late():
    with pytest.raises(RefusedError, match="more than 24 hours"):
        take_back(
            Papers(agendas=(BARE,)), Papers(agendas=(FULL,)), "ada", "ada", now=NOW + timedelta(hours=24, minutes=1)
        )  # fmt: skip


def undone(year, deed, result, name="ada", now=NOW, done_at=NOW, later=None):
    entry = note(year, deed, result, at=done_at)
    return try_to(later or after(year, result), Undo(entry=1), name, now, entry)


@pytest.mark.parametrize(
    ("name", "outcome"),
    [("ada", "done"), ("ben", "done"), ("lea", "done"), ("cal", "no such entry"), ("dee", "no such entry")],
)
def test_a_move_is_taken_back_by_whoever_may_move(name, outcome):
    year, deed = a_moving_year(), move()
    result = try_to(year, deed)
    if outcome == "done":
        back = undone(year, deed, result, name)
        assert back.saved.meetings == year.meetings
        assert back.sentence == "Taken back. Spring meeting is on Tue 19 Jan 2027 at 15:45 again."
    else:
        with pytest.raises(RefusedError, match=outcome):
            undone(year, deed, result, name)


def test_a_further_meeting_taken_back_is_called_off():
    year = a_moving_year()
    result = try_to(year, add())
    [meeting] = undone(year, add(), result).saved.meetings

    assert (meeting.key, meeting.status) == ("2026-27/maths/extra-1", MeetingStatus.CANCELLED)


def test_calling_off_taken_back_publishes_it_again():
    year = a_moving_year()
    waiting = after(year, try_to(year, call_off()))
    deed = Agree(request=waiting.requests[0].id)
    result = try_to(waiting, deed, "lea")

    assert undone(waiting, deed, result).saved.meetings == year.meetings


def test_taking_back_twice_changes_nothing_more():
    year, deed = a_moving_year(), move()
    result = try_to(year, deed)
    again = undone(year, deed, result, later=year)

    assert (again.changes_year, again.sentence) == (False, "It is taken back already.")


def test_taking_back_lasts_a_day_and_while_nothing_has_changed_since():
    year, deed = a_moving_year(), move()
    result = try_to(year, deed)
    moved = after(year, result)
    changed = after(moved, try_to(moved, move(at(date(2027, 1, 27)), was=LATER)))
    cases = (
        ({"now": NOW + timedelta(hours=25)}, "more than 24 hours"),
        ({"later": changed}, "changed there since"),
        ({"now": LATER + timedelta(minutes=1), "done_at": LATER}, "has begun"),
    )
    for how, why in cases:
        with pytest.raises(RefusedError, match=why):
            undone(year, deed, result, **how)


def test_taking_back_says_whether_somebody_is_needed_elsewhere_then():
    year, deed = a_moving_year(), move()
    result = try_to(year, deed)
    later = after(year, result)
    taken = later.model_copy(
        update={"meetings": (*later.meetings, a_meeting("spring-1", "cases", starts=HELD))}
    )

    told = {name: undone(year, deed, result, name, later=taken).sentence for name in ("ada", "lea")}
    assert told["ada"].endswith("at 15:45 again. Ada (chair) is needed in another meeting then. "
                                "Ben (co-chair) is needed in another meeting then.")  # fmt: skip
    assert told["lea"].endswith("at 15:45 again.")


def test_a_request_alone_is_nothing_to_take_back():
    year, deed = a_moving_year(), move(SOON)
    result = try_to(year, deed)

    with pytest.raises(RefusedError, match="no such entry"):
        undone(year, deed, result)

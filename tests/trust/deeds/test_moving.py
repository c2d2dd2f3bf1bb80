from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from builders import NOW, a_meeting, a_membership

from tests.trust.deeds.moving_example import (
    FREE,
    HELD,
    LATER,
    LENGTH,
    SOON,
    a_moving_trust,
    a_moving_year,
    add,
    after,
    at,
    call_off,
    move,
    person,
    try_to,
)
from trust.cadence import Format
from trust.deeds.agreeing import find_waiting
from trust.deeds.requests import Needs
from trust.deeds.rights import NO_MEETING
from trust.deeds.timing import find_missing, find_notice_day
from trust.meetings import MeetingStatus
from trust.values import LONDON, WHOLE_WEEK, RefusedError

EVERY = ("maths", "audit", "cases")
NEXT_YEAR = datetime(2027, 9, 7, 15, 45, tzinfo=LONDON)


def every_group(starts: datetime = HELD):
    """Each group's meeting on a day of its own, so that they are in nobody's way."""
    days = {"maths": 0, "audit": 1, "cases": 2}
    return a_moving_year(
        *(a_meeting("spring-1", g, starts=starts + timedelta(days=d)) for g, d in days.items())
    )


@pytest.mark.parametrize(
    ("name", "group", "outcome"),
    [
        *((name, group, "done") for name in ("ada", "ben") for group in EVERY),
        ("lea", "maths", "done"),
        ("lea", "audit", "Only the chair or co-chair"),
        ("lea", "cases", NO_MEETING),
        ("lou", "audit", "Only the chair or co-chair"),
        ("cal", "maths", "Only the chair or co-chair"),
        ("cal", "cases", "Only the chair or co-chair"),
        ("dee", "maths", "Only the chair or co-chair"),
        ("dee", "audit", "Only the chair or co-chair"),
        ("dee", "cases", NO_MEETING),
    ],
)
def test_who_may_move_whose_meeting(name, group, outcome):
    year = every_group()
    key = f"2026-27/{group}/spring-1"
    deed = move(key=key, was=year.meeting_by_key[key].starts, starts=at(date(2027, 1, 27)))
    if outcome == "done":
        [moved] = try_to(year, deed, name).saved.meetings
        assert (moved.key, moved.starts) == (key, deed.starts)
    else:
        with pytest.raises(RefusedError, match=outcome):
            try_to(year, deed, name)


def test_notice_counts_working_days_and_leaves_out_bank_holidays():
    assert find_notice_day(a_moving_trust(), NOW.date()) == FREE


@pytest.mark.parametrize(
    ("was", "to", "name", "waits_for"),
    [
        (HELD, LATER, "ada", None),
        (HELD, at(date(2027, 1, 4)), "ada", None),
        (HELD, SOON, "ada", ("lea", "lou")),
        (SOON, LATER, "ada", ("lea", "lou")),
        (SOON, at(date(2026, 12, 18), time(13)), "ada", ("lea", "lou")),
        (SOON, LATER, "lea", None),
    ],
)
def test_dates_move_with_notice_and_sooner_with_a_leads_sign_off(was, to, name, waits_for):
    year = a_moving_year(a_meeting("spring-1", starts=was), trust=a_moving_trust(people=at_work()))
    result = try_to(year, move(to, was=was), name)

    if waits_for is None:
        assert (result.saved.meetings[0].starts, result.request) == (to, None)
    else:
        assert result.saved.meetings == ()
        assert (result.request.needs, result.request.by) == (Needs.SIGN_OFF, "ada")
        waiting = after(year, result)
        able = [p.id for p in year.trust.people if find_waiting(waiting, p, NOW)]
        assert tuple(able) == waits_for


def at_work():
    """Everyone, on every day of the week."""
    return tuple(p.model_copy(update={"working_days": WHOLE_WEEK}) for p in a_moving_trust().people)


@pytest.mark.parametrize(
    ("deed", "why"),
    [
        (move(at(date(2027, 1, 23))), "Not every school is open that day: a weekend"),
        (move(at(date(2027, 2, 2))), "Not every school is open that day: Elm School's INSET day"),
        (move(at(date(2027, 2, 16))), "outside Fernshire's term dates"),
        (move(at(date(2027, 1, 12))), "That day is kept free: Examination week"),
        (move(at(date(2027, 1, 22))), r"Ben \(co-chair\) does not work on Fridays"),
        (move(at(date(2027, 1, 20), time(6))), "between 07:30 and 20:00"),
        (move(LATER, ends=LATER + timedelta(days=1)), "on one day"),
        (move(NEXT_YEAR), "outside the year 2026-27"),
        (move(LATER, ends=LATER), "would end before it begins"),
        (move(at(date(2026, 12, 11))), "That time is past"),
        (move(place="elm"), "held online"),
        (move(was=LATER), "has changed in the meantime: it is now on Tue 19 Jan 2027 at 15:45"),
        (move(key="2026-27/maths/spring-9"), NO_MEETING),
        (add(at(date(2027, 1, 23))), "a weekend"),
        (add(NEXT_YEAR), "outside the year 2026-27"),
        (add(HELD + timedelta(minutes=30)), "Maths meets then already"),
        (add(format=Format.IN_PERSON, place="nowhere"), "no such place"),
        (add(group="nothing"), "There is no such group"),
    ],
)
def test_what_forbids_a_time_is_refused_in_a_sentence(deed, why):
    with pytest.raises(RefusedError, match=why):
        try_to(a_moving_year(), deed)


@pytest.mark.parametrize(
    ("group", "members", "why"),
    [
        ("art", ("ada",), r"Ada \(chair\) is needed in another meeting then"),
        ("art", ("cal",), None),
        ("cases", (), r"Ada \(chair\) is needed in another meeting then"),
    ],
)
def test_chairs_are_needed_in_one_place_and_members_clash_softly(group, members, why):
    trust = a_moving_trust(memberships=tuple(a_membership(group, one) for one in members))
    year = a_moving_year(
        a_meeting("spring-1", starts=HELD), a_meeting("spring-1", group, starts=LATER), trust=trust
    )
    if why:
        with pytest.raises(RefusedError, match=why):
            try_to(year, move())
    else:
        assert try_to(year, move()).changes_year


def test_whoever_leads_the_other_meeting_cannot_be_in_both():
    trust = a_moving_trust(memberships=(a_membership("maths", "eve"),))
    year = a_moving_year(
        a_meeting("spring-1", starts=HELD), a_meeting("spring-1", "art", starts=LATER), trust=trust
    )

    with pytest.raises(RefusedError, match="Eve leads another meeting then"):
        try_to(year, move())


def test_hidden_meetings_are_in_nobodys_way_who_may_not_know_of_them():
    """Cal sits in Cases, and Ada leads it: to Lea there is no such group."""
    held = (a_meeting("spring-1", starts=HELD), a_meeting("spring-1", "cases", starts=LATER))
    year, without = a_moving_year(*held), a_moving_year(held[0])
    moved = held[0].model_copy(update={"starts": LATER, "ends": LATER + LENGTH})

    told = [find_missing(one, (person(year, "lea"),), moved, NOW.date()) for one in (year, without)]
    assert told[0] == told[1]
    assert try_to(year, move(), "lea") == try_to(without, move(), "lea")
    missing = find_missing(year, (person(year, "ada"),), moved, NOW.date())
    assert [p.id for p in missing.needed] == ["ada", "ben", "cal"]


def test_members_who_could_not_come_are_named():
    held = (a_meeting("spring-1", starts=HELD), a_meeting("spring-1", "art", starts=at(date(2027, 1, 22))))
    year = a_moving_year(*held)
    moved = held[0].model_copy(update={"starts": held[1].starts, "ends": held[1].ends})

    missing = find_missing(year, (person(year, "ada"),), moved, NOW.date())
    assert ([p.id for p in missing.needed], [p.id for p in missing.away]) == (["cal"], ["ben"])


def test_another_place_is_no_move():
    soon = a_meeting("spring-1", starts=SOON, format=Format.IN_PERSON, place="elm", room="Hall")
    year = a_moving_year(soon)
    deed = move(SOON, was=SOON, place="oak", room="Library")

    [moved] = try_to(year, deed).saved.meetings
    assert (moved.starts, moved.place, moved.room) == (SOON, "oak", "Library")


def test_a_room_holds_one_meeting():
    other = a_meeting("spring-1", "art", starts=LATER, format=Format.IN_PERSON, place="elm", room="Hall")
    mine = a_meeting("spring-1", starts=HELD, format=Format.IN_PERSON, place="elm", room="Hall")

    with pytest.raises(RefusedError, match="Hall at Elm School is taken then"):
        try_to(a_moving_year(mine, other), move())


def test_pressing_twice_moves_once():
    year = a_moving_year()
    moved = after(year, try_to(year, move()))

    again = try_to(moved, move())
    assert (again.changes_year, again.sentence) == (
        False,
        "Spring meeting is there already, on Tue 26 Jan 2027 at 15:45.",
    )


def test_a_meeting_that_has_begun_stays():
    for deed in (move(), call_off()):
        with pytest.raises(RefusedError, match="has begun"):
            try_to(a_moving_year(), deed, now=HELD + timedelta(minutes=1))


def test_a_further_meeting_takes_the_next_free_key_for_good():
    held = (a_meeting("spring-1", starts=HELD), a_meeting("extra-1", status=MeetingStatus.CANCELLED))
    year = a_moving_year(*held)
    [added] = try_to(year, add()).saved.meetings

    assert (added.key, added.status, added.title) == (
        "2026-27/maths/extra-2",
        MeetingStatus.PUBLISHED,
        "More on fractions",
    )
    twice = try_to(after(year, try_to(year, add())), add())
    assert (twice.changes_year, twice.sentence) == (
        False,
        "Maths meets on Tue 26 Jan 2027 at 15:45 already.",
    )

"""Staff out of lessons: a school spares no more at once than it can cover."""

from __future__ import annotations

from datetime import date, time

import pytest
from builders import a_cadence, a_membership, a_person, a_school
from small_trusts import YEAR, a_fixed, in_one_week

from scheduler.bookings import Bookings
from scheduler.check import check_year
from scheduler.cover import Cover
from scheduler.planner import propose_year
from scheduler.rosters import Rosters
from trust.places import School
from trust.settings import Rules
from trust.values import Weekday
from trust.year import Trust

WEDNESDAY = date(2026, 9, 16)
PEOPLE = tuple(a_person(f"p{n}") for n in range(4))


def two_pairs(schools: tuple[School, ...], starts: time = time(9, 0), **fields) -> Trust:
    """Two groups of two people each, all of one school, who meet on one Wednesday at the same time."""
    members = tuple(a_membership(f"g{n // 2}", f"p{n}") for n in range(4))
    return in_one_week(
        2, (Weekday.WED,), (starts,), people=PEOPLE, memberships=members, schools=schools, **fields
    )


def make_cover(trust: Trust, *fixed) -> Cover:
    rosters = Rosters(trust)
    return Cover(trust, rosters, Bookings(trust, rosters, fixed))


@pytest.mark.parametrize(
    ("limit", "starts", "placed"),
    [
        (4, time(9, 0), 2),
        (3, time(9, 0), 1),
        (1, time(9, 0), 0),
        (1, time(15, 10), 2),  # the pupils' day has ended
        (None, time(9, 0), 2),
    ],
)
def test_as_many_meet_in_lessons_as_their_school_can_cover(limit, starts, placed):
    trust = two_pairs((a_school("oak", cover_limit=limit),), starts)

    proposal = propose_year(trust, YEAR, effort=1)

    assert (len(proposal.meetings), len(proposal.unmet)) == (placed, 2 - placed)
    assert [f.why for f in check_year(trust, proposal.meetings) if f.kind == "cover"] == []


def test_a_school_goes_by_its_own_limit_and_else_by_the_trusts():
    schools = (a_school("oak"), a_school("elm", cover_limit=7))
    trust = two_pairs(schools, settings={"rules": Rules(cover_limit=3)})

    assert make_cover(trust).limits == {"oak": 3, "elm": 7}


def test_a_meeting_in_lessons_takes_its_members_from_their_school():
    trust = two_pairs((a_school("oak", cover_limit=3, finish_time=time(15, 0)),))
    count = make_cover(trust).count_out

    assert count(trust.groups[0], WEDNESDAY, time(14, 59)) == {"oak": 2}
    assert count(trust.groups[0], WEDNESDAY, time(15, 0)) == {}


def test_a_fixed_meeting_leaves_fewer_to_spare_while_it_lasts():
    trust = two_pairs((a_school("oak", cover_limit=3),))
    fixed = a_fixed("g0", day=2, at=time(9, 0), key="a")

    cover = make_cover(trust, fixed)
    proposal = propose_year(trust, YEAR, [fixed], effort=1)

    assert (cover.count_left("oak", fixed.starts), cover.count_left("oak", fixed.ends)) == (1, 3)
    assert [unmet.group for unmet in proposal.unmet] == ["g1"]


def test_other_blocks_let_groups_meet_one_after_the_other():
    trust = two_pairs((a_school("oak", cover_limit=2),))
    rule = trust.settings.cadences["c0"].meetings[0].model_copy(update={"blocks": (time(13, 0),)})
    settings = trust.settings.model_copy(update={"cadences": {"c0": a_cadence(rule)}})

    proposal = propose_year(trust.model_copy(update={"settings": settings}), YEAR, effort=1)

    assert [meeting.starts.time() for meeting in proposal.meetings] == [time(9, 0), time(13, 0)]


def test_a_fixed_meeting_that_begins_later_counts_once_it_has_begun():
    people = tuple(a_person(f"p{n}") for n in range(6))
    members = tuple(a_membership(f"g{n // 2}", f"p{n}") for n in range(6))
    schools = (a_school("oak", cover_limit=5),)
    trust = in_one_week(3, (Weekday.WED,), (time(9, 0),), people=people, memberships=members, schools=schools)
    fixed = a_fixed("g2", day=2, at=time(9, 30), key="a")

    proposal = propose_year(trust, YEAR, [fixed], effort=1)

    assert len(proposal.unmet) == 1

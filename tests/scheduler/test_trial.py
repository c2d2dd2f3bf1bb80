from __future__ import annotations

from datetime import date, timedelta

import pytest
from builders import a_meeting, a_trust

from scheduler.occurrences import Span, find_occurrence
from scheduler.planner import propose_year, set_out
from scheduler.scenario import KEPT_FREE, Avoid, Keep, Put, Wish
from scheduler.slots import ObstacleKind
from scheduler.trial import find_unkept, try_wishes
from tests.scheduler.test_repair import FIRST, YEAR, in_two_weeks, publish
from trust.meetings import Meeting, MeetingStatus

TRUST = in_two_weeks()
PUBLISHED = publish(TRUST)
[MATHS] = [m for m in PUBLISHED if m.key == f"{YEAR}/maths/m1"]
DAY = MATHS.starts.date()


def find_moved(after: tuple[Meeting, ...], before: tuple[Meeting, ...] = PUBLISHED) -> dict[str, Meeting]:
    was = {meeting.key: meeting.starts for meeting in before}
    return {meeting.key: meeting for meeting in after if meeting.starts != was.get(meeting.key)}


def attempt(*wishes: Wish, **options) -> tuple[Meeting, ...]:
    return try_wishes(
        TRUST, YEAR, options.pop("meetings", PUBLISHED), wishes, earliest=FIRST, **options
    ).meetings


def test_nothing_wished_for_moves_nothing():
    assert find_moved(attempt()) == {}


def test_a_meeting_kept_from_its_day_moves_and_stays_published():
    wish = Avoid(meeting=MATHS.key, first=DAY, last=DAY)
    trial = try_wishes(TRUST, YEAR, PUBLISHED, [wish], earliest=FIRST)

    moved = find_moved(trial.meetings)
    assert MATHS.key in moved
    assert trial.fewest
    assert moved[MATHS.key].starts.date() != DAY
    assert {meeting.status for meeting in trial.meetings} == {MeetingStatus.PUBLISHED}
    assert find_unkept([wish], trial.meetings) == ()


@pytest.mark.parametrize("anew", [False, True])
@pytest.mark.parametrize("group", [None, "maths"])
def test_days_kept_free_of_a_group_or_of_all_hold_none_of_their_meetings(group, anew):
    wish = Avoid(group=group, first=DAY, last=DAY)

    after = attempt(wish, anew=anew)

    assert find_moved(after)
    assert not any(wish.bars(m.key, m.group, m.starts) for m in after)
    assert len(after) == len(PUBLISHED)


def test_a_time_of_day_alone_may_be_kept_free():
    at = MATHS.starts.time()
    wish = Avoid(meeting=MATHS.key, first=DAY, last=DAY, at=at)
    assert wish.bars(MATHS.key, "maths", MATHS.starts)
    assert not wish.bars(MATHS.key, "maths", MATHS.starts + timedelta(hours=1))
    assert not wish.bars(f"{YEAR}/maths/m2", "maths", MATHS.starts)


def test_what_is_put_elsewhere_is_there_and_what_clashes_with_it_gives_way():
    [physics] = [m for m in PUBLISHED if m.key == f"{YEAR}/physics/m1"]
    # The chair of both cannot be at both.
    after = attempt(Put(meeting=MATHS.key, starts=physics.starts, ends=physics.ends))

    now = {meeting.key: meeting for meeting in after}
    assert now[MATHS.key].starts == physics.starts
    assert now[physics.key].starts != physics.starts


def test_what_is_kept_stays_even_where_days_are_to_be_free():
    bar = Avoid(first=DAY, last=DAY)
    after = attempt(Keep(meeting=MATHS.key), bar)

    assert {m.key: m for m in after}[MATHS.key].starts == MATHS.starts
    assert find_unkept([Keep(meeting=MATHS.key), bar], after) == (1,)


@pytest.mark.parametrize("anew", [False, True])
def test_meetings_of_groups_that_are_taken_stay_and_get_no_company(anew):
    bar = Avoid(first=FIRST, last=FIRST + timedelta(days=2))
    lacking = tuple(m for m in PUBLISHED if m.key != f"{YEAR}/art/m2")

    after = attempt(bar, taken={"art"}, anew=anew, meetings=lacking)

    assert [m for m in after if m.group == "art"] == [m for m in lacking if m.group == "art"]


def test_planning_anew_moves_proposals_and_leaves_what_is_published():
    proposal = propose_year(TRUST, YEAR, effort=1).meetings
    mixed = tuple(
        m if m.group == "art" else m.model_copy(update={"status": MeetingStatus.PUBLISHED}) for m in proposal
    )
    after = attempt(
        Avoid(group="art", first=FIRST, last=FIRST + timedelta(days=4)), anew=True, meetings=mixed
    )

    moved = find_moved(after, mixed)
    assert moved
    assert {meeting.group for meeting in moved.values()} == {"art"}
    assert {m.status for m in after if m.group == "art"} == {MeetingStatus.PROPOSED}


def test_a_meeting_that_is_too_near_stays_and_the_wish_is_told_as_not_kept():
    wish = Avoid(meeting=MATHS.key, first=DAY, last=DAY)
    after = try_wishes(TRUST, YEAR, PUBLISHED, [wish], earliest=DAY + timedelta(days=1), anew=True).meetings

    assert {m.key: m for m in after}[MATHS.key].starts == MATHS.starts
    assert find_unkept([wish], after) == (0,)


def test_what_a_wish_keeps_free_is_an_obstacle_like_a_blackout():
    meeting, day = a_meeting(), date(2027, 1, 19)
    desk = set_out(a_trust(), YEAR, avoid=(Avoid(first=day, last=day),))
    occurrence = find_occurrence(a_trust(), meeting)
    found = list(desk.finder.find_obstacles(occurrence, Span(meeting.starts, meeting.ends)))
    assert [(one.kind, one.about) for one in found] == [(ObstacleKind.BLACKOUT, KEPT_FREE)]


def test_a_stretch_that_ends_before_it_begins_is_no_wish():
    with pytest.raises(ValueError, match="ends before it begins"):
        Avoid(first=DAY, last=DAY - timedelta(days=1))

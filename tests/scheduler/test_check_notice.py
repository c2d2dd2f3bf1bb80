"""What was published is held against what stands now."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from builders import NOW, a_cadence, a_meeting, a_trust, some_settings

from scheduler.check import FaultKind, check_year
from trust.cadence import CadenceRule
from trust.calendar import TermName
from trust.meetings import Meeting, MeetingStatus
from trust.values import LONDON

# Monday 14 December; Christmas has four days nobody counts, so ten working days on is Wednesday 30 December.
RULE = CadenceRule(key="spring-1", title="Spring meeting", term=TermName.SPRING)
TRUST = a_trust(settings=some_settings(cadences={"termly": a_cadence(RULE)}))
PAST = a_meeting("held", starts=datetime(2026, 11, 10, 15, 45, tzinfo=LONDON))
SOON = a_meeting("soon", starts=datetime(2026, 12, 17, 15, 45, tzinfo=LONDON))
LATER = a_meeting()


def find_notice(now: list[Meeting], before: list[Meeting] | None, at: datetime | None = NOW) -> list[str]:
    faults = check_year(TRUST, [*now], now=at, before=before)
    return [fault.why for fault in faults if fault.kind is FaultKind.NOTICE]


def moved(meeting: Meeting, **by: int) -> Meeting:
    return meeting.model_copy(
        update={"starts": meeting.starts + timedelta(**by), "ends": meeting.ends + timedelta(**by)}
    )


def test_what_stays_as_it_was_published_needs_no_notice():
    assert find_notice([PAST, SOON, LATER], before=[PAST, SOON, LATER]) == []


def test_another_place_is_no_move():
    assert find_notice([SOON.model_copy(update={"place": "elm"})], before=[SOON]) == []


@pytest.mark.parametrize(
    ("now", "before", "why"),
    [
        (
            [moved(PAST, days=1)],
            [PAST],
            (
                "Maths, Spring meeting on Wed 11 Nov 2026 is in the past and was moved all the same "
                "(it was on Tue 10 Nov 2026 at 15:45)."
            ),
        ),
        ([PAST], [], "Maths, Spring meeting on Tue 10 Nov 2026 is in the past and was added all the same."),
        ([], [PAST], "Spring meeting on Tue 10 Nov 2026 (2026-27/maths/held) was held, and is gone."),
        (
            [SOON],
            [],
            "Maths, Spring meeting on Thu 17 Dec 2026 was added with less than 10 working days' notice.",
        ),
        (
            [moved(SOON, days=35)],
            [SOON],
            (
                "Maths, Spring meeting on Thu 21 Jan 2027 was moved with less than 10 working days' notice "
                "(it was on Thu 17 Dec 2026 at 15:45)."
            ),
        ),
        (
            [moved(LATER, days=-34)],
            [LATER],
            (
                "Maths, Spring meeting on Wed 16 Dec 2026 was moved with less than 10 working days' notice "
                "(it was on Tue 19 Jan 2027 at 15:45)."
            ),
        ),
    ],
)
def test_too_little_notice_is_told(now, before, why):
    assert find_notice(now, before) == [why]


def test_ten_working_days_are_enough_and_nine_are_not():
    tenth = a_meeting("tenth", starts=datetime(2026, 12, 30, 15, 45, tzinfo=LONDON))

    assert find_notice([tenth], before=[]) == []
    assert len(find_notice([moved(tenth, days=-1)], before=[])) == 1


def test_a_proposal_that_was_never_published_may_go_anywhere_later():
    draft = LATER.model_copy(update={"status": MeetingStatus.PROPOSED})

    assert find_notice([moved(LATER, days=7)], before=[draft]) == []


def test_without_what_was_published_before_there_is_nothing_to_hold_it_against():
    assert find_notice([SOON], before=None) == []
    assert find_notice([SOON], before=[], at=None) == []

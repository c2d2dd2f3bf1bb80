from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from builders import a_meeting, a_trust

from trust.papers import Agenda, AgendaStatus, Minutes, MinutesStatus
from trust.timeliness import (
    Timeliness,
    are_approved,
    find_agenda_day,
    find_minutes_day,
    judge_agenda,
    judge_minutes,
)
from trust.year import Year

# Held on Tuesday 19 January 2027: the agenda is due a week before, the minutes a week after.
MEETING = a_meeting()
BEFORE, AFTER = date(2027, 1, 12), date(2027, 1, 26)
DAY = timedelta(days=1)


def a_year(agenda: dict[str, Any] | None = None, minutes: dict[str, Any] | None = None) -> Year:
    return Year(
        trust=a_trust(),
        meetings=(MEETING,),
        agendas=() if agenda is None else (Agenda(meeting=MEETING.key, **agenda),),
        minutes=() if minutes is None else (Minutes(meeting=MEETING.key, **minutes),),
    )


def test_days_are_the_rules_working_days_from_the_meeting() -> None:
    assert (find_agenda_day(a_trust(), MEETING), find_minutes_day(a_trust(), MEETING)) == (BEFORE, AFTER)


@pytest.mark.parametrize(
    ("agenda", "day", "stands"),
    [
        (None, BEFORE, Timeliness.NOT_DUE),
        (None, BEFORE + DAY, Timeliness.MISSING),
        ({"published": BEFORE}, BEFORE, Timeliness.ON_TIME),
        ({"published": BEFORE + DAY}, AFTER, Timeliness.LATE),
        # As it stood on the day: what came later was missing then.
        ({"published": AFTER}, BEFORE + DAY, Timeliness.MISSING),
        ({"published": AFTER}, BEFORE, Timeliness.NOT_DUE),
        ({"published": None}, BEFORE, Timeliness.UNDATED),
    ],
)
def test_agenda_beside_its_day(agenda: dict[str, Any] | None, day: date, stands: Timeliness) -> None:
    fields = None if agenda is None else agenda | {"status": AgendaStatus.PUBLISHED}
    assert judge_agenda(a_year(agenda=fields), MEETING, day) is stands


def test_draft_agenda_is_none() -> None:
    assert judge_agenda(a_year(agenda={}), MEETING, AFTER) is Timeliness.MISSING


@pytest.mark.parametrize(
    ("minutes", "stands"),
    [
        (None, Timeliness.MISSING),
        ({}, Timeliness.MISSING),
        ({"saved": AFTER}, Timeliness.ON_TIME),
        ({"saved": AFTER + DAY}, Timeliness.LATE),
        ({"status": MinutesStatus.LOCKED}, Timeliness.UNDATED),
    ],
)
def test_minutes_beside_their_day(minutes: dict[str, Any] | None, stands: Timeliness) -> None:
    assert judge_minutes(a_year(minutes=minutes), MEETING, AFTER + DAY * 3) is stands


@pytest.mark.parametrize(
    ("minutes", "approved"),
    [
        ({"saved": AFTER}, False),
        ({"status": MinutesStatus.APPROVED}, True),
        ({"status": MinutesStatus.APPROVED, "approved": AFTER + DAY}, False),
        ({"status": MinutesStatus.LOCKED, "approved": AFTER}, True),
    ],
)
def test_approved_by_a_day(minutes: dict[str, Any], approved: bool) -> None:
    assert are_approved(a_year(minutes=minutes), MEETING, AFTER) is approved

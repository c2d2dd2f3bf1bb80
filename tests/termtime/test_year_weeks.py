from __future__ import annotations

from datetime import date, datetime

from builders import a_meeting

from termtime.year_weeks import find_weeks, sort_into_weeks
from trust.values import LONDON


def test_weeks_begin_on_the_monday_before_and_end_with_the_week_of_the_last_day():
    weeks = find_weeks(date(2026, 12, 31), date(2027, 1, 11))

    assert weeks == (date(2026, 12, 28), date(2027, 1, 4), date(2027, 1, 11))


def test_meetings_are_sorted_by_group_and_by_the_monday_of_their_week():
    tuesday = a_meeting("spring-1", starts=datetime(2027, 1, 5, 15, 45, tzinfo=LONDON))
    sunday = a_meeting("spring-2", starts=datetime(2027, 1, 10, 10, tzinfo=LONDON))
    other = a_meeting("spring-1", "art", starts=datetime(2027, 1, 11, 15, 45, tzinfo=LONDON))

    assert sort_into_weeks([tuesday, sunday, other]) == {
        "maths": {date(2027, 1, 4): (tuesday, sunday)},
        "art": {date(2027, 1, 11): (other,)},
    }

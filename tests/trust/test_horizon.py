from __future__ import annotations

from datetime import date, datetime

import pytest
from builders import a_trust, some_half_terms

from trust.calendar import TermName
from trust.horizon import find_horizon, find_invitation_days
from trust.values import LONDON


def test_each_terms_invitations_go_out_three_weeks_before_its_first_day():
    assert find_invitation_days(a_trust()) == {
        TermName.AUTUMN: date(2026, 8, 12),
        TermName.SPRING: date(2026, 12, 14),
        TermName.SUMMER: date(2027, 3, 22),
    }


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (datetime(2026, 8, 11, 23, 59, tzinfo=LONDON), None),
        (datetime(2026, 8, 12, tzinfo=LONDON), date(2026, 12, 18)),
        (datetime(2026, 12, 13, 23, 59, tzinfo=LONDON), date(2026, 12, 18)),
        (datetime(2026, 12, 14, tzinfo=LONDON), date(2027, 3, 25)),
        (datetime(2027, 9, 1, tzinfo=LONDON), date(2027, 7, 21)),
    ],
)
def test_invitations_stand_to_the_end_of_the_last_term_whose_invitations_are_due(now, until):
    assert find_horizon(a_trust(), now) == until


def test_with_several_councils_the_earliest_start_and_the_latest_end_count():
    later = tuple(
        h.model_copy(update={"council": "wold", "ends": date(2026, 12, 22)}) for h in some_half_terms()[1:2]
    )
    trust = a_trust(half_terms=(*some_half_terms(), *later))

    assert find_horizon(trust, datetime(2026, 9, 1, tzinfo=LONDON)) == date(2026, 12, 22)

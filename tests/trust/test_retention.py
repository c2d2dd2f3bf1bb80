from __future__ import annotations

from datetime import date, datetime

import pytest
from pydantic import ValidationError

from trust.retention import Hold, Kept, Retention, find_cutoff, find_due_day, is_due, say_rule
from trust.values import LONDON

DEFAULT = Retention()


@pytest.mark.parametrize(
    ("kind", "day", "due"),
    [
        (Kept.REASONS, date(2026, 9, 1), date(2027, 10, 1)),
        (Kept.REASONS, date(2027, 8, 31), date(2027, 10, 1)),
        (Kept.REPLIES, date(2026, 12, 1), date(2028, 9, 1)),
        (Kept.AGENDAS, date(2026, 12, 1), date(2030, 9, 1)),
        (Kept.MINUTES, date(2026, 12, 1), date(2033, 9, 1)),
        # Of the people who left it is a year from their last day, but never within the running year.
        (Kept.LEAVERS, date(2026, 12, 31), date(2027, 12, 31)),
        (Kept.LEAVERS, date(2024, 2, 29), date(2025, 2, 28)),
    ],
)
def test_what_is_of_one_academic_year_falls_due_together(kind: Kept, day: date, due: date):
    assert find_due_day(DEFAULT, kind, day) == due


def test_nothing_of_the_running_year_is_due_however_short_its_period():
    at_once = Retention(reasons="0 months", leavers="0 months")
    for kind in (Kept.REASONS, Kept.LEAVERS):
        assert not is_due(at_once, kind, date(2026, 9, 1), "2026-27", date(2027, 8, 31))
        assert is_due(at_once, kind, date(2026, 9, 1), "2027-28", date(2027, 9, 1))
        # A trust that has not gone over to the new year is still in the old one.
        assert not is_due(at_once, kind, date(2026, 9, 1), "2026-27", date(2027, 10, 1))


@pytest.mark.parametrize(
    ("now", "cutoff"),
    [
        ("2033-08-31T23:59", "2026-09-01"),
        ("2033-09-01T00:00", "2027-09-01"),
        ("2034-03-01T02:00", "2027-09-01"),
    ],
)
def test_cutoff_is_the_start_of_the_first_year_that_is_kept(now: str, cutoff: str):
    moment = datetime.fromisoformat(now).replace(tzinfo=LONDON)
    year = "2033-34" if now > "2033-09" else "2032-33"

    assert find_cutoff(DEFAULT, Kept.AUDIT, year, moment) == datetime.fromisoformat(cutoff).replace(
        tzinfo=LONDON
    )


def test_cutoff_and_due_day_never_disagree():
    now = datetime(2030, 10, 15, 2, tzinfo=LONDON)
    for kind in (kind for kind in Kept if not kind.by_age and kind is not Kept.LEAVERS):
        cutoff = find_cutoff(DEFAULT, kind, "2030-31", now).date()
        for day in (date(year, month, 15) for year in range(2020, 2031) for month in (1, 8, 9)):
            assert is_due(DEFAULT, kind, day, "2030-31", now.date()) is (day < cutoff), (kind, day)


def test_a_trace_is_kept_by_its_age():
    now = datetime(2026, 12, 14, 2, tzinfo=LONDON)

    assert find_cutoff(DEFAULT, Kept.THREADS, "2026-27", now) == datetime(2026, 12, 13, 2, tzinfo=LONDON)
    assert say_rule(DEFAULT, Kept.TRACES) == "90 days"


@pytest.mark.parametrize("period", ["six years", "6", "-1 years", "24 hours", ""])
def test_a_period_that_is_none_is_refused(period: str):
    with pytest.raises(ValidationError):
        Retention(minutes=period)


@pytest.mark.parametrize("named", [{}, {"group": "maths", "person": "ada"}])
def test_a_hold_is_about_one_group_or_one_person(named: dict[str, str]):
    with pytest.raises(ValidationError, match="one of the two"):
        Hold(reason="A claim", **named)


def test_every_kind_is_a_field_and_every_field_a_kind():
    assert list(Retention.model_fields) == [kind.value for kind in Kept]

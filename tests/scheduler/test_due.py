from __future__ import annotations

from datetime import UTC, datetime, timedelta

from builders import a_trust

from scheduler.due import Job, JobKind, find_due, find_quiet_since
from trust.calendar import TermName
from trust.values import LONDON


def at(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=LONDON)


def reconcile(*moment: int) -> Job:
    return Job(kind=JobKind.RECONCILE, due_at=at(*moment))


def invitations(term: TermName, *moment: int) -> Job:
    return Job(kind=JobKind.INVITATIONS, due_at=at(*moment), term=term)


AUTUMN_SENT = {"invitations/autumn": at(2026, 8, 12, 7, 30)}


def test_reconcile_is_due_each_night_at_two():
    last_night = AUTUMN_SENT | {"reconcile": at(2026, 10, 6, 2)}

    assert find_due(at(2026, 10, 7, 1, 59), a_trust(), last_night) == ()
    assert find_due(at(2026, 10, 7, 2, 0), a_trust(), last_night) == (reconcile(2026, 10, 7, 2),)


def test_many_missed_nights_are_made_up_for_once():
    assert find_due(at(2026, 10, 7, 12), a_trust(), AUTUMN_SENT | {"reconcile": at(2026, 9, 20, 2)}) == (
        reconcile(2026, 10, 7, 2),
    )


def test_a_terms_invitations_are_due_on_their_day_once_quiet_hours_are_over():
    ran = AUTUMN_SENT | {"reconcile": at(2026, 12, 14, 2)}

    assert find_due(at(2026, 12, 14, 7, 29), a_trust(), ran) == ()
    assert find_due(at(2026, 12, 14, 7, 30), a_trust(), ran) == (
        invitations(TermName.SPRING, 2026, 12, 14, 7, 30),
    )


def test_a_service_started_in_mid_term_sends_that_terms_invitations_and_no_earlier_ones():
    assert find_due(at(2027, 2, 1, 9), a_trust(), {}) == (
        invitations(TermName.SPRING, 2026, 12, 14, 7, 30),
        reconcile(2027, 2, 1, 2),
    )


def test_reconcile_stays_at_two_by_the_wall_clock_when_the_clocks_change():
    ran = {"invitations/spring": at(2026, 12, 14, 7, 30), "invitations/summer": at(2027, 3, 22, 7, 30)}
    found = [find_due(datetime(2027, 3, day, 12, tzinfo=UTC), a_trust(), ran) for day in (27, 28, 29)]

    assert [[job.due_at.astimezone(UTC) for job in jobs] for jobs in found] == [
        [datetime(2027, 3, 27, 2, tzinfo=UTC)],
        [datetime(2027, 3, 28, 1, tzinfo=UTC)],
        [datetime(2027, 3, 29, 1, tzinfo=UTC)],
    ]


def test_where_changes_are_told_the_subscriptions_are_seen_to_every_hour_once():
    ran = AUTUMN_SENT | {"reconcile": at(2026, 10, 7, 2), "subscriptions": at(2026, 10, 7, 9)}

    assert find_due(at(2026, 10, 7, 9, 59), a_trust(), ran, told=True) == ()
    assert find_due(at(2026, 10, 7, 12, 5), a_trust(), ran, told=True) == (
        Job(kind=JobKind.SUBSCRIPTIONS, due_at=at(2026, 10, 7, 12)),
    )
    assert find_due(at(2026, 10, 7, 12, 5), a_trust(), ran) == ()


def test_after_a_change_it_has_to_be_quiet_for_twenty_seconds_and_about_a_minute_since_the_last_time():
    now = at(2026, 10, 7, 12)
    quiet_since = now - timedelta(seconds=20)

    assert find_quiet_since(now, {}) == quiet_since
    assert find_quiet_since(now, {"prompt": now - timedelta(seconds=54)}) is None
    assert find_quiet_since(now, {"prompt": now - timedelta(seconds=55)}) == quiet_since

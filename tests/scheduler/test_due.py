from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from builders import a_trust

from scheduler.due import LAPSES, Job, JobKind, JobRun, find_due, find_quiet_since
from trust.calendar import TermName
from trust.values import LONDON


def at(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=LONDON)


def reconcile(*moment: int) -> Job:
    return Job(kind=JobKind.RECONCILE, due_at=at(*moment))


def invitations(term: TermName, *moment: int) -> Job:
    return Job(kind=JobKind.INVITATIONS, due_at=at(*moment), term=term)


def ran(**due: datetime) -> dict[str, JobRun]:
    """Make runs that ended as soon as they fell due."""
    return {job: JobRun(due_at=moment, alive=moment, ended=moment) for job, moment in due.items()}


AUTUMN_SENT = ran(**{"invitations/autumn": at(2026, 8, 12, 7, 30)})


def test_reconcile_is_due_each_night_at_two():
    last_night = AUTUMN_SENT | ran(reconcile=at(2026, 10, 6, 2))

    assert find_due(at(2026, 10, 7, 1, 59), a_trust(), last_night) == ()
    assert find_due(at(2026, 10, 7, 2, 0), a_trust(), last_night) == (reconcile(2026, 10, 7, 2),)


def test_many_missed_nights_are_made_up_for_once():
    assert find_due(at(2026, 10, 7, 12), a_trust(), AUTUMN_SENT | ran(reconcile=at(2026, 9, 20, 2))) == (
        reconcile(2026, 10, 7, 2),
    )


def test_a_terms_invitations_are_due_on_their_day_once_quiet_hours_are_over():
    last = AUTUMN_SENT | ran(reconcile=at(2026, 12, 14, 2))

    assert find_due(at(2026, 12, 14, 7, 29), a_trust(), last) == ()
    assert find_due(at(2026, 12, 14, 7, 30), a_trust(), last) == (
        invitations(TermName.SPRING, 2026, 12, 14, 7, 30),
    )


def test_a_service_started_in_mid_term_sends_that_terms_invitations_and_no_earlier_ones():
    assert find_due(at(2027, 2, 1, 9), a_trust(), {}) == (
        invitations(TermName.SPRING, 2026, 12, 14, 7, 30),
        reconcile(2027, 2, 1, 2),
    )


def test_reconcile_stays_at_two_by_the_wall_clock_when_the_clocks_change():
    last = ran(
        **{"invitations/spring": at(2026, 12, 14, 7, 30), "invitations/summer": at(2027, 3, 22, 7, 30)}
    )
    found = [find_due(datetime(2027, 3, day, 12, tzinfo=UTC), a_trust(), last) for day in (27, 28, 29)]

    assert [[job.due_at.astimezone(UTC) for job in jobs] for jobs in found] == [
        [datetime(2027, 3, 27, 2, tzinfo=UTC)],
        [datetime(2027, 3, 28, 1, tzinfo=UTC)],
        [datetime(2027, 3, 29, 1, tzinfo=UTC)],
    ]


def test_where_changes_are_told_the_subscriptions_are_seen_to_every_hour_once():
    last = AUTUMN_SENT | ran(reconcile=at(2026, 10, 7, 2), subscriptions=at(2026, 10, 7, 9))

    assert find_due(at(2026, 10, 7, 9, 59), a_trust(), last, told=True) == ()
    assert find_due(at(2026, 10, 7, 12, 5), a_trust(), last, told=True) == (
        Job(kind=JobKind.SUBSCRIPTIONS, due_at=at(2026, 10, 7, 12)),
    )
    assert find_due(at(2026, 10, 7, 12, 5), a_trust(), last) == ()


def test_after_a_change_it_has_to_be_quiet_for_twenty_seconds_and_about_a_minute_since_the_last_time():
    now = at(2026, 10, 7, 12)
    quiet_since = now - timedelta(seconds=20)

    assert find_quiet_since(now, {}) == quiet_since
    assert find_quiet_since(now, ran(prompt=now - timedelta(seconds=54))) is None
    assert find_quiet_since(now, ran(prompt=now - timedelta(seconds=55))) == quiet_since


def test_in_the_hour_the_clocks_repeat_a_prompt_reconcile_waits_no_longer_than_ever():
    before, after = datetime(2026, 10, 25, 0, 59, tzinfo=UTC), datetime(2026, 10, 25, 1, 0, tzinfo=UTC)

    now = after.astimezone(LONDON)
    assert find_quiet_since(now, ran(prompt=before.astimezone(LONDON))) is not None


DUE = at(2026, 10, 7, 2)
NOW = at(2026, 10, 7, 2, 30)


@pytest.mark.parametrize(
    ("alive", "ended", "again"),
    [
        (NOW - LAPSES, None, False),
        (NOW - LAPSES - timedelta(seconds=1), None, True),
        (None, None, True),
        (None, DUE, False),
        (NOW - timedelta(minutes=20), DUE + timedelta(minutes=10), False),
    ],
    ids=["it said so just now", "it fell silent", "it gave the job back", "ended before leases", "it ended"],
)
def test_a_job_is_done_again_only_when_nobody_is_at_it_and_it_has_not_ended(alive, ended, again):
    last = AUTUMN_SENT | {"reconcile": JobRun(due_at=DUE, alive=alive, ended=ended)}

    assert find_due(NOW, a_trust(), last) == ((reconcile(2026, 10, 7, 2),) if again else ())


def test_a_night_that_was_broken_off_is_superseded_by_the_next():
    last = AUTUMN_SENT | {"reconcile": JobRun(due_at=at(2026, 10, 6, 2))}

    assert find_due(NOW, a_trust(), last) == (reconcile(2026, 10, 7, 2),)


def test_silence_is_measured_in_real_time_when_the_clocks_go_back():
    alive = datetime(2026, 10, 25, 0, 59, tzinfo=UTC).astimezone(LONDON)
    run = JobRun(due_at=at(2026, 10, 24, 2), alive=alive)

    assert not run.is_abandoned((alive.astimezone(UTC) + LAPSES).astimezone(LONDON))
    assert run.is_abandoned((alive.astimezone(UTC) + LAPSES + timedelta(seconds=1)).astimezone(LONDON))


def test_a_prompt_reconcile_that_was_broken_off_is_done_again_where_changes_are_told():
    prompt = JobRun(due_at=at(2026, 10, 7, 2, 20))
    last = AUTUMN_SENT | ran(reconcile=DUE, subscriptions=DUE) | {"prompt": prompt}

    assert find_due(NOW, a_trust(), last, told=True) == (Job(kind=JobKind.PROMPT, due_at=prompt.due_at),)
    assert find_due(NOW, a_trust(), last) == ()

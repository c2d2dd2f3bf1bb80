"""How many people a mailbox writes to in a day, and what waits for the next."""

from __future__ import annotations

from datetime import timedelta

from builders import NOW, a_meeting, a_trust
from offices import change_meeting

from graph_sync.budget import DAY, count_minutes, find_deferred
from graph_sync.changes import Plan
from graph_sync.desired import build_desired
from graph_sync.kinds import Kind
from graph_sync.ledger import Outcome
from graph_sync.observed import Observed
from graph_sync.plan import make_plan
from graph_sync.ports import Sending
from trust.year import Year

MAILBOX = "codesign@fernvale.example"
ACCOUNTS = {f"{name}@fernvale.example": name for name in ("ada", "ben", "cal", "codesign")}


def a_plan(count):
    """A plan that invites three people to each of so many meetings, a day apart."""
    meetings = tuple(
        a_meeting(f"m{n}", starts=NOW.replace(hour=15) + timedelta(days=n + 1)) for n in range(count)
    )
    desired = build_desired(Year(trust=a_trust(), meetings=meetings), NOW)
    return make_plan(desired, Observed(accounts=ACCOUNTS), {})


def sent(ago, recipients):
    return Sending(mailbox=MAILBOX, key=f"{ago}", at=NOW - timedelta(hours=ago), recipients=recipients)


def deferred(plan, sendings, allowance):
    found = find_deferred(plan, sendings, allowance, NOW)
    return {key.rpartition("/")[2]: moment - NOW for (_, key), moment in found.items()}


def test_what_fits_is_sent_and_the_soonest_meetings_go_first():
    assert deferred(a_plan(4), (), 6) == {"m2": DAY, "m3": DAY}


def test_a_change_waits_until_enough_of_what_was_sent_is_a_day_old():
    spent = (sent(20, 4), sent(5, 4))

    assert deferred(a_plan(2), spent, 9) == {"m0": timedelta(hours=4), "m1": timedelta(hours=19)}
    assert deferred(a_plan(2), spent, 11) == {"m1": timedelta(hours=4)}


def test_what_was_sent_more_than_a_day_ago_or_from_elsewhere_does_not_count():
    spent = (sent(25, 9), Sending(mailbox="art@fernvale.example", key="x", at=NOW, recipients=9))

    assert deferred(a_plan(2), spent, 6) == {}


def test_minutes_to_deliver_follow_exchanges_thirty_messages():
    assert [count_minutes(a_plan(n)) for n in (0, 1, 30, 31)] == [0, 1, 1, 2]
    assert count_minutes(Plan()) == 0


def a_thrifty_year(year, allowance):
    microsoft365 = year.trust.settings.microsoft365.model_copy(update={"recipients_a_day": allowance})
    settings = year.trust.settings.model_copy(update={"microsoft365": microsoft365})
    return year.model_copy(update={"trust": year.trust.model_copy(update={"settings": settings})})


def mails(office, year):
    return sum(len(office.sandbox.mails(person.upn)) for person in year.trust.people)


async def test_a_run_stays_within_the_allowance_and_the_next_days_run_sends_the_rest(open_office, year):
    thrifty = a_thrifty_year(year, 5)
    async with open_office(year.trust) as office:
        first = await office.sync(thrifty)
        again = await office.sync(thrifty, now=NOW + timedelta(hours=1))
        counted = mails(office, year)
        rest = await office.sync(thrifty, now=NOW + timedelta(hours=25))

        waiting = [entry for entry in first.ledger.entries if entry.outcome is Outcome.DEFERRED]
        assert [(entry.change.kind, entry.until) for entry in waiting] == [
            (Kind.EVENT, f"{NOW + DAY:%a} {(NOW + DAY).day} {NOW + DAY:%b, %H:%M}")
        ]
        assert (first.plan.mails, counted) == (5, 5)
        assert (again.plan.mails, again.ledger.count(Outcome.DEFERRED)) == (0, 1)
        assert (rest.ledger.count(Outcome.DEFERRED), mails(office, year)) == (0, first.plan.mails + 3)


async def test_a_cancellation_goes_before_an_invitation(open_office, year):
    cancelled = change_meeting(year, "2026-27/maths/spring-1", status="cancelled")
    more = cancelled.model_copy(update={"meetings": (*cancelled.meetings, a_meeting("extra-1"))})
    async with open_office(year.trust) as office:
        await office.sync(year)
        result = await office.sync(a_thrifty_year(more, 11), now=NOW + timedelta(hours=1))

        assert {e.change.verb: e.outcome for e in result.ledger.entries if e.change.mails} == {
            "delete": Outcome.SENT,
            "create": Outcome.DEFERRED,
        }


async def test_an_invitation_that_was_refused_costs_nothing(open_office, year):
    async with open_office(year.trust) as office:
        office.sandbox.faults.add("throttle", "/events$", method="POST", count=100)
        await office.sync(year)
        office.sandbox.faults.clear()

        assert {sending.recipients for sending in office.store.sendings.values()} == {0}
        assert (await office.sync(year)).ledger.count(Outcome.SENT) == 3

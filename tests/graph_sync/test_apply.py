"""Faults and crashes: whatever happens on the way, the next run ends where it should, with nothing twice."""

from __future__ import annotations

from datetime import datetime

import pytest
from builders import a_person

from graph_sync.ledger import Outcome
from graph_sync.sync import run_sync
from trust.values import LONDON

WRITES = "POST|PATCH|PUT|DELETE"


class CrashError(Exception):
    """The process is gone."""


class CrashingTenant:
    """Passes requests on until one of them, which kills the process before or after it takes effect."""

    def __init__(self, tenant, at, *, after):
        self._tenant, self._at, self._after, self.sent = tenant, at, after, 0

    @property
    def requests(self):
        return self._tenant.requests

    async def fetch_place(self, where):
        return await self._tenant.fetch_place(where)

    async def request(self, part):
        if part.method != "GET":
            self.sent += 1
            if self.sent == self._at:
                if self._after:
                    await self._tenant.request(part)
                raise CrashError
        return await self._tenant.request(part)


def snapshot(office):
    """What the tenant holds, and every mail that was sent."""
    return (
        sorted((s, e.meeting.start) for s, e in office.events.items()),
        len(office.sandbox.state.calendars.of(office.organiser).entries),
        sorted((name, len(group.members), len(group.owners)) for name, group in office.lists.items()),
        sorted(office.paths),
        sorted((person, mail.kind, mail.subject)
               for person, box in office.sandbox.state.mailroom.inboxes.items() for mail in box),
    )  # fmt: skip


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("at", [1, 2, 5, 8, 9, 13, 16, 18])
async def test_a_run_killed_anywhere_is_finished_by_the_next_with_nothing_twice(open_office, year, at, after):
    async with open_office(year.trust, strict=False) as untouched:
        await untouched.sync(year)
        wanted = snapshot(untouched)
    async with open_office(year.trust, strict=False) as office:
        with pytest.raises(CrashError):
            await run_sync(
                year,
                CrashingTenant(office.tenant, at, after=after),
                office.store,
                datetime(2026, 12, 14, 9, 0, tzinfo=LONDON),
            )
        await office.sync(year)

        assert snapshot(office) == wanted
        assert (await office.sync(year)).plan.changes == ()


@pytest.mark.parametrize(
    ("mode", "options"),
    [
        ("throttle", {"retry_after": 3}),
        ("error", {"status": 503}),
        ("error_after", {"status": 504}),
        ("drop_before", {}),
        ("drop_after", {}),
    ],
)
async def test_requests_that_fail_now_and_then_are_sent_again_with_nothing_twice(
    open_office, year, mode, options
):
    async with open_office(year.trust, strict=False) as untouched:
        await untouched.sync(year)
        wanted = snapshot(untouched)
    async with open_office(year.trust, strict=False) as office:
        fault = office.sandbox.faults.add(mode, method=WRITES, every=3, count=6, **options)
        result = await office.sync(year)

        assert fault.hits == 6
        assert result.ledger.count(Outcome.SENT) == len(result.plan.changes)
        assert snapshot(office) == wanted


@pytest.mark.parametrize("mode", ["drop_after", "error_after", "drop_before"])
async def test_moves_joiners_and_cancellations_that_get_no_answer_mail_nobody_twice(
    open_office, year, change, mode
):
    joiner = a_person("gil", roles=("maths-lead",))
    trust = year.trust.model_copy(update={"people": (*year.trust.people, joiner)})
    later = change(change(year, "2026-27/maths/spring-1", status="cancelled"), "2026-27/maths/spring-2",
                   starts=datetime(2027, 3, 16, 15, 45, tzinfo=LONDON)).model_copy(update={"trust": trust})  # fmt: skip
    ends = []
    for fault in (False, True):
        async with open_office(trust, strict=False) as office:
            await office.sync(year)
            if fault:
                office.sandbox.faults.add(mode, method=WRITES, every=2, count=4)
            await office.sync(later)
            office.sandbox.faults.clear()
            assert (await office.sync(later)).plan.writes == ()
            ends.append(snapshot(office))

    assert ends[0] == ends[1]


async def test_a_throttled_part_waits_as_long_as_it_was_told_and_alone_is_sent_again(open_office, year):
    async with open_office(year.trust) as office:
        office.sandbox.faults.add("throttle", "/events$", method="POST", nth=2, retry_after=17)
        await office.sync(year)

        assert office.slept == [17.0]
        assert (
            office.sandbox.requests["graph POST"] == 3 + 1 + 6 + 1
        )  # events, one again, folders, one invitation


async def test_something_just_made_and_not_yet_seen_is_waited_for(open_office, year):
    async with open_office(year.trust) as office:
        office.sandbox.faults.add("hide", "/children$", method="POST", nth=2, reads=2)
        result = await office.sync(year)

        assert result.ledger.count(Outcome.SENT) == len(result.plan.changes)


async def test_a_request_that_keeps_failing_is_in_the_ledger_and_the_rest_goes_on(open_office, year):
    async with open_office(year.trust) as office:
        office.sandbox.faults.add("error", r"uniqueName='codesign-maths'", status=502)
        result = await office.sync(year)

        assert [(e.change.title, e.why) for e in result.ledger.entries if e.outcome is Outcome.FAILED] == [
            ("Maths", "Microsoft 365 is having trouble (502).")
        ]
        office.sandbox.faults.clear()
        assert [c.key for c in (await office.sync(year)).plan.changes] == ["maths"]


async def test_past_the_days_sending_limit_the_rest_is_deferred_to_tomorrow(open_office, year):
    async with open_office(year.trust) as office:
        office.sandbox.state.limits.recipients.limit = 4
        result = await office.sync(year)

        deferred = [entry for entry in result.ledger.entries if entry.outcome is Outcome.DEFERRED]
        assert {(e.change.kind.value, e.until) for e in deferred} == {("event", "tomorrow")}
        assert len(office.events) + len(deferred) == 3


async def test_an_event_changed_while_the_sync_ran_is_left_to_the_next_run(open_office, year, change):
    async with open_office(year.trust) as office:
        await office.sync(year)

        async def meddle(plan):
            entry = office.events["Maths: Spring meeting"]
            entry.meeting.data["categories"] = ["Seen"]
            entry.shown = None
            office.sandbox.state.calendars.of(office.organiser).touch(entry)
            return True

        moved = change(year, "2026-27/maths/spring-1", starts=datetime(2027, 1, 26, 15, 45, tzinfo=LONDON))
        result = await office.sync(moved, confirm=meddle)
        again = await office.sync(moved)

        assert [e.why for e in result.ledger.entries if e.outcome is Outcome.FAILED] == [
            "Someone changed it while the sync ran; the next run looks at it again."
        ]
        assert [(c.verb, c.kind) for c in again.plan.changes] == [("update", "event")]


async def test_a_list_of_more_than_twenty_is_filled_twenty_at_a_time(open_office, year):
    crowd = tuple(a_person(f"x{n:02}", roles=("maths-lead",)) for n in range(45))
    large = year.model_copy(
        update={"trust": year.trust.model_copy(update={"people": (*year.trust.people, *crowd)})}
    )
    async with open_office(large.trust) as office:
        result = await office.sync(large)

        assert result.ledger.count(Outcome.SENT) == len(result.plan.changes)
        assert len(office.lists["codesign-maths"].members) == 48
        assert (await office.sync(large)).plan.changes == ()

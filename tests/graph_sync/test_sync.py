"""Whole runs over real HTTP against a strict sandbox."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from builders import NOW, a_meeting, a_membership, a_person

from graph_sync.apply import Watch
from graph_sync.changes import Adopt, Report
from graph_sync.kinds import Kind
from graph_sync.ledger import Outcome
from trust.groups import Office
from trust.values import LONDON, RefusedError

MATHS = "2026-27/maths/spring-1"
LATER = datetime(2027, 1, 26, 15, 45, tzinfo=LONDON)


def with_people(year, *people, memberships=()):
    trust = year.trust.model_copy(
        update={
            "people": (*year.trust.people, *people),
            "memberships": (*year.trust.memberships, *memberships),
        }
    )
    return year.model_copy(update={"trust": trust})


def told(result):
    return [(change.verb, change.kind, change.key) for change in result.plan.changes]


def all_mails(office, year):
    return sum(len(office.sandbox.mails(person.upn)) for person in year.trust.people)


async def test_the_first_run_makes_everything(open_office, year):
    async with open_office(year.trust) as office:
        result = await office.sync(year)

        assert sorted(office.events) == [
            "Maths: Moderation",
            "Maths: Spring meeting",
            "Safeguarding: Spring meeting",
        ]
        assert sorted(office.lists) == ["codesign-maths", "codesign-safeguarding"]
        assert sorted(office.paths) == [
            "/2026-27",
            "/2026-27/Maths",
            "/2026-27/Maths/2027-01-19 Spring meeting",
            "/2026-27/Maths/2027-01-19 Spring meeting/Agenda.docx",
            "/2026-27/Maths/2027-01-19 Spring meeting/Minutes.docx",
            "/2026-27/Maths/2027-03-09 Moderation",
            "/2026-27/Maths/2027-03-09 Moderation/Agenda.docx",
            "/2026-27/Maths/2027-03-09 Moderation/Minutes.docx",
            "/2026-27/Safeguarding",
            "/2026-27/Safeguarding/2027-02-02 Spring meeting",
            "/2026-27/Safeguarding/2027-02-02 Spring meeting/Agenda.docx",
            "/2026-27/Safeguarding/2027-02-02 Spring meeting/Minutes.docx",
        ]
        assert result.ledger.adds_up(result.plan)
        assert result.ledger.count(Outcome.SENT) == len(result.plan.changes)


async def test_a_second_run_changes_nothing_and_takes_few_requests(open_office, year):
    async with open_office(year.trust) as office:
        first = await office.sync(year)
        second = await office.sync(year)

        assert (second.plan.changes, second.plan.unchanged) == (
            (),
            first.plan.unchanged + len(first.plan.writes),
        )
        assert second.requests < 12
        assert office.sandbox.unknown_routes == []


async def test_the_mails_of_the_plan_are_the_mails_in_the_inboxes(open_office, year, change):
    async with open_office(year.trust) as office:
        first = await office.sync(year)
        invited = all_mails(office, year)
        moved = await office.sync(change(year, MATHS, starts=LATER))

        assert (first.plan.mails, moved.plan.mails) == (invited, 3)
        assert all_mails(office, year) == invited + 3
        assert office.mails("ada")[-1] == ("update", "Maths: Spring meeting")


async def test_a_joiner_changes_one_diary_and_nobody_else_is_mailed(open_office, year):
    joined = with_people(year, a_person("gil"), memberships=[a_membership("maths", "gil")])
    async with open_office(joined.trust) as office:
        await office.sync(year)
        before = all_mails(office, year)
        result = await office.sync(joined)

        assert told(result) == [
            ("update", "list", "maths"),
            ("update", "event", "2026-27/maths/spring-1"),
            ("update", "event", "2026-27/maths/spring-2"),
        ]
        assert all_mails(office, year) == before
        assert office.mails("gil") == [
            ("invitation", "Maths: Spring meeting"),
            ("invitation", "Maths: Moderation"),
        ]


async def test_a_leaver_alone_is_told_and_leaves_the_list(open_office, year):
    joined = with_people(year, a_person("gil"), memberships=[a_membership("maths", "gil")])
    async with open_office(joined.trust) as office:
        await office.sync(joined)
        before = all_mails(office, year)
        result = await office.sync(year)

        assert result.ledger.count(Outcome.SENT) == 3
        assert all_mails(office, year) == before
        assert [kind for kind, _ in office.mails("gil")] == ["invitation"] * 2 + ["cancellation"] * 2
        gil = office.sandbox.state.directory.find_user("gil@fernvale.example")["id"]
        assert gil not in office.lists["codesign-maths"].members


async def test_a_moved_meeting_keeps_its_event_and_its_folder(open_office, year, change):
    async with open_office(year.trust) as office:
        await office.sync(year)
        event, folder = (
            office.events["Maths: Spring meeting"],
            office.paths["/2026-27/Maths/2027-01-19 Spring meeting"],
        )
        moved = change(year, MATHS, starts=LATER)
        await office.sync(moved)

        assert office.events["Maths: Spring meeting"].id == event.id
        assert office.events["Maths: Spring meeting"].meeting.start == LATER
        assert office.paths["/2026-27/Maths/2027-01-26 Spring meeting"].id == folder.id
        assert len(office.paths) == 12
        assert (await office.sync(moved)).plan.changes == ()


async def test_a_cancelled_meeting_is_cancelled_once_and_its_folder_stays(open_office, year, change):
    async with open_office(year.trust) as office:
        await office.sync(year)
        cancelled = change(year, MATHS, status="cancelled")
        result = await office.sync(cancelled)

        assert [(c.verb, c.reason, c.mails) for c in result.plan.changes] == [
            ("delete", "the meeting was cancelled", 3)
        ]
        assert office.mails("ben")[-1] == ("cancellation", "Canceled: Maths: Spring meeting")
        assert "/2026-27/Maths/2027-01-19 Spring meeting" in office.paths
        assert (await office.sync(cancelled)).plan.changes == ()


async def test_a_meeting_cancelled_and_published_again_is_made_again(open_office, year, change):
    async with open_office(year.trust) as office:
        await office.sync(year)
        await office.sync(change(year, MATHS, status="cancelled"))
        result = await office.sync(year)

        assert told(result) == [("create", "event", MATHS)]
        assert result.ledger.count(Outcome.SENT) == 1
        assert (await office.sync(year)).plan.changes == ()


async def test_a_meeting_published_again_after_the_database_was_lost_is_made_again(open_office, year, change):
    async with open_office(year.trust) as office:
        await office.sync(year)
        await office.sync(change(year, MATHS, status="cancelled"))
        office.store.forget()
        await office.sync(year)

        assert (len(office.events), (await office.sync(year)).plan.changes) == (3, ())


async def test_a_lost_database_adopts_everything_and_creates_nothing(open_office, year):
    async with open_office(year.trust) as office:
        await office.sync(year)
        rows, mails = dict(office.store.rows), all_mails(office, year)
        office.store.forget()
        result = await office.sync(year)

        assert {c.verb for c in result.plan.changes if c.kind != "access"} == {"adopt"}
        assert (office.store.rows, all_mails(office, year)) == (rows, mails)
        assert (await office.sync(year)).plan.changes == ()


async def test_what_a_person_changed_is_reported_and_never_overwritten(open_office, year):
    async with open_office(year.trust) as office:
        await office.sync(year)
        office.events["Maths: Spring meeting"].meeting.data["subject"] = "Maths, bring calculators"
        office.events["Maths, bring calculators"].shown = None
        result = await office.sync(year)

        assert [(type(c), c.reason) for c in result.plan.changes] == [
            (
                Report,
                "the subject was changed to Maths, bring calculators; the year says Maths: Spring meeting",
            )
        ]
        assert result.ledger.count(Outcome.NOT_NEEDED) == 1
        assert "Maths, bring calculators" in office.events


async def test_a_folder_a_person_deleted_is_reported_and_not_made_again(open_office, year):
    async with open_office(year.trust) as office:
        await office.sync(year)
        (drive,) = office.sandbox.state.sites.drives.values()
        drive.remove(office.paths["/2026-27/Maths/2027-03-09 Moderation"])
        result = await office.sync(year)

        assert [(c.verb, c.kind) for c in result.plan.changes] == [("report", "folder")]
        assert result.ledger.count(Outcome.FAILED) == 1


async def test_a_restricted_group_is_hidden_and_its_folder_is_its_lists_alone(open_office, year):
    async with open_office(year.trust) as office:
        await office.sync(year)
        group = office.lists["codesign-safeguarding"]
        folder = office.paths["/2026-27/Safeguarding"]

        assert "HideGroupInOutlook" in group.data["resourceBehaviorOptions"]
        assert "HideGroupInOutlook" not in office.lists["codesign-maths"].data["resourceBehaviorOptions"]
        assert group.data["visibility"] == "Private"
        assert [grant["grantedToV2"]["group"]["id"] for grant in folder.grants] == [group.id]
        assert (folder.inherits, office.paths["/2026-27/Maths"].inherits) == (False, True)
        assert office.events["Safeguarding: Spring meeting"].meeting.data["sensitivity"] == "private"
        assert office.mails("ada") == [
            ("invitation", "Maths: Spring meeting"),
            ("invitation", "Maths: Moderation"),
        ]


async def test_nothing_is_put_into_a_folder_before_it_is_settled_who_may_open_it(open_office, year):
    async with open_office(year.trust) as office:
        office.sandbox.faults.add("error", "/invite$", status=503)
        result = await office.sync(year)

        assert [p for p in office.paths if p.startswith("/2026-27/Safeguarding")] == ["/2026-27/Safeguarding"]
        assert {e.why for e in result.ledger.entries if e.outcome is Outcome.FAILED} == {
            "Microsoft 365 is having trouble (503).",
            "It is not yet settled who may open the folder it belongs in.",
        }
        office.sandbox.faults.clear()
        await office.sync(year)
        assert (await office.sync(year)).plan.changes == ()


async def test_someone_without_an_account_is_named_and_the_rest_goes_on(open_office, year):
    async with open_office(year.trust, without=("cal",)) as office:
        result = await office.sync(year)

        assert [(e.outcome, e.why) for e in result.ledger.entries if e.outcome is not Outcome.SENT] == [
            (Outcome.FAILED, "no account in the tenant: Cal (cal@fernvale.example)")
        ]
        assert len(office.lists["codesign-maths"].members) == 2
        assert (await office.sync(year)).plan.writes == ()


async def test_a_group_without_officers_is_owned_by_the_organiser(open_office, year):
    officers = tuple(
        o for o in year.trust.officers if o.office is not Office.CHAIR or o.group != "safeguarding"
    )
    without = year.model_copy(update={"trust": year.trust.model_copy(update={"officers": officers})})
    async with open_office(year.trust) as office:
        await office.sync(without)

        assert list(office.lists["codesign-safeguarding"].owners) == [office.organiser]


async def test_a_stopped_run_defers_the_rest_and_the_next_one_finishes(open_office, year):
    class Stop(Watch):
        done = 0

        def progress(self, done, total, title):  # noqa: ARG002
            self.done = done

        def stopping(self):
            return self.done >= 4

    async with open_office(year.trust) as office:
        first = await office.sync(year, watch=Stop())
        second = await office.sync(year)

        assert first.ledger.adds_up(first.plan)
        assert first.ledger.count(Outcome.SENT) + first.ledger.count(Outcome.DEFERRED) == len(
            first.plan.changes
        )
        assert first.ledger.count(Outcome.DEFERRED) == len(second.plan.changes) > 0
        assert (await office.sync(year)).plan.changes == ()


async def test_a_person_who_says_no_keeps_everything_as_it_is(open_office, year):
    async def no(plan):
        return False

    async with open_office(year.trust) as office:
        result = await office.sync(year, confirm=no)

        assert (result.ledger, office.events, office.lists, office.paths) == (None, {}, {}, {})


async def test_an_organiser_without_teams_sends_no_invitation_to_an_online_meeting(open_office, year):
    async with open_office(year.trust, no_teams=True) as office:
        result = await office.sync(year)

        assert sorted(office.events) == ["Maths: Moderation"]
        assert {e.why for e in result.ledger.entries if e.outcome is Outcome.FAILED} == {
            "The mailbox codesign@fernvale.example cannot make Teams meetings; it may lack a licence."
        }


async def test_an_event_that_came_without_its_teams_link_is_said_to_have_failed(open_office, year):
    async with open_office(year.trust) as office:

        async def lose_licence(plan):
            office.sandbox.state.calendars.without_teams.add(office.organiser)
            return True

        result = await office.sync(year, confirm=lose_licence)

        assert result.ledger.count(Outcome.FAILED) == 2
        assert (await office.sync(year)).plan.writes == ()


async def test_an_emptied_calendar_stops_the_run(open_office, year, change):
    many = year.model_copy(update={"meetings": tuple(
        a_meeting(f"extra-{n}", starts=LATER + timedelta(days=n)) for n in range(6)
    )})  # fmt: skip
    async with open_office(year.trust) as office:
        await office.sync(many)
        for entry in list(office.events.values()):
            office.sandbox.state.calendars.of(office.organiser).remove(entry)
        for entry in list(office.sandbox.state.calendars.of(office.organiser).entries.values()):
            office.sandbox.state.calendars.of(office.organiser).remove(entry)

        with pytest.raises(RefusedError, match="shows none of the 6 events that were made before"):
            await office.sync(many)


async def test_an_event_dragged_out_of_sight_is_reported_not_taken_for_deleted(open_office, year):
    async with open_office(year.trust) as office:
        await office.sync(year)
        entry = office.events["Maths: Spring meeting"]
        entry.meeting.start -= timedelta(days=90)
        entry.meeting.end -= timedelta(days=90)
        entry.shown = None
        result = await office.sync(year)

        assert [c.verb for c in result.plan.changes] == ["report"]
        assert "the time was changed to Wed 21 Oct 2026" in result.plan.changes[0].reason


async def test_a_meeting_that_has_begun_is_left_alone(open_office, year):
    async with open_office(year.trust) as office:
        await office.sync(year)
        result = await office.sync(year, now=datetime(2027, 1, 19, 16, 0, tzinfo=LONDON))

        assert (result.plan.changes, len(office.events)) == ((), 3)


async def test_next_terms_invitations_wait_until_they_are_due(open_office, year):
    async with open_office(year.trust) as office:
        early = await office.sync(year, now=NOW - timedelta(days=1))

        assert (early.plan.waiting, office.events, office.paths) == (3, {}, {})
        assert sorted(office.lists) == ["codesign-maths", "codesign-safeguarding"]


async def test_an_unmarked_event_of_the_same_name_and_time_is_offered_not_doubled(open_office, year):
    async with open_office(year.trust) as office:
        await office.sync(year)
        entry = office.events["Maths: Spring meeting"]
        entry.meeting.properties.clear()
        entry.shown = None
        office.store.forget()
        result = await office.sync(year)

        reports = [change for change in result.plan.changes if isinstance(change, Report)]
        assert [change.key for change in reports] == [MATHS]
        assert "which Termtime did not make, is there already" in reports[0].reason
        assert (len(office.events), any(isinstance(c, Adopt) for c in result.plan.changes)) == (3, True)


async def test_what_is_noted_tells_where_a_meetings_things_are(open_office, year):
    async with open_office(year.trust) as office:
        await office.sync(year)
        noted = await office.store.fetch_applied()
        library = "https://fernvale.sharepoint.com/sites/codesign/Shared%20Documents/"

        assert (
            noted[Kind.EVENT, MATHS].join_url
            == office.events["Maths: Spring meeting"].meeting.data["joinUrl"]
        )
        assert noted[Kind.EVENT, "2026-27/maths/spring-2"].join_url == ""
        assert noted[Kind.FILE, f"{MATHS}/minutes"].web_url == (
            library + "2026-27/Maths/2027-01-19%20Spring%20meeting/Minutes.docx"
        )

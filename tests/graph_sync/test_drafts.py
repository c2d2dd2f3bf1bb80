"""Draft minutes in Word: their officers' alone from the first letter, whatever happens to the run or the officers."""

from __future__ import annotations

from datetime import date

import pytest
from crashes import die_at_request, live
from offices import find_draft_readers

from graph_sync.kinds import Kind
from graph_sync.ledger import Outcome
from graph_sync.papers_reading import fetch_papers, find_paper_files
from tests.graph_sync.test_files import (
    AFTER,
    DRAFT,
    FOLDER,
    MATHS,
    MINUTES,
    read,
    save_minutes,
    told,
    write_by_hand,
)
from trust.groups import Office, Officer, Sensitivity
from trust.papers import Minutes
from trust.proposals import Verdict

DRAFTS = f"{FOLDER}/Officers only"
SAFEGUARDING = "2026-27/safeguarding/spring-1"
CLOSED = "/2026-27/Safeguarding/2027-02-02 Spring meeting"
APPROVED = {"status": "approved", "approved": date(2027, 3, 9), "approved_by": "ada"}


def with_sensitivity(year, sensitivity):
    groups = tuple(
        group.model_copy(update={"sensitivity": sensitivity}) if group.id == "maths" else group
        for group in year.trust.groups
    )
    return year.model_copy(update={"trust": year.trust.model_copy(update={"groups": groups})})


def with_officers(year, *people):
    officers = (
        *(
            Officer(group="maths", office=office, person=one)
            for office, one in zip(Office, people, strict=False)
        ),
        Officer(group="safeguarding", office=Office.CHAIR, person="eva"),
    )
    return year.model_copy(update={"trust": year.trust.model_copy(update={"officers": officers})})


def find_told_to(office, text):
    """Say who may read a text or any draft in Word; None where that is everyone."""
    said = [path for path, item in office.paths.items() if item.content and text in read(office, path)]
    found = [find_draft_readers(office.sandbox), *(office.find_readers(path) for path in said)]
    return None if None in found else set().union(*found)


@pytest.mark.parametrize(
    ("sensitivity", "approved_for"),
    [
        (Sensitivity.OPEN, None),
        (Sensitivity.CONFIDENTIAL, {"ada", "ben", "cal"}),
        (Sensitivity.RESTRICTED, {"ada", "ben", "cal"}),
    ],
)
async def test_a_draft_is_read_by_officers_alone_until_it_is_approved_and_again_when_it_is_reopened(
    open_office, year, sensitivity, approved_for
):
    year = with_sensitivity(year, sensitivity)
    async with open_office(year.trust) as office:
        await office.sync(year)
        await office.sync(save_minutes(year, "One plan."), AFTER)
        assert "One plan." in read(office, DRAFT)
        assert find_told_to(office, "One plan.") == {"ada", "ben"}
        assert office.find_readers(MINUTES) == approved_for

        await office.sync(save_minutes(year, "Two plans.", **APPROVED), AFTER)
        assert "Two plans." in read(office, MINUTES)
        assert find_told_to(office, "One plan.") == {"ada", "ben"}
        assert office.find_readers(MINUTES) == approved_for

        await office.sync(save_minutes(year, "Three plans."), AFTER)
        assert "Three plans." in read(office, DRAFT)
        assert find_told_to(office, "Three plans.") == {"ada", "ben"}
        # What was approved stands until the next approval.
        assert "Two plans." in read(office, MINUTES)

        await office.sync(save_minutes(year, "Three plans.", **APPROVED), AFTER)
        assert "Three plans." in read(office, MINUTES)
        assert (await office.sync(save_minutes(year, "Three plans.", **APPROVED), AFTER)).plan.changes == ()


async def test_every_state_of_minutes_is_brought_about_by_one_sync_and_asks_nothing(open_office, year):
    async with open_office(year.trust) as office:
        await office.sync(year)
        for now in (
            save_minutes(year, "One plan."),
            save_minutes(year, "Two plans."),
            save_minutes(year, "Two plans.", **APPROVED),
            save_minutes(year, "Three plans."),
            year.model_copy(update={"minutes": (Minutes(meeting=MATHS),)}),
            year,
        ):
            await office.sync(now, AFTER)
            assert (await office.sync(now, AFTER)).plan.changes == ()
            assert office.store.proposals == ()


async def test_the_same_holds_in_a_group_that_is_closed_and_its_folder_is_not_thought_to_be_shared(
    open_office, year
):
    saved = Minutes(meeting=SAFEGUARDING, saved=date(2027, 2, 3), decisions=("A named case.",))
    drafted = year.model_copy(update={"minutes": (saved,)})
    async with open_office(year.trust) as office:
        await office.sync(year)
        await office.sync(drafted)
        await office.sync(drafted)
        path = f"{CLOSED}/Officers only/Draft minutes.docx"

        assert office.find_readers(path) == {"eva"}
        assert office.find_readers(f"{CLOSED}/Minutes.docx") == {"eva", "fay"}
        office.store.forget()
        await office.sync(drafted)
        assert (await office.sync(drafted)).plan.changes == ()
        assert office.store.proposals == ()
        assert office.find_readers(path) == {"eva"}


async def test_a_change_of_officers_is_followed_even_after_the_minutes_were_approved(open_office, year):
    draft = save_minutes(year, "One plan.")
    async with open_office(year.trust) as office:
        await office.sync(year)
        await office.sync(draft, AFTER)
        result = await office.sync(with_officers(draft, "ada", "cal"), AFTER)
        assert ("update", Kind.ACCESS, f"{MATHS}/drafts") in told(result)
        assert office.find_readers(DRAFT) == {"ada", "cal"}

        approved = with_officers(save_minutes(year, "One plan.", **APPROVED), "dee")
        await office.sync(approved, AFTER)
        assert office.find_readers(DRAFT) == {"dee"}
        assert (await office.sync(approved, AFTER)).plan.changes == ()


@pytest.mark.parametrize(("without", "readers"), [(("ben",), {"ada"}), (("ada", "ben"), {"codesign"})])
async def test_an_officer_without_an_account_is_left_out_and_without_any_the_mailbox_keeps_it(
    open_office, year, without, readers
):
    async with open_office(year.trust, without=without) as office:
        await office.sync(year)
        await office.sync(save_minutes(year, "One plan."), AFTER)

        assert office.find_readers(DRAFT) == readers
        assert (await office.sync(save_minutes(year, "One plan."), AFTER)).plan.writes == ()


async def test_what_cannot_be_closed_is_not_written(open_office, year):
    draft = save_minutes(year, "One plan.")
    async with open_office(year.trust) as office:
        await office.sync(year)
        fault = office.sandbox.faults.add("error", path="/invite$", status=500)
        result = await office.sync(draft, AFTER)
        assert DRAFT not in office.paths
        assert {e.change.kind for e in result.ledger.entries if e.outcome is Outcome.FAILED} == {
            Kind.ACCESS, Kind.FILE,
        }  # fmt: skip

        office.sandbox.faults.rules.remove(fault)
        await office.sync(draft, AFTER)
        assert find_told_to(office, "One plan.") == {"ada", "ben"}


async def test_while_somebody_cannot_be_shut_out_nothing_new_is_written(open_office, year):
    async with open_office(year.trust) as office:
        await office.sync(year)
        await office.sync(save_minutes(year, "One plan."), AFTER)
        changed = with_officers(save_minutes(year, "Two plans."), "ada", "cal")
        fault = office.sandbox.faults.add("error", path="/permissions/", method="DELETE", status=500)
        await office.sync(changed, AFTER)
        assert "Two plans." not in read(office, DRAFT)

        office.sandbox.faults.rules.remove(fault)
        await office.sync(changed, AFTER)
        assert "Two plans." in read(office, DRAFT)
        assert office.find_readers(DRAFT) == {"ada", "cal"}


@pytest.mark.parametrize("side", ["before", "after"])
@pytest.mark.parametrize("batch", [1, 20])
async def test_a_run_that_dies_at_any_request_leaves_no_letter_of_a_draft_to_others(
    open_office, year, side, batch
):
    async with open_office(year.trust) as office:
        await office.sync(year)
        for number in range(1, 16):
            # Each time a new draft, of officers who have changed.
            people = {"ada", "ben" if number % 2 else "dee"}
            draft = with_officers(save_minutes(year, f"Plan {number}."), *sorted(people))
            life = die_at_request(office.sandbox, number, side)
            await live(office.sandbox, office.store, draft, life, now=AFTER, batch=batch)
            may_read = find_told_to(office, f"Plan {number}.")
            assert may_read is not None
            assert may_read <= {"ada", "ben", "dee"}
            if DRAFT in office.paths and f"Plan {number}." in read(office, DRAFT):
                assert may_read == people

            await office.sync(draft, AFTER)
            assert find_told_to(office, f"Plan {number}.") == people


async def test_who_is_let_in_or_shut_out_by_hand_is_a_question_and_can_be_put_back(open_office, year):
    draft = save_minutes(year, "One plan.")
    async with open_office(year.trust) as office:
        await office.sync(year)
        await office.sync(draft, AFTER)
        edits = office.sandbox.edits
        edits.share(DRAFTS, "dee@fernvale.example")
        edits.unshare(DRAFTS, "ben@fernvale.example")
        await office.sync(draft, AFTER)
        assert sorted(one.what for one in office.store.proposals) == [
            "Dee (read) was let in by hand",
            "ben@fernvale.example (write) was shut out by hand",
        ]
        office.store.decide(Verdict.PUT_BACK)
        await office.sync(draft, AFTER)
        assert office.find_readers(DRAFT) == {"ada", "ben"}

        edits.restore_inheritance(DRAFTS)
        await office.sync(draft, AFTER)
        assert "alone" in {one.field for one in office.store.proposals}
        office.store.decide(Verdict.PUT_BACK)
        await office.sync(draft, AFTER)
        assert office.find_readers(DRAFT) == {"ada", "ben"}


async def test_what_an_officer_writes_into_the_draft_is_kept_offered_and_not_searched(open_office, year):
    draft = save_minutes(year, "One plan.")
    async with open_office(year.trust) as office:
        await office.sync(year)
        await office.sync(draft, AFTER)
        write_by_hand(office, DRAFT, "Ben to share the audit by 12 March")
        await office.sync(save_minutes(year, "Two plans."), AFTER)

        assert "Ben to share the audit by 12 March" in read(office, DRAFT)
        assert [(one.key, one.field) for one in office.store.proposals] == [
            (f"{MATHS}/drafts/minutes", "content")
        ]
        await office.sync(draft, AFTER)
        (library,) = [stream for name, stream in office.store.streams.items() if name.startswith("library/")]
        drive = library.name.removeprefix("library/")
        files = find_paper_files(drive, library, await office.store.fetch_applied())
        (file,) = [one for one in files if one.item == office.paths[DRAFT].id]
        ((_, text),) = await fetch_papers(office.tenant, [file])
        assert (text.meeting, text.paper, text.lines) == (MATHS, "minutes", ())
        assert "Ben" in {action.owner for action in text.found.actions}


async def test_a_folder_deleted_by_hand_is_a_question_and_made_again_closed(open_office, year):
    draft = save_minutes(year, "One plan.")
    async with open_office(year.trust) as office:
        await office.sync(year)
        await office.sync(draft, AFTER)
        office.sandbox.edits.delete_item(DRAFTS)
        await office.sync(draft, AFTER)
        assert [one.field for one in office.store.proposals] == ["existence"]
        office.store.decide(Verdict.PUT_BACK)
        await office.sync(draft, AFTER)

        assert find_told_to(office, "One plan.") == {"ada", "ben"}


async def test_a_meeting_that_never_had_a_folder_gets_none_for_its_draft(open_office, year):
    async with open_office(year.trust) as office:
        result = await office.sync(save_minutes(year, "One plan."), AFTER)

        assert not [path for path in office.paths if path.startswith(FOLDER)]
        assert f"{MATHS}/drafts" not in {change.key for change in result.plan.changes}


async def test_a_document_lost_and_made_again_says_nothing_of_a_draft(open_office, year):
    draft = save_minutes(year, "One plan.")
    async with open_office(year.trust) as office:
        await office.sync(year)
        await office.sync(draft, AFTER)
        office.sandbox.edits.delete_item(MINUTES)
        await office.sync(draft, AFTER)
        office.store.decide(Verdict.PUT_BACK)
        await office.sync(draft, AFTER)

        assert "One plan." not in read(office, MINUTES)
        assert find_told_to(office, "One plan.") == {"ada", "ben"}

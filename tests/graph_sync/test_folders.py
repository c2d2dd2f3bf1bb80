from __future__ import annotations

from datetime import datetime

from graph_sync.ledger import Outcome
from trust.values import LONDON

FOLDER = "/2026-27/Maths/2027-01-19 Spring meeting"


def drive_of(office):
    (drive,) = office.sandbox.state.sites.drives.values()
    return drive


async def test_papers_that_are_there_already_are_never_overwritten(open_office, year):
    async with open_office(year.trust) as office:
        await office.sync(year)
        office.paths[f"{FOLDER}/Minutes.docx"].content = b"What we decided"
        drive_of(office).remove(office.paths[f"{FOLDER}/Agenda.docx"])
        office.store.forget()
        result = await office.sync(year)

        assert [c.title for c in result.plan.changes if c.verb == "create" and c.kind == "file"] == [
            "2026-27/Maths/2027-01-19 Spring meeting/Agenda.docx"
        ]
        assert office.paths[f"{FOLDER}/Minutes.docx"].content == b"What we decided"
        assert len(office.paths[f"{FOLDER}/Agenda.docx"].content) > 1000


async def test_a_paper_someone_put_there_while_the_sync_ran_is_kept(open_office, year):
    async with open_office(year.trust) as office:
        await office.sync(year)
        drive = drive_of(office)
        item = office.paths[f"{FOLDER}/Agenda.docx"]
        item.content = b"Ours"
        office.store.forget()
        drive.move(item, drive.items[item.parent], "Draft.docx")

        async def put_back(_plan):
            drive.move(item, drive.items[item.parent], "Agenda.docx")
            return True

        await office.sync(year, confirm=put_back)

        assert office.paths[f"{FOLDER}/Agenda.docx"].content == b"Ours"


async def test_an_answer_lost_after_a_paper_was_put_does_not_put_it_again(open_office, year):
    async with open_office(year.trust) as office:
        office.sandbox.faults.add("error_after", "Agenda", method="PUT", count=1)
        result = await office.sync(year)

        assert result.ledger.count(Outcome.SENT) == len(result.plan.changes)
        assert office.sandbox.requests["graph PUT"] == 6


async def test_a_folder_whose_new_name_is_taken_stays_and_says_so(open_office, year, change):
    moved = change(year, "2026-27/maths/spring-1", starts=datetime(2027, 1, 26, 15, 45, tzinfo=LONDON))
    async with open_office(year.trust) as office:
        await office.sync(year)
        drive = drive_of(office)
        drive.move(office.paths["/2026-27/Maths/2027-03-09 Moderation"], drive.items[office.paths["/2026-27/Maths"].id],
                   "2027-01-26 Spring meeting")  # fmt: skip
        result = await office.sync(moved)

        assert [e.why for e in result.ledger.entries if e.outcome is Outcome.FAILED] == [
            "Something else in the folder above has that name already."
        ]
        assert FOLDER in office.paths

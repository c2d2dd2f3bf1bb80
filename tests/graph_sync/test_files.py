"""Agendas and minutes in Word, made anew when they are published or saved, and never over what a person wrote."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from builders import NOW, a_meeting
from docx import Document

from graph_sync.documents import read_stamp
from graph_sync.kinds import BY_HAND, Kind
from graph_sync.ledger import Outcome
from trust.papers import Action, Agenda, AgendaItem, Minutes, Reply
from trust.proposals import Verdict
from trust.values import LONDON

MATHS = "2026-27/maths/spring-1"
FOLDER = "/2026-27/Maths/2027-01-19 Spring meeting"
AGENDA, MINUTES = f"{FOLDER}/Agenda.docx", f"{FOLDER}/Minutes.docx"
DRAFT = f"{FOLDER}/Officers only/Draft minutes.docx"
AFTER = datetime(2027, 1, 20, 9, 0, tzinfo=LONDON)


def publish(year, *titles, day=date(2027, 1, 5), meeting=MATHS):
    items = tuple(AgendaItem(title=title, minutes=20, lead="ben") for title in titles)
    agenda = Agenda(meeting=meeting, status="published", items=items, published=day)
    return year.model_copy(update={"agendas": (agenda,)})


def save_minutes(year, *decisions, **fields):
    minutes = Minutes(meeting=MATHS, saved=date(2027, 1, 20), decisions=decisions, present=("ada",), **fields)
    action = Action(id="a1", meeting=MATHS, text="Share the audit", owner="cal", due=date(2027, 2, 1))
    return year.model_copy(update={"minutes": (minutes,), "actions": (action,)})


def write_by_hand(office, path, line):
    """Open a file of ours in Word, add a line, and save it."""
    document, packed = Document(io.BytesIO(office.paths[path].content)), io.BytesIO()
    document.add_paragraph(line)
    document.save(packed)
    office.sandbox.edits.write_file(path, packed.getvalue())


def read(office, path):
    document = Document(io.BytesIO(office.paths[path].content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [*(p.text for p in document.paragraphs), *cells]


def told(result):
    return [(change.verb, change.kind, change.key) for change in result.plan.changes]


async def test_publishing_an_agenda_is_one_change_of_its_document_and_the_old_one_is_kept(open_office, year):
    async with open_office(year.trust) as office:
        await office.sync(year)
        template = office.paths[AGENDA].content
        result = await office.sync(publish(year, "Ratio"))

        assert told(result) == [
            ("update", Kind.FILE, f"{MATHS}/agenda"),
            ("update", Kind.EVENT, MATHS),
        ]
        assert result.plan.changes[0].reason == "made anew from the published agenda"
        assert "Ratio" in read(office, AGENDA)
        assert [version.content for version in office.paths[AGENDA].versions] == [template]
        assert (await office.sync(publish(year, "Ratio"))).plan.changes == ()


async def test_a_published_agenda_that_is_changed_changes_its_document_and_mails_nobody(open_office, year):
    async with open_office(year.trust) as office:
        await office.sync(publish(year, "Ratio"))
        before = office.sandbox.state.mailroom.sent
        result = await office.sync(publish(year, "Ratio", "Fractions"))

        assert told(result) == [("update", Kind.FILE, f"{MATHS}/agenda")]
        assert "Fractions" in read(office, AGENDA)
        assert office.sandbox.state.mailroom.sent == before


async def test_a_draft_is_not_in_the_document(open_office, year):
    draft = Agenda(meeting=MATHS, items=(AgendaItem(title="Not for members yet"),))
    async with open_office(year.trust) as office:
        await office.sync(year.model_copy(update={"agendas": (draft,)}))

        assert "Not for members yet" not in read(office, AGENDA)


async def test_minutes_are_made_as_a_draft_after_the_meeting_and_for_all_when_they_are_approved(
    open_office, year
):
    async with open_office(year.trust) as office:
        await office.sync(year)
        template = office.paths[MINUTES].content
        drafted = await office.sync(save_minutes(year, "One plan."), AFTER)
        assert office.paths[MINUTES].content == template
        approved = save_minutes(
            year, "One plan.", status="approved", approved=date(2027, 3, 9), approved_by="ada"
        )
        result = await office.sync(approved, AFTER)

        assert told(drafted) == [
            ("create", Kind.FOLDER, f"{MATHS}/drafts"),
            ("create", Kind.ACCESS, f"{MATHS}/drafts"),
            ("create", Kind.FILE, f"{MATHS}/drafts/minutes"),
        ]
        assert {"Draft", "One plan.", "Present", "Share the audit", "Cal", "01 Feb 2027"} <= set(
            read(office, DRAFT)
        )
        assert told(result)[-1] == ("update", Kind.FILE, f"{MATHS}/minutes")
        assert "Approved on 9 March 2027 by Ada" in read(office, MINUTES)
        assert [version.content for version in office.paths[MINUTES].versions] == [template]


async def test_approved_minutes_stay_as_they_are_whatever_becomes_of_their_actions(open_office, year):
    approved = save_minutes(year, "One plan.", status="approved", approved=date(2027, 3, 9))
    carried = approved.actions[0].model_copy(update={"due": date(2027, 6, 1), "owner": "ben"})
    locked = approved.minutes[0].model_copy(update={"status": "locked"})
    async with open_office(year.trust) as office:
        await office.sync(year)
        await office.sync(approved, AFTER)
        later = approved.model_copy(update={"actions": (carried,), "minutes": (locked,)})

        assert (await office.sync(later, AFTER)).plan.changes == ()


async def test_minutes_kept_elsewhere_and_meetings_that_never_had_a_folder_get_no_document(open_office, year):
    held = a_meeting("autumn-1", starts=NOW - timedelta(days=9))
    minutes = (Minutes(meeting=held.key, saved=date(2026, 12, 1)), Minutes(meeting=MATHS, saved=date(2026, 12, 1), url="https://x.example"))  # fmt: skip
    there = year.model_copy(update={"meetings": (held, *year.meetings), "minutes": minutes})
    async with open_office(year.trust) as office:
        await office.sync(there)

        assert not [path for path in office.paths if held.title in path and "2027" not in path[9:]]
        assert read_stamp(office.paths[MINUTES].content) == ""


async def test_what_a_person_wrote_is_theirs_until_the_year_says_something_else(open_office, year):
    async with open_office(year.trust) as office:
        await office.sync(publish(year, "Ratio"))
        write_by_hand(office, AGENDA, "Bring your calculators.")

        assert (await office.sync(publish(year, "Ratio"))).plan.changes == ()
        result = await office.sync(publish(year, "Fractions"))

        (question,) = office.store.proposals
        assert (question.kind, question.field, question.seen) == (Kind.FILE, "content", BY_HAND)
        assert told(result) == [("report", Kind.FILE, f"{MATHS}/agenda")]
        assert "Bring your calculators." in read(office, AGENDA)


async def test_a_template_somebody_filled_in_is_not_written_over_and_asked_about_once_minutes_are_approved(
    open_office, year
):
    async with open_office(year.trust) as office:
        await office.sync(year)
        write_by_hand(office, MINUTES, "Ben took these.")
        await office.sync(save_minutes(year, "One plan."), AFTER)
        assert office.store.proposals == ()
        await office.sync(save_minutes(year, "One plan.", status="approved"), AFTER)

        assert "Ben took these." in read(office, MINUTES)
        assert [one.field for one in office.store.proposals] == ["content"]


async def test_putting_back_makes_the_document_anew_and_the_handwritten_one_is_a_version(open_office, year):
    async with open_office(year.trust) as office:
        await office.sync(publish(year, "Ratio"))
        write_by_hand(office, AGENDA, "Bring your calculators.")
        await office.sync(publish(year, "Fractions"))
        by_hand = office.paths[AGENDA].content
        office.store.decide(Verdict.PUT_BACK)
        await office.sync(publish(year, "Fractions"))

        assert "Fractions" in read(office, AGENDA)
        assert office.paths[AGENDA].versions[-1].content == by_hand
        assert (await office.sync(publish(year, "Fractions"))).plan.changes == ()
        assert office.store.proposals == ()


async def test_keeping_it_lasts_until_the_agenda_changes_again(open_office, year):
    async with open_office(year.trust) as office:
        await office.sync(publish(year, "Ratio"))
        write_by_hand(office, AGENDA, "Bring your calculators.")
        await office.sync(publish(year, "Fractions"))
        office.store.decide(Verdict.ADOPT)
        await office.sync(publish(year, "Fractions"))
        quiet = await office.sync(publish(year, "Fractions"))
        asked = await office.sync(publish(year, "Angles"))

        assert quiet.plan.changes == ()
        assert told(asked)[-1] == ("report", Kind.FILE, f"{MATHS}/agenda")
        assert "Bring your calculators." in read(office, AGENDA)


async def test_somebody_writing_while_the_sync_runs_loses_nothing(open_office, year):
    published = publish(year, "Ratio")
    async with open_office(year.trust) as office:
        await office.sync(year)

        async def write(_plan):
            write_by_hand(office, AGENDA, "Just now.")
            return True

        result = await office.sync(published, confirm=write)

        (failed,) = [e for e in result.ledger.entries if e.outcome is Outcome.FAILED]
        assert failed.why == "Someone wrote in it while the sync ran; the next run looks at it again."
        assert "Just now." in read(office, AGENDA)


async def test_a_document_open_in_word_waits_for_the_next_run(open_office, year):
    async with open_office(year.trust) as office:
        await office.sync(year)
        office.sandbox.edits.open_in_word(AGENDA)
        waiting = await office.sync(publish(year, "Ratio"))
        office.sandbox.edits.open_in_word(AGENDA, locked=False)
        result = await office.sync(publish(year, "Ratio"))

        assert [e.why for e in waiting.ledger.entries if e.outcome is Outcome.DEFERRED] == [
            "Somebody has it open in Word."
        ]
        assert told(result) == [("update", Kind.FILE, f"{MATHS}/agenda")]


@pytest.mark.parametrize("mode", ["drop_after", "error_after"])
async def test_a_lost_answer_writes_the_document_once(open_office, year, mode):
    async with open_office(year.trust) as office:
        await office.sync(year)
        office.sandbox.faults.add(mode, path=r"/content", method="PUT", status=503, count=1)
        await office.sync(publish(year, "Ratio"))

        assert len(office.paths[AGENDA].versions) == 1
        assert (await office.sync(publish(year, "Ratio"))).plan.changes == ()


async def test_losing_the_database_finds_our_documents_again_and_knows_which_were_written_in(
    open_office, year
):
    published = publish(year, "Ratio")
    async with open_office(year.trust) as office:
        await office.sync(published)
        sent = office.sandbox.state.mailroom.sent
        office.store.forget()
        await office.sync(published)
        assert (await office.sync(published)).plan.changes == ()
        assert office.paths[AGENDA].versions == []

        write_by_hand(office, AGENDA, "By hand.")
        office.store.forget()
        result = await office.sync(published)

        assert [c.key for c in result.plan.changes if c.verb == "report"] == [f"{MATHS}/agenda"]
        assert "By hand." in read(office, AGENDA)
        assert office.sandbox.state.mailroom.sent == sent


async def test_what_sharepoint_writes_into_a_files_properties_is_no_persons_doing(open_office, year):
    async with open_office(year.trust) as office:
        await office.sync(year)
        document, packed = Document(io.BytesIO(office.paths[AGENDA].content)), io.BytesIO()
        document.core_properties.category = "Co-design"
        document.save(packed)
        office.sandbox.edits.write_file(AGENDA, packed.getvalue())
        await office.sync(publish(year, "Ratio"))

        assert "Ratio" in read(office, AGENDA)


async def test_the_invitation_tells_of_the_agenda_once_and_keeps_the_rest_of_its_text(open_office, year):
    async with open_office(year.trust) as office:
        await office.sync(year)
        event = office.events["Maths: Spring meeting"]
        own = event.meeting.data["body"] + "<p>Parking is behind the hall.</p>"
        office.sandbox.edits.write_body("codesign@fernvale.example", event.id, own)
        before = office.sandbox.state.mailroom.sent
        result = await office.sync(publish(year, "Ratio"))
        body = event.meeting.data["body"]

        assert result.plan.mails == office.sandbox.state.mailroom.sent - before == 3
        assert "<li>Ratio (20 minutes, Ben)</li>" in body
        assert office.paths[AGENDA].name in body
        assert body.endswith(own)
        assert event.meeting.data["isOnlineMeeting"]

        await office.sync(publish(year, "Ratio", day=date(2027, 1, 12)))
        assert body.count("termtime-agenda-") == event.meeting.data["body"].count("termtime-agenda-") == 1
        assert "termtime-agenda-2027-01-12" in event.meeting.data["body"]
        assert event.meeting.data["body"].endswith(own)


async def test_an_invitation_made_after_the_agenda_is_published_tells_of_it_at_once(open_office, year):
    async with open_office(year.trust) as office:
        result = await office.sync(publish(year, "Ratio"))

        assert "<li>Ratio" in office.events["Maths: Spring meeting"].meeting.data["body"]
        assert "Agenda.docx" in office.events["Maths: Spring meeting"].meeting.data["body"]
        assert result.plan.mails == office.sandbox.state.mailroom.sent
        assert (await office.sync(publish(year, "Ratio"))).plan.changes == ()


async def test_the_invitation_of_a_group_that_is_not_open_names_no_item(open_office, year):
    key = "2026-27/safeguarding/spring-1"
    async with open_office(year.trust) as office:
        await office.sync(publish(year, "A named case", meeting=key))
        body = office.events["Safeguarding: Spring meeting"].meeting.data["body"]

        assert "A named case" not in body
        assert "The agenda is published." in body


async def test_whoever_goes_in_the_place_of_one_who_declined_is_invited_and_nobody_else_is_mailed(
    open_office, year
):
    declined = Reply(meeting=MATHS, person="cal", answer="declined", delegate="dee", at=datetime.now(UTC))
    async with open_office(year.trust) as office:
        await office.sync(year)
        before = office.sandbox.state.mailroom.sent
        result = await office.sync(year.model_copy(update={"replies": (declined,)}))

        assert office.mails("dee") == [("invitation", "Maths: Spring meeting")]
        assert result.plan.mails == office.sandbox.state.mailroom.sent - before == 1
        await office.sync(year)
        assert [kind for kind, _ in office.mails("dee")] == ["invitation", "cancellation"]

"""From a Word document in SharePoint to an answer: read after a reconcile, found, and dropped when it is gone."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from builders import NOW
from docx import Document
from offices import APP, SECRET, TENANT_ID, a_spring_year, make_seed

from sandbox.server import Sandbox, running_sandbox
from scheduler.due import Job, JobKind
from termtime import papers_index
from termtime.app import reconcile
from termtime.papers_index import PapersRead, index_papers
from termtime.settings import Settings
from termtime.store import SqlStore, open_store
from termtime.web import run_job
from trust.deeds.values import TakeFromWord
from trust.offered import ATTENDANCE, find_offered
from trust.papers import PaperText
from trust.searching import find

FOLDER = "/2026-27/Maths/2027-01-19 Spring meeting"


@dataclass
class Service:
    """A store with a year in it, and a tenant that is in step with it."""

    sandbox: Sandbox
    store: SqlStore
    settings: Settings

    async def read(self) -> PapersRead:
        await reconcile(self.settings, self.store, lambda: NOW)
        return await index_papers(self.settings, self.store, NOW)

    async def fetch_texts(self) -> list[PaperText]:
        """What was read of the meeting in the folder."""
        year = await self.store.fetch_year()
        return [text for text in year.texts if text.meeting == "2026-27/maths/spring-1"]

    async def find(self, words: str) -> list[str]:
        documents = (await self.store.fetch_year()).documents
        return [f"{one.paper} {one.meeting}" for one in find(documents, words).documents]


@pytest.fixture
async def service(sqlite_url: str) -> AsyncIterator[Service]:
    year = a_spring_year()
    async with running_sandbox(make_seed(year.trust)) as sandbox, await open_store(sqlite_url) as store:
        await store.save_year(year)
        settings = Settings(
            tenant_id=TENANT_ID, client_id=APP, client_secret=SECRET,
            authority=sandbox.authority, graph_url=sandbox.graph_url, sharepoint_units=100_000,
        )  # fmt: skip
        yield Service(sandbox, store, settings)


def a_document(*lines: str) -> bytes:
    document, packed = Document(), io.BytesIO()
    for line in lines:
        document.add_paragraph(line)
    document.save(packed)
    return packed.getvalue()


async def test_what_is_written_into_word_is_found_after_the_next_reconcile(service):
    await service.read()
    await service.read()
    service.sandbox.edits.write_file(f"{FOLDER}/Minutes.docx", a_document("We lend the abacus."))

    assert await service.read() == PapersRead(read=1)
    assert await service.find("abacus") == ["minutes 2026-27/maths/spring-1"]
    assert await service.read() == PapersRead()


async def test_everything_is_read_once_and_nothing_is_fetched_after(service):
    await service.read()

    assert (await service.read(), await service.read()) == (PapersRead(read=6), PapersRead())


async def test_a_document_that_is_deleted_is_found_no_more(service):
    await service.read()
    service.sandbox.edits.write_file(f"{FOLDER}/Minutes.docx", a_document("We lend the abacus."))
    await service.read()
    service.sandbox.edits.delete_item(f"{FOLDER}/Minutes.docx")

    assert (await service.read()).dropped == 1
    assert await service.find("abacus") == []


async def test_a_broken_document_stops_no_other_and_is_not_tried_again(service):
    await service.read()
    await service.read()
    service.sandbox.edits.write_file(f"{FOLDER}/Agenda.docx", b"no zip")
    service.sandbox.edits.write_file(f"{FOLDER}/Minutes.docx", a_document("We lend the abacus."))

    assert (await service.read(), await service.read()) == (PapersRead(read=2), PapersRead())
    assert [text.lines for text in await service.fetch_texts()] == [("We lend the abacus.",)]


async def test_many_are_read_over_several_runs(service, monkeypatch):
    monkeypatch.setattr(papers_index, "MOST_A_RUN", 4)
    await reconcile(service.settings, service.store, lambda: NOW)
    await reconcile(service.settings, service.store, lambda: NOW)

    assert [await service.read(), await service.read()] == [PapersRead(read=4, left=2), PapersRead(read=2)]


async def test_the_job_that_reconciles_reads_and_is_no_failure_when_that_fails(service):
    job = Job(kind=JobKind.RECONCILE, due_at=NOW)
    await run_job(job, service.settings, service.store, lambda: NOW, None)
    service.sandbox.faults.add("error", path="/content", method="GET", status=503)

    await run_job(job, service.settings, service.store, lambda: NOW, None)

    assert await service.store.papers.fetch_states() == {}


async def test_minutes_dropped_into_the_folder_are_offered_and_taken_over_as_if_written_here(service):
    key, after = "2026-27/maths/spring-1", NOW + timedelta(days=60)
    minutes = a_document(
        "Present: Ada, Ben", "Decisions", "One plan for all.", "Actions", "Cal to book the hall"
    )
    await service.read()
    service.sandbox.edits.write_file(f"{FOLDER}/Notes of the day.docx", minutes)
    await service.read()
    year = await service.store.fetch_year()
    offered = find_offered(year, key)
    picked = (ATTENDANCE, offered.decisions[0].id, offered.actions[0].id)
    await service.store.do(TakeFromWord(meeting=key, picked=picked), year.trust.person_by_id["ada"], after)
    year = await service.store.fetch_year()

    noted = year.minutes_by_meeting[key]
    assert (noted.present, noted.decisions) == (("ada", "ben"), ("One plan for all.",))
    assert [(action.text, action.owner) for action in year.actions] == [("Book the hall", "cal")]
    assert not find_offered(year, key)


async def test_what_is_found_is_dated_by_the_day_it_was_and_anew_only_when_it_says_something_else(service):
    path = f"{FOLDER}/Notes of the day.docx"

    async def find_day(now: datetime, *lines: str) -> date | None:
        service.sandbox.edits.write_file(path, a_document(*lines))
        await reconcile(service.settings, service.store, lambda: NOW)
        await index_papers(service.settings, service.store, now)
        return next(text.found_on for text in await service.fetch_texts() if text.found)

    await service.read()
    days = [
        await find_day(NOW, "Actions", "Cal to book the hall"),
        await find_day(NOW + timedelta(days=1), "It rained.", "Actions", "Cal to book the hall"),
        await find_day(NOW + timedelta(days=2), "Actions", "Cal to book the hall", "Ben to bring the books"),
    ]

    assert days == [NOW.date(), NOW.date(), NOW.date() + timedelta(days=2)]

"""What people wrote into Word, read back from a library over real HTTP."""

from __future__ import annotations

import io
import logging
import zipfile
from collections.abc import Sequence
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from docx import Document

from graph_sync import papers_reading
from graph_sync.batch import BatchClient
from graph_sync.library import name_library
from graph_sync.papers_reading import PaperFile, fetch_papers, find_paper_files, read_word
from graph_sync.place import NAME as PLACE
from graph_sync.place import find_library_id
from graph_sync.ports import Content
from trust.papers import PaperText
from trust.word_minutes import FoundAction

SPRING = "2026-27/maths/spring-1"
FOLDER = "/2026-27/Maths/2027-01-19 Spring meeting"


def a_document(*lines: str, rows: Sequence[Sequence[str]] = ()) -> bytes:
    document, packed = Document(), io.BytesIO()
    for line in lines:
        document.add_paragraph(line)
    if rows:
        table = document.add_table(rows=0, cols=len(rows[0]))
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    document.save(packed)
    return packed.getvalue()


def a_bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b" " * (papers_reading.LARGEST_UNPACKED + 1))
    return packed.getvalue()


async def find_files(office, year) -> dict[str, PaperFile]:
    streams = await office.store.fetch_streams()
    drive = find_library_id(streams.get(PLACE), year.trust.settings.microsoft365)
    library = streams.get(name_library(drive))
    found = find_paper_files(drive, library, await office.store.fetch_applied())
    paths = {item.id: path for path, item in office.paths.items()}
    return {paths[file.item]: file for file in found}


async def read(office, year, path: str) -> list[PaperText]:
    file = (await find_files(office, year))[path]
    return [text for _, text in await fetch_papers(office.tenant, (file,))]


def test_paragraphs_and_rows_are_read_in_order():
    data = a_document("Decisions", "", "  We  agreed.", rows=[("1", "Adopt the plan"), ("2", "")])

    assert read_word(data) == ("Decisions", "We agreed.", "1 · Adopt the plan", "2")


def test_a_long_document_is_read_to_a_limit():
    assert sum(map(len, read_word(a_document(*["x" * 90_000] * 4)))) == papers_reading.MOST_LETTERS


@pytest.mark.parametrize(
    "data", [b"", b"Decisions", a_bomb(), a_document("x")[:400]], ids=["empty", "text", "bomb", "cut"]
)
def test_what_is_no_word_document_is_refused(data):
    with pytest.raises(ValueError):  # noqa: PT011  (the words are python-docx's)
        read_word(data)


async def test_every_meetings_agenda_and_minutes_are_known_by_the_library_alone(open_office, year):
    async with open_office(year.trust) as office:
        await office.sync(year)
        await office.sync(year)
        before = office.tenant.requests
        found = await find_files(office, year)

        assert len(found) == 6
        assert office.tenant.requests == before
        assert (found[f"{FOLDER}/Minutes.docx"].meeting, found[f"{FOLDER}/Minutes.docx"].paper) == (
            SPRING,
            "minutes",
        )


async def test_a_document_that_was_written_in_is_in_another_state_and_no_other_is(open_office, year):
    async with open_office(year.trust) as office:
        await office.sync(year)
        await office.sync(year)
        before = await find_files(office, year)
        office.sandbox.edits.write_file(f"{FOLDER}/Minutes.docx", a_document("Adopt the plan."))
        await office.sync(year)
        after = await find_files(office, year)

        assert [path for path in after if after[path].state != before[path].state] == [
            f"{FOLDER}/Minutes.docx"
        ]
        (text,) = await read(office, year, f"{FOLDER}/Minutes.docx")
        assert (text.meeting, text.paper, text.lines) == (SPRING, "minutes", ("Adopt the plan.",))


async def test_what_is_moved_away_deleted_or_something_else_is_not_read(open_office, year):
    async with open_office(year.trust) as office:
        await office.sync(year)
        edits = office.sandbox.edits
        edits.make_folder("/Mine")
        edits.move_item(f"{FOLDER}/Minutes.docx", "/Mine")
        edits.delete_item("/2026-27/Maths/2027-03-09 Moderation/Agenda.docx")
        edits.write_file(f"{FOLDER}/Minutes of last year.docx", a_document("Old."))
        edits.write_file(f"{FOLDER}/Minutes.txt", b"Text.")
        edits.write_file(f"{FOLDER}/Worksheet.docx", a_document("Fractions."))
        edits.write_file("/Minutes.docx", a_document("Nobody's."))
        await office.sync(year)
        found = await find_files(office, year)

        assert sorted(path for path in found if "/Maths/" in path and found[path].sure) == [
            f"{FOLDER}/Agenda.docx",
            f"{FOLDER}/Minutes of last year.docx",
            "/2026-27/Maths/2027-03-09 Moderation/Minutes.docx",
        ]
        # What neither sounds nor reads like minutes is somebody's own.
        (text,) = await read(office, year, f"{FOLDER}/Worksheet.docx")
        assert (text.lines, text.found) == ((), None)


async def test_minutes_dropped_into_the_folder_under_any_name_are_known_by_what_they_say(open_office, year):
    rows = [("Action", "Owner", "Due"), ("Share the audit", "Ben", "12 Feb")]
    async with open_office(year.trust) as office:
        await office.sync(year)
        office.sandbox.edits.write_file(f"{FOLDER}/Scan 4.docx", a_document("Present: Ada, Cal", rows=rows))
        await office.sync(year)
        (text,) = await read(office, year, f"{FOLDER}/Scan 4.docx")

        assert (text.meeting, text.paper) == (SPRING, "minutes")
        assert text.found.present == ("Ada", "Cal")
        assert text.found.actions == (FoundAction(text="Share the audit", owner="Ben", due="12 Feb"),)
        assert "Share the audit · Ben · 12 Feb" in text.lines


async def test_a_document_of_ours_that_nobody_wrote_in_offers_nothing(open_office, year):
    async with open_office(year.trust) as office:
        await office.sync(year)
        await office.sync(year)

        assert [text.found for text in await read(office, year, f"{FOLDER}/Minutes.docx")] == [None]


async def test_a_document_put_in_the_place_of_ours_is_read_and_one_under_another_name_still_is(
    open_office, year
):
    async with open_office(year.trust) as office:
        await office.sync(year)
        edits = office.sandbox.edits
        edits.delete_item(f"{FOLDER}/Minutes.docx")
        edits.write_file(f"{FOLDER}/minutes.docx", a_document("Adopt the plan."))
        edits.rename_item(f"{FOLDER}/Agenda.docx", "What we talk about.docx")
        await office.sync(year)
        found = await find_files(office, year)

        assert {path: file.paper for path, file in found.items() if path.startswith(FOLDER)} == {
            f"{FOLDER}/minutes.docx": "minutes", f"{FOLDER}/What we talk about.docx": "agenda",
        }  # fmt: skip


async def test_a_broken_document_is_noted_as_empty_and_the_others_are_read(open_office, year, caplog):
    async with open_office(year.trust) as office:
        await office.sync(year)
        office.sandbox.edits.write_file(f"{FOLDER}/Agenda.docx", b"no zip")
        office.sandbox.edits.write_file(f"{FOLDER}/Minutes.docx", a_document("Adopt the plan."))
        await office.sync(year)
        files = await find_files(office, year)
        with caplog.at_level(logging.WARNING):
            read = await fetch_papers(
                office.tenant, [files[f"{FOLDER}/Agenda.docx"], files[f"{FOLDER}/Minutes.docx"]]
            )

        assert [text.lines for _, text in read] == [(), ("Adopt the plan.",)]
        assert [r.getMessage() for r in caplog.records if r.name == papers_reading.__name__] == [
            "A document is not searched: it cannot be read as a Word document."
        ]


@pytest.mark.parametrize("told", [True, False])
async def test_a_document_that_is_too_large_is_not_read_whether_the_library_says_so_or_not(
    open_office, year, caplog, monkeypatch, told
):
    monkeypatch.setattr(papers_reading, "LARGEST_FILE", 1000)
    async with open_office(year.trust) as office:
        await office.sync(year)
        await office.sync(year)
        (file, *_) = (await find_files(office, year)).values()
        with caplog.at_level(logging.WARNING):
            ((_, text),) = await fetch_papers(
                office.tenant, [file if told else PaperFile(**vars_of(file) | {"size": 0})]
            )

        assert text.lines == ()
        assert [r.getMessage() for r in caplog.records if r.name == papers_reading.__name__] == [
            "A document is not searched: it is larger than 10 MB."
        ]


def vars_of(file: PaperFile) -> dict[str, object]:
    return {name: getattr(file, name) for name in PaperFile.__slots__}


async def test_a_document_that_cannot_be_fetched_is_left_for_the_next_run(open_office, year):
    async with open_office(year.trust) as office:
        await office.sync(year)
        await office.sync(year)
        office.sandbox.faults.add("error", path="/content", method="GET", status=503, count=1)
        file = (await find_files(office, year))[f"{FOLDER}/Minutes.docx"]

        assert await fetch_papers(office.tenant, (file,)) == ()
        assert len(await fetch_papers(office.tenant, (file,))) == 1


def test_before_the_first_run_there_is_nothing_to_read(year):
    assert find_paper_files("", None, {}) == ()


async def test_our_token_does_not_follow_where_graph_sends_whoever_fetches_a_file():
    seen: list[tuple[str, str | None]] = []

    async def serve(answer: Any) -> tuple[web.AppRunner, str]:
        async def handle(request: web.Request) -> web.StreamResponse:
            seen.append((request.path, request.headers.get("Authorization")))
            return answer()

        app = web.Application()
        app.router.add_get("/{path:.*}", handle)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return runner, f"http://127.0.0.1:{runner.addresses[0][1]}"

    async def token() -> str:
        return "secret"

    storage, there = await serve(lambda: web.Response(body=b"words"))
    graph, here = await serve(lambda: web.Response(status=302, headers={"Location": f"{there}/file"}))
    async with aiohttp.ClientSession() as session:
        client = BatchClient(session, token, f"{here}/v1.0")
        content = await client.fetch_content("/drives/d/items/i/content", 100)
        await client.close()
    await graph.cleanup()
    await storage.cleanup()

    assert content == Content(200, b"words")
    assert seen == [("/v1.0/drives/d/items/i/content", "Bearer secret"), ("/file", None)]

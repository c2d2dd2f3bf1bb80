"""Reading what people wrote into the Word agendas and minutes of their meetings, so that it can be searched.

Which documents there are is known from the library's stream, and from its versions which of them have changed. The
agenda and the minutes in a meeting's own folder count, and any other Word file there that sounds or reads like minutes
(`trust.word_minutes`): what else lies beside them, and what was moved elsewhere, is somebody's own. A document that
cannot be read is noted as empty, so that it is not tried again until it changes; one that could not be fetched is left
for the next run. Of the draft that is its officers' own only what it may offer to them is kept, and nothing to search in.
"""

from __future__ import annotations

import asyncio
import io
import logging
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol

from docx import Document
from docx.table import Table

from graph_sync.kinds import Id, Kind
from graph_sync.papers import DRAFTS, PaperKind
from graph_sync.ports import Applied, Content, Stream
from graph_sync.together import run_together
from trust.papers import PaperName, PaperText
from trust.word_minutes import Block, Found, read_minutes, sounds_like_minutes

LARGEST_FILE = 10 * 1024 * 1024
# A file of Word is packed: what little it may unpack to, and how much text of it is searched.
LARGEST_UNPACKED = 60 * 1024 * 1024
MOST_LETTERS = 200_000
MOST_ROWS = 2000
AT_ONCE = 4
Read = tuple[tuple[str, ...], Found]
PAPERS: dict[str, PaperName] = {kind.value: kind.value for kind in PaperKind}
NAMES = {PaperKind(kind).file_name.casefold(): paper for kind, paper in PAPERS.items()}
LOG = logging.getLogger(__name__)


class Files(Protocol):
    """Where files are fetched; see graph_sync.tenant."""

    async def fetch_content(self, path: str, most: int) -> Content:
        """Fetch a file, cut off after `most` bytes."""
        ...


@dataclass(frozen=True, slots=True)
class PaperFile:
    """A Word document of a meeting; `state` differs whenever it has to be read again.

    It is not `sure` that one holds a paper of the meeting which is neither ours nor called like one; its text decides.
    A `draft` is for the meeting's officers alone.
    """

    item: str
    drive: str
    meeting: str
    paper: PaperName
    version: str
    size: int
    sure: bool = True
    draft: bool = False

    @property
    def state(self) -> str:
        """All that what is kept of it depends on."""
        return " ".join((self.version, self.meeting, self.paper))


def find_paper_files(
    drive: str, library: Stream | None, applied: Mapping[Id, Applied]
) -> tuple[PaperFile, ...]:
    """Find the Word agendas and minutes in the meetings' folders, by item id.

    Args:
        drive: The id of the site's library.
        library: What is in it, as it was last read.
        applied: What stands there of ours, which says whose folder it is and which paper.
    """
    folders = {one.graph_id: one.key for one in _find_standing(applied, Kind.FOLDER, 3)}
    ours = {
        one.graph_id: PAPERS.get(one.key.rpartition("/")[2]) for one in _find_standing(applied, Kind.FILE, 4)
    }
    drafts = {
        one.graph_id: one.key.removesuffix(f"/{DRAFTS}")
        for one in _find_standing(applied, Kind.FOLDER, 4)
        if one.key.endswith(f"/{DRAFTS}")
    }
    found = []
    for item, row in sorted(library.rows.items()) if library else ():
        draft = row["parent"] in drafts
        meeting = (drafts if draft else folders).get(row["parent"])
        # By its name too: somebody may have put another in the place of the one we made, or beside it.
        name = row["name"].casefold()
        paper = ours.get(item) or NAMES.get(name)
        word = name.endswith(".docx") and not name.startswith("~$")
        if meeting and (paper or word) and not row["folder"]:
            version, size = str(row.get("version", "")), int(row.get("size", 0))
            sure = bool(paper) or sounds_like_minutes(row["name"])
            found.append(PaperFile(item, drive, meeting, paper or "minutes", version, size, sure, draft))
    return tuple(found)


async def fetch_papers(files: Files, wanted: Sequence[PaperFile]) -> tuple[tuple[PaperFile, PaperText], ...]:
    """Read documents; those that could not be fetched are left out."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def fetch(file: PaperFile) -> tuple[PaperFile, PaperText] | None:
        async with gate:
            read = await _fetch_text(files, file)
        if read is None:
            return None
        lines, told = read
        if file.draft or not (file.sure or told):
            lines = ()
        text = PaperText(
            item=file.item, meeting=file.meeting, paper=file.paper, lines=lines, found=told or None
        )
        return file, text

    return tuple(one for one in await run_together(fetch(file) for file in wanted) if one)


def read_word(data: bytes) -> tuple[str, ...]:
    """Read the text of a Word document, a line a paragraph or row of a table; pictures and comments are left out.

    Raises:
        ValueError: It is no Word document, or would unpack to too much.
    """
    return tuple(_take(find_lines(read_blocks(data))))


def read_blocks(data: bytes) -> tuple[Block, ...]:
    """Read the paragraphs and tables of a Word document.

    Raises:
        ValueError: It is no Word document, or would unpack to too much.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(part.file_size for part in package.infolist()) > LARGEST_UNPACKED:
                raise ValueError("it unpacks to too much")
        return tuple(_find_blocks(Document(io.BytesIO(data))))
    # What a broken package makes python-docx raise is not documented, and is anything.
    except Exception as error:
        raise ValueError(str(error) or type(error).__name__) from error


async def _fetch_text(files: Files, file: PaperFile) -> Read | None:
    if file.size > LARGEST_FILE:
        return _leave_out(file, "it is larger than 10 MB")
    content = await files.fetch_content(f"/drives/{file.drive}/items/{file.item}/content", LARGEST_FILE)
    if content.status != 200:
        LOG.warning(
            "A document could not be fetched and is tried again.", extra=_describe(file, content.status)
        )
        return None
    if len(content.data) > LARGEST_FILE:
        return _leave_out(file, "it is larger than 10 MB")
    try:
        # Word documents are read apart: the bot answers meanwhile.
        return await asyncio.to_thread(_read, content.data, file.paper)
    except ValueError:
        return _leave_out(file, "it cannot be read as a Word document")


def _read(data: bytes, paper: PaperName) -> Read:
    blocks = read_blocks(data)
    return tuple(_take(find_lines(blocks))), read_minutes(blocks) if paper == "minutes" else Found()


def _leave_out(file: PaperFile, why: str) -> Read:
    LOG.warning("A document is not searched: %s.", why, extra=_describe(file, 200))
    return (), Found()


def _describe(file: PaperFile, status: int) -> dict[str, object]:
    # Neither its name nor its address: they may say what a restricted group is about.
    return {"item": file.item, "status": status}


def _find_standing(applied: Mapping[Id, Applied], kind: Kind, steps: int) -> Iterator[Applied]:
    for one in applied.values():
        if one.kind is kind and one.stands and one.key.count("/") == steps - 1:
            yield one


def _find_blocks(document: Any) -> Iterator[Block]:
    letters, rows = MOST_LETTERS, MOST_ROWS
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            table = []
            for row in islice(block.rows, rows):
                table.append(tuple(" ".join(cell.text.split()) for cell in row.cells))
                letters -= sum(map(len, table[-1]))
            rows -= len(table)
            yield tuple(table)
        else:
            text = " ".join(block.text.split())
            letters -= len(text)
            yield text
        if letters < 0:
            return


def find_lines(blocks: Iterable[Block]) -> Iterator[str]:
    """Find the lines of a document: its paragraphs, and the rows of its tables."""
    for block in blocks:
        if isinstance(block, str):
            yield block
        else:
            # A cell that spans several columns comes once for each.
            yield from (" · ".join(filter(None, dict.fromkeys(row))) for row in block)


def _take(lines: Iterable[str]) -> Iterator[str]:
    left = MOST_LETTERS
    for line in lines:
        if line and left > 0:
            yield line[:left]
        left -= len(line)

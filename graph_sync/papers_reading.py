"""Reading what people wrote into the Word agendas and minutes of their meetings, so that it can be searched.

Which documents there are is known from the library's stream, and from its versions which of them have changed. Only the
agenda and the minutes in a meeting's own folder count: what was moved elsewhere or lies beside them is somebody's own,
and nobody has said who may read it. A document that cannot be read is
noted as empty, so that it is not tried again until it changes; one that could not be fetched is left for the next run.
"""

from __future__ import annotations

import asyncio
import io
import logging
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from docx import Document
from docx.table import Table

from graph_sync.kinds import Id, Kind
from graph_sync.papers import PaperKind
from graph_sync.ports import Applied, Content, Stream
from graph_sync.together import run_together
from trust.papers import PaperName, PaperText

LARGEST_FILE = 10 * 1024 * 1024
# A file of Word is packed: what little it may unpack to, and how much text of it is searched.
LARGEST_UNPACKED = 60 * 1024 * 1024
MOST_LETTERS = 200_000
AT_ONCE = 4
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
    """A Word document of a meeting; `state` differs whenever it has to be read again."""

    item: str
    drive: str
    meeting: str
    paper: PaperName
    version: str
    size: int

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
    found = []
    for item, row in sorted(library.rows.items()) if library else ():
        meeting = folders.get(row["parent"])
        # By its name too: somebody may have put another in the place of the one we made.
        paper = ours.get(item) or NAMES.get(row["name"].casefold())
        if meeting and paper and not row["folder"]:
            version, size = str(row.get("version", "")), int(row.get("size", 0))
            found.append(PaperFile(item, drive, meeting, paper, version, size))
    return tuple(found)


async def fetch_papers(files: Files, wanted: Sequence[PaperFile]) -> tuple[tuple[PaperFile, PaperText], ...]:
    """Read documents; those that could not be fetched are left out."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def fetch(file: PaperFile) -> tuple[PaperFile, PaperText] | None:
        async with gate:
            lines = await _fetch_lines(files, file)
        if lines is None:
            return None
        text = PaperText(item=file.item, meeting=file.meeting, paper=file.paper, lines=lines)
        return file, text

    return tuple(one for one in await run_together(fetch(file) for file in wanted) if one)


def read_word(data: bytes) -> tuple[str, ...]:
    """Read the text of a Word document, a line a paragraph or row of a table; pictures and comments are left out.

    Raises:
        ValueError: It is no Word document, or would unpack to too much.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(part.file_size for part in package.infolist()) > LARGEST_UNPACKED:
                raise ValueError("it unpacks to too much")
        document = Document(io.BytesIO(data))
        return tuple(_take(_find_lines(document)))
    # What a broken package makes python-docx raise is not documented, and is anything.
    except Exception as error:
        raise ValueError(str(error) or type(error).__name__) from error


async def _fetch_lines(files: Files, file: PaperFile) -> tuple[str, ...] | None:
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
        return await asyncio.to_thread(read_word, content.data)
    except ValueError:
        return _leave_out(file, "it cannot be read as a Word document")


def _leave_out(file: PaperFile, why: str) -> tuple[str, ...]:
    LOG.warning("A document is not searched: %s.", why, extra=_describe(file, 200))
    return ()


def _describe(file: PaperFile, status: int) -> dict[str, object]:
    # Neither its name nor its address: they may say what a restricted group is about.
    return {"item": file.item, "status": status}


def _find_standing(applied: Mapping[Id, Applied], kind: Kind, steps: int) -> Iterator[Applied]:
    for one in applied.values():
        if one.kind is kind and one.stands and one.key.count("/") == steps - 1:
            yield one


def _find_lines(document: Any) -> Iterator[str]:
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                # A cell that spans several columns comes once for each.
                cells = dict.fromkeys(" ".join(cell.text.split()) for cell in row.cells)
                yield " · ".join(filter(None, cells))
        else:
            yield " ".join(block.text.split())


def _take(lines: Iterable[str]) -> Iterator[str]:
    left = MOST_LETTERS
    for line in lines:
        if line and left > 0:
            yield line[:left]
        left -= len(line)

"""Writing in Word by hand: into a meeting's minutes, or notes of one's own beside them."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import unquote, urlsplit

from docx import Document

from sandbox.server import Sandbox
from termtime.simulation.deciding import InWord


def find_minutes_path(sandbox: Sandbox, url: str) -> str | None:
    """Find where in the library a document is that a link leads to; None when it is not there."""
    [drive] = sandbox.state.sites.drives.values()
    wanted = unquote(urlsplit(url).path)
    for item in drive.items.values():
        path = drive.path_of(item).strip("/")
        if item.content is not None and path and wanted.endswith(f"/{path}"):
            return path
    return None


def write_into(sandbox: Sandbox, path: str, act: InWord) -> bytes:
    """Fill in a document's tables for decisions and actions, as somebody does who opens it in Word."""
    [drive] = sandbox.state.sites.drives.values()
    item = drive.find(drive.get("root"), path)
    assert item is not None
    document = Document(io.BytesIO(item.content or b""))
    for table in document.tables:
        heads = [cell.text for cell in table.rows[0].cells]
        if heads[-1] == "Decision":
            _fill(table, ("", act.decision))
        elif heads == ["Action", "Owner", "Due"]:
            agreed = table
    _fill(agreed, (act.task, act.owner, ""))
    return _pack(document)


def write_notes(act: InWord) -> bytes:
    """Write notes the way people do: a few lines, who was there left out."""
    document = Document()
    for line in (
        "Notes of our meeting",
        f"Decision: {act.decision}",
        f"Action: {act.owner} to {act.task.lower()}",
    ):
        document.add_paragraph(line)
    return _pack(document)


def _fill(table: Any, texts: tuple[str, ...]) -> None:
    """Write into the first row that is empty, or add one."""
    empty = (row for row in table.rows[1:] if not row.cells[-1].text and not row.cells[1].text)
    row = next(empty, None) or table.add_row()
    for cell, text in zip(row.cells, texts, strict=True):
        if text:
            cell.text = text


def _pack(document: Any) -> bytes:
    packed = io.BytesIO()
    document.save(packed)
    return packed.getvalue()

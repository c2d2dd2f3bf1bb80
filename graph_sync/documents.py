"""Word documents of agendas and minutes: to be filled in by the people of the group, or of what was published or saved.

The same paper gives the same bytes: python-docx stamps the clock into the package, so the package is packed again with
a fixed time. A document carries a stamp in its properties: what it was made from, and a digest of how it read. Once a
person has written in it the two no longer fit, whatever SharePoint does to the properties of a file.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Collection, Sequence
from copy import deepcopy
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from graph_sync.papers import NamedAction, Paper, PaperKind

MADE = (2000, 1, 1, 0, 0, 0)
TEXT, PROPERTIES = "word/document.xml", "docProps/core.xml"
MARK = "termtime"
# Where the digest goes once the text is written; the same length, so that nothing else moves.
BLANK = "0" * 32
STAMP = re.compile(rf"{MARK}:([^:<]*):([0-9a-f]{{32}})")
LARGEST_PART = 20 * 1024 * 1024
INK = RGBColor(0x1F, 0x3A, 0x5F)
SHADE, LINE = "E8EEF5", "A9B8CC"
SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
BLANK_ROWS = 4
CELL = "TableCell"
LEFT_OUT = ("/stylesWithEffects", "/thumbnail", "/customXml")
KEPT_STYLES = {"Normal", "Title", "Heading 1", "Heading 2", "List Bullet", "Table Grid", "Normal Table",
               "Default Paragraph Font", "No List"}  # fmt: skip


def make_document(paper: Paper) -> bytes:
    """Make the Word document of a paper, with the trust's own template where it has one that can be used."""
    if paper.template:
        from graph_sync.templates import fill_in  # noqa: PLC0415  (docxtpl is for trusts that have one)

        if (filled := fill_in(paper)) is not None:
            _set_properties(filled, paper)
            return _pack(filled)
    document = Document(io.BytesIO(_make_base()))
    _set_properties(document, paper)
    document.add_heading(_clean(f"{paper.group}: {paper.title}"), level=0)
    subtitle = document.add_paragraph(f"{paper.kind.value.title()} · {paper.trust}")
    subtitle.runs[0].font.color.rgb = INK
    _add_table(document, None, paper.details, (4, 12.5))
    if paper.kind is PaperKind.AGENDA:
        _add_agenda(document, paper)
    else:
        _add_minutes(document, paper)
    return _pack(document)


def read_stamp(data: bytes) -> str | None:
    """Read what a document was made from; None for one a person wrote in, and for one that is not ours."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if any(package.getinfo(name).file_size > LARGEST_PART for name in (TEXT, PROPERTIES)):
                return None
            found = STAMP.search(package.read(PROPERTIES).decode())
            return found[1] if found and found[2] == _digest(package.read(TEXT)) else None
    # What is not a package, not one of Word's, or cut short; zlib and zipfile raise much besides BadZipFile.
    except (zipfile.BadZipFile, KeyError, ValueError, EOFError, OSError, NotImplementedError, zlib.error):
        return None


def _digest(text: bytes) -> str:
    return sha256(text).hexdigest()[: len(BLANK)]


def _add_agenda(document: Any, paper: Paper) -> None:
    _add_actions(document, "Actions from the last meeting", paper)
    document.add_heading("Agenda", level=1)
    rows = [
        (str(n), item.title, item.lead, str(item.minutes or ""), item.outcome)
        for n, item in enumerate(paper.items, 1)
    ]
    _add_table(document, ("", "Item", "Lead", "Minutes", "Outcome"), rows, (0.9, 6, 3, 1.8, 4.8))
    document.add_heading("Questions to bring", level=1)
    document.add_paragraph(
        "Add a question here before the meeting; there is time for it.", style="List Bullet"
    )


def _add_minutes(document: Any, paper: Paper) -> None:
    if paper.status:
        document.add_paragraph(paper.status)
    document.add_heading("Attendance", level=1)
    _add_table(document, ("Name", "School", "Present or apology"), paper.attendance, (6, 6, 4.5))
    _add_actions(document, "Actions from the last meeting", paper)
    document.add_heading("Notes", level=1)
    for line in paper.summary.splitlines():
        document.add_paragraph(_clean(line))
    for item in () if paper.summary else paper.items:
        document.add_heading(_clean(item.title) or "Item", level=2)
        document.add_paragraph("")
    # What is to be filled in has rows to write in; what was saved has those there are.
    blank = 0 if paper.content else BLANK_ROWS
    document.add_heading("Decisions", level=1)
    decisions = [(str(n), text) for n, text in enumerate(paper.decisions or ("",) * max(blank - 1, 1), 1)]
    _add_table(document, ("", "Decision"), decisions, (0.9, 15.6))
    document.add_heading("Actions agreed", level=1)
    agreed = _say_actions(paper.agreed) or [("", "", "")] * max(blank, 1)
    _add_table(document, ("Action", "Owner", "Due"), agreed, (9.5, 4, 3))


def _add_actions(document: Any, heading: str, paper: Paper) -> None:
    document.add_heading(heading, level=1)
    if not paper.actions:
        document.add_paragraph("None open.")
        return
    _add_table(document, ("Action", "Owner", "Due"), _say_actions(paper.actions), (9.5, 4, 3))


def _say_actions(actions: Sequence[NamedAction]) -> list[tuple[str, str, str]]:
    return [(action.text, action.owner, action.due) for action in actions]


def _add_table(
    document: Any, heads: Sequence[str] | None, rows: Sequence[Sequence[str]], widths: Sequence[float]
) -> None:
    table = document.add_table(rows=0, cols=len(widths), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.LEFT, False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    if heads:
        row = _add_row(table, heads, bold=range(len(heads)))
        # Read out as headings by a screen reader, and repeated on the next page.
        row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    if rows:
        _fill(table, _add_row(table, ["-"] * len(widths), bold=() if heads else (0,))._tr, rows)
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _add_row(table: Any, texts: Sequence[str], *, bold: Collection[int]) -> Any:
    row = table.add_row()
    for column, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        paragraph = cell.paragraphs[0]
        # By its id: looking a style up by its name costs more than all the rest of a row.
        paragraph._p.style = CELL
        run = paragraph.add_run(text)
        if column in bold:
            run.bold = True
            _shade(cell)
    return row


def _fill(table: Any, pattern: Any, rows: Sequence[Sequence[str]]) -> None:
    """Put the rows in a pattern row's place; copying one is ten times quicker than making one, and XML has no controls."""
    at = list(table._tbl).index(pattern)
    copies = [deepcopy(pattern) for _ in rows]
    for copy, texts in zip(copies, rows, strict=True):
        for shown, text in zip(copy.iter(qn("w:t")), texts, strict=True):
            shown.text = _clean(text) or None
    table._tbl[at : at + 1] = copies


def _clean(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _shade(cell: Any) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", SHADE)):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


@cache
def _make_base() -> bytes:
    """Make the empty document every paper begins as: python-docx's own, without what we never use.

    That is most of its size and of the time it takes to fill in.
    """
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin = section.bottom_margin = Cm(2)
    for style in list(document.styles):
        if style.name not in KEPT_STYLES:
            style.delete()
    for latent in list(document.styles.element.latentStyles):
        document.styles.element.latentStyles.remove(latent)
    for rels in (document.part.rels, document.part.package.rels):
        for number in [key for key, rel in rels.items() if rel.reltype.endswith(LEFT_OUT)]:
            del rels[number]
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(11)
    normal.paragraph_format.space_after = Pt(4)
    for border in document.styles["Table Grid"].element.iter(*(qn(f"w:{side}") for side in SIDES)):
        border.set(qn("w:color"), LINE)
    cell = document.styles.add_style(CELL, WD_STYLE_TYPE.PARAGRAPH)
    cell.base_style = normal
    cell.paragraph_format.space_before = cell.paragraph_format.space_after = Pt(2)
    for name, size in (("Title", 24), ("Heading 1", 14), ("Heading 2", 12)):
        style = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = "Calibri", Pt(size), INK
        # Word's theme fonts would win over the name.
        fonts = style.element.rPr.rFonts
        for attribute in [key for key in fonts.attrib if "Theme" in key]:
            del fonts.attrib[attribute]
    base = io.BytesIO()
    document.save(base)
    return base.getvalue()


def _set_properties(document: Any, paper: Paper) -> None:
    properties = document.core_properties
    properties.title = f"{paper.group}: {paper.title} ({paper.kind.value})"
    properties.author, properties.comments, properties.language = paper.trust, "", "en-GB"
    properties.created = properties.modified = datetime(*MADE, tzinfo=UTC).replace(tzinfo=None)
    properties.identifier = f"{MARK}:{paper.content}:{BLANK}"


def _pack(document: Any) -> bytes:
    loose, packed = io.BytesIO(), io.BytesIO()
    document.save(loose)
    with zipfile.ZipFile(loose) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        digest = _digest(source.read(TEXT)).encode()
        for name in source.namelist():
            data = source.read(name)
            if name == PROPERTIES:
                data = data.replace(f":{BLANK}".encode(), b":" + digest)
            target.writestr(zipfile.ZipInfo(name, MADE), data, zipfile.ZIP_DEFLATED)
    return packed.getvalue()

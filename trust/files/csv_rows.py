"""From a CSV text to its rows, as spreadsheets really write it.

Accepted are headings in any case with spaces, blank lines, blank columns at the end, any line ending. What cannot be
told apart is refused: two columns of one name, a file separated by semicolons, a cell under no heading.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from trust.files.faults import Fault, make_suggestion
from trust.files.rows import Row, Rows
from trust.files.tables import Table

FORMULA_STARTS = ("=", "+", "@")


def read_csv(table: Table, file: str, text: str) -> Rows:
    """Split a CSV text into rows by its headings; no row is read under headings that are wrong."""
    lines: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    start = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                lines.append((start, [cell.strip() for cell in cells]))
            start = reader.line_num + 1
    except csv.Error as error:
        unclosed = "unexpected end" in str(error) or "expected after" in str(error)
        why = "a quotation mark is not closed, or not doubled inside a cell" if unclosed else str(error)
        return (), (Fault(file, start, "", f"cannot be read as CSV: {why}."),)
    if not lines:
        return (), (Fault(file, 0, "", "is empty; its first line must name the columns."),)
    (heading_line, headings), *body = lines
    columns = [re.sub(r"[\s_-]+", "_", heading.lower()) for heading in headings]
    if faults := tuple(_find_heading_faults(table, file, heading_line, headings, columns)):
        return (), faults
    rows = tuple(
        Row(line, {column: cell for column, cell in zip(columns, cells, strict=False) if column and cell})
        for line, cells in body
    )
    return rows, tuple(
        fault for line, cells in body for fault in _find_stray_cells(file, line, columns, cells)
    )


def _find_heading_faults(
    table: Table, file: str, line: int, headings: list[str], columns: list[str]
) -> Iterator[Fault]:
    if len(headings) == 1 and (mark := re.search(r"[;\t]", headings[0])):
        said = "semicolons" if mark[0] == ";" else "tabs"
        yield Fault(file, line, "", f"is separated by {said}; save it separated by commas.")
        return
    for column, count in Counter(columns).items():
        if column and count > 1:
            yield Fault(file, line, column, f"{count} columns have this heading; keep one.")
        elif column and column not in table.columns:
            hint = make_suggestion(column, table.columns)
            yield Fault(file, line, column, f"is not a column of {table.name}{hint}")
    for name, model_field in table.model.model_fields.items():
        if model_field.is_required() and name not in columns:
            yield Fault(file, line, name, f"this column is missing; every {table.noun} needs one.")


def _find_stray_cells(file: str, line: int, columns: list[str], cells: list[str]) -> Iterator[Fault]:
    for number, cell in enumerate(cells, start=1):
        if not cell:
            continue
        if number > len(columns):
            why = f"has {len(cells)} cells under {len(columns)} headings; put a cell with a comma in quotation marks."
            yield Fault(file, line, "", why)
            return
        column = columns[number - 1]
        if not column:
            yield Fault(file, line, "", f"{cell!r} stands in column {number}, which has no heading.")
        elif column in ("name", "title", "upn") and cell.startswith(FORMULA_STARTS):
            yield Fault(
                file, line, column, f"{cell!r} looks like a spreadsheet formula; write the text itself."
            )

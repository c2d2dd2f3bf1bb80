"""One file read as far as it can be: every row with the values its cells hold, and its model where all is well.

Checks that look across files work on sheets, so that they know where each value stands and whether a sheet is
whole. A row with a fault still counts as existing: nothing that refers to it is called unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from pydantic import ValidationError

from trust.files.cells import Problem, read_cells
from trust.files.csv_rows import read_csv
from trust.files.faults import Fault, Severity
from trust.files.nested_rows import read_json, read_yaml
from trust.files.rows import Row, decode
from trust.files.sentences import find_problems
from trust.files.tables import SETTINGS, Table
from trust.settings import TrustSettings
from trust.values import Value


@dataclass(frozen=True)
class Entry:
    """A row as read: its cells as values of the right kinds, and the model when the whole row is right."""

    row: Row
    cells: Mapping[str, Any]
    value: Value | None

    def texts(self, name: str) -> tuple[str, ...]:
        """The words in a cell, whether it holds one, a list of them or nothing."""
        cell = self.cells.get(name, ())
        return tuple(str(part) for part in cell) if isinstance(cell, list | tuple) else (str(cell),)


@dataclass(frozen=True)
class Sheet:
    """A table as one file holds it."""

    table: Table
    file: str
    entries: tuple[Entry, ...] = ()
    faults: tuple[Fault, ...] = ()
    readable: bool = True

    @property
    def values(self) -> tuple[Any, ...]:
        """The rows that are right, as the table's model."""
        return tuple(entry.value for entry in self.entries if entry.value is not None)

    def placed(self) -> Iterator[tuple[Entry, Any]]:
        """Each row that is right, beside where it stands."""
        return ((entry, entry.value) for entry in self.entries if entry.value is not None)

    def fault(self, entry: Entry, field: str, sentence: str, severity: Severity = Severity.ERROR) -> Fault:
        """Say what is wrong with one field of one of the rows."""
        return Fault(self.file, entry.row.line_of(field), field, sentence, severity)


Sheets: TypeAlias = Mapping[str, Sheet]


def find_settings(sheets: Sheets) -> TrustSettings | None:
    """Give what trust.yaml says, when it is right."""
    return next(iter(sheets[SETTINGS.name].values), None)


def read_sheet(table: Table, file: str, content: str | bytes) -> Sheet:
    """Read one file as far as it can be read."""
    text = decode(file, content)
    if isinstance(text, Fault):
        return Sheet(table, file, faults=(text,), readable=False)
    if file.endswith(".csv"):
        rows, faults = read_csv(table, file, text)
    else:
        rows, faults = read_json(file, text) if file.endswith(".json") else read_yaml(file, text)
    entries, found = [], list(faults)
    for row in rows:
        entry, problems = _read_entry(table, row)
        entries.append(entry)
        found += (Fault(file, row.line_of(path), path, sentence) for path, sentence in problems)
    return Sheet(table, file, tuple(entries), tuple(found), readable=bool(rows) or not faults)


def _read_entry(table: Table, row: Row) -> tuple[Entry, list[Problem]]:
    problems: list[Problem] = []
    cells = read_cells(table.model, row.cells, "", problems)
    told = {path for path, _ in problems}
    value: Value | None = None
    try:
        value = table.model.model_validate(cells)
    except ValidationError as error:
        for path, sentence in find_problems(error, table.model.model_fields):
            # The reader has already said what is wrong here, and in better words.
            if not any(
                path == known or path.startswith(f"{known}.") or known.startswith(f"{path}.")
                for known in told
            ):
                problems.append((path, sentence))
    # Two items of one list in one cell share a place; a sentence is said once.
    return Entry(row, cells, None if problems else value), list(dict.fromkeys(problems))

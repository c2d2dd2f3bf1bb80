"""From the texts of a trust's files to its year, or to every fault in them at once; no disk is touched here.

First each file is read alone, then references and keys are checked between them, then the trust is judged as a
whole. A check that rests on other files is left out while those have errors of their own, so that one slip is
not told five times over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import PurePosixPath

from trust.files.checks import find_trust_faults
from trust.files.faults import Fault, Severity, make_suggestion
from trust.files.references import find_reference_faults, find_repeat_faults
from trust.files.sheets import Sheet, Sheets, find_settings, read_sheet
from trust.files.tables import SETTINGS, SETTINGS_FILE, TABLES
from trust.year import Trust, Year

_DATA = (".csv", ".json", ".yaml", ".yml", ".xlsx", ".xls", ".ods", ".tsv")


@dataclass(frozen=True)
class Parsed:
    """What a trust's files came to: its year, unless a fault is an error; and all the faults, sorted."""

    year: Year | None
    faults: tuple[Fault, ...]

    @property
    def errors(self) -> tuple[Fault, ...]:
        """The faults that keep the files from being used."""
        return tuple(fault for fault in self.faults if fault.severity is Severity.ERROR)


def parse_files(files: Mapping[str, str | bytes]) -> Parsed:
    """Read a trust's files.

    Args:
        files: Content by path relative to the trust's directory, with forward slashes. Bytes are read as UTF-8.
            Files that are not tables or settings (a README, hidden files) are passed over.
    """
    file_faults = tuple(_find_file_faults(files))
    sheets = _read_sheets(files)
    faults = {*file_faults, *chain.from_iterable(sheet.faults for sheet in sheets.values())}
    # A cell that is no key at all need not also be called a key that is not there.
    told = {(fault.file, fault.row, fault.field) for fault in faults}
    between = chain(find_reference_faults(sheets), find_repeat_faults(sheets))
    faults.update(fault for fault in between if (fault.file, fault.row, fault.field) not in told)
    year = _make_year(sheets)
    if year is not None:
        broken = {fault.file for fault in faults if _is_error(fault)}
        faults.update(find_trust_faults(sheets, year, broken))
    ordered = tuple(sorted(faults))
    return Parsed(None if any(_is_error(fault) for fault in ordered) else year, ordered)


def _is_error(fault: Fault) -> bool:
    return fault.severity is Severity.ERROR


def _read_sheets(files: Mapping[str, str | bytes]) -> Sheets:
    sheets = {SETTINGS.name: Sheet(SETTINGS, SETTINGS_FILE, readable=False)}
    if SETTINGS_FILE in files:
        sheets[SETTINGS.name] = read_sheet(SETTINGS, SETTINGS_FILE, files[SETTINGS_FILE])
    for table in TABLES:
        if name := next((name for name in table.file_names if name in files), None):
            sheets[table.name] = read_sheet(table, name, files[name])
        elif table.required:
            sheets[table.name] = Sheet(table, table.file_names[0], readable=False)
    return sheets


def _find_file_faults(files: Iterable[str]) -> Iterator[Fault]:
    present = set(files)
    known = {SETTINGS_FILE, *(name for table in TABLES for name in table.file_names)}
    nested = {f"{table.name}.csv" for table in TABLES if table.nested}
    if SETTINGS_FILE not in present:
        yield Fault(SETTINGS_FILE, 0, "", "this file is missing; every trust has one.")
    for table in TABLES:
        first, *others = table.file_names
        if table.required and not present & set(table.file_names):
            yield Fault(first, 0, "", f"this file is missing; every trust has one (or {others[0]}).")
        if first in present and present & set(others):
            yield Fault(first, 0, "", f"stands beside {others[0]}; keep one of the two.")
    for name in sorted(present - known):
        path = PurePosixPath(name)
        if path.suffix.lower() not in _DATA or any(part.startswith((".", "~")) for part in path.parts):
            continue
        if name in nested:
            yield Fault(
                name, 0, "", f"cannot be CSV, as a row holds rows of its own; write {path.stem}.json."
            )
        elif path.suffix.lower() in (".xlsx", ".xls", ".ods"):
            yield Fault(name, 0, "", "is a workbook; save each of its sheets as “CSV UTF-8”.")
        else:
            yield Fault(name, 0, "", f"is not one of a trust's files{make_suggestion(name, sorted(known))}")


def _make_year(sheets: Sheets) -> Year | None:
    if (settings := find_settings(sheets)) is None:
        return None
    parts = {sheet.table.part: sheet.values for sheet in sheets.values() if sheet.table is not SETTINGS}
    of_year = {table.part for table in TABLES if table.in_year}
    trust = Trust(
        settings=settings, **{part: values for part, values in parts.items() if part not in of_year}
    )
    return Year(trust=trust, **{part: values for part, values in parts.items() if part in of_year})

"""From a year back to the files it could have come from: for export, for rolling a trust forward, for examples.

A table is written as CSV when reading that CSV gives back the same rows, and as JSON otherwise: an alias with a
semicolon in it, a text that a spreadsheet would run as a formula. A default is left out, or its cell empty.
"""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime, time
from enum import Enum
from typing import Any

import yaml
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from trust.files.csv_rows import FORMULA_STARTS
from trust.files.sheets import read_sheet
from trust.files.tables import SETTINGS_FILE, TABLES, Table
from trust.settings import TrustSettings
from trust.values import Value, place_in_london
from trust.year import Year


def write_files(year: Year) -> dict[str, str]:
    """Write a year as the files parse_files reads: content by path. Empty optional tables have no file.

    Where things are in Microsoft 365 (links) is not part of a trust's files.
    """
    files = {SETTINGS_FILE: write_settings(year.trust.settings)}
    for table in TABLES:
        values = getattr(year if table.in_year else year.trust, table.part)
        if values or table.required:
            name, text = write_table(table, values)
            files[name] = text
    return files


def write_settings(settings: TrustSettings) -> str:
    """Write trust.yaml."""
    plain = _make_plain(settings)
    return yaml.dump(plain, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)


def write_table(table: Table, values: tuple[Value, ...]) -> tuple[str, str]:
    """Write one table: its file name and text."""
    *csv_names, json_name = table.file_names
    for name in csv_names:
        text = _write_csv(table, values)
        if text is not None and read_sheet(table, name, text).values == values:
            return name, text
    return json_name, "[\n" + ",\n".join(_write_object(_make_plain(value)) for value in values) + "\n]\n"


def _write_object(plain: dict[str, Any]) -> str:
    """Write one object with a line for each field, and for each item of a list of objects."""
    fields: list[str] = []
    for name, inner in plain.items():
        text = json.dumps(inner, ensure_ascii=False)
        if isinstance(inner, list) and inner and isinstance(inner[0], dict):
            text = "[" + ",".join(f"\n   {json.dumps(item, ensure_ascii=False)}" for item in inner) + "]"
        fields.append(f"  {json.dumps(name)}: {text}")
    return " {\n" + ",\n".join(fields) + "\n }"


def _write_csv(table: Table, values: tuple[Value, ...]) -> str | None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.columns)
    for value in values:
        cells = [_write_cell(getattr(value, name), value, name) for name in table.columns]
        # Opened in a spreadsheet, such a text would run.
        if any(cell.startswith((*FORMULA_STARTS, "-", "\t", "\r")) for cell in cells):
            return None
        writer.writerow(cells)
    return text.getvalue()


def _write_cell(cell: Any, value: Value, name: str) -> str:
    field: FieldInfo = type(value).model_fields[name]
    # Yes, no and known words are worth seeing in every row; other defaults only crowd the sheet.
    if cell is None or (cell == field.default and not isinstance(cell, bool | Enum)):
        return ""
    if isinstance(cell, tuple):
        return "; ".join(str(part) for part in cell)
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return _make_text(cell)


def _make_text(cell: Any) -> str:
    if isinstance(cell, datetime):
        # London's wall clock says it all, except in the hour that comes twice in autumn.
        wall = cell.replace(tzinfo=None, fold=0)
        if place_in_london(wall).timestamp() != cell.timestamp():
            return cell.isoformat()
        cell = wall
    if isinstance(cell, datetime | time) and not (cell.second or cell.microsecond):
        return cell.isoformat(timespec="minutes")
    return str(cell)


def _make_plain(cell: Any) -> Any:
    """Turn a value into what JSON and YAML hold, leaving out defaults."""
    if isinstance(cell, BaseModel):
        return {
            name: _make_plain(inner)
            for name, field in type(cell).model_fields.items()
            if (inner := getattr(cell, name)) != field.default or field.is_required()
        }
    if isinstance(cell, dict):
        return {key: _make_plain(inner) for key, inner in cell.items()}
    if isinstance(cell, tuple):
        return [_make_plain(inner) for inner in cell]
    if cell is None or isinstance(cell, bool | int | float):
        return cell
    return _make_text(cell)


class _Dumper(yaml.SafeDumper):
    """Writes YAML that reads back as it was: no aliases, and rare line breaks as escapes."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        """Write every value out."""
        return True

    def represent_str(self, data: str) -> yaml.ScalarNode:
        """Put a text in double quotes when YAML would read one of its characters as a line break."""
        quoted = '"' if set(data) & {"\x85", "\u2028", "\u2029"} else None
        return self.represent_scalar("tag:yaml.org,2002:str", data, style=quoted)


_Dumper.add_representer(str, _Dumper.represent_str)

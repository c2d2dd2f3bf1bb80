"""A table of a page, and the same table as a CSV file: whatever is shown in rows can be taken away as such."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from io import StringIO
from typing import Literal

from trust.values import place_in_london

Tone = Literal["", "good", "warn", "bad", "soft"]
Value = str | int | float | date | datetime | None

# A spreadsheet takes a cell that begins so for a formula, and runs it.
# Wide letters count as the plain ones do, and spaces before them for nothing.
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_BREAKS = ("\t", "\r", "\n")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, and whether it holds numbers."""

    heading: str
    number: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a row and a column.

    Attributes:
        value: What the file says.
        text: What the page says; the value, where left out.
        href: Where it leads.
        tone: How it strikes: never by colour alone, the text says it too.
    """

    value: Value
    text: str = ""
    href: str = ""
    tone: Tone = ""

    @property
    def shown(self) -> str:
        """What the page says."""
        return self.text or ("" if self.value is None else str(self.value))


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings. The first cell of a row names it.

    Attributes:
        name: What the file is called, and how the page's address names it: no spaces.
        caption: What the rows are.
        columns: The headings.
        rows: The cells of each row.
        empty: What is said when there is none.
    """

    name: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...] = ()
    empty: str = "Nothing here."
    note: str = field(default="")


def make_table(
    name: str,
    caption: str,
    *headings: str,
    rows: Sequence[Sequence[Cell | Value]],
    empty: str = "Nothing here.",
) -> Table:
    """Make a table from plain values; a heading that begins with # is of numbers.

    >>> make_table("reach", "Reach", "School", "#Seats", rows=[("Oak", 3)]).columns[1]
    Column(heading='Seats', number=True)
    """
    columns = tuple(Column(h.removeprefix("#"), h.startswith("#")) for h in headings)
    cells = tuple(tuple(c if isinstance(c, Cell) else Cell(c) for c in row) for row in rows)
    return Table(name, caption, columns, cells, empty)


def write_csv(table: Table) -> str:
    r"""Write a table as a file a spreadsheet opens, with nothing in it that would run there.

    >>> write_csv(make_table("x", "X", "Title", rows=[("=1+1",)]))
    "Title\r\n'=1+1\r\n"
    """
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow([_write(column.heading) for column in table.columns])
    writer.writerows([_write(cell.value) for cell in row] for row in table.rows)
    return out.getvalue()


def _write(value: Value) -> str | int | float:
    if isinstance(value, datetime):
        return place_in_london(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        runs = value.startswith(_BREAKS) or value.lstrip().startswith(_FORMULA)
        return f"'{value}" if runs else value
    return "" if value is None else value

"""What commands print: tables, progress and sentences for people, one JSON object for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

console = Console(highlight=False)
errors = Console(stderr=True, highlight=False)


def print_json(value: Any) -> None:
    """Print one JSON object on standard output."""
    sys.stdout.write(json.dumps(value, indent=2, ensure_ascii=False, default=str) + "\n")


def make_table(title: str, *columns: str, rows: Iterable[Iterable[object]] = ()) -> Table:
    """Make a table; columns whose heading starts with `#` hold numbers."""
    table = Table(
        title=title, title_justify="left", title_style="bold", header_style="bold cyan", min_width=len(title)
    )
    for column in columns:
        table.add_column(column.removeprefix("#"), justify="right" if column.startswith("#") else "left")
    for row in rows:
        # Cells are data: a name such as "[red]" is printed, never obeyed.
        table.add_row(*(cell if isinstance(cell, Text) else Text(str(cell)) for cell in row))
    return table


def make_progress() -> Progress:
    """Make a progress bar on standard error, out of the way of what is printed."""
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=32),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        TextColumn("[dim]{task.fields[note]}", markup=True),
        console=errors,
    )

"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Directory = Annotated[Path, typer.Argument(help="The trust's directory: trust.yaml and its tables.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before doing it.")]
At = Annotated[
    str | None, typer.Option("--at", metavar="MOMENT", help="Pretend it is 2026-12-14T08:30, say.")
]

"""A fictional trust, complete enough to be believed: its files, and where they are once installed."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def find_example() -> Path:
    """Give the directory of Fernvale Learning Trust's files."""
    return Path(str(files(__name__).joinpath("fernvale")))


def read_example() -> dict[str, str]:
    """Read Fernvale's files: content by path relative to the directory, as trust.files.parse_files takes them."""
    root = find_example()
    return {
        path.relative_to(root).as_posix(): path.read_text("utf-8")
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }

"""Reading a trust's directory from disk; what the texts mean is trust.files' business."""

from __future__ import annotations

from pathlib import Path

from trust.files import Parsed, parse_files
from trust.values import RefusedError
from trust.year import Year

LARGEST_FILE = 20 * 1024 * 1024
READ = {".yaml", ".yml", ".csv", ".json", ".tsv", ".xlsx", ".xls", ".ods"}


def parse_directory(directory: Path) -> Parsed:
    """Read a trust's directory and its year/ folder.

    Raises:
        RefusedError: It is not a directory, or a file in it cannot be read or is too large to be a table.
    """
    if not directory.is_dir():
        raise RefusedError(f"{directory} is not a directory of trust files.")
    return parse_files(
        {
            path.relative_to(directory).as_posix(): _read(path)
            for folder in (directory, directory / "year")
            for path in sorted(folder.glob("*"))
            if path.is_file() and path.suffix.lower() in READ
        }
    )


def read_year(directory: Path) -> Year:
    """Read a trust's directory that must be free of errors.

    Raises:
        RefusedError: It has errors; the sentence names the first and how many there are.
    """
    parsed = parse_directory(directory)
    if parsed.year is None:
        count = len(parsed.errors)
        rest = f" (and {count - 1} more; `termtime check {directory}` lists them)" if count > 1 else ""
        raise RefusedError(f"{parsed.errors[0]}{rest}")
    return parsed.year


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise RefusedError(
                f"{path} is larger than {LARGEST_FILE // 1024**2} MB; that is no table of a trust."
            )
        return path.read_bytes()
    except OSError as error:
        raise RefusedError(f"{path} cannot be read: {error.strerror}.") from None

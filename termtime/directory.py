"""Reading a trust's directory from disk; what the texts mean is trust.files' business.

Beside its tables it may hold Word templates of the trust's own, in a folder of that name. One that cannot be used is a
warning, and the built-in document is made in its place.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import get_args

from trust.files import Fault, Parsed, Severity, parse_files
from trust.papers import PaperName, PaperTemplate
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
    parsed = parse_files(
        {
            path.relative_to(directory).as_posix(): _read(path)
            for folder in (directory, directory / "year")
            for path in sorted(folder.glob("*"))
            if path.is_file() and path.suffix.lower() in READ
        }
    )
    templates, faults = read_templates(directory)
    year = parsed.year.model_copy(update={"templates": templates}) if parsed.year else None
    return replace(parsed, year=year, faults=tuple(sorted((*parsed.faults, *faults))))


def read_templates(directory: Path) -> tuple[tuple[PaperTemplate, ...], tuple[Fault, ...]]:
    """Read a trust's own Word templates, and what keeps others from being used. Raises RefusedError."""
    found: list[PaperTemplate] = []
    faults: list[Fault] = []
    for path in sorted((directory / "templates").glob("*")):
        if path.name.startswith((".", "~$")) or not path.is_file():
            continue
        name = path.relative_to(directory).as_posix()
        paper = next((known for known in get_args(PaperName) if path.name.lower() == f"{known}.docx"), None)
        if paper is None:
            why = "this is no template Termtime knows; there may be agenda.docx and minutes.docx"
        else:
            content = _read(path)
            why = _find_template_fault(paper, content)
            found += [] if why else [PaperTemplate(paper=paper, content=content)]
        if why:
            used = "" if paper is None else "; the built-in one is used"
            faults.append(Fault(name, 0, "", f"{why}{used}.", Severity.WARNING))
    return tuple(found), tuple(faults)


def _find_template_fault(paper: PaperName, content: bytes) -> str:
    from graph_sync.templates import find_fault  # noqa: PLC0415  (python-docx costs 150 ms that few trusts need pay)

    return find_fault(paper, content)


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

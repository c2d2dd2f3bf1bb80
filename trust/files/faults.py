"""What is wrong with a trust's files, said so that whoever keeps them can put it right.

A fault is an error, which keeps the files from being used, or a warning, which does not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz, process


class Severity(StrEnum):
    """Whether a fault keeps the files from being used."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong: where it stands and a sentence about it.

    The row is a line number of the file, 0 for the file as a whole; the field is a column, or a dotted path
    whose numbers count from 1.
    """

    file: str
    row: int
    field: str
    sentence: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        """Render as file:row:field: sentence, leaving out what does not apply."""
        where = ":".join(str(part) for part in (self.file, self.row, self.field) if part)
        return f"{where}: {'warning: ' if self.severity is Severity.WARNING else ''}{self.sentence}"


def make_suggestion(met: str, known: Iterable[str]) -> str:
    """End a sentence with the closest known spelling, if one is close.

    >>> make_suggestion("oakk", ["oak", "elm"])
    "; did you mean 'oak'?"
    >>> make_suggestion("hornbeam", ["oak", "elm"])
    '.'
    """
    close = process.extractOne(met, list(known), scorer=fuzz.ratio, processor=str.lower, score_cutoff=65)
    return f"; did you mean {close[0]!r}?" if close else "."
